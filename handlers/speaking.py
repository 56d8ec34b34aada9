"""How an answer leaves a turn: what comes before it, its bubbles, and the handoff that it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot import i18n
from bot.clock import local
from bot.i18n import N_
from bot.messages import Message
from bot.turn import Turn
from dialogs.position import Unread
from dialogs.spoken import spoken_date
from handlers import known, survey_view
from handlers.surveys import Answer, interrupt
from handoff import asking

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?")
MOST_GLANCE = 6
SPOKEN = {"ja": N_("Japanese"), "en": N_("English")}
"""How a friend is marked for whoever reads another language than hers."""


def answer(turn: Turn, given: Answer | None, before: Sequence[Message] = ()) -> None:
    """Say an answer, joined to what comes before it; a wished handoff is asked for after it."""
    bubbles = survey_view.joined([*before, *(given.bubbles if given else [])])
    if bubbles:
        turn.say(*bubbles)
    if given and given.handoff:
        ask_human(turn, given.handoff.reason or "", said=given.handoff.wrote)


def ask_human(turn: Turn, reason: str, wrote: str | None = None, said: Sequence[Unread] = ()) -> None:
    """Ask for a human; an open question of a survey waits for her own next action.

    `wrote` is the LINE id of an earlier message of hers that is to be handed over, `said` what she wrote
    where a survey could not read it.
    """
    interrupt(turn)
    before = [(each.message_id, each.words) for each in said]
    asking.ask(turn, reason, wrote=wrote, said=before, glance=glance(turn))


def glance(turn: Turn) -> dict[str, tuple[str, ...]]:
    """Say what advisors should know of her at a glance, by the language of whoever reads it."""
    return {language: _glance(turn, language) for language in known.content(turn).service.languages}


def _glance(turn: Turn, language: str) -> tuple[str, ...]:
    """Say that she has another language than the reader, her attributes, her tags.

    Attributes are those that the content declares for it, without days that are over; in its words and order.
    """
    declared = known.content(turn).declared
    held, facts = turn.friend.tags, turn.friend.attributes
    spoken = () if turn.friend.speaks == language else (i18n.gettext(language)(SPOKEN[turn.friend.speaks]),)
    today = local(turn.now, known.zone(turn)).date().isoformat()
    told = (
        f"{each.label.to(language)} {_shown(facts[each.id], language)}"
        for each in declared.attributes
        if each.glance and each.id in facts and not _over(facts[each.id], today)
    )
    tags = (tag.label.to(language) for tag in declared.tags if tag.id in held)
    return (*spoken, *told, *tags)[:MOST_GLANCE]


def _over(value: object, today: str) -> bool:
    return bool(DAY.fullmatch(str(value))) and str(value)[:10] < today


def _shown(value: object, language: str) -> str:
    """Return a value as people say it; days with their weekday."""
    if not DAY.fullmatch(str(value)):
        return str(value)
    day, _, time = str(value).partition("T")
    return spoken_date(date.fromisoformat(day), language) + time
