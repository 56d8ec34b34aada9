"""The table of commands: their names, who may use them, and what help says of them.

`handlers.commands` recognises them, `handlers.orders` binds each to what it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.friends import STAFF
from handlers.own_words import OWN


def N_(words: str) -> str:  # the name that message extraction looks for
    """Mark a sentence that is translated when it is shown."""
    return words


@dataclass(frozen=True, slots=True)
class Row:
    """One command: its names (Japanese first), who may use it (None is a friend who is no staff), help."""

    key: str
    words: tuple[str, ...]
    roles: frozenset[str | None]
    help: str
    takes_name: bool = False


ADVISORS: frozenset[str | None] = frozenset(STAFF)
LEADS: frozenset[str | None] = frozenset({"lead", "admin"})
ADMINS: frozenset[str | None] = frozenset({"admin"})
FRIENDS: frozenset[str | None] = frozenset({None})
ALL = ADVISORS | FRIENDS

ROWS = (
    Row(
        "take",
        ("対応", "take", "たいおう"),
        ADVISORS,
        N_("take the next friend, or the one you name"),
        takes_name=True,
    ),
    Row("done", ("完了", "done", "かんりょう"), ADVISORS, N_("finish a conversation"), takes_name=True),
    Row("to", ("宛先", "to", "あてさき"), ADVISORS, N_("choose whom you write to"), takes_name=True),
    Row("queue", ("待ち", "queue", "まち"), ADVISORS, N_("who waits, and how long")),
    Row(
        "transfer",
        ("引継", "transfer", "引き継ぐ", "ひきつぐ"),
        ADVISORS,
        N_("hand a friend over to a colleague, with a note"),
        takes_name=True,
    ),
    Row(
        "handover",
        ("交代", "handover", "こうたい"),
        ADVISORS,
        N_("hand all your friends over, with a note"),
        takes_name=True,
    ),
    Row(
        "release",
        ("戻す", "release", "もどす"),
        ADVISORS,
        N_("give a friend back to the queue"),
        takes_name=True,
    ),
    Row("who", ("私の担当", "who"), ADVISORS, N_("whom you talk with")),
    Row("now", ("状況", "now"), ADVISORS, N_("who waits for whom right now")),
    Row("on", ("受付", "on", "うけつけ"), ADVISORS, N_("go on duty")),
    Row("off", ("休み", "off", "やすみ"), ADVISORS, N_("go off duty")),
    Row("notes", ("メモ一覧", "notes", "めも一覧"), ADVISORS, N_("notes on a friend"), takes_name=True),
    Row("note", ("メモ", "note", "めも"), ADVISORS, N_("note something on a friend"), takes_name=True),
    Row("history", ("履歴", "history", "りれき"), ADVISORS, N_("the last words with her"), takes_name=True),
    Row("c", ("定型", "c", "定型文"), ADVISORS, N_("send a canned reply"), takes_name=True),
    Row("later", ("予約送信", "later"), ADVISORS, N_("send something later"), takes_name=True),
    Row("snooze", ("後回し", "snooze", "あとまわし"), ADVISORS, N_("be reminded of her"), takes_name=True),
    Row("tag", ("タグ", "tag", "たぐ"), ADVISORS, N_("put a tag on a friend"), takes_name=True),
    Row(
        "capacity",
        ("上限", "capacity", "じょうげん"),
        ADVISORS,
        N_("how many friends you take at a time"),
        takes_name=True,
    ),
    Row(
        "skills",
        ("得意", "skills", "とくい"),
        ADVISORS,
        N_("who suits you: tags, languages"),
        takes_name=True,
    ),
    Row(
        "incident",
        ("事案", "incident", "じあん"),
        ADVISORS,
        N_("freeze a conversation, and write down who received what"),
        takes_name=True,
    ),
    Row("cancel", ("取消", "cancel", "とりけし"), ADVISORS, N_("drop what is held unsent")),
    Row("audit", ("記録", "audit", "きろく"), LEADS, N_("what staff have done"), takes_name=True),
    Row("desk", ("デスク", "desk", "ですく"), LEADS, N_("the day as a picture")),
    Row("assign", ("割当", "assign", "わりあて"), LEADS, N_("give a friend to an advisor"), takes_name=True),
    Row("freeze", ("凍結", "freeze"), ADVISORS, N_("freeze the link of a member ID"), takes_name=True),
    Row("stats", ("統計", "stats"), LEADS, N_("the figures of the account")),
    Row(
        "survey",
        ("アンケート", "survey", "surveys"),
        ADMINS,
        N_("surveys: results, rewording, preview, stop and start"),
        takes_name=True,
    ),
    Row("links", ("連携状況", "links"), ADMINS, N_("who came from where, and who linked")),
    Row("staff", ("担当", "staff"), ADMINS, N_("who is staff, and codes for new ones")),
    Row("stop", ("停止", "stop"), ADMINS, N_("stop all sending at once")),
    Row("resume", ("再開", "resume"), ADMINS, N_("start sending again")),
    Row("parked", ("保留", "parked"), ADMINS, N_("events that could not be decided")),
    Row("retry", ("やり直し", "retry"), ADMINS, N_("try parked events again")),
    Row(
        "undo",
        ("元に戻す", "undo", "もとに戻す", "もとにもどす"),
        ADMINS,
        N_("undo the latest rewording"),
    ),
    Row("reload", ("再読込", "reload"), ADMINS, N_("publish the content folder as it is now")),
    Row("talk", ("相談", "talk", "人に相談", "相談する"), FRIENDS, N_("talk to a person")),
    Row("leave", ("相談をやめる", "leave", "相談をやめます"), FRIENDS, N_("stop waiting for a person")),
    Row("menu", ("メニュー", "menu"), ALL, N_("what I can do")),
    Row("link", ("連携", "link", "連携する"), ALL, N_("link your membership")),
    Row("unlink", ("解除", "unlink", "連携解除", "連携を解除"), ALL, N_("undo the link")),
    Row("settings", ("設定", "settings"), ALL, N_("settings and stopping notices")),
    *[Row(key, words, FRIENDS, said) for key, words, said in OWN],
    Row("help", ("ヘルプ", "help", "使い方"), ALL, N_("this list")),
)
BY_KEY = {row.key: row for row in ROWS}
BY_WORD = {word: row for row in ROWS for word in row.words}
