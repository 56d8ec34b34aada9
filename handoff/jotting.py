"""What an advisor orders around a conversation: notes, canned replies, later, snooze, tags; in his own lane.

Her lane carries it out (`handoff.jotted`). His words are named by message and place, never copied.
"""

from __future__ import annotations

import functools
import unicodedata

from bot import messages
from bot.messages import Action
from bot.turn import Turn
from handoff import audit, cards, desk, handing, opening, orders, state, times
from handoff.state import HOUSE, STATE, Conversation

MOST_LATER = 30 * 24 * 60 * 60 * 1000
HOUR = "60"

What = dict[str, str]


def _for_her(turn: Turn, do: str, what: What) -> None:
    """Do it for the friend who is meant, or ask who that is."""
    among = STATE.of(turn).open
    found = desk.addressee(turn, among)
    if not among:
        turn.say(messages.text(turn._("You have no open conversation.")))
    elif found:
        DOES[do](turn, found, what)
    else:
        turn.say(cards.names(turn._("Whom do you mean?"), [], do, among, turn._, what=what))


def note(turn: Turn, rest: str = "") -> None:
    """`/note 一次面接は来週`: keep a note on her that only staff see."""
    if not rest:
        turn.say(
            messages.text(turn._("Write the note behind the command, such as “/note prefers mornings”."))
        )
        return
    _for_her(turn, "note", handing.place(turn, rest))


def canned(turn: Turn, rest: str = "") -> None:
    """`/c greeting`: send a reply from the content, with her name in it; without a name they are shown."""
    team = HOUSE.shared(turn).plan.team
    found = team.reply(rest) if rest else None
    if not team.replies:
        turn.say(messages.text(turn._("There are no canned replies in the content.")))
    elif found:
        _for_her(
            turn, "reply", {"r": found.id, "m": str(state.message(turn).get("id") or turn.event.event_id)}
        )
    else:
        language = turn.friend.speaks
        lines = [
            f"{each.label.to(language)}｜{messages.cut(_sample(turn, each.say.to(language)), 40)}"
            for each in team.replies
        ]
        actions: list[Action] = [
            messages.say_it(messages.cut(each.label.to(language), messages.LABEL), f"/c {each.id}")
            for each in team.replies[: cards.MOST_NAMES]
        ]
        title = turn._("Which reply?")
        turn.say(messages.flex_card(cards.notice(turn._), title, lines, actions, accent=""))


def _sample(turn: Turn, words: str) -> str:
    """Show what a canned reply will say, as far as that is known before it is clear to whom it goes."""
    plan = HOUSE.shared(turn).plan
    known = {
        "name": "○○",
        "advisor": plan.called(turn.friend.staff_name or "", turn.friend.speaks),
        "service": plan.service.to(turn.friend.speaks),
        "hours": opening.until(turn) or opening.back(turn),
    }
    return functools.reduce(lambda said, each: said.replace(f"{{{each}}}", known[each]), known, words)


def later(turn: Turn, rest: str = "") -> None:
    """`/later 18:00 お疲れさまでした`: send her these words at that time."""
    at, words = times.read(rest, turn.now, HOUSE.shared(turn).plan.roster.zone)
    if at is None or not words or not turn.now < at <= turn.now + MOST_LATER:
        turn.say(messages.text(turn._("Write a time and the words, such as “/later 18:00 Good luck!”.")))
        return
    _for_her(turn, "later", {**handing.place(turn, words), "t": str(at)})


def snooze(turn: Turn, rest: str = "") -> None:
    """`/snooze 18:00`, `/snooze 30`: be reminded of her then, and not before."""
    at, _words = times.read(rest or HOUR, turn.now, HOUSE.shared(turn).plan.roster.zone)
    if at is None or not turn.now < at <= turn.now + MOST_LATER:
        turn.say(messages.text(turn._("Write a time or minutes, such as “/snooze 18:00” or “/snooze 30”.")))
        return
    _for_her(turn, "snooze", {"until": str(at)})


def tag(turn: Turn, rest: str = "") -> None:
    """`/tag 内定あり`, `/tag -内定あり`: put a tag of the content on her, or take staff's away."""
    off = rest.startswith(("-", "－", "ー", "−"))
    wanted = _folded(rest.lstrip("-－ー− "))
    tags = HOUSE.shared(turn).plan.tags
    found = [key for key, label in tags.items() if wanted in {_folded(each) for each in label.root.values()}]
    if len(found) == 1:
        _for_her(turn, "tag", {"g": found[0], "off": "1" if off else ""})
        return
    near = [label.to(turn.friend.speaks) for label in tags.values() if wanted and _near(wanted, label.root)]
    title = turn._("Write a tag as it is called, such as “/tag {tag}”.")
    first = next(iter(tags.values()), None)
    example = near[0] if near else first.to(turn.friend.speaks) if first else "…"
    actions = [messages.say_it(messages.cut(each, messages.LABEL), f"/tag {each}") for each in near[:4]]
    turn.say(messages.flex_card(cards.notice(turn._), title.format(tag=example), [], actions, accent=""))


def _near(wanted: str, label: dict[str, str]) -> bool:
    return any(wanted in _folded(each) for each in label.values())


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().strip()


def _report(turn: Turn, kind: str, rest: str) -> None:
    """Ask for what is kept of a friend: of his own, or, for leads, of whoever waits or has one."""
    lead = turn.friend.role in ("lead", "admin")
    mine = orders.meant(turn, rest)
    waiting = orders.matching(orders.his_queue(turn), rest) if rest else []
    found = mine or waiting or (orders.matching(HOUSE.shared(turn).everyone, rest) if lead and rest else [])
    among = found or STATE.of(turn).open
    if len(found) == 1:
        show(turn, found[0], {"k": kind})
    elif among:
        shown = cards.entries(found[: cards.MOST_NAMES], turn.now, turn.friend.speaks)
        lines = [orders.not_here(turn, rest, found), *shown]
        turn.say(cards.names(turn._("Whom do you mean?"), lines, "show", among, turn._, what={"k": kind}))
    else:
        turn.say(messages.text(turn._("You have no open conversation.")))


def notes(turn: Turn, rest: str = "") -> None:
    """`/notes`, `/notes みさき`: show what staff have noted on her."""
    _report(turn, "notes", rest)


def history(turn: Turn, rest: str = "") -> None:
    """`/history`, `/history みさき`: show the last words of both sides."""
    _report(turn, "history", rest)


def show(turn: Turn, conversation: Conversation, what: What) -> None:
    """Ask for what is kept; it is read beside the road, and who has read it is written down."""
    kind = what.get("k", "")
    if kind in ("notes", "history"):
        turn.ask_report(kind, friend=conversation.friend_id, name=conversation.shown)
        audit.record(turn, kind, about=conversation.friend_id)


def _post(kind: str) -> handing.Tap:
    def do(turn: Turn, conversation: Conversation, what: What) -> None:
        turn.post(conversation.friend_id, f"handoff.{kind}", conversation=conversation.id, **{"what": what})

    return do


def _snooze(turn: Turn, conversation: Conversation, what: What) -> None:
    until = what.get("until") or str(turn.now + int(what.get("t") or HOUR) * 60_000)
    _post("snooze")(turn, conversation, {"until": until})


def _reply(turn: Turn, conversation: Conversation, what: What) -> None:
    desk.goes(turn, conversation, what.get("m", ""))
    _post("reply")(turn, conversation, what)


DOES: dict[str, handing.Tap] = {
    "note": _post("note"),
    "reply": _reply,
    "later": _post("later"),
    "unlater": _post("unlater"),
    "tag": _post("tag"),
    "snooze": _snooze,
    "show": show,
}
"""What is done for a friend once it is clear who is meant; also an advisor's buttons."""
