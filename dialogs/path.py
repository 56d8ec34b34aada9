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


class Path(Struct, frozen=True):
    """The questions on the path in order, the first without an answer (`open`), and what answers give.

    Beyond the open question it is the path by what is known now: answers there keep what they give.
    `said` are the statements before the open question; `facts` are hers with the answers laid over.
    """

    asked: tuple[Question, ...]
    answered: tuple[Question, ...]
    open: Question | None
    said: tuple[Say, ...]
    given: Mapping[str, Given]
    deeds: tuple[tuple[str, Then], ...]
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
    way = _Way(answers, _copy(facts))
    place, steps = 0, survey.steps
    while place < len(steps):
        step = steps[place]
        place += 1
        if step.when is None or step.when.holds(way.known):
            target = way.pass_by(step) or step.goto
            if target:
                place = max(place, survey.places[target])
    return Path(
        tuple(way.asked),
        tuple(way.answered),
        way.open,
        tuple(way.said),
        way.given,
        tuple(way.deeds),
        way.known,
    )


class _Way:
    """Gathers what lies on the way."""

    def __init__(self, answers: Mapping[str, Answered], known: Facts) -> None:
        self.answers = answers
        self.known = known
        self.asked: list[Question] = []
        self.answered: list[Question] = []
        self.open: Question | None = None
        self.said: list[Say] = []
        self.given: dict[str, Given] = {}
        self.deeds: list[tuple[str, Then]] = []

    def pass_by(self, step: Say | Question) -> str | None:
        """Take one step, lay what its answer gives over what is known; return where the answer leads."""
        if isinstance(step, Say):
            if self.open is None:
                self.said.append(step)
            return None
        self.asked.append(step)
        name = step.id
        answer = self.answers.get(name)
        if answer is None or (step.varies and not stands(step, answer, self.known)):
            self.open = self.open or step
            return None
        self.answered.append(step)
        found = outcome(step, answer, self.known)
        given = found.given
        if answer.known:  # whoever knew it says so; she has not answered, so nothing is due
            given = replace(given, attributes={})
        elif found.deeds:
            self.deeds += found.deeds
        self.given[name] = given
        if not answer.skipped:
            self.known.answers[name] = answer.value  # type: ignore[index]
        if given.tags:
            self.known.tags.update(given.tags)  # type: ignore[attr-defined]
        if given.attributes:
            self.known.attributes.update(given.attributes)  # type: ignore[attr-defined]
        return found.target


def _copy(facts: Facts) -> Facts:
    """Return facts whose containers may be laid over without touching hers."""
    return replace(facts, tags=set(facts.tags), attributes=dict(facts.attributes), answers={})
