"""Plays every way through a survey that makes a difference, to find what no friend can ever reach.

Used by the checks. A way is a set of answers together with what is known of a friend; of the answers that no
condition looks at, one stands for all. Days come from the conditions themselves, never from a clock.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from bot import conditions
from bot.condition_terms import Items, Literal, Name, Shifted, Term
from bot.condition_tree import Among, Compare, Condition, Has
from bot.conditions import Facts
from dialogs.offers import offers
from dialogs.path import Path, walk
from dialogs.position import Answered, Value
from dialogs.survey import Choice, Question, Say, Several, Survey, Then

DAY: Final = date(2026, 11, 22)
"""The day on which all ways are played, unless a condition names others."""
MOST_WAYS: Final = 4000
MOST_FRIENDS: Final = 64


@dataclass(frozen=True)
class Way:
    """One way up to an open question, or to the end: what is known, and what was answered."""

    facts: Facts
    answers: Mapping[str, Answered]


@dataclass
class Reached:
    """What was found: by question the first way to it, the choices ever on offer, ways without a choice.

    `ends` are the ways that came to the end; what is `complete` has tried every way that matters.
    """

    asked: dict[str, Way] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    offered: dict[str, set[str]] = field(default_factory=dict)
    stuck: dict[str, Way] = field(default_factory=dict)
    ends: list[Way] = field(default_factory=list)
    complete: bool = True


def explore(survey: Survey, languages: Iterable[str] = ("ja", "en")) -> Reached:
    """Play the survey every way; `goto`s must all lead forward to steps that there are."""
    asker = _Asker(survey)
    reached = Reached()
    friends = list(itertools.islice(asker.friends(tuple(languages)), MOST_FRIENDS + 1))
    reached.complete = len(friends) <= MOST_FRIENDS
    ways = 0
    for facts in friends[:MOST_FRIENDS]:
        seen: dict[tuple[object, ...], int] = {}
        open_ways: list[dict[str, Answered]] = [{}]
        while open_ways:
            ways += 1
            if ways > MOST_WAYS:
                reached.complete = False
                return reached
            answers = open_ways.pop()
            path = walk(survey, answers, facts)
            reached.said.update(step.id for step in path.said)
            key = (path.open.id if path.open else None, *asker.telling(answers, path.open))
            if len(answers) > seen.get(key, -1):  # of ways that go on alike the longest shows the most
                seen[key] = len(answers)
                open_ways += [{**answers, **one} for one in _note(asker, reached, path, Way(facts, answers))]
    return reached


def _note(asker: _Asker, reached: Reached, path: Path, way: Way) -> Iterator[dict[str, Answered]]:
    """Note where a way has come to; yield each answer that goes on from there."""
    asked = path.open
    if asked is None:
        reached.ends.append(way)
        return
    reached.asked.setdefault(asked.id, way)
    on_offer = offers(asked, path.facts)
    reached.offered.setdefault(asked.id, set()).update(offer.id for offer in on_offer)
    least = asked.min if isinstance(asked, Several) else 1
    if asked.choices and len(on_offer) < least and not asked.skip:
        reached.stuck.setdefault(asked.id, way)
    for answered in asker.answers(asked, path.facts):
        yield {asked.id: answered}


class _Asker:
    """Knows what the conditions of a survey look at."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.tags: set[str] = set()
        self.compared: dict[str, set[Term]] = {}
        for condition in _conditions(survey):
            self._look(condition)
        self.matters = {each.id for each in survey.questions.values() if self._matters(each)}
        self.until = {step: self._until(survey.questions[step]) for step in self.matters}

    def _look(self, condition: Condition) -> None:
        for part in condition.parts():
            self._look(part)
        if isinstance(condition, Has):
            self.tags.add(condition.tag)
        terms = [each for term in condition.terms() for each in _flat(term)]
        for name in [name for term in terms for name in _named(term)]:
            others = [term for term in terms if name not in _named(term)]
            shifted = [term for term in terms if isinstance(term, Shifted) and name in _named(term)]
            compares = isinstance(condition, Compare | Among)
            self.compared.setdefault(name, set()).update(others if compares else ())
            for each in shifted:  # x + 1 == y: look at y - 1
                self.compared[name].update(
                    Shifted(other, -each.by, each.unit)
                    for other in others
                    if isinstance(other, Literal | Name)
                )

    def _matters(self, question: Question) -> bool:
        names = {f"answer.{question.id}", question.attribute} & self.compared.keys()
        own = [question.tag, *(tag for choice in question.choices for tag in choice.tags)]
        tagged = any(tag and (tag in self.tags or "{value}" in tag) for tag in own) and bool(self.tags)
        return bool(names) or tagged or any(choice.goto for choice in question.choices)

    def _until(self, question: Question) -> int:
        """Return the place of the last step that looks at an answer; what it leads to is decided at once."""
        names = {f"answer.{question.id}", question.attribute}
        gives = question.tag or any(choice.tags for choice in question.choices)
        looked = [self.survey.places[question.id]]
        for place, step in enumerate(self.survey.steps):
            mentioned = [conditions.names(each) for each in _whens(step)]
            if any(names & each.names or (gives and each.tags) for each in mentioned):
                looked.append(place)
        return max(looked)

    def telling(self, answers: Mapping[str, Answered], asked: Question | None) -> Iterator[object]:
        """Yield what of the answers can make a difference from an open question on."""
        here = self.survey.places[asked.id] if asked else len(self.survey.steps)
        later = (step for step in sorted(self.matters & answers.keys()) if self.until[step] >= here)
        return ((step, repr(answers[step].value)) for step in later)

    def friends(self, languages: tuple[str, ...]) -> Iterator[Facts]:
        """Yield friends of whom different things are known."""
        mine = {f"answer.{step}" for step in self.survey.questions}
        days = [each for each in self._values("today", Facts(DAY)) if isinstance(each, date)]
        choices: dict[str, list[Any]] = {"today": [DAY, *days]}
        for name in sorted(self.compared.keys() - mine - {"today", "this_class"}):
            built_in: dict[str, list[Any]] = {"linked": [False, True], "language": list(languages)}
            choices[name] = built_in.get(name) or [None, *self._values(name, Facts(DAY))]
        for tag in sorted(self.tags):
            choices[f"#{tag}"] = [False, True]
        for values in itertools.product(*choices.values()):
            yield _facts(dict(zip(choices, values, strict=True)))

    def _values(self, name: str, facts: Facts) -> list[Value | date]:
        """Return the values at which comparisons with a name may turn, true and false among them if bare."""
        found: dict[tuple[type, object], Value | date] = {}
        for term in self.compared.get(name, ()):
            value = term.of(facts)
            for each in _around(value):
                found[type(each), each] = each
        if not found and name in self.compared:
            found = {(bool, each): each for each in (True, False)}
        return sorted(found.values(), key=repr)

    def answers(self, question: Question, facts: Facts) -> Iterator[Answered]:
        """Yield an answer of each kind that can make a difference; without one any single answer."""
        on_offer = offers(question, facts)
        values: list[Value] = [offer.value for offer in on_offer]
        if isinstance(question, Several):
            ids = [offer.id for offer in on_offer]
            values = [*([each] for each in ids), ids[: question.most]]
        if question.id in self.matters:
            for name in (f"answer.{question.id}", question.attribute or ""):
                values += [each for each in self._typed(question, name, facts) if each not in values]
        if not values:
            values = [_anything(question, facts)]
        if question.id not in self.matters:
            values = values[-1:]
        yield from (Answered(value, "") for value in values)
        if question.skip and question.id in self.matters:
            yield Answered(None, "", skipped=True)

    def _typed(self, question: Question, name: str, facts: Facts) -> Iterator[Value]:
        """Yield values that may be typed where no choice stands for them."""
        if question.kind in ("one", "several", "yesno", "consent", "region", "prefecture"):
            return
        least, most = (getattr(question, each, None) for each in ("min", "max"))
        for value in self._values(name, facts):
            if isinstance(value, date):
                yield _on_day(question, value)
            elif isinstance(value, int) and question.kind not in ("text", "date", "datetime", "file"):
                inside = not isinstance(least, int) or not isinstance(most, int) or least <= value <= most
                if inside:
                    yield value
            elif isinstance(value, str) and question.kind in ("text", "date", "file"):
                yield value
        yield _anything(question, facts)


def _conditions(survey: Survey) -> Iterator[Condition]:
    deeds: list[Then] = list(survey.end.then)
    for step in survey.steps:
        yield from _whens(step)
        deeds += [then for choice in _choices(step) for then in choice.then]
    yield from (then.when for then in deeds if then.when)


def _whens(step: Say | Question) -> Iterator[Condition]:
    """Yield the conditions that decide whether a step is asked, and which choices are on offer."""
    yield from (each.when for each in (step, *_choices(step)) if each.when)


def _choices(step: Say | Question) -> tuple[Choice, ...]:
    return step.choices if isinstance(step, Question) else ()


def _flat(term: Term) -> Iterator[Term]:
    yield from term.items if isinstance(term, Items) else (term,)


def _named(term: Term) -> tuple[str, ...]:
    base = term.base if isinstance(term, Shifted) else term
    return (base.name,) if isinstance(base, Name) else ()


def _around(value: object) -> Iterator[Any]:
    """Yield a value and, where there is an order, its neighbours."""
    if isinstance(value, bool):
        yield from (True, False)
    elif isinstance(value, int):
        yield from (value - 1, value, value + 1)
    elif isinstance(value, date):
        yield from (value - timedelta(1), value, value + timedelta(1))
    elif value is not None:
        yield value


def _on_day(question: Question, day: date) -> str:
    return f"{day}T12:00" if question.kind == "datetime" else f"{day}"


def _anything(question: Question, facts: Facts) -> Value:
    """Return an answer for a question that offers none: the longest that it takes."""
    least, most = (getattr(question, each, None) for each in ("min", "max"))
    if question.kind == "text":
        return "あ" * (most if isinstance(most, int) else 200)
    if question.kind in ("date", "datetime"):
        day = least.of(facts) if isinstance(least, Term) else facts.today
        return _on_day(question, day)
    return most if isinstance(most, int) else "?"


def _facts(known: Mapping[str, Any]) -> Facts:
    tags = frozenset(name[1:] for name, held in known.items() if name.startswith("#") and held)
    own = {"linked", "role", "followed_days", "language", "today"}
    attributes = {
        name: value
        for name, value in known.items()
        if name not in own and not name.startswith("#") and value is not None
    }
    built_in = {name: value for name, value in known.items() if name in own}
    return Facts(tags=tags, attributes=attributes, **built_in)
