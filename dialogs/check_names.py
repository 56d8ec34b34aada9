"""Finds names that stand for nothing: tags and attributes that nobody has declared, or of another type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import conditions
from bot.condition_tree import Condition
from bot.conditions import Facts
from bot.content import Attribute
from bot.errors import Mistake
from bot.facts import BUILT_IN
from dialogs.content import Content
from dialogs.loaded import Loaded
from dialogs.offers import offers
from dialogs.reach import DAY
from dialogs.survey import Question, Several, Survey
from dialogs.yaml_source import Place

TYPES: Final = {"number": "integer", "year": "integer", "graduation": "integer", "date": "date"}
"""What an attribute becomes by an answer that is typed."""
FIXED: Final = frozenset({"one", "several", "region", "prefecture", "yesno"})
"""Kinds all of whose answers are known beforehand."""

Found = tuple[Place, str, str]


def check_names(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find unknown names in tags.yaml, in the rules of menus and in surveys."""
    declared = content.declared
    for part, entries in (
        ("tags", declared.tags),
        ("attributes", declared.attributes),
        ("rules", declared.rules),
    ):
        ids = [each.id for each in entries]
        for index, each in enumerate(ids):
            if each in ids[:index]:
                yield loaded.at("tags.yaml", (part, index, "id"), f"`{each}` is here twice", "keep one")
    yield from _rules(content, loaded)
    for index, rule in enumerate(content.menus.rules):
        if rule.when:
            for what, remedy in unknown(content, rule.when):
                yield loaded.at("menus.yaml", ("rules", index, "when"), what, remedy)
    for name, survey in loaded.surveys.items():
        yield from (loaded.at(name, *each) for each in (*_starts(content, survey), *_given(content, survey)))


def _rules(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find names in the rules for tags that stand for nothing."""
    for index, rule in enumerate(content.declared.rules):
        found = [("when", *said) for said in unknown(content, rule.when)]
        if said := no_such_tag(content, rule.tag):
            found.append(("tag", *said))
        for field, what, remedy in found:
            yield loaded.at("tags.yaml", ("rules", index, field), what, remedy)


def unknown(content: Content, when: Condition) -> Iterator[tuple[str, str]]:
    """Find what a condition outside of surveys looks at and nobody knows."""
    attributes = {each.id for each in content.declared.attributes}
    mentioned = conditions.names(when)
    for name in sorted(mentioned.names - BUILT_IN):
        if name.startswith("answer."):
            yield f"`{name}` is known inside its survey only", "let the answer set an attribute or a tag"
        elif attributes and name not in attributes:
            yield f"`{name}` is no declared attribute", "declare it in tags.yaml"
    for tag in sorted(mentioned.tags):
        if said := no_such_tag(content, tag):
            yield said


def no_such_tag(content: Content, tag: str) -> tuple[str, str] | None:
    """Say that a tag, or every tag of a pattern such as `class:{value}`, is not declared."""
    declared = {each.id for each in content.declared.tags}
    before, pattern, after = tag.partition("{value}")
    fits = (
        any(each.startswith(before) and each.endswith(after) for each in declared)
        if pattern
        else tag in declared
    )
    if fits or not declared:
        return None
    return f"`{tag}` is no declared tag", "declare it in tags.yaml"


def _starts(content: Content, survey: Survey) -> Iterator[Found]:
    for index, start in enumerate(survey.starts_on):
        place: Place = ("starts_on", index)
        what, _, named = start.partition(":")
        if what == "tag" and (said := no_such_tag(content, named)):
            yield place, *said
    tag = survey.minor.tag if survey.minor else None
    if tag and (said := no_such_tag(content, tag)):
        yield ("minor", "tag"), *said


def _given(content: Content, survey: Survey) -> Iterator[Found]:
    for index, step in enumerate(survey.steps):
        if not isinstance(step, Question):
            continue
        place: Place = ("steps", index)
        if step.tag:
            tags = _tags(step)
            found = [said for said in (no_such_tag(content, tag) for tag in tags) if said]
            yield from (((*place, "tag"), *said) for said in found[:1])
        declared = content.declared.attribute(step.attribute) if step.attribute else None
        if declared and not isinstance(step, Several):
            yield from (((*place, *inner), what, remedy) for inner, what, remedy in _typed(step, declared))


def _tags(question: Question) -> list[str]:
    """Return the tags that a question's own `tag` can give; a pattern where any value may be typed."""
    tag = question.tag or ""
    if question.kind not in FIXED or "{value}" not in tag:
        return [tag]
    facts = [each.fact for each in offers(question, Facts(DAY)) if each.fact is not None]
    return [
        tag.replace("{value}", str(fact).lower() if isinstance(fact, bool) else str(fact)) for fact in facts
    ]


def _typed(question: Question, declared: Attribute) -> Iterator[Found]:
    """Find answers whose type is not that of their attribute."""
    typed = TYPES.get(question.kind)
    if typed and typed != declared.type and not (typed == "date" and declared.type == "text"):
        what = f"`{declared.id}` is declared as {declared.type}, and this gives {typed}"
        yield ("attribute",), what, f"declare it as {typed}, or name another"
    fits = {"integer": int, "boolean": bool}.get(declared.type, str)
    for number, choice in enumerate(question.choices):
        value = choice.value if choice.value is not None or typed else choice.id
        if question.kind == "yesno" or value is None:
            continue
        if not isinstance(value, fits) or (fits is int and isinstance(value, bool)):
            what = f"`{declared.id}` is declared as {declared.type}, and this choice gives `{value}`"
            yield ("choices", number, "id"), what, f"write `value: …` as {declared.type}"
