"""How typed words are recognised as commands, for staff and for friends, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot import i18n
from handlers.command_rows import BY_KEY, ROWS
from handlers.commands import (
    SLASHES,
    Command,
    Suspect,
    allowed,
    bind,
    distance,
    help_lines,
    parse,
)

ADVISOR, LEAD, ADMIN, FRIEND = "advisor", "lead", "admin", None

RECOGNISED = [
    # With a slash: half width and full, any case, Japanese and English, with words behind it.
    ("/take", ADVISOR, "take", ""),
    ("／take", ADVISOR, "take", ""),
    ("/TAKE", ADVISOR, "take", ""),
    ("／ＴＡＫＥ", ADVISOR, "take", ""),
    ("／対応", ADVISOR, "take", ""),
    ("/対応 みさき", ADVISOR, "take", "みさき"),
    ("／対応　みさき 2", ADVISOR, "take", "みさき 2"),
    ("/対応みさき", ADVISOR, "take", "みさき"),
    ("/対応する", ADVISOR, "take", "する"),
    ("/take:みさき", ADVISOR, "take", "みさき"),
    ("/take: みさき", ADVISOR, "take", "みさき"),
    ("/to みさき", ADVISOR, "to", "みさき"),
    ("／宛先　みさきさん", ADVISOR, "to", "みさきさん"),
    ("/宛先みさき", ADVISOR, "to", "みさき"),
    ("/完了", ADVISOR, "done", ""),
    ("/done.", ADVISOR, "done", ""),
    ("/Done!", ADVISOR, "done", ""),
    ("  /done  ", ADVISOR, "done", ""),
    ("\u200b/done", ADVISOR, "done", ""),
    ("/ done", ADVISOR, "done", ""),
    ("//done", ADVISOR, "done", ""),
    ("⁄done", ADVISOR, "done", ""),
    ("/done\nありがとう", ADVISOR, "done", "ありがとう"),
    ("/queue", ADVISOR, "queue", ""),
    ("/待ち", ADVISOR, "queue", ""),
    ("/who", ADVISOR, "who", ""),
    ("/私の担当", ADVISOR, "who", ""),
    ("/now", ADVISOR, "now", ""),
    ("/受付", ADVISOR, "on", ""),
    ("/on", ADVISOR, "on", ""),
    ("/休み", ADVISOR, "off", ""),
    ("/ｏｆｆ", ADVISOR, "off", ""),
    ("/取消", ADVISOR, "cancel", ""),
    ("/stats", LEAD, "stats", ""),
    ("/統計", ADMIN, "stats", ""),
    ("/stop", ADMIN, "stop", ""),
    ("/停止", ADMIN, "stop", ""),
    ("/resume", ADMIN, "resume", ""),
    ("/staff advisor 佐藤", ADMIN, "staff", "advisor 佐藤"),
    ("/担当", ADMIN, "staff", ""),
    ("/help", ADVISOR, "help", ""),
    ("/ﾍﾙﾌﾟ", ADVISOR, "help", ""),
    ("/menu", FRIEND, "menu", ""),
    ("／メニュー", FRIEND, "menu", ""),
    # Bare: only when it is the whole text.
    ("完了", ADVISOR, "done", ""),
    ("done", ADVISOR, "done", ""),
    ("受付", ADVISOR, "on", ""),
    (" 休み\n", ADVISOR, "off", ""),
    ("統計", ADMIN, "stats", ""),
    ("相談", FRIEND, "talk", ""),
    ("人に相談", FRIEND, "talk", ""),
    ("Talk", FRIEND, "talk", ""),
    ("相談をやめる", FRIEND, "leave", ""),
    ("連携", FRIEND, "link", ""),
    ("解除", FRIEND, "unlink", ""),
    ("設定", FRIEND, "settings", ""),
    ("ＭＥＮＵ", FRIEND, "menu", ""),
    ("ﾒﾆｭｰ", FRIEND, "menu", ""),
    ("ヘルプ", FRIEND, "help", ""),
    ("メニュー", ADVISOR, "menu", ""),
]

ORDINARY = [
    # Words between people: never taken for a command.
    ("対応お願いします", ADVISOR),
    ("完了しました", ADVISOR),
    ("宛先 みさき", ADVISOR),
    ("take みさき", ADVISOR),
    ("ok", ADVISOR),
    ("OK", ADVISOR),
    ("no", ADVISOR),
    ("so", ADVISOR),
    ("はい", ADVISOR),
    ("1/2 です", ADVISOR),
    ("・持ち物は筆記用具です", ADVISOR),
    ("・りんご", ADVISOR),
    ("(/・∀・)/", ADVISOR),
    ("…と思います", ADVISOR),
    ("「はい」と答えました", ADVISOR),
    ("¥3,000 です", ADVISOR),
    ("done deal", ADVISOR),
    ("", ADVISOR),
    ("　", ADVISOR),
    ("統計", ADVISOR),
    ("停止", LEAD),
    ("相談", ADVISOR),
    ("相談したいことがあります", FRIEND),
    ("対応", FRIEND),
    ("take", FRIEND),
    ("/take", FRIEND),
    ("／人◕ ‿‿ ◕人＼", FRIEND),
    ("/(^o^)＼", FRIEND),
    ("manu", FRIEND),
]

SUSPECTS = [
    # Asked about, with the likeliest commands as buttons.
    ("/don", ADVISOR, "done"),
    ("/dnoe", ADVISOR, "done"),
    ("／ｔａｋｅｅ", ADVISOR, "take"),
    ("/queu", ADVISOR, "queue"),
    ("/quue みさき", ADVISOR, "queue"),
    ("/cansel", ADVISOR, "cancel"),
    ("/完", ADVISOR, "done"),
    ("/完子", ADVISOR, "done"),
    ("/こんにちは", ADVISOR, ""),
    ("/", ADVISOR, ""),
    ("／", ADVISOR, ""),
    ("/stop", ADVISOR, ""),
    ("/staff", LEAD, ""),
    ("/talk", ADVISOR, ""),
    ("/(^o^)＼", ADVISOR, ""),
    ("・done", ADVISOR, "done"),
    ("・対応 みさき", ADVISOR, "take"),
    ("\\take", ADVISOR, "take"),
    ("￥take", ADVISOR, "take"),
    ("｜完了", ADVISOR, "done"),
    ("。/完了", ADVISOR, "done"),
    ("、／引継 鈴木", ADVISOR, "transfer"),
    ("「/done」", ADVISOR, "done"),
    ("dnoe", ADVISOR, "done"),
    ("quee", ADVISOR, "queue"),
    ("helo", ADVISOR, "help"),
    ("restume", ADMIN, "resume"),
    ("/meny", FRIEND, "menu"),
    ("/メニュ", FRIEND, "menu"),
]


@pytest.mark.parametrize(("text", "role", "key", "rest"), RECOGNISED)
def test_commands_are_recognised(text: str, role: str | None, key: str, rest: str) -> None:
    """Each spelling is the command that a person of that role means by it, with the words behind it."""
    found = parse(text, role)
    assert isinstance(found, Command)
    assert (found.row.key, found.rest) == (key, rest)


@pytest.mark.parametrize(("text", "role"), ORDINARY)
def test_ordinary_words_are_none(text: str, role: str | None) -> None:
    """What people say to one another is no command and looks like none."""
    assert parse(text, role) is None


@pytest.mark.parametrize(("text", "role", "likeliest"), SUSPECTS)
def test_mistyped_commands_are_asked_about(text: str, role: str | None, likeliest: str) -> None:
    """A line that looks like a command is never relayed; the first suggestion is what was probably meant."""
    found = parse(text, role)
    assert isinstance(found, Suspect)
    assert (found.suggestions[0].key if found.suggestions else "") == likeliest
    assert all(role in row.roles for row in found.suggestions)


@given(some.sampled_from(SLASHES + "／"), some.text(max_size=30), some.sampled_from([ADVISOR, LEAD, ADMIN]))
def test_no_line_of_staff_with_a_slash_is_ordinary(slash: str, rest: str, role: str) -> None:
    """Whatever stands behind a slash, half width or full: it is a command or asked about, never relayed."""
    assert parse(slash + rest, role) is not None


@pytest.mark.parametrize("role", [ADVISOR, LEAD, ADMIN, FRIEND])
def test_only_the_roles_of_a_row_may_use_it(role: str | None) -> None:
    """A command is carried out for its roles alone, by whichever of its words."""
    for row in ROWS:
        for word in row.words:
            assert isinstance(parse(f"/{word}", role), Command) == (role in row.roles), word


def test_a_bare_word_says_that_it_is_one() -> None:
    """A command without a slash is marked: with a conversation open it may be meant for the friend."""
    bare, slashed = parse("完了", ADVISOR), parse("/完了", ADVISOR)
    assert isinstance(bare, Command) and isinstance(slashed, Command)
    assert (bare.bare, slashed.bare) == (True, False)


def test_a_command_of_another_role_is_called_so() -> None:
    """An advisor who types an admin's command learns that it is not for him, not that it does not exist."""
    found, unknown = parse("/stop", ADVISOR), parse("/xyzzy", ADVISOR)
    assert isinstance(found, Suspect) and isinstance(unknown, Suspect)
    assert (found.forbidden, unknown.forbidden) == (True, False)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("done", "done", 0),
        ("dnoe", "done", 1),
        ("don", "done", 1),
        ("donee", "done", 1),
        ("dene", "done", 1),
        ("", "to", 2),
    ],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    """One letter too many, too few, wrong, or two swapped each count once."""
    assert distance(one, other) == distance(other, one) == slips


def test_no_word_means_two_commands() -> None:
    """Every word of the table belongs to one command only, and each row has a Japanese and an English one."""
    words = [word for row in ROWS for word in row.words]
    assert len(words) == len(set(words))
    assert all(not row.words[0].isascii() and row.words[1].isascii() for row in ROWS)


def test_each_row_has_its_function() -> None:
    """Binding refuses a row without a function and a function without a row."""
    deeds = {key: lambda turn, rest: None for key in BY_KEY}
    assert set(bind(deeds)) == set(BY_KEY)
    with pytest.raises(ValueError, match="stats"):
        bind({key: deed for key, deed in deeds.items() if key != "stats"})
    with pytest.raises(ValueError, match="dance"):
        bind({**deeds, "dance": lambda turn, rest: None})


@pytest.mark.parametrize("role", [ADVISOR, LEAD, ADMIN, FRIEND])
def test_help_names_what_the_role_may_use(role: str | None) -> None:
    """Help has one line for each command of the role, in both languages, and what it shows can be typed."""
    for language in ("ja", "en"):
        lines = help_lines(role, language, i18n.gettext(language))
        assert len(lines) == len(list(allowed(role)))
        for line in lines:
            assert isinstance(parse(line.split("｜")[0], role), Command)
