"""A friend's words on their way to her advisor: decided in her lane, and what cannot be passed on.

Called by the relay for what she writes, and for words that were held back with a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import i18n, messages
from bot.clock import MINUTE
from bot.turn import Turn
from handoff import carrying, clocks, holding, opening, parcels, passing, state
from handoff.state import HOUSE, STATE, Conversation
from handoff.telling import tell
from handoff.voices import N_

LATELY = 30 * MINUTE
"""Who has written so lately is there, whatever the hours say."""


def to_advisor(turn: Turn, own: Conversation, said: Mapping[str, Any]) -> None:
    """Pass on what she said to whoever has her, under her label."""
    advisor = str(own.advisor_id)
    _ = i18n.gettext(HOUSE.shared(turn).language(advisor))
    quote = STATE.of(turn).quotes.get(str(said.get("quotedMessageId")), {}).get(advisor)
    token = said.get("markAsReadToken") or own.read_token
    own = state.keep(turn, own, last_friend_at=turn.now, last_said=said.get("id"), read_token=token)
    own = clocks.asked(turn, _away(turn, own))
    if parcels.is_medium(said):
        carrying.take(turn, said, own)
        return
    bubbles = passing.passable(said, _, quote)
    if not bubbles:
        _cannot_pass(turn, own, said)
        return
    if said.get("type") == "text":
        bubbles = carrying.words_by_page(turn, said.get("id"), str(said.get("text")), _) or bubbles
    holding.pass_on(turn, STATE.of(turn).own or own, bubbles, said.get("id"))


def _away(turn: Turn, own: Conversation) -> Conversation:
    """Tell her once per closing from when her advisor answers, unless he is there all the same."""
    house, advisor = HOUSE.shared(turn), str(own.advisor_id)
    colleague, told = house.staff.get(advisor), own.away_told_at
    here = max(own.last_advisor_at or 0, own.taken_at or 0) > turn.now - LATELY
    if own.urgent_at or here or (colleague and house.serves(colleague.desk)):
        return own
    if told is not None and house.roster_of(advisor).between(told, turn.now) == 0:
        return own
    if words := opening.away(turn, own):
        turn.say(messages.text(words))
        return state.keep(turn, own, away_told_at=turn.now)
    return own


def _cannot_pass(turn: Turn, own: Conversation, said: Mapping[str, Any]) -> None:
    """Tell both sides truly that something did not get through."""
    advisor = str(own.advisor_id)
    words = turn._("Sorry, I can't pass on {kind} yet. Could you put it in words?")
    turn.say(messages.text(words.format(kind=passing.kind(said, turn._))))
    kind = passing.kind(said, i18n.gettext(HOUSE.shared(turn).language(advisor)))
    tell(turn, advisor, N_("{name} sent {kind}, which I can't pass on yet."), name=own.shown, kind=kind)
