"""Orders that move a friend: a lead assigns her, her advisor hands her over or gives her back.

Each is `f(turn, rest)` in the lane of whoever orders; her lane decides (`handoff.moving`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot import messages
from bot.turn import Turn
from handoff import audit, cards, desk, orders, state
from handoff.state import HOUSE, STATE, Colleague, Conversation

Tap = Callable[[Turn, Conversation, dict[str, str]], None]
"""What a button does with the conversation that it names and with what else it says."""


def assign(turn: Turn, rest: str = "") -> None:
    """`/assign 鈴木 みさき`: give a friend to an advisor, whoever has her; what is left out is asked."""
    among = HOUSE.shared(turn).everyone
    colleague, name = _colleague(turn, rest)
    if colleague and name and not orders.matching(among, name):
        audit.record(turn, "assign")
        turn.ask_report("find", name=name, advisor=colleague.friend_id, staff_name=colleague.name)
    elif not among:
        turn.say(messages.text(turn._("Nobody is waiting, and nobody is with an advisor.")))
    elif colleague is None:
        found = orders.matching(among, rest) if rest else []
        if len(found) == 1:
            whom(turn, found[0])
        else:
            _ask_friend(turn, found or among, "whom", {})
    else:
        found = orders.matching(among, name) if name else [each for each in among if each.status == "waiting"]
        if len(found) == 1:
            assign_to(turn, found[0], colleague.friend_id)
        else:
            _ask_friend(turn, found or among, "assign", {"a": colleague.friend_id})


def _ask_friend(turn: Turn, among: Sequence[Conversation], do: str, what: dict[str, str]) -> None:
    shown = among[: cards.MOST_NAMES]
    lines = [_with(turn, each, name) for each, name in zip(shown, cards.apart(shown), strict=True)]
    turn.say(cards.names(turn._("Whom do you mean?"), lines, do, shown, turn._, what=what))


def _with(turn: Turn, conversation: Conversation, name: str) -> str:
    who = conversation.advisor_name or cards.waits(conversation, turn.now, turn._)
    return f"{name}｜{who}"


def whom(turn: Turn, conversation: Conversation) -> None:
    """Ask a lead to which advisor a friend shall go."""
    others = [each for each in HOUSE.shared(turn).on_duty if each.friend_id != conversation.advisor_id]
    buttons = [
        cards.button(each.name, "assign", c=conversation.id, a=each.friend_id)
        for each in others[: cards.MOST_NAMES]
    ]
    title = turn._("Who shall take {name}?").format(name=conversation.shown)
    nobody = "" if buttons else turn._("Nobody else is on duty.")
    turn.say(messages.flex_card(cards.notice(turn._), title, [nobody], buttons, accent=""))


def assign_to(turn: Turn, conversation: Conversation, advisor_id: str) -> None:
    """Ask her lane to give her to that advisor, as a lead wishes."""
    if turn.friend.role in ("lead", "admin"):
        turn.post(conversation.friend_id, "handoff.assign", conversation=conversation.id, advisor=advisor_id)
    else:
        turn.say(messages.text(turn._("This button is for leads.")))


def give_unasked(turn: Turn, friend_id: str, advisor_id: str) -> None:
    """Ask the lane of a friend who has not asked to give her to that advisor, as a lead wishes."""
    if turn.friend.role in ("lead", "admin") and friend_id.startswith("U"):
        turn.post(friend_id, "handoff.give", advisor=advisor_id)
    else:
        turn.say(messages.text(turn._("This button is for leads.")))


def transfer(turn: Turn, rest: str = "") -> None:
    """`/transfer 鈴木 きっかけは面接です`: hand a friend over, with a note; what is left out is asked."""
    among = STATE.of(turn).open
    colleague, note = _colleague(turn, rest)
    found = desk.addressee(turn, among)
    if not among:
        turn.say(messages.text(turn._("You have no open conversation.")))
    elif rest and colleague is None:
        words = turn._("Nobody on the team is called {name}.").format(name=messages.cut(rest, 20))
        turn.say(messages.text(words))
    elif found and colleague:
        transfer_to(turn, found, {"a": colleague.friend_id, **place(turn, note)})
    elif found:
        _ask_colleague(turn, found)
    else:
        what = {"a": colleague.friend_id, **place(turn, note)} if colleague else {}
        title = turn._("Whom do you want to hand over?")
        turn.say(cards.names(title, [], "transfer" if colleague else "handto", among, turn._, what=what))


def _ask_colleague(turn: Turn, conversation: Conversation) -> None:
    me = turn.friend.friend_id
    others = [each for each in HOUSE.shared(turn).on_duty if each.friend_id != me]
    buttons = [
        cards.button(each.name, "transfer", c=conversation.id, a=each.friend_id)
        for each in others[: cards.MOST_NAMES]
    ]
    title = turn._("To whom do you hand {name} over?").format(name=conversation.shown)
    if not others:
        title = turn._("Nobody else is on duty.")
    turn.say(messages.flex_card(cards.notice(turn._), title, [], buttons, accent=""))


def hand_to(turn: Turn, conversation: Conversation, what: dict[str, str]) -> None:
    """Ask to whom the friend whose name he has tapped shall go."""
    _ask_colleague(turn, conversation)


def transfer_to(turn: Turn, conversation: Conversation, what: dict[str, str]) -> None:
    """Ask her lane to give her to a colleague; a note is named, not copied, so that an unsend catches it."""
    data = {"message_id": what.get("m"), "start": what.get("s")}
    turn.post(
        conversation.friend_id,
        "handoff.transfer",
        conversation=conversation.id,
        advisor=what.get("a", ""),
        **data,
    )


def place(turn: Turn, words: str) -> dict[str, str]:
    """Say where in his message the last words stand."""
    said = state.message(turn)
    text = str(said.get("text") or "")
    if not words or words not in text:
        return {}
    return {"m": str(said.get("id")), "s": str(text.rindex(words))}


def release(turn: Turn, rest: str = "") -> None:
    """Give a friend back to the queue: named, quoted, in focus, or the only one."""
    among = STATE.of(turn).open
    found = orders.meant(turn, rest)
    if not among:
        turn.say(messages.text(turn._("You have no open conversation.")))
    elif len(found) == 1:
        give_back(turn, found[0], {})
    else:
        title = turn._("Whom do you want to give back?")
        turn.say(cards.names(title, [orders.not_here(turn, rest, found)], "release", found or among, turn._))


def give_back(turn: Turn, conversation: Conversation, what: dict[str, str]) -> None:
    """Ask her lane to let her wait again."""
    turn.post(conversation.friend_id, "handoff.release", conversation=conversation.id)


def _colleague(turn: Turn, rest: str) -> tuple[Colleague | None, str]:
    """Read a colleague's name off the words' beginning; returns him, if one is meant, and the rest."""
    staff = [each for each in HOUSE.shared(turn).staff.values() if each.friend_id != turn.friend.friend_id]
    words = rest.split()
    for count in range(len(words), 0, -1):
        wanted = orders.folded(" ".join(words[:count]))
        exact = [each for each in staff if orders.folded(each.name) == wanted]
        found = exact or [each for each in staff if orders.folded(each.name).startswith(wanted)]
        if len(found) == 1:
            return found[0], rest.split(maxsplit=count)[count] if len(words) > count else ""
    return None, rest
