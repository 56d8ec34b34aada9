"""Words from person to person, both ways: whatever goes to or comes from a friend is decided in her lane.

`hold` is asked by handlers before anything else answers a message. Media go by `handoff.carrying`.
"""

from __future__ import annotations

from bot import i18n
from bot.turn import Turn
from handoff import (
    asking,
    carrying,
    clocks,
    desk,
    parcels,
    passing,
    relaying,
    state,
    taking,
    voices,
    waiting,
    wishes,
)
from handoff.state import HOUSE, STATE
from handoff.telling import tell
from handoff.voices import N_

WITHDRAWN = ("never", "waiting", "deferred", "parked")
"""What the outbox says of a message that an unsend still stops; never = it did not even get there."""


def hold(turn: Turn) -> bool:
    """Give a message to whoever talks with this person; returns whether the bot must be silent about it."""
    if turn.event.kind != "message":
        return False
    own = STATE.of(turn).own
    if not turn.friend.is_staff and wishes.take(turn):
        return True
    if own is None:
        return desk.pass_on(turn)
    if own.status == "open" and own.advisor_id not in HOUSE.shared(turn).staff:
        taking.requeue(turn, own)
        own = STATE.of(turn).own
    if own and own.status == "open":
        relaying.to_advisor(turn, own, state.message(turn))
    else:
        asking.keep_words(turn)
    return True


def to_friend(turn: Turn) -> None:
    """Pass an advisor's words on to her, if she is still his; what he has taken back is gone already."""
    own, data = taking.held_by_sender(turn), turn.event.data
    message_id, advisor = str(data.get("message_id")), str(data.get("from"))
    if own is None:
        tell(turn, advisor, N_("Not sent: this conversation is not open with you any more."))
        return
    said = STATE.of(turn).said.get(message_id, {})
    if parcels.is_medium(said) and said.get("by") == advisor:
        carrying.fetch(turn, said, carrying.RELAY, sent_by=advisor)
        return
    bubbles = passing.passable(said, turn._, data.get("quote")) if said.get("by") == advisor else ()
    if not bubbles:
        return
    state.keep(turn, clocks.answered(turn, own), last_said=message_id)
    sender = voices.of(turn, own)
    turn.say(*bubbles, klass="human", sender=sender, about=advisor, message_id=message_id)


def erase(turn: Turn) -> str:
    """Let a message that was taken back be gone, in whatever chat it was; returns its id, empty if none."""
    message_id = str((turn.event.data.get("unsend") or {}).get("messageId") or "")
    if message_id:
        turn.erase_message(message_id)
    return message_id


def on_unsend(turn: Turn) -> None:
    """Erase a message that was taken back, and tell truly whoever may have seen it."""
    message_id = erase(turn)
    if not message_id:
        return
    reached = _recall(turn, message_id)
    if turn.friend.is_staff and STATE.of(turn).own is None:
        desk.on_unsend(turn, message_id, reached)
    else:
        _friend_unsent(turn, message_id, reached)


def _recall(turn: Turn, message_id: str) -> dict[str, str]:
    """Drop what this turn was about to pass on; return who has the message, with the outbox' status."""
    mine = [draft for draft in turn.drafts if draft.message_id == message_id]
    turn.drafts = [draft for draft in turn.drafts if draft.message_id != message_id]
    stopped = {draft.recipient: "never" for draft in mine if draft.recipient != turn.friend.friend_id}
    return {**stopped, **STATE.of(turn).passed.get(message_id, {})}


def _friend_unsent(turn: Turn, message_id: str, reached: dict[str, str]) -> None:
    own = STATE.of(turn).own
    if own:
        own = state.keep(turn, own, words=tuple(kept for kept in own.words if kept.message_id != message_id))
    name = own.shown if own else voices.plain(turn.friend.name, i18n.gettext(i18n.DEFAULT))
    for advisor, status in reached.items():
        if advisor in HOUSE.shared(turn).staff and status != "never":
            words = N_("{name} took back a message. I have erased it; what your screen shows stays there.")
            tell(turn, advisor, words, name=name)
    if own and own.status == "waiting":
        # A card that carried her words was withdrawn with them: the call itself must still arrive.
        waiting.call_again(turn, only=[advisor for advisor, status in reached.items() if status in WITHDRAWN])
