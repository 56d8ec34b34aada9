"""What a new order of a survey's steps would break, or change without a word; pure.

Asked by the check of what admins change by chat; a new order that a folder brings is its author's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from bot.condition_tree import Condition
from bot.conditions import names
from bot.facts import ANSWER
from dialogs.survey import END, Question, Survey

Bond = tuple[str, str]
"""A step and another one of which one has to come before the other, as they do now."""


def broken(old: Survey, new: Survey) -> list[Bond]:
    """Return the steps that have changed sides although a condition or a way depends on their order."""
    return [bond for bond in bonds(old) if _before(old, bond) != _before(new, bond)]


def bonds(survey: Survey) -> Iterator[Bond]:
    """Yield each step with those whose answers its conditions look at, and those to which it leads."""
    given = {question.id: _gives(question) for question in survey.questions.values()}
    for step in survey.steps:
        for condition in _conditions(step):
            asked = names(condition)
            wanted = {name.removeprefix(ANSWER) for name in asked.names if name.startswith(ANSWER)}
            facts = asked.names | asked.tags
            wanted |= {other for other, gives in given.items() if any(_is(each, facts) for each in gives)}
            yield from ((step.id, other) for other in sorted(wanted - {step.id}) if other in survey.places)
        yield from ((step.id, target) for target in _targets(step) if target != END)


def _conditions(step: object) -> Iterator[Condition]:
    parts = [step, *(step.choices if isinstance(step, Question) else ())]
    yield from (when for part in parts if (when := getattr(part, "when", None)))


def _targets(step: object) -> list[str]:
    parts = [step, *(step.choices if isinstance(step, Question) else ())]
    return [goto for part in parts if (goto := getattr(part, "goto", None))]


def _gives(question: Question) -> list[str]:
    """Return the tags and the attribute that an answer may give."""
    tags = [tag for choice in question.choices for tag in choice.tags]
    return [each for each in (*tags, question.tag, question.attribute) if each]


def _is(given: str, facts: frozenset[str]) -> bool:
    before, pattern, _ = given.partition("{value}")
    return any(fact.startswith(before) for fact in facts) if pattern else given in facts


def _before(survey: Survey, bond: Bond) -> bool:
    return survey.places[bond[0]] < survey.places[bond[1]]


def leapt(survey: Survey) -> dict[Bond, frozenset[str]]:
    """Return which questions somebody passes by who is led on from one step to another."""
    found = {}
    for step in survey.steps:
        for target in _targets(step):
            start, end = survey.places[step.id] + 1, survey.places[target]
            between = survey.steps[start:end]
            found[step.id, target] = frozenset(each.id for each in between if isinstance(each, Question))
    return found


def leaps(old: Survey, new: Survey) -> list[str]:
    """Return the questions that some would now be asked, or no longer be asked, who are led past others."""
    before, now = leapt(old), leapt(new)
    return sorted({each for bond in now for each in now[bond] ^ before.get(bond, frozenset())})


def before_minors(old: Survey, new: Survey) -> list[str]:
    """Return the questions that would be asked before it is known whether somebody is a minor."""
    if new.minor is None:
        return []
    telling = {name.removeprefix(ANSWER) for name in names(new.minor.when).names if name.startswith(ANSWER)}
    early = [set(takewhile(lambda step: step not in telling, survey.questions)) for survey in (old, new)]
    return [step for step in new.questions if step in early[1] - early[0]]
