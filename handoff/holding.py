"""When words go out: an advisor's after a moment in which he may take them back, a friend's burst together.

Decided in her lane. What waits is a row of the outbox with its moment, so that no crash loses it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot import i18n
from bot.clock import SECOND
from bot.compose import MOST_BUBBLES
from bot.messages import Message
from bot.outcomes import TOKEN_LIFE
from bot.turn import Turn
from handoff import cards, state, voices
from handoff.state import HOUSE, STATE, Conversation
from handoff.telling import tell
from handoff.voices import N_

LEAST = 3 * SECOND
ON_THE_WAY = 2 * SECOND
"""What it takes until a message whose moment has come is bound to a token."""
PULLED = 2 * MOST_BUBBLES
"""Added to the count of what is gathered once not all of it fits into a push."""


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
        state.keep(turn, own, gathered_until=until, gathered=0, filled_by=None)
    return until if until > turn.now else None


def pass_on(turn: Turn, own: Conversation, bubbles: Sequence[Message], message_id: str | None) -> None:
    """Put what she has said into her advisor's line, for one push with what she adds within seconds.

    What that has no room for waits until he asks for it, since his tap pays for it: a button says so.
    """
    until = gather(turn, own)
    own = STATE.of(turn).own or own
    count, rest = own.gathered or 0, False
    if until is not None and count + len(bubbles) > MOST_BUBBLES:
        if count <= MOST_BUBBLES:
            count = PULLED + _pull_last(turn, own)
            _tell_of_rest(turn, own, until, pushable=True)
        elif count % MOST_BUBBLES + len(bubbles) >= MOST_BUBBLES:
            count = (count // MOST_BUBBLES + 1) * MOST_BUBBLES
            _tell_of_rest(turn, own, until, pushable=False)
        rest = True
    if until is not None:
        count += len(bubbles)
        filled = message_id if count == MOST_BUBBLES else own.filled_by
        own = state.keep(turn, own, gathered=count, filled_by=filled)
    turn.tell(
        str(own.advisor_id),
        *bubbles,
        klass="human",
        sender=voices.friend(turn, own),
        about=turn.friend.friend_id,
        message_id=message_id,
        not_before=until,
        pushable=not rest,
    )


def _tell_of_rest(turn: Turn, own: Conversation, until: int, *, pushable: bool) -> None:
    _ = i18n.gettext(HOUSE.shared(turn).language(str(own.advisor_id)))
    her, button = turn.friend.friend_id, cards.rest(0, _)
    turn.tell(str(own.advisor_id), button, about=her, not_before=until, pushable=pushable)


def _pull_last(turn: Turn, own: Conversation) -> int:
    """Let what took the push's last place wait as well, for the button needs it; returns how much that is."""
    if own.filled_by is None:
        return 0
    STATE.of(turn).pulled.append(own.filled_by)
    turn.drafts = [
        replace(draft, pushable=False) if draft.message_id == own.filled_by else draft
        for draft in turn.drafts
    ]
    return 1
