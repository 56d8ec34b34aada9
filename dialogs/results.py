"""What all runs of a survey come to: counts by choice, where people stay, how long it takes.

Pure; fed with one position after the other, it keeps counts alone and nobody's words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median
from typing import Final

from msgspec import Struct, field

from bot.conditions import Facts
from dialogs.answers import SUMMARY, left_at, unconditional
from dialogs.offers import chosen, label, offers
from dialogs.position import Answered, Position
from dialogs.survey import Question, Survey

FEW: Final = 5
"""Of fewer answers than this only their number is told, not what they come to."""


class Count(Struct):
    """What one question has come to; `numbers` are answers that are numbers and no choices."""

    asked: int = 0
    answered: int = 0
    skipped: int = 0
    left: int = 0
    chosen: Counter[str] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)

    @property
    def middle(self) -> float | None:
        """The median of the numbers, unless they are few."""
        return median(self.numbers) if len(self.numbers) >= FEW else None


class Told(Struct, frozen=True):
    """One question with its counts; `options` are labels and counts in the order of the question."""

    words: str
    count: Count
    options: tuple[tuple[str, int], ...]


class Tally:
    """Counts the runs of a survey; `versions` are all that it ever had, today's first."""

    def __init__(self, versions: Sequence[Survey], language: str, today: date) -> None:
        self.language, self.facts = language, Facts(today)
        self.questions: dict[str, Question] = {}
        for survey in versions:
            for step, question in survey.questions.items():
                self.questions.setdefault(step, unconditional(question))
        self.today = set(versions[0].questions)
        self.counts = {step: Count() for step in self.questions}
        self.started = self.finished = self.at_summary = 0
        self._took: list[int] = []

    def add(self, position: Position) -> None:
        """Count one run, unless it only waits to begin."""
        if position.state == "waiting":
            return
        self.started += 1
        self.finished += position.finished
        if position.finished_at and position.started_at:
            self._took.append(position.finished_at - position.started_at)
        for step in position.trail:
            if step in self.counts:
                self._answer(step, position.answers[step])
        where = left_at(position)
        self.at_summary += where == SUMMARY
        if where in self.counts:
            self.counts[where].asked += where not in position.trail
            self.counts[where].left += 1

    def _answer(self, step: str, answered: Answered) -> None:
        count, question = self.counts[step], self.questions[step]
        count.asked += 1
        if answered.skipped:
            count.skipped += 1
            return
        count.answered += 1
        if found := chosen(question, answered, self.facts):
            count.chosen.update(offer.id for offer in found)
        elif isinstance(answered.value, int) and offers(question, self.facts):
            count.chosen[label(question, answered, self.facts, self.language)] += 1
        elif isinstance(answered.value, int):
            count.numbers.append(answered.value)

    @property
    def took(self) -> int | None:
        """The median time from the first question to the end, in ms."""
        return round(median(self._took)) if self._took else None

    def told(self) -> Iterator[Told]:
        """Yield today's questions, then those of older versions that anybody was asked."""
        for step, question in self.questions.items():
            count = self.counts[step]
            if step in self.today or count.asked:
                words = (question.short or question.ask).to(self.language)
                yield Told(words, count, tuple(self._options(question, count)))

    def _options(self, question: Question, count: Count) -> Iterator[tuple[str, int]]:
        offered = {offer.id: offer.label.to(self.language) for offer in offers(question, self.facts)}
        yield from ((name, count.chosen[each]) for each, name in offered.items())
        yield from ((name, number) for name, number in count.chosen.items() if name not in offered)
