"""A photo, video, voice or file has come from LINE, or will not: decided in the lane for which it was wished.

Called for `media.fetched`; what was taken back meanwhile is gone, and nothing is said of it here.
"""

from __future__ import annotations

from bot import i18n, messages
from bot.media import Medium
from bot.turn import Turn
from handoff import asking, cards, carrying, clocks, desk, holding, parcels, taking, voices
from handoff.carrying import ANSWER, RELAY
from handoff.state import HOUSE, STATE, Conversation, Words
from handoff.telling import tell
from handoff.voices import N_


def on_fetched(turn: Turn) -> None:
    """Pass on what has been fetched, or say that it could not be; what was taken back meanwhile is gone."""
    medium = STATE.of(turn).media.get(str(turn.event.data.get("message_id")))
    if medium is None:
        return
    if medium.friend_id != turn.friend.friend_id:
        _to_friend(turn, medium)
    elif medium.purpose == RELAY:
        _to_advisor(turn, medium)
    elif medium.status == "refused" and medium.purpose == ANSWER:
        _sorry(turn, medium, turn._("I could not keep {kind} that you sent as an answer."))
    elif medium.status == "refused" and desk.forget_held(turn, medium.message_id):
        _sorry(turn, medium, turn._("Not sent."))


def _sorry(turn: Turn, medium: Medium, words: str) -> None:
    words = words.format(kind=parcels.name(medium.kind, turn._))
    turn.say(messages.text(parcels.sorry(words, medium.why, medium.kind, carrying.limits(turn), turn._)))


def _to_advisor(turn: Turn, medium: Medium) -> None:
    own = STATE.of(turn).own
    if medium.status == "refused":
        carrying.refuse(turn, own, medium.kind, medium.why)
        return
    if own is None:
        _offer(turn, medium)
        return
    if own.status == "open" and own.advisor_id not in HOUSE.shared(turn).staff:
        taking.requeue(turn, own)
        own = STATE.of(turn).own or own
    if own.status == "waiting":
        asking.keep(turn, (Words(medium.message_id, (), medium),))
    else:
        _show(turn, own, medium)


def _show(turn: Turn, own: Conversation, medium: Medium) -> None:
    """Put it before the advisor who has her, under her label."""
    _ = i18n.gettext(HOUSE.shared(turn).language(str(own.advisor_id)))
    holding.pass_on(turn, own, carrying.bubbles(turn, medium, _), medium.message_id)


def _offer(turn: Turn, medium: Medium) -> None:
    """Ask whether a person shall have what came when the conversation was just over."""
    words = turn._("The conversation was over before {kind} got through. Shall I pass it on to a person?")
    label = turn._("Pass it on")
    button = messages.postback(label, cards.ASK_WITH + medium.message_id, shown=label)
    title = words.format(kind=parcels.name(medium.kind, turn._))
    turn.say(messages.flex_card(cards.notice(turn._), title, [], [button]))


def _to_friend(turn: Turn, medium: Medium) -> None:
    """Pass on what her advisor has sent, if she is still his."""
    own, advisor = STATE.of(turn).own, medium.friend_id
    mine = own is not None and own.status == "open" and own.advisor_id == advisor
    if own is None or not mine or advisor not in HOUSE.shared(turn).staff:
        tell(turn, advisor, N_("Not sent: this conversation is not open with you any more."))
        return
    _, most = i18n.gettext(HOUSE.shared(turn).language(advisor)), carrying.limits(turn)
    if medium.status == "refused":
        words = _("{kind} did not reach {name}.").format(kind=parcels.name(medium.kind, _), name=own.shown)
        said = messages.text(parcels.sorry(words, medium.why, medium.kind, most, _))
        turn.tell(advisor, said, about=turn.friend.friend_id)
        return
    own = clocks.answered(turn, own)
    sender = voices.of(turn, own)
    found = parcels.bubbles(medium, HOUSE.shared(turn).addresses, most, (), turn.now, turn._)
    then, sent = holding.undo(turn, own), medium.message_id
    turn.say(*found, klass="human", sender=sender, about=advisor, message_id=sent, not_before=then)
