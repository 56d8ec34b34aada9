"""What can be answered to a question: the choices of the survey and those that its kind brings along."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.conditions import Facts, this_class
from bot.content import ANY, Text
from dialogs.effects import Choosable
from dialogs.places import REGIONS, prefectures
from dialogs.position import Answered, Given, Value
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
_MEDIA: Final = {
    "image": Text({"ja": "写真", "en": "A photo"}),
    "video": Text({"ja": "動画", "en": "A video"}),
    "audio": Text({"ja": "音声", "en": "A voice message"}),
    "file": Text({"ja": "ファイル", "en": "A file"}),
}
_AGREE: Final = Text({"ja": "同意する", "en": "I agree"})
_DECLINE: Final = Text({"ja": "同意しない", "en": "I don't agree"})
_HALVED: Final = ("年", "時間", "日")
"""Units of which people say 3年半 rather than 3.5年, and 半年."""
TRUTHS: Final = {"yes": True, "no": False}
FITS: Final = 10
"""So many choices are shown at once: LINE has 13 quick replies, three are ours."""


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
    """All offers of a question in order, and by what they mean."""

    every: tuple[Offer, ...]
    by_value: Mapping[tuple[type, Value], Offer]
    outcomes: dict[tuple[type, Value], Outcome] = {}
    tappable: dict[str, tuple[Choosable, ...]] = {}


class Outcome(Struct, frozen=True):
    """What an answer comes to: its offers, what it gives, where it leads, and the deeds with their keys."""

    offers: tuple[Offer, ...]
    given: Given
    target: str | None
    deeds: tuple[tuple[str, Then], ...]


def offers(question: Question, facts: Facts) -> tuple[Offer, ...]:
    """Return all that can be tapped for a question on that day, in the order shown."""
    return _offered(question, facts).every


def tappable(
    question: Question, facts: Facts, shown: tuple[Offer, ...], language: str
) -> tuple[Choosable, ...]:
    """Return these offers as what can be tapped; all of them together are asked for by nearly everybody."""
    offered = _offered(question, facts)
    if shown is not offered.every:
        return _choosable(shown, language)
    if language not in offered.tappable:
        offered.tappable[language] = _choosable(shown, language)
    return offered.tappable[language]


def _choosable(shown: tuple[Offer, ...], language: str) -> tuple[Choosable, ...]:
    return tuple(Choosable(offer.id, offer.label.to(language)) for offer in shown)


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


def class_label(year: int) -> Text:
    """Return how a graduation year is said."""
    return Text({"ja": f"{year % 100:02}卒", "en": f"Class of {year}"})


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
    values = answered.value if isinstance(answered.value, list) else [answered.value]
    by_value = _offered(question, facts).by_value
    found = [by_value.get((type(value), value)) for value in values if value is not None]
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
    found = [offer.label.to(language) for offer in chosen(question, answered, facts)]
    if found:
        return ("、" if language == "ja" else ", ").join(found)
    return spoken(question, answered, language)


def spoken(question: Question, answered: Answered, language: str) -> str:
    """Return a typed answer as it is said: 27卒, 2026年12月3日（木）14:00, 1,200,000円, 3年半, cv.pdf."""
    value = answered.value
    if answered.media:
        return answered.media.name or _MEDIA[answered.media.kind].to(language)
    if isinstance(question, Graduation) and isinstance(value, int):
        return class_label(value).to(language)
    if isinstance(value, str) and question.kind in ("date", "datetime"):
        day, _, time = value.partition("T")
        said = spoken_date(date.fromisoformat(day), language)
        return f"{said}{time}" if language == "ja" else f"{said}{', ' if time else ''}{time}"
    unit = getattr(question, "unit", None)
    said = unit.to(language) if unit else ""
    if isinstance(value, float) and said in _HALVED and value % 1 == 0.5:
        return f"{int(value)}{said}半" if value > 1 else f"半{said}"
    number = f"{value:,}" if isinstance(value, int | float) and unit and abs(value) >= 10_000 else f"{value}"
    return f"{number}{said}"


def days_of(question: Date | DateTime, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day that may be answered."""
    facts = Facts(today)
    least, most = (end.of(facts) if end else None for end in (question.min, question.max))
    return least, most


def spoken_date(day: date, language: str) -> str:
    """Return a day as people say it."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
    return f"{day.day} {month_name[day.month]} {day.year}"


def outcome(question: Question, answered: Answered, facts: Facts) -> Outcome:
    """Return what an answer comes to; walking a survey asks for it at every step, so it is kept."""
    kept = _offered(question, facts).outcomes
    value = answered.value
    key = None if isinstance(value, list) else (type(value), value)
    if key in kept:
        return kept[key]
    found = _outcome(question, answered, facts)
    if key and found.offers:  # of what people write themselves there is no end
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
