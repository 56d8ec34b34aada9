"""Finds what is wrong in one survey: ways that lead nowhere, questions without an answer, unknown names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import conditions
from bot.condition_terms import Literal, Name
from bot.condition_tree import Compare
from bot.conditions import Condition
from bot.errors import Mistake
from bot.facts import BUILT_IN
from dialogs.check_asked import check_asked
from dialogs.check_ways import check_ways
from dialogs.content import Content
from dialogs.japanese import core
from dialogs.loaded import Loaded
from dialogs.minors import MINOR
from dialogs.survey import END, Choice, Number, One, Question, Several, Survey, Written
from dialogs.yaml_source import Place

MOST_CHOICES: Final = 60

Found = tuple[Place, str, str]


def check_survey(content: Content, survey: Survey, loaded: Loaded, name: str) -> list[Mistake]:
    """Return the mistakes of one survey with their places in its file; ways are played only where sound."""
    found = [
        *_ids(survey),
        *_ways(survey),
        *_questions(survey),
        *_conditions(content, survey),
        *_declared(content, survey),
        *_deeds(content, survey),
    ]
    broken = any(True for _ in (*_ids(survey), *_ways(survey)))
    ways = [] if broken else check_ways(content, survey, loaded, name)
    told = [*(loaded.at(name, *each) for each in found), *ways, *check_asked(survey, loaded, name)]
    return [*told, *(loaded.at(name, *each, warning=True) for each in _shared(survey))]


def _shared(survey: Survey) -> Iterator[Found]:
    """Tell of words that name two choices of a question: whoever types them is not understood."""
    for index, step in enumerate(survey.steps):
        owners: dict[str, str] = {}
        for number, choice in enumerate(each for each in _choices(step) if not each.when):
            place: Place = ("steps", index, "choices", number, "synonyms")
            for at, said in enumerate(choice.synonyms):
                if owners.setdefault(core(said), choice.id) != choice.id:
                    what = f"「{said}」 also names `{owners[core(said)]}`, so typing it says neither"
                    yield (*place, at), what, "keep it at one of them"
            for label in choice.label.root.values():
                owners.setdefault(core(label), choice.id)


def _ids(survey: Survey) -> Iterator[Found]:
    seen: set[str] = {END, MINOR}
    for index, step in enumerate(survey.steps):
        if step.id in seen:
            yield (
                ("steps", index, "id"),
                f"`{step.id}` is here twice" if step.id not in (END, MINOR) else f"`{step.id}` is taken",
                "ids are for ever, so each needs its own",
            )
        seen.add(step.id)
        chosen: set[str] = set()
        for number, choice in enumerate(_choices(step)):
            if choice.id in chosen:
                yield ("steps", index, "choices", number, "id"), f"`{choice.id}` is here twice", "rename one"
            chosen.add(choice.id)


def _choices(step: object) -> tuple[Choice, ...]:
    return step.choices if isinstance(step, Question) else ()


def _gotos(survey: Survey) -> Iterator[tuple[int, Place, str]]:
    for index, step in enumerate(survey.steps):
        if step.goto:
            yield index, ("steps", index, "goto"), step.goto
        for number, choice in enumerate(_choices(step)):
            if choice.goto:
                yield index, ("steps", index, "choices", number, "goto"), choice.goto


def _ways(survey: Survey) -> Iterator[Found]:
    for index, place, target in _gotos(survey):
        if target not in survey.places:
            yield place, f"there is no step `{target}`", f"name a later step, or `{END}`"
        elif survey.places[target] <= index:
            yield place, f"`{target}` is not ahead, so the survey could run in circles", "lead forward only"


def _questions(survey: Survey) -> Iterator[Found]:
    for index, step in enumerate(survey.steps):
        if isinstance(step, Question):
            yield from ((("steps", index, *place), what, remedy) for place, what, remedy in _question(step))


def _question(question: Question) -> Iterator[Found]:
    choices = question.choices
    if len(choices) > MOST_CHOICES:
        yield ("choices",), f"{len(choices)} choices are too many to read", f"keep to {MOST_CHOICES}"
    if isinstance(question, Several):
        yield from _several(question)
    if isinstance(question, Number | Written) and question.min > question.max:
        yield ("max",), "the most is less than the least: a dead end", "swap them"
    if question.kind in ("yesno", "consent") and {choice.id for choice in choices} - {"yes", "no"}:
        yield ("choices",), "only `yes` and `no` can be answered here", 'write "yes" and "no" as ids'
    for language in ("ja", "en"):
        labels = [choice.label.to(language) for choice in choices]
        for number, label in enumerate(labels):
            if label in labels[:number]:
                yield ("choices", number, "label"), f"「{label}」 is here twice", "say it differently"


def _several(question: Several) -> Iterator[Found]:
    if question.min > min(question.most, len(question.choices)):
        yield ("min",), "so many cannot be chosen: a dead end", "lower it"
    if question.attribute:
        yield ("attribute",), "several choices do not fit into one attribute", "give each choice a tag"


def _whens(survey: Survey) -> Iterator[tuple[int, Place, Condition]]:
    for index, step in enumerate(survey.steps):
        if step.when:
            yield index, ("steps", index, "when"), step.when
        for number, choice in enumerate(_choices(step)):
            place: Place = ("steps", index, "choices", number)
            if choice.when:
                yield index, (*place, "when"), choice.when
            for at, then in enumerate(choice.then):
                if then.when:
                    yield len(survey.steps), (*place, "then", at, "when"), then.when
    for at, then in enumerate(survey.end.then):
        if then.when:
            yield len(survey.steps), ("end", "then", at, "when"), then.when
    if survey.when:
        yield 0, ("when",), survey.when
    if survey.minor:
        yield len(survey.steps), ("minor", "when"), survey.minor.when


def _conditions(content: Content, survey: Survey) -> Iterator[Found]:
    attributes = {each.id for each in content.declared.attributes}
    tags = _known_tags(content, survey)
    for index, place, when in _whens(survey):
        earlier = {step.id for step in survey.steps[:index] if isinstance(step, Question)}
        mentioned = conditions.names(when)
        for name in sorted(mentioned.names):
            if name.startswith("answer.") and name[7:] not in earlier:
                yield place, f"`{name[7:]}` is not asked before this", "name an earlier question"
            elif not name.startswith("answer.") and attributes and name not in attributes | BUILT_IN:
                yield place, f"`{name}` is no declared attribute", "declare it in tags.yaml"
        for tag in sorted(mentioned.tags):
            if tags is not None and tag not in tags:
                yield place, f"`{tag}` is no declared tag", "declare it in tags.yaml"
        yield from _compared(survey, place, when)


def _compared(survey: Survey, place: Place, when: Condition) -> Iterator[Found]:
    """A choice that is compared with must be one of the question's."""
    for part in when.parts():
        yield from _compared(survey, place, part)
    if isinstance(when, Compare) and isinstance(when.left, Name) and isinstance(when.right, Literal):
        question = survey.questions.get(when.left.name.removeprefix("answer."))
        ids = {choice.id for choice in question.choices} if isinstance(question, One) else set()
        if ids and when.right.value not in ids:
            yield (
                place,
                f"`{when.right}` is no choice of that question",
                f"write one of {', '.join(sorted(ids))}",
            )


def _known_tags(content: Content, survey: Survey) -> set[str] | None:
    """Return the tags that may be used, or None where nothing is declared."""
    if not content.declared.tags:
        return None
    return {tag.id for tag in content.declared.tags}


def _declared(content: Content, survey: Survey) -> Iterator[Found]:
    tags = _known_tags(content, survey)
    attributes = {each.id: each for each in content.declared.attributes}
    for index, step in enumerate(survey.steps):
        if not isinstance(step, Question):
            continue
        if step.attribute and attributes and step.attribute not in attributes:
            yield (
                ("steps", index, "attribute"),
                f"`{step.attribute}` is not declared",
                "declare it in tags.yaml",
            )
        for number, choice in enumerate(step.choices):
            for tag in choice.tags:
                if tags is not None and tag not in tags:
                    place = ("steps", index, "choices", number, "tag")
                    yield place, f"`{tag}` is no declared tag", "declare it in tags.yaml"


def _deeds(content: Content, survey: Survey) -> Iterator[Found]:
    lists = [(("end", "then"), survey.end.then)] + [
        (("steps", index, "choices", number, "then"), choice.then)
        for index, step in enumerate(survey.steps)
        for number, choice in enumerate(_choices(step))
    ]
    tabbed = {menu for each in content.menus.sets for menu in each.tabs.values()}
    menus = {menu.id for menu in content.menus.menus} - tabbed
    known = {"gift": set(content.pages), "menu": menus | set(content.menus.tabs_of)}
    for place, deeds in lists:
        for at, then in enumerate(deeds):
            if then.do in known and then.id is None:
                yield (*place, at), f"`{then.do}` does not say which", f"write `do: {then.do}` and `id: …`"
            elif then.do in known and then.id not in known[then.do]:
                yield (*place, at), f"there is no {then.do} `{then.id}`", "name one that there is"
