"""Words of crisis: the bot falls silent, she comes first, leads are alerted at any hour.

Asked by handlers before anything else looks at a friend's message; decided in her lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import i18n, messages
from bot.turn import Turn
from handoff import asking, cards, clocks, helplines, relaying, state, waiting
from handoff.state import HOUSE, STATE, Colleague, Conversation

REASON = "crisis"


def heard(turn: Turn) -> bool:
    """Tell whether a friend's message has words that need a person at once."""
    words = state.message(turn).get("text")
    return not turn.friend.is_staff and isinstance(words, str) and meant(turn, words)


def meant(turn: Turn, words: str) -> bool:
    """Tell whether these words need a person at once."""
    found = HOUSE.shared(turn).plan.team.crisis
    return found is not None and helplines.mean_crisis(words, found)


def act(turn: Turn, glance: Mapping[str, Sequence[str]]) -> None:
    """Put her first, alert leads, and tell her once; what she adds is kept without a word."""
    own = STATE.of(turn).own
    if own and own.status == "open":
        relaying.to_advisor(turn, own, state.message(turn))
        own = STATE.of(turn).own
    elif own:
        asking.keep_words(turn)
        own = STATE.of(turn).own
    else:
        own = clocks.asked(turn, asking.open_(turn, REASON, None, glance, asking.first(turn)))
    if own and own.urgent_at is None:
        _raise(turn, own)


def _raise(turn: Turn, own: Conversation) -> None:
    own = state.keep(turn, own, urgent_at=turn.now)
    turn.friend.with_human = True  # the bot is silent from now on, before anybody has taken her
    if own.status == "waiting":
        waiting.begin(turn, own)
        own = STATE.of(turn).own or own
    _alert(turn, own)
    if own.status == "waiting" or not _there(turn, own):
        helplines.tell(turn)


def _there(turn: Turn, own: Conversation) -> bool:
    advisor = HOUSE.shared(turn).staff.get(str(own.advisor_id))
    return advisor is not None and HOUSE.shared(turn).serves(advisor.desk)


def _alert(turn: Turn, own: Conversation) -> None:
    for lead in HOUSE.shared(turn).leads:
        if lead.friend_id not in (own.advisor_id, *own.avoided):
            _tell(turn, own, lead)


def _tell(turn: Turn, own: Conversation, lead: Colleague) -> None:
    _ = i18n.gettext(lead.language)
    said = state.message(turn)
    with_whom = _("With {advisor}").format(advisor=own.advisor_name) if own.advisor_id else ""
    lines = [f"「{messages.cut(str(said.get('text')), 100)}」", with_whom, *waiting.facts(turn, own, lead)]
    title = _("Urgent: {name} needs a person now").format(name=own.name)
    card = messages.flex_card(
        cards.alarm(_), title, lines, waiting.actions(turn, own, lead), accent=cards.URGENT
    )
    turn.tell(lead.friend_id, card, about=turn.friend.friend_id, message_id=str(said.get("id")), timed=False)
