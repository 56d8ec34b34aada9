"""Answers beside the chat: those that an import brings into a friend's lane."""

from __future__ import annotations

import msgspec

from bot.turn import Turn
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.taking_in import Brought, take_in
from handlers import known, surveys

BROUGHT = "surveys.brought"
"""The event by which a friend's lane learns of answers that she has given elsewhere."""


def on_brought(turn: Turn) -> None:
    """Take answers over as if she had given them here; nothing is said about it."""
    survey_id = str(turn.event.data.get("survey"))
    brought = msgspec.convert(turn.event.data.get("brought"), Brought)
    there = RUNS.of(turn).positions.get(survey_id)
    survey = EDITION.shared(turn).survey(survey_id, there.version if there else brought.version)
    if survey is None:
        return
    facts = known.facts(turn, survey_id)
    result = take_in(survey, there, brought, facts, turn.friend.speaks)
    if result.taken:
        RUNS.of(turn).put(result.position)
        surveys.note(turn, result.effects)
