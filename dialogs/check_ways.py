"""Finds what no friend can reach in a survey, where she would be stuck, and surveys that start each other.

Called by `dialogs.check` for surveys whose steps and ways are sound already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content import Declared
from bot.errors import Mistake
from dialogs.content import Content
from dialogs.loaded import Loaded
from dialogs.reach import Reached, Way, explore
from dialogs.survey import Question, Survey
from dialogs.yaml_source import Place

Found = tuple[Place, str, str]


def check_ways(content: Content, survey: Survey, loaded: Loaded, name: str) -> list[Mistake]:
    """Return the mistakes that show only when every way through a survey is played."""
    reached = explore(survey, content.service.languages)
    found = [*_stuck(survey, reached)]
    if reached.complete:
        found += [*_unreached(survey, reached), *_never_offered(survey, reached)]
    return [loaded.at(name, *each) for each in found]


def _unreached(survey: Survey, reached: Reached) -> Iterator[Found]:
    seen = reached.asked.keys() | reached.said
    for index, step in enumerate(survey.steps):
        if step.id in seen:
            continue
        place: Place = ("steps", index, "when") if step.when else ("steps", index, "id")
        what = "is never asked" if isinstance(step, Question) else "is never said"
        if step.when:
            what = f"`{step.id}` {what}: its condition can never hold where it stands"
            yield place, what, "change the condition or a goto before it, or remove it"
        else:
            yield place, f"nothing leads to `{step.id}`", "lead a goto here, or remove it"


def _never_offered(survey: Survey, reached: Reached) -> Iterator[Found]:
    for index, step in enumerate(survey.steps):
        offered = reached.offered.get(step.id)
        for number, choice in enumerate(step.choices if isinstance(step, Question) and offered else ()):
            if choice.when and offered and choice.id not in offered:
                place: Place = ("steps", index, "choices", number, "when")
                yield place, f"`{choice.id}` is never on offer", "change its condition, or remove it"


def _stuck(survey: Survey, reached: Reached) -> Iterator[Found]:
    for index, step in enumerate(survey.steps):
        if step.id in reached.stuck:
            where = _told(reached.stuck[step.id])
            what = f"`{step.id}` has no choice to answer with{where}: a dead end"
            yield ("steps", index, "choices"), what, "leave one choice without `when`, or set `skip: true`"


def _told(way: Way) -> str:
    """Tell how one gets there, as far as it matters."""
    answers = [f"{step} = {each.value}" for step, each in way.answers.items() if not each.skipped]
    known = [f"{name} = {value}" for name, value in way.facts.attributes.items()]
    return f" when {', '.join([*known, *answers][-3:])}" if known or answers else ""


def check_starts(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find surveys that a tag starts which they, or others that they start, give themselves: a circle."""
    given = {survey.id: _given(survey, content.declared) for survey in content.surveys.values()}
    for name, survey in loaded.surveys.items():
        for index, start in enumerate(survey.starts_on):
            tag = start.removeprefix("tag:")
            if start.startswith("tag:") and (way := _circle(content, given, survey.id, tag)):
                what = f"`{tag}` is given by {' → '.join(way)}, which this starts: it would never end"
                yield loaded.at(name, ("starts_on", index), what, "let another tag start it")


def _circle(content: Content, given: Mapping[str, set[str]], start: str, tag: str) -> list[str]:
    """Return the surveys from `start` on that start each other up to one that gives the tag."""
    ways: list[list[str]] = [[start]]
    seen = {start}
    while ways:
        way = ways.pop(0)
        if any(_same(each, tag) for each in given[way[-1]]):
            return way
        for other in content.surveys.values():
            begins = [each.removeprefix("tag:") for each in other.starts_on if each.startswith("tag:")]
            if other.id not in seen and any(_same(mine, each) for mine in given[way[-1]] for each in begins):
                seen.add(other.id)
                ways.append([*way, other.id])
    return []


def _same(given: str, tag: str) -> bool:
    """Whether a tag, or the pattern of one, can be this tag."""
    before, pattern, _ = given.partition("{value}")
    return tag.startswith(before) if pattern else given == tag


def _given(survey: Survey, declared: Declared) -> set[str]:
    """Return the tags that a survey gives, those with a value as patterns."""
    found: set[str] = set()
    for question in survey.questions.values():
        attribute = declared.attribute(question.attribute) if question.attribute else None
        own = [question.tag, attribute.tag if attribute else None]
        found.update(tag for tag in own if tag)
        found.update(tag for choice in question.choices for tag in choice.tags)
    return found
