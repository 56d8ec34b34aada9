"""When words go out: an advisor's after a moment in which he may take them back, a friend's burst together.

Decided in her lane. What waits is a row of the outbox with its moment, so that no crash loses it.
"""

from __future__ import annotations

from bot.clock import SECOND
from bot.outcomes import TOKEN_LIFE
from bot.turn import Turn
from handoff import state
from handoff.state import HOUSE, STATE, Conversation
from handoff.telling import tell
from handoff.voices import N_

LEAST = 3 * SECOND
ON_THE_WAY = 2 * SECOND
"""What it takes until a message whose moment has come is bound to a token."""


def undo(turn: Turn, own: Conversation) -> int:
    """Return when an advisor's words go to her; he may take them back until then.

    She sees until then that an answer is coming, and that what he had got of hers is read.
    Shorter, but for three seconds at least, where her last free reply would end meanwhile.
    """
    span = HOUSE.shared(turn).plan.team.talk.undo * SECOND
    left = (own.last_friend_at or 0) + TOKEN_LIFE - ON_THE_WAY - turn.now
    if 0 < left < span:
        span = max(left, LEAST)
    until = max(turn.now + span, own.held_until or 0)
    turn.gesture("loading")
    if own.read_token and turn.now >= (own.gathered_until or 0):  # what he answers he has had before him
        turn.gesture("read", own.read_token)
        own = state.keep(turn, own, read_token=None)
    own = state.keep(turn, own, held_until=until)
    if HOUSE.shared(turn).over_quota and (own.last_friend_at or 0) + TOKEN_LIFE < until:
        wait_for_her(turn, own)
    return until


def wait_for_her(turn: Turn, own: Conversation) -> None:
    """Tell her advisor, once in a conversation, that what he writes reaches her only when she writes."""
    if own.quota_told_at is None:
        words = N_("This month's messages are used up: what you write reaches {name} when she writes next.")
        tell(turn, str(own.advisor_id), words, name=own.shown)
        state.keep(turn, own, quota_told_at=turn.now)


def on_over_quota(turn: Turn) -> None:
    """Something for her was not sent because the month is used up: her advisor must know, if she has one."""
    own = STATE.of(turn).own
    if own and own.status == "open":
        wait_for_her(turn, own)


def behind(turn: Turn, own: Conversation) -> int | None:
    """Return until when something waits that shall not overtake her advisor's words; None: not at all."""
    held = own.held_until or 0
    return held if held > turn.now else None


def gather(turn: Turn, own: Conversation) -> int | None:
    """Return when what she has just written goes to her advisor, with what she adds until then; None: now."""
    until = own.gathered_until or 0
    if own.urgent_at is not None:
        return None  # nothing is worth a delay then
    if until <= turn.now:
        until = turn.now + HOUSE.shared(turn).plan.team.talk.gather * SECOND
        state.keep(turn, own, gathered_until=until)
    return until if until > turn.now else None
