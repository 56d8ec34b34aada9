"""Builds every bubble that surveys can show, and tries every button of the menus, before anyone sees them.

Called by `enishi check` and before content is published; adds to what `dialogs.load` finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from bot.errors import ContentError, MessageError, Mistake
from dialogs import effects, engine
from dialogs.content import Content
from dialogs.load import gather
from dialogs.loaded import Loaded
from dialogs.position import Position
from dialogs.reach import DAY, Way, explore
from dialogs.survey import Survey
from dialogs.yaml_source import Place
from handlers import check_menus, survey_view
from handlers.rehearsal import Rehearsal

RUN: Final = "0" * 26
REASONS: Final[Sequence[effects.Reason]] = ("next", "picked", "misread", "unsure", "few", "shown", "resumed")
MOST_SHELVES: Final = 8
REMEDY: Final = "shorten the texts, or ask less at once"


def load(folder: Path) -> Content:
    """Load a folder that is fit to be published, or raise a ContentError with all mistakes."""
    loaded = inspect(folder)
    found = [each for each in loaded.mistakes if not each.warning]
    if found or loaded.content is None:
        raise ContentError(found)
    return loaded.content


def inspect(folder: Path) -> Loaded:
    """Read and check a folder, and build what its surveys show, if they are sound so far."""
    loaded = gather(folder)
    if loaded.content and all(each.warning for each in loaded.mistakes):
        for name, survey in loaded.surveys.items():
            loaded.mistakes += mistakes(loaded, name, survey)
        loaded.mistakes += check_menus.check(loaded, loaded.content)
        loaded.mistakes.sort()
    return loaded


def mistakes(loaded: Loaded, name: str, survey: Survey) -> list[Mistake]:
    """Build what one survey shows; return what LINE would refuse."""
    said = _refused(loaded.content, survey) if loaded.content else {}
    return [
        loaded.at(name, place, f"LINE would refuse what is shown here: {words}", REMEDY)
        for place, words in said.items()
    ]


def _refused(content: Content, survey: Survey) -> dict[Place, str]:
    """Return by place what LINE would say, in whichever language."""
    reached = explore(survey, content.service.languages)
    longest = max(reached.ends, key=lambda way: len(way.answers), default=None)
    found: dict[Place, str] = {}
    for language in content.service.languages:
        for index, step in enumerate(survey.steps):
            way = reached.asked.get(step.id)
            if way and (said := _question(content, survey, way, step.id, language)):
                found.setdefault(("steps", index, "ask"), said)
        if longest and survey.end.summary and (said := _summary(content, survey, longest, language)):
            found.setdefault(("end", "summary"), said)
    return found


def _question(content: Content, survey: Survey, way: Way, step: str, language: str) -> str | None:
    """Build a question on each of its pages, of which most have one, and for each reason."""
    turn = Rehearsal(content, language, DAY).turn()
    built: list[object] = []
    for shelf in (None, *map(str, range(MOST_SHELVES))):
        position = _at(survey, way, state="asking", step=step, shelf=shelf)
        shown = engine.resume(survey, position, way.facts, language).effects
        try:
            for view in (each.view for each in shown if isinstance(each, effects.Ask)):
                for reason in REASONS if view not in built else ():
                    survey_view.question(turn, replace(view, reason=reason), doubt=reason == "misread")
                built.append(view)
        except MessageError as error:
            return str(error)
    return None


def _summary(content: Content, survey: Survey, way: Way, language: str) -> str | None:
    turn = Rehearsal(content, language, DAY).turn()
    shown = engine.resume(survey, _at(survey, way, state="summary"), way.facts, language).effects
    try:
        for each in (each for each in shown if isinstance(each, effects.Summary)):
            survey_view.summary(turn, each, doubt=True)
    except MessageError as error:
        return str(error)
    return None


def _at(survey: Survey, way: Way, **where: object) -> Position:
    position = Position(RUN, survey.id, survey.version, 1, answers=way.answers, trail=tuple(way.answers))
    return position.but(**where)
