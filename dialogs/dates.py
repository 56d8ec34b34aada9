"""Years and days as people write them: 「27卒」「来年の3月」「大学三年」「12/3」「明後日」.

Works on folded text (see `dialogs.japanese`); relative words need the day on which they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from bot.conditions import this_class

_AFTER: Final = "(?:に|の)?(?:卒業)?(?:見込み|見込|する|します|した)?(?:です)?"
_ERA: Final = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925}
_RELATIVE: Final = {"今": 0, "本": 0, "来": 1, "再来": 2, "さ来": 2, "昨": -1, "去": -1}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH: Final = {
    "senior": 0, "finalyear": 0, "fourthyear": 0, "4thyear": 0, "junior": 1, "thirdyear": 1, "3rdyear": 1,
    "sophomore": 2, "secondyear": 2, "2ndyear": 2, "freshman": 3, "firstyear": 3, "1styear": 3,
}  # fmt: skip
_CALENDAR: Final = {"thisyear": 0, "nextyear": 1}
_DAYS: Final = {
    "今日": 0, "きょう": 0, "本日": 0, "today": 0, "明日": 1, "あした": 1, "あす": 1, "tomorrow": 1,
    "明後日": 2, "あさって": 2, "しあさって": 3, "昨日": -1, "きのう": -1, "yesterday": -1,
}  # fmt: skip


def graduation(text: str, today: date) -> int | None:
    """Return the year of graduation that folded text tells."""
    text = re.sub(r"^(?:大学は|わたしは|年度は|卒業は|卒業年は)", "", text)
    for read in (_class_of, _written_year, _relative_year, _school_year):
        if (year := read(text, today)) is not None:
            return year if 1950 <= year <= today.year + 12 else None
    return None


def _class_of(text: str, today: date) -> int | None:
    """27卒, 2027年卒, 27, '27, class of 2027."""
    found = re.fullmatch(
        r"(?:classof|graduat(?:e|ing|ion)in)?(?:20)?(\d{2})(?:年)?(?:春|年度)?(?:卒業|卒|そつ)?(?:生|見込み|予定)?(?:です)?",
        text,
    )
    return 2000 + int(found[1]) if found and int(found[1]) >= 10 else None


def _written_year(text: str, today: date) -> int | None:
    """2027年3月, 2027/3, 令和9年3月, R9, March 2027; the months are those of the calendar."""
    pattern = (
        rf"(?:西暦)?(\d{{4}})年?(?:(\d{{1,2}})月?(?:\d{{1,2}}日)?)?(?:末|ごろ|頃)?{_AFTER}(?:春|年卒|卒)?"
    )
    if found := re.fullmatch(pattern, text):
        return int(found[1])
    if found := re.fullmatch(rf"(令和|平成|昭和|[rh])(\d{{1,2}})年?(?:\d{{1,2}}月)?{_AFTER}", text):
        return _ERA[found[1]] + int(found[2])
    if found := re.fullmatch(rf"(?:in)?(?:{'|'.join(_MONTHS)})[a-z]*(\d{{4}})", text):
        return int(found[1])
    if found := re.fullmatch(r"(\d{2})年(?:\d{1,2})月(?:卒業|卒)?(?:予定|見込み)?", text):
        return 2000 + int(found[1])
    return None


def _relative_year(text: str, today: date) -> int | None:
    """来年卒業, 再来年の3月, 今年度, 来春; 年度 runs from April, 春 is the next spring to come."""
    if found := re.fullmatch(
        rf"(今|本|再来|さ来|来|昨|去)年(度)?(?:の)?(?:\d{{1,2}}月|春|春に)?{_AFTER}(?:卒)?", text
    ):
        base = this_class(today) if found[2] else today.year
        return base + _RELATIVE[found[1]]
    if found := re.fullmatch(rf"(再来|来|今)春{_AFTER}(?:卒)?", text):
        return this_class(today) + (found[1] == "再来")
    if found := re.fullmatch(rf"(?:あと)?(\d)年後{_AFTER}", text):
        return today.year + int(found[1])
    english = text.removeprefix("iama").removeprefix("ima").removeprefix("iam").removeprefix("graduating")
    if english in _CALENDAR:
        return today.year + _CALENDAR[english]
    school = _ENGLISH.get(english.removesuffix("student"))
    return this_class(today) + school if school is not None else None


def _school_year(text: str, today: date) -> int | None:
    """大学三年, 4回生, B3, M1, 修士2年; a bare year is that of a four-year university."""
    if found := re.fullmatch(
        r"(?:大学院(?:の)?|院|修士(?:課程)?(?:の)?|m)(\d)(?:年生|年|回生)?(?:です)?", text
    ):
        return this_class(today) + 2 - int(found[1]) if found[1] in "12" else None
    if found := re.fullmatch(
        r"(?:大学(?:の)?|学部(?:の)?|大|b)?(\d)(?:年生|年次|年|回生|年です)(?:です)?", text
    ):
        return this_class(today) + 4 - int(found[1]) if found[1] in "1234" else None
    return this_class(today) + 4 - int(text[1]) if re.fullmatch(r"b[1-4]", text) else None


def year(text: str, today: date) -> int | None:
    """Return the calendar year that folded text tells."""
    if found := re.fullmatch(r"(?:西暦)?(\d{4})年?", text):
        return int(found[1])
    if found := re.fullmatch(r"(令和|平成|昭和|[rh])(\d{1,2}|元)年?", text):
        return _ERA[found[1]] + (1 if found[2] == "元" else int(found[2]))
    if found := re.fullmatch(r"(今|来|再来|昨|去)年", text):
        return today.year + _RELATIVE[found[1]]
    return None


def day(text: str, today: date) -> date | None:
    """Return the day that text tells; without a year it is the next one to come."""
    plain = text.strip()
    for read in (_numbered_day, _month_and_day, _relative_day):
        if found := read(plain, today):
            return found
    return None


def _numbered_day(text: str, today: date) -> date | None:
    found = re.match(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", text
    )
    return _exact(int(found[1]), int(found[2]), int(found[3])) if found else None


def _month_and_day(text: str, today: date) -> date | None:
    found = re.match(r"(?:来月|再来月)?(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?!\d)", text)
    if not found:
        return None
    this_year = _exact(today.year, int(found[1]), int(found[2]))
    late = this_year is not None and this_year < today
    return _exact(today.year + 1, int(found[1]), int(found[2])) if late or this_year is None else this_year


def _relative_day(text: str, today: date) -> date | None:
    if text in _DAYS:
        return today + timedelta(days=_DAYS[text])
    if found := re.fullmatch(r"(?:あと)?(\d{1,3})(日|週間|週)後", text):
        return today + timedelta(days=int(found[1]) * (1 if found[2] == "日" else 7))
    if found := re.fullmatch(r"(今週|来週|再来週)?の?([月火水木金土日])曜日?", text):
        return _weekday(found[1], "月火水木金土日".index(found[2]), today)
    return None


def _weekday(week: str | None, weekday: int, today: date) -> date:
    """Without a week it is the next such day; weeks begin on Monday."""
    if week is None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=7 * ("今週", "来週", "再来週").index(week) + weekday)


def _exact(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


Reader = Callable[[str, date], int | None]
