"""Which event does what: every event of LINE's webhook has its row, and so has every one of our own.

https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
"""

from __future__ import annotations

from collections.abc import Callable

from bot import timers
from bot.events import is_personal
from bot.turn import Turn
from handlers import (
    answers,
    beginnings,
    calls,
    editing,
    follow,
    heading,
    known,
    moving,
    routes,
    rules,
    silence,
    staff,
    surveys,
    sweeping,
    talk,
    taps,
    team,
    tying,
)
from handoff import duty, relay, taking
from handoff import events as handoff_events


def leave_alone(turn: Turn) -> None:
    """Keep the event and do nothing about it."""


def _on_account_link(turn: Turn) -> None:
    link = turn.event.data.get("link")
    if isinstance(link, dict) and link.get("result") == "ok":
        tying.on_account_link(turn)


def _on_channel_link(turn: Turn) -> None:
    link = turn.event.data.get("link")
    if isinstance(link, dict) and link.get("result") == "failed":
        tying.on_account_link_failed(turn)


def _on_message(turn: Turn) -> None:
    if not routes.take(turn):
        talk.on_message(turn)


def _on_timer(turn: Turn) -> None:
    if not silence.on_timer(turn):
        handoff_events.on_timer(turn)


def _on_unsend(turn: Turn) -> None:
    relay.on_unsend(turn)
    editing.take_back(turn)
    named = turn.friend.name
    surveys.take_back(turn)
    if turn.friend.name != named:
        taking.rename(turn)


def _on_unfollow(turn: Turn) -> None:
    follow.on_unfollow(turn)
    handoff_events.on_unfollow(turn)


PERSONAL: dict[str, Callable[[Turn], None]] = {
    "message": _on_message,
    "postback": taps.on_postback,
    "follow": follow.on_follow,
    "unfollow": _on_unfollow,
    "unsend": _on_unsend,
    "accountLink": _on_account_link,
    "messageEdited": leave_alone,
    "join": leave_alone,
    "leave": leave_alone,
    "memberJoined": leave_alone,
    "memberLeft": leave_alone,
    "videoPlayComplete": leave_alone,
    "beacon": leave_alone,
    "membership": leave_alone,
    "delivery": leave_alone,
    "module": leave_alone,
    "activated": leave_alone,
    "deactivated": leave_alone,
    "botSuspended": leave_alone,
    "botResumed": leave_alone,
    timers.EVENT: _on_timer,
    "linking.failed": tying.on_failed,
    "linking.came": tying.on_came,
    "linking.proven": tying.on_account_link,
    "linking.member": tying.on_member_changed,
    "linking.event": calls.on_event,
    "linking.give_way": moving.on_give_way,
    "linking.arrive": moving.on_arrive,
    "linking.freeze": moving.on_freeze,
    **team.POSTS,
    answers.BROUGHT: answers.on_brought,
    beginnings.DATED: beginnings.on_date,
    known.SWEPT: sweeping.on_sweep,
    **handoff_events.POSTS,
}
"""In a 1:1 chat."""

CHANNEL: dict[str, Callable[[Turn], None]] = {"accountLink": _on_channel_link}
"""Where LINE names no person; groups and rooms are kept and left alone too."""


def dispatch(turn: Turn) -> None:
    """Decide one event; in standby another module holds the chat, so nothing is said."""
    event = turn.event
    if event.kind == "unsend" and (event.standby or not is_personal(event.lane)):
        # What is taken back is gone, in groups too and whoever holds the chat; nothing is said about it.
        relay.erase(turn)
        surveys.take_back(turn)
    if event.standby:
        return
    if not is_personal(event.lane):
        CHANNEL.get(event.kind, leave_alone)(turn)
        return
    if event.kind in ("message", "postback"):
        # Whoever writes has the account as a friend, also one who did so before the bot was there.
        turn.friend.followed, turn.friend.blocked_at = True, None
    staff.welcome_owner(turn)
    if event.kind in ("message", "postback") and turn.friend.is_staff:
        duty.awake(turn)
    calls.watch(turn, _decide)
    if event.kind in ("message", "postback") and not turn.held:
        silence.touch(turn)


def _decide(turn: Turn) -> None:
    PERSONAL.get(turn.event.kind, leave_alone)(turn)
    heading.go_on(turn)
    rules.apply(turn)
