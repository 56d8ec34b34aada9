"""The way through a survey that a set of answers takes, walked afresh from the start each time.

So a changed answer needs no undoing: whatever is no longer on the path gives nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.conditions import Facts
from dialogs.offers import outcome, stands
from dialogs.position import Answered, Given
from dialogs.survey import Question, Say, Survey, Then


class Path(Struct):
    """The questions on the path in order, the first without an answer (`open`), and what answers give.

    Beyond the open question it is the path by what is known now: answers there keep what they give.
    `said` are the statements before the open question; `facts` are hers with the answers laid over.
    """

    asked: list[Question]
    answered: list[Question]
    open: Question | None
    said: list[Say]
    given: dict[str, Given]
    deeds: list[tuple[str, Then]]
    facts: Facts

    @property
    def trail(self) -> tuple[str, ...]:
        """The ids of the answered questions, in order."""
        return tuple([question.id for question in self.answered])

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self.asked)

    def number(self, step: str) -> int:
        """Return the number of a question on the path, from 1; one that is not on it would be the next."""
        for number, question in enumerate(self.asked, 1):
            if question.id == step:
                return number
        return len(self.answered) + 1


def walk(survey: Survey, answers: Mapping[str, Answered], facts: Facts) -> Path:
    """Walk from the first step to the end; `facts` are those without this survey's own."""
    known = _copy(facts)
    path = Path([], [], None, [], {}, [], known)
    place, way = 0, survey.way
    while place < len(way):
        question, statement, holds, target = way[place]
        place += 1
        if holds is not None and not holds(known):
            continue
        if question is not None:
            target = _pass_by(path, question, answers) or target
        elif statement is not None and path.open is None:
            path.said.append(statement)
        if target:
            place = max(place, survey.places[target])
    return path


def _pass_by(path: Path, step: Question, answers: Mapping[str, Answered]) -> str | None:
    """Pass a question by, lay what its answer gives over what is known; return where the answer leads."""
    known, name = path.facts, step.id
    path.asked.append(step)
    answer = answers.get(name)
    if answer is None or (step.varies and not stands(step, answer, known)):
        path.open = path.open or step
        return None
    path.answered.append(step)
    found = outcome(step, answer, known)
    given = found.given
    if answer.known:  # whoever knew it says so; she has not answered, so nothing is due
        given = replace(given, attributes={})
    elif found.deeds:
        path.deeds.extend(found.deeds)
    path.given[name] = given
    if not answer.skipped:
        known.answers[name] = answer.value  # type: ignore[index]
    if given.tags:
        known.tags.update(given.tags)  # type: ignore[attr-defined]
    if given.attributes:
        known.attributes.update(given.attributes)  # type: ignore[attr-defined]
    return found.target


def _copy(facts: Facts) -> Facts:
    """Return facts whose containers may be laid over without touching hers."""
    return replace(facts, tags=set(facts.tags), attributes=dict(facts.attributes), answers={})
