"""Which event of the handoff goes to which function; called by handlers for taps, posts and timers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from bot import media, messages, switches
from bot.turn import Turn
from handoff import (
    arriving,
    asking,
    clocks,
    closing,
    desk,
    duty,
    handing,
    handover,
    holding,
    incidents,
    jotted,
    jotting,
    leaving,
    moving,
    orders,
    relay,
    shifts,
    taking,
    waiting,
    wishes,
)
from handoff.state import HOUSE, STATE, Conversation

POSTS: dict[str, Callable[[Turn], None]] = {
    "handoff.take": taking.take,
    "handoff.relay": relay.to_friend,
    media.FETCHED: arriving.on_fetched,
    desk.CALLED_BACK: relay.call_back,
    switches.OVER_QUOTA: holding.on_over_quota,
    "handoff.done": taking.finish,
    "handoff.return": taking.put_back,
    "handoff.rebind": taking.rebind,
    "handoff.missed": duty.missed,
    "handoff.incident": incidents.freeze,
    "handoff.handover": leaving.hand_over,
    "handoff.release": taking.release,
    "handoff.assign": moving.assign,
    "handoff.give": moving.give_unasked,
    "handoff.transfer": moving.transfer,
    **jotted.POSTS,
}
"""Events in a friend's lane that an advisor's lane has posted."""

TIMERS: dict[str, Callable[[Turn, Conversation], None]] = {
    waiting.NOBODY_TOOK: waiting.on_timer,
    asking.WROTE: asking.on_timer,
    clocks.ANSWER: clocks.on_timer,
    clocks.SILENCE: clocks.on_timer,
    jotted.SNOOZED: jotted.on_snoozed,
}
"""Timers in a friend's lane; each stands for one conversation, and comes to nothing once that is over."""


def on_timer(turn: Turn) -> bool:
    """Take the handoff's own timers; returns whether this was one."""
    if turn.event.data.get("timer") == jotted.LATER:
        jotted.on_later(turn)
        return True
    if turn.event.data.get("timer") == shifts.SHIFT:
        shifts.on_timer(turn)
        return True
    found = TIMERS.get(str(turn.event.data.get("timer")))
    own = STATE.of(turn).own
    if found and own and own.id == turn.event.data.get("key"):
        found(turn, own)
    return found is not None


def on_post(turn: Turn) -> bool:
    """Take an event that another turn of this room has posted; returns whether it was one."""
    found = POSTS.get(turn.event.kind)
    if found:
        found(turn)
    return found is not None


def on_unfollow(turn: Turn) -> None:
    """Close the conversation of a friend who blocks; an advisor who blocks is off duty and gives his back."""
    taking.blocked(turn)
    if turn.friend.is_staff:
        duty.blocked(turn)


def on_postback(turn: Turn) -> bool:
    """Take a tap on one of this room's buttons; returns whether it was one."""
    data = str((turn.event.data.get("postback") or {}).get("data", ""))
    verb, _, query = data.partition("?")
    if verb != "handoff":
        return False
    what = {key: values[0] for key, values in parse_qs(query).items()}
    do = what.get("do", "")
    if do in HERS:
        HERS[do](turn, what)
    elif turn.friend.is_staff:
        _staff_tap(turn, do, what)
    return True


HERS: dict[str, Callable[[Turn, dict[str, str]], None]] = {
    "rate": closing.rate,
    "leave": lambda turn, what: asking.leave(turn, what.get("c", "")),
    "other": lambda turn, what: wishes.other(turn),
    "wrong": lambda turn, what: wishes.wrong(turn),
    "relay": lambda turn, what: wishes.pass_on(turn, what.get("m", "")),
}
"""A friend's buttons."""


def _staff_tap(turn: Turn, do: str, what: dict[str, str]) -> None:
    conversation_id, message_id = what.get("c", ""), what.get("m", "")
    found = HOUSE.shared(turn).named.get(conversation_id)
    if do == "send":
        desk.release(turn, conversation_id, message_id)
    elif do == "drop":
        desk.drop(turn, message_id)
    elif do == "rest":
        handover.rest(turn)
    elif do == "assign" and found:
        handing.assign_to(turn, found, what.get("a", ""))
    elif do == "outcome" and found:
        turn.post(found.friend_id, "handoff.outcome", conversation=found.id, what=what)
    elif do == "give":
        handing.give_unasked(turn, what.get("f", ""), what.get("a", ""))
    elif do in ("handover", "keep"):
        shifts.hand_over(turn) if do == "handover" else shifts.keep(turn)
    elif do == "incident" and found:
        orders.freeze(turn, found)
    elif do == "whom" and found:
        handing.whom(turn, found)
    elif do in ("take", *ABOUT) and found:
        _about(turn, do, found, what)


def _about(turn: Turn, do: str, found: Conversation, what: dict[str, str]) -> None:
    """Carry out a tap that names a conversation, if it still makes sense."""
    mine = any(each.id == found.id for each in desk.reachable(turn))
    if do == "take" and found.status == "waiting":
        orders.reach(turn, found)
    elif do == "take":
        turn.post(found.friend_id, "handoff.take", conversation=found.id)
    elif do == "show" and (mine or found in orders.his_queue(turn) or turn.friend.role in ("lead", "admin")):
        jotting.show(turn, found, what)
    elif not mine:
        turn.say(messages.text(turn._("This conversation is not open with you any more.")))
    else:
        ABOUT[do](turn, found, what)


ABOUT: dict[str, Callable[[Turn, Conversation, dict[str, str]], None]] = {
    "done": lambda turn, found, what: orders.how(turn, found),
    "finish": lambda turn, found, what: orders.finish(turn, found, what.get("o", "")),
    "to": lambda turn, found, what: orders.aim(turn, found),
    "release": handing.give_back,
    "transfer": handing.transfer_to,
    "handto": handing.hand_to,
    **jotting.DOES,
}
"""An advisor's buttons for a conversation that is his."""
