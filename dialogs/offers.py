"""What can be answered to a question: the choices of the survey and those that its kind brings along."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.conditions import Facts, this_class
from bot.content import ANY, Text
from dialogs.effects import QuestionView
from dialogs.places import REGIONS, prefectures
from dialogs.position import Answered, Given, Value
from dialogs.spoken import class_label, spoken
from dialogs.survey import (
    Choice,
    Consent,
    Date,
    DateTime,
    Graduation,
    One,
    Prefecture,
    Question,
    Region,
    Scale,
    Several,
    Then,
    YesNo,
)

_YES: Final = Text({"ja": "はい", "en": "Yes"})
_NO: Final = Text({"ja": "いいえ", "en": "No"})
_AGREE: Final = Text({"ja": "同意する", "en": "I agree"})
_DECLINE: Final = Text({"ja": "同意しない", "en": "I don't agree"})
TRUTHS: Final = {"yes": True, "no": False}
FITS: Final = 10
"""So many choices are shown at once: LINE has 13 quick replies, three are ours."""


MOST_KEPT: Final = 1000
"""Outcomes that are kept of a question: of 60 choices there are endless combinations."""


class Offer(Struct, frozen=True):
    """One possible answer; `value` is what the answer means, `fact` what an attribute becomes."""

    id: str
    label: Text
    value: Value
    fact: str | int | float | bool | None
    tags: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    goto: str | None = None
    exclusive: bool = False
    then: tuple[Then, ...] = ()
    shelf: str | None = None
    echo: Text | None = None


class Offered(Struct, frozen=True):
    """All offers of a question in order, and by what they mean, with what was worked out from them."""

    every: tuple[Offer, ...]
    by_value: Mapping[tuple[type, Value], Offer]
    outcomes: dict[tuple[type, Hashable], Outcome] = {}
    views: dict[str, QuestionView] = {}


class Outcome(Struct, frozen=True):
    """What an answer comes to: its offers, what it gives, where it leads, and the deeds with their keys.

    `said` are the labels of its offers by language, as they were asked for.
    """

    offers: tuple[Offer, ...]
    given: Given
    target: str | None
    deeds: tuple[tuple[str, Then], ...]
    said: dict[str, str] = {}


def offers(question: Question, facts: Facts) -> tuple[Offer, ...]:
    """Return all that can be tapped for a question on that day, in the order shown."""
    return _offered(question, facts).every


def views(question: Question, facts: Facts) -> dict[str, QuestionView]:
    """Return where the views of an untouched question, by language, are kept for the day."""
    return _offered(question, facts).views


def _offered(question: Question, facts: Facts) -> Offered:
    """Work the offers out, once a day unless they depend on the friend."""
    found: Offered | None = None if question.varies else question.memo.get(facts.today)
    if found is None:
        every = _built(question, facts)
        found = Offered(every, {(type(offer.value), offer.value): offer for offer in every})
        if not question.varies:
            question.memo.clear()
            question.memo[facts.today] = found
    return found


def _built(question: Question, facts: Facts) -> tuple[Offer, ...]:
    build = _BUILT_IN.get(type(question))
    own = tuple(_own(question, each) for each in question.choices if not each.when or each.when.holds(facts))
    if isinstance(question, YesNo | Consent):
        return _truths(question, own)
    if isinstance(question, Scale):
        return _points(question, own)
    return (*build(question, facts.today), *own) if build else own


def _own(question: Question, choice: Choice) -> Offer:
    """A choice of the survey; beside typed values it says nothing to the attribute unless it has a value."""
    plain = isinstance(question, One | Several)
    fact = choice.value if choice.value is not None else (choice.id if plain else None)
    return Offer(
        id=choice.id,
        label=choice.label,
        value=choice.id,
        fact=fact,
        tags=choice.tags,
        synonyms=choice.synonyms,
        goto=choice.goto,
        exclusive=choice.exclusive,
        then=choice.then,
        echo=choice.echo,
    )


def _truths(question: Question, own: tuple[Offer, ...]) -> tuple[Offer, ...]:
    words = (_AGREE, _DECLINE) if isinstance(question, Consent) else (_YES, _NO)
    written = {offer.id: offer for offer in own}
    found = []
    for (choice, value), label in zip(TRUTHS.items(), words, strict=True):
        base = written.get(choice) or Offer(choice, label, value, value)
        found.append(replace(base, value=value, fact=value))
    return tuple(found)


def _points(question: Scale, own: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The points of a scale, each with its number and the words that it has."""
    written = {offer.id: offer for offer in own}
    ends = {question.min: question.low, question.max: question.high}
    found = []
    for point in range(question.min, question.max + 1):
        known = written.get(str(point))
        word = known.label if known else ends.get(point)
        said = (
            {language: f"{point} {each}" for language, each in word.root.items()}
            if word
            else {ANY: str(point)}
        )
        base = known or Offer(str(point), Text(said), point, point)
        names = (*base.synonyms, *(word.root.values() if word else ()))
        found.append(replace(base, label=Text(said), value=point, fact=point, synonyms=names))
    return tuple(found)


def _classes(question: Any, today: date) -> tuple[Offer, ...]:
    first = this_class(today)
    years = range(first, first + question.classes)
    return tuple(Offer(str(year), class_label(year), year, year) for year in years)


def _regions(question: Any, today: date) -> tuple[Offer, ...]:
    return tuple(Offer(each, name, each, each) for each, name in REGIONS.items())


def _prefectures(question: Any, today: date) -> tuple[Offer, ...]:
    return tuple(
        Offer(each, name, each, each, shelf=region) for each, (region, name) in prefectures().items()
    )


_BUILT_IN: Final[dict[type[Question], Callable[[Any, date], tuple[Offer, ...]]]] = {
    Graduation: _classes,
    Region: _regions,
    Prefecture: _prefectures,
}


def chosen(question: Question, answered: Answered, facts: Facts) -> tuple[Offer, ...]:
    """Return the offers that an answer consists of, none for typed values."""
    value, by_value = answered.value, _offered(question, facts).by_value
    if not isinstance(value, list):
        offer = by_value.get((type(value), value))
        return (offer,) if offer else ()
    found = [by_value.get((str, each)) for each in value]
    return tuple([offer for offer in found if offer])


def stands(question: Question, answered: Answered, facts: Facts) -> bool:
    """Whether an answer is still among the choices, some of which may depend on earlier answers."""
    if answered.skipped or not question.varies:
        return True
    count = len(answered.value) if isinstance(answered.value, list) else 1
    return len(chosen(question, answered, facts)) == count


def label(question: Question, answered: Answered, facts: Facts, language: str) -> str:
    """Return an answer as it is said back to her; one that was skipped is empty."""
    if answered.skipped:
        return ""
    found = outcome(question, answered, facts)
    if not found.offers:
        return spoken(question, answered, language)
    if language not in found.said:
        labels = [offer.label.to(language) for offer in found.offers]
        found.said[language] = ("、" if language == "ja" else ", ").join(labels)
    return found.said[language]


def days_of(question: Date | DateTime, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day that may be answered."""
    facts = Facts(today)
    least, most = (end.of(facts) if end else None for end in (question.min, question.max))
    return least, most


def outcome(question: Question, answered: Answered, facts: Facts) -> Outcome:
    """Return what an answer comes to; walking a survey asks for it at every step, so it is kept."""
    kept, value = _offered(question, facts).outcomes, answered.value
    key = (list, tuple(value)) if isinstance(value, list) else (type(value), value)
    if key in kept:
        return kept[key]
    found = _outcome(question, answered, facts)
    if found.offers and len(kept) < MOST_KEPT:  # of what people write themselves there is no end
        kept[key] = found
    return found


def _outcome(question: Question, answered: Answered, facts: Facts) -> Outcome:
    found = chosen(question, answered, facts)
    targets = [offer.goto for offer in found if offer.goto]
    deeds = ((f"{question.id}/{offer.id}/{then.do}", then) for offer in found for then in offer.then)
    return Outcome(found, _gives(question, answered, found), targets[-1] if targets else None, tuple(deeds))


def _gives(question: Question, answered: Answered, found: Sequence[Offer]) -> Given:
    """Return the tags and attributes that an answer, which consists of these offers, puts on the friend."""
    if answered.skipped:
        return Given()
    tags = [tag for offer in found for tag in offer.tags]
    if question.tag:
        spoken = [offer.fact for offer in found] if found else [answered.value]
        tags += [question.tag.replace("{value}", _plain(fact)) for fact in spoken if fact is not None]
    attributes = {}
    fact = found[0].fact if found else answered.value
    if question.attribute and not isinstance(question, Several) and not isinstance(fact, list | None):
        attributes[question.attribute] = fact
    return Given(tuple(dict.fromkeys(tags)), attributes)


def _plain(fact: object) -> str:
    return str(fact).lower() if isinstance(fact, bool) else str(fact)
