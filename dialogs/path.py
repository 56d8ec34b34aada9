"""The way through a survey that a set of answers takes, walked afresh from the start each time.

So a changed answer needs no undoing: whatever is no longer on the path gives nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conditions import Facts
from dialogs.offers import chosen, gives, stands
from dialogs.position import Answered, Given
from dialogs.survey import Question, Say, Survey, Then


@dataclass(frozen=True)
class Path:
    """The statements and answered questions passed, the question reached (None at the end), what it gives.

    `said` pairs each statement with the number of answers before it. `total` counts the questions on the
    path, those still to come by what is known now. `facts` are hers with this survey's answers laid over.
    """

    answered: tuple[Question, ...]
    open: Question | None
    said: tuple[tuple[int, Say], ...]
    given: Mapping[str, Given]
    deeds: tuple[tuple[str, Then], ...]
    total: int
    facts: Facts

    def number(self, step: str) -> int:
        """Return the number that a question on the path has, from 1."""
        ids = [question.id for question in self.answered]
        return ids.index(step) + 1 if step in ids else len(ids) + 1


def walk(survey: Survey, answers: Mapping[str, Answered], facts: Facts) -> Path:
    """Walk to the first question without an answer; `facts` are those without this survey's own."""
    answered: list[Question] = []
    said: list[tuple[int, Say]] = []
    given: dict[str, Given] = {}
    deeds: list[tuple[str, Then]] = []
    known = _copy(facts)
    place, steps = 0, survey.steps
    while place < len(steps):
        step = steps[place]
        place += 1
        if step.when and not step.when.holds(known):
            continue
        target = step.goto
        if isinstance(step, Say):
            said.append((len(answered), step))
        elif step.id not in answers or not stands(step, answers[step.id], known):
            ahead = len(answered) + 1 + _still_to_come(survey, place, known)
            return Path(tuple(answered), step, tuple(said), given, tuple(deeds), ahead, known)
        else:
            answer = answers[step.id]
            answered.append(step)
            given[step.id] = gives(step, answer, known)
            for offer in chosen(step, answer, known):
                target = offer.goto or target
                deeds += [(f"{step.id}/{offer.id}/{each.do}", each) for each in offer.then]
            _lay(known, step.id, answer, given[step.id])
        if target:
            place = max(place, survey.places[target])
    return Path(tuple(answered), None, tuple(said), given, tuple(deeds), len(answered), known)


def _copy(facts: Facts) -> Facts:
    """Return facts whose containers may be laid over without touching hers."""
    return replace(facts, tags=set(facts.tags), attributes=dict(facts.attributes), answers={})


def _lay(known: Facts, step: str, answer: Answered, given: Given) -> None:
    if not answer.skipped:
        known.answers[step] = answer.value  # type: ignore[index]
    known.tags.update(given.tags)  # type: ignore[attr-defined]
    known.attributes.update(given.attributes)  # type: ignore[attr-defined]


def _still_to_come(survey: Survey, place: int, known: Facts) -> int:
    rest = survey.steps[place:]
    return sum(isinstance(step, Question) and (not step.when or step.when.holds(known)) for step in rest)
