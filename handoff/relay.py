"""Words from person to person, both ways: whatever goes to or comes from a friend is decided in her lane.

`hold` is asked by handlers before anything else answers a message. Media go by `handoff.carrying`.
"""

from __future__ import annotations

from bot import i18n
from bot.clock import SECOND
from bot.turn import Turn
from handoff import (
    asking,
    carrying,
    clocks,
    desk,
    holding,
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
    own = state.keep(turn, clocks.answered(turn, own), last_said=message_id)
    then, sender = holding.undo(turn, own), voices.of(turn, own)
    turn.say(*bubbles, klass="human", sender=sender, about=advisor, message_id=message_id, not_before=then)


def call_back(turn: Turn) -> None:
    """Stop an advisor's words that have not gone out to her, and tell him truly what became of them."""
    data, passed = turn.event.data, STATE.of(turn).passed
    advisor, her = str(data.get("from")), turn.friend.friend_id
    ids = [str(each) for each in data.get("messages", [])]
    late = [each for each in ids if passed.get(each, {}).get(her, "never") not in (*WITHDRAWN, "dropped")]
    for message_id in ids:
        if message_id not in late:
            turn.drafts = [draft for draft in turn.drafts if draft.message_id != message_id]
            turn.erase_message(message_id)
    name = voices.plain(turn.friend.name, i18n.gettext(HOUSE.shared(turn).language(advisor)))
    own = STATE.of(turn).own
    name = own.shown if own and own.advisor_id == advisor else name
    if not late:
        tell(turn, advisor, N_("Taken back: it was not sent to {name}."), name=name)
    elif len(late) < len(ids):
        words = N_("Taken back: it was not sent to {name}. What you wrote just before had arrived.")
        tell(turn, advisor, words, name=name)
    elif data.get("unsent"):
        tell(turn, advisor, N_("Erased here. What {name}'s screen shows already stays there."), name=name)
    else:
        words = N_("Too late: {name} has it already. Unsend your bubble to erase what is kept of it here.")
        tell(turn, advisor, words, name=name)


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
    unseen = bool(own and (own.gathered_until or 0) - turn.now >= SECOND)  # its moment has not come yet
    for advisor, status in reached.items():
        words = N_("{name} took back a message. I have erased it; what your screen shows stays there.")
        if status == "deferred" and unseen:
            words = N_("{name} took back a message before it reached you. Nothing of it is left.")
        if advisor in HOUSE.shared(turn).staff and status != "never":
            tell(turn, advisor, words, name=name)
    if own and own.status == "waiting":
        # A card that carried her words was withdrawn with them: the call itself must still arrive.
        waiting.call_again(turn, only=[advisor for advisor, status in reached.items() if status in WITHDRAWN])
