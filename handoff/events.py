"""Which event of the handoff goes to which function; called by handlers for taps, posts and timers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from bot import messages
from bot.turn import Turn
from handoff import asking, desk, orders, relay, taking
from handoff.state import HOUSE, Conversation

POSTS: dict[str, Callable[[Turn], None]] = {
    "handoff.take": taking.take,
    "handoff.relay": relay.to_friend,
    "handoff.done": taking.finish,
    "handoff.return": taking.put_back,
}
"""Events in a friend's lane that an advisor's lane has posted."""

on_timer = asking.on_timer


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
        orders.revoked(turn)


def on_postback(turn: Turn) -> bool:
    """Take a tap on one of this room's buttons; returns whether it was one."""
    data = str((turn.event.data.get("postback") or {}).get("data", ""))
    verb, _, query = data.partition("?")
    if verb != "handoff":
        return False
    what = {key: values[0] for key, values in parse_qs(query).items()}
    if what.get("do") == "leave":
        asking.leave(turn, what.get("c", ""))
    elif turn.friend.is_staff:
        _staff_tap(turn, what.get("do", ""), what.get("c", ""), what.get("m", ""))
    return True


def _staff_tap(turn: Turn, do: str, conversation_id: str, message_id: str) -> None:
    found = HOUSE.shared(turn).named.get(conversation_id)
    if do == "send":
        desk.release(turn, conversation_id, message_id)
    elif do == "drop":
        dropped = desk.forget_held(turn, message_id)
        words = (
            turn._("Dropped. It was not sent.") if dropped else turn._("That was sent or dropped already.")
        )
        turn.say(messages.text(words))
    elif do in ("take", "done", "to") and found:
        _about(turn, do, found)


def _about(turn: Turn, do: str, found: Conversation) -> None:
    """Carry out a tap that names a conversation, if it still makes sense."""
    mine = any(each.id == found.id for each in desk.reachable(turn))
    if do == "take" and found.status == "waiting":
        orders.reach(turn, found)
    elif do == "take":
        turn.post(found.friend_id, "handoff.take", conversation=found.id)
    elif not mine:
        turn.say(messages.text(turn._("This conversation is not open with you any more.")))
    elif do == "done":
        orders.finish(turn, found)
    else:
        orders.aim(turn, found)
