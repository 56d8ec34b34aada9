"""What an unclear answer leaves open, and the short question within the question that settles it.

「三年生」 wants the kind of school, 「院生です」 a year, 「2026年9月卒業」 a class, 「12/3」 a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Final

from bot.content import Text
from dialogs import dates
from dialogs.choosing import choice
from dialogs.graduation import LENGTHS, class_at, graduation, schools_with
from dialogs.japanese import core, fold
from dialogs.offers import Offer
from dialogs.position import Partly, Value
from dialogs.spoken import class_label, spoken_date
from dialogs.yesno import fine, yes_or_no

_SCHOOLS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "university": (Text({"ja": "大学", "en": "University"}), ("四大", "4年制", "普通の大学", "学部")),
    "junior_college": (Text({"ja": "短大", "en": "Junior college"}), ("短期大学",)),
    "vocational": (Text({"ja": "専門学校", "en": "Vocational school"}), ("専門", "専修学校")),
    "kosen": (Text({"ja": "高専", "en": "KOSEN"}), ("高等専門学校",)),
    "six_year": (
        Text({"ja": "六年制（薬・医など）", "en": "Six-year course"}),
        ("六年制", "薬学部", "医学部", "歯学部", "獣医", "薬学", "医学", "6年制"),
    ),
    "graduate": (Text({"ja": "大学院", "en": "Graduate school"}), ("院", "修士", "院生", "マスター", "博士")),
}  # fmt: skip

_SCHOOL: Final = Text(
    {
        "ja": "学校の種類によって卒業の年が変わります。どちらに通っていますか？",
        "en": "The year depends on the kind of school. Which one are you at?",
    }
)
_GRADE: Final = Text({"ja": "いま何年生ですか？", "en": "Which year are you in now?"})
_CLASS: Final = Text(
    {
        "ja": "{first}と{second}のどちらとして就職活動をしていますか？",
        "en": "Are you looking for work as {first} or {second}?",
    }
)
_TIME: Final = Text({"ja": "{day}ですね。何時がよろしいですか？", "en": "{day}, got it. At what time?"})
_LAST: Final = Text(
    {
        "ja": "{day}のことでよろしいですか？ちがう日でしたら、日付で教えてください。",
        "en": "Do you mean {day}? If it is another day, please write its date.",
    }
)
_WHICH: Final = Text(
    {"ja": "{first}と{second}のどちらでしょうか？", "en": "Do you mean {first} or {second}?"}
)


def words(partly: Partly, language: str, day: str = "") -> str:
    """Return the short question; `day` is the day already told, as it is said."""
    if partly.years:
        labels = [class_label(year).to(language) for year in partly.years]
        return _CLASS.to(language).format(first=labels[0], second=labels[-1])
    if partly.times:
        return _WHICH.to(language).format(first=partly.times[0], second=partly.times[-1])
    if partly.day or partly.last:
        return (_LAST if partly.last else _TIME).to(language).format(day=day)
    return (_GRADE if partly.school else _SCHOOL).to(language)


def offers(partly: Partly) -> tuple[Offer, ...]:
    """Return what can be tapped to settle it; none where a time is wanted."""
    if partly.years:
        return tuple(Offer(f"class.{year}", class_label(year), year, year) for year in partly.years)
    if partly.times:
        return tuple(_offer(f"time.{each}", Text({"*": each})) for each in partly.times)
    if partly.last:
        said = date.fromisoformat(partly.last)
        return (_offer(f"last.{said}", Text({each: spoken_date(said, each) for each in ("ja", "en")})),)
    if partly.grade:
        return tuple(_offer(f"school.{each}", *_SCHOOLS[each]) for each in schools_with(partly.grade))
    return _grades(partly.school) if partly.school else ()


def _offer(offer_id: str, label: Text, synonyms: tuple[str, ...] = ()) -> Offer:
    return Offer(offer_id, label, None, None, synonyms=synonyms)


def _grades(school: str) -> tuple[Offer, ...]:
    extra = {"graduate": ("doctoral", 3, "博士", "PhD"), "kosen": ("kosen_advanced", 2, "専攻科", "Advanced")}
    first = {"graduate": ("修士", "Master's"), "kosen": ("本科", "Regular")}.get(school, ("", ""))
    rows = [(school, LENGTHS[school], *first)] + ([extra[school]] if school in extra else [])
    return tuple(
        _offer(
            f"{kind}.{grade}",
            Text({"ja": f"{ja}{grade}年", "en": f"{en} year {grade}" if en else f"Year {grade}"}),
        )
        for kind, years, ja, en in rows
        for grade in range(1, years + 1)
    )


def tapped(partly: Partly, offer_id: str, today: date) -> Value:
    """Return what a tapped offer settles it as, None if it is not one of them."""
    if offer_id not in {offer.id for offer in offers(partly)}:
        return None
    kind, _, value = offer_id.partition(".")
    if kind == "class":
        return int(value)
    if kind == "time":
        return f"{partly.day}T{value}"
    if kind == "last":
        return value
    return (
        class_at(value, partly.grade or 0, today) if kind == "school" else class_at(kind, int(value), today)
    )


def read(partly: Partly, text: str, today: date) -> Value | Partly:
    """Return what a typed text settles it as, or what is known now; None if it tells nothing of it.

    Nothing is known any more once she has said no.
    """
    if partly.day:
        return _read_time(partly, text, today)
    if partly.last:
        said = fine(text) or core(text) in ("末日", "最終日", "月末", "その日") or yes_or_no(text)
        return partly.last if said else None if said is None else Partly()
    told = graduation(core(text), today) or graduation(fold(text), today)
    if isinstance(told, int):
        return told
    school = (told and told.school) or partly.school
    grade = (told and told.grade) or (None if partly.years else partly.grade)
    if school and not grade and re.fullmatch(r"[1-6]", core(text)):
        grade = int(core(text))
    if school and grade:
        return class_at(school, grade, today)
    chosen = choice(offers(partly), text)
    return tapped(partly, chosen.id, today) if chosen else told


def _read_time(partly: Partly, text: str, today: date) -> Value | Partly:
    if partly.times and (part := re.search("朝|午前|am|夜|晩|夕|午後|pm", fold(text))):
        return f"{partly.day}T{partly.times[part[0] not in ('朝', '午前', 'am')]}"
    found = dates.moment(text, today)
    if found and found[1]:
        return told_moment(found[0] or date.fromisoformat(partly.day or ""), found[1])
    chosen = choice(offers(partly), text)
    return tapped(partly, chosen.id, today) if chosen else None


def told_moment(day: date, times: tuple[time, ...]) -> str | Partly:
    """Return a day and its time as they are kept, or what of them is known."""
    written = tuple(f"{each:%H:%M}" for each in times)
    return f"{day}T{written[0]}" if len(written) == 1 else Partly(day=str(day), times=written)
