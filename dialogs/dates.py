"""Days and times of day as people write them: 「12/3(木)」「来月の5日」「明後日」「来週の水曜の10時半」.

Relative words need the day on which they were typed. What is no clear day, such as 「来月の頭」, is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Final

import jaconv

from bot.condition_terms import shifted
from dialogs import times
from dialogs.japanese import bare
from dialogs.years import ERA, ERAS

_DAYS: Final = {
    "今日": 0, "きょう": 0, "本日": 0, "today": 0, "明日": 1, "あした": 1, "あす": 1, "tomorrow": 1,
    "明後日": 2, "あさって": 2, "the day after tomorrow": 2, "day after tomorrow": 2, "しあさって": 3,
    "明々後日": 3, "明明後日": 3, "昨日": -1, "きのう": -1, "yesterday": -1, "一昨日": -2, "おととい": -2,
}  # fmt: skip
_FEASTS: Final = {
    "元日": (1, 1), "元旦": (1, 1), "クリスマスイブ": (12, 24), "クリスマス": (12, 25), "christmas": (12, 25),
    "大晦日": (12, 31), "おおみそか": (12, 31),
}  # fmt: skip
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKS: Final = {"今週": 0, "来週": 1, "再来週": 2, "さ来週": 2}
_NEAR: Final = {"今月": 0, "来月": 1, "再来月": 2}
_NAMED_YEAR: Final = {"今年": 0, "来年": 1, "再来年": 2, "去年": -1, "昨年": -1}
_NAMED: Final = "|".join(_NAMED_YEAR)
_MARKED: Final = re.compile(
    r"\s*[(（]\s*([月火水木金土日])(?:曜日?)?\s*[)）]|(?<=日)\s*の?([月火水木金土日])曜日?"
)
_AFTER: Final = re.compile(
    r"\s*(?:付け?)?(?:の?(?:朝|午前中?|お?昼|午後|夕方|夜|晩)?(?:に|で|が|は|から|ごろ|頃|なら)*"
    r"(?:を?予約したい|行け|行き|伺い|うかがい|参加|お願いし|空いてい?|あいてい?|可能|都合が(?:いい|良い|つき)|いけ|し)?"
    r"(?:ます|です|たい|たいです|る)?(?:退職|離職|退社|辞め|やめ)?(?:ます|する|します|る)?)$"
)
_LATER: Final = {
    "日": "d",
    "週": "w",
    "週間": "w",
    "か月": "m",
    "ヶ月": "m",
    "カ月": "m",
    "ヵ月": "m",
    "年": "y",
}
_MONTH: Final = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_MONTH_NUMBER: Final = r"(?P<month>\d{1,2})"
_SOME_MONTH: Final = (
    rf"(?:(?:(?P<named>{_NAMED})|(?P<year>20\d{{2}})年)の?)?"
    rf"(?:(?P<near>{'|'.join(_NEAR)})|{_MONTH_NUMBER}月)"
)
_DAY_NUMBER: Final = r"(?P<day>\d{1,2})"
_KANJI_WEEKDAY: Final = "(?P<weekday>[月火水木金土日])曜日?"
_WEEKDAY: Final = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})[a-z]*"

Found = Mapping[str, str | None]
Readers = tuple[tuple[re.Pattern[str], Callable[[Found, date], date | None]], ...]


def day(text: str, today: date) -> date | None:
    """Return the day that a text tells; without a year it is the next one to come.

    A time of day beside it is left to `moment`; a weekday that does not fit makes the day unclear.
    """
    _, rest = times.apart(bare(text))
    return _day(rest, today)


def end_of_month(text: str, today: date) -> date | None:
    """Return the last day of the month of whose end a text speaks: 3月末 may be a day before it."""
    return _day(bare(text), today, _ENDS)


_NO_TIME: Final = re.compile(
    r"\s*の?(?:午前|午後|朝|夜)?の?\d{1,2}(?::\d{2}|時(?:半|\d{1,2}分?)?)(?:以降|以前|より後|まで|から|~|-).*$"
)
"""From when or until when she has time, which is no time yet."""


def moment(text: str, today: date) -> tuple[date | None, tuple[time, ...]] | None:
    """Return the day and the time that a text tells, or as much of it; None if anything else is in it.

    There are two times where 7時 may be in the morning or in the evening.
    """
    hours, rest = times.apart(re.sub(r"(?<=\d)t(?=\d)", " ", bare(text)))
    rest = rest if hours else _NO_TIME.sub("", rest)
    found = _day(rest, today) if rest else None
    return None if (rest and not found) or not (found or hours) else (found, hours)


def _day(text: str, today: date, readers: Readers | None = None) -> date | None:
    marked = _MARKED.search(text)
    plain = _MARKED.sub("", text, count=1) if marked else text
    for said in (plain.strip(), _AFTER.sub("", plain).strip(), jaconv.kata2hira(plain.strip())):
        for pattern, read in readers or _READERS:
            if found := pattern.fullmatch(said):
                return _fitting(read(found.groupdict(), today), marked)
    return None


def _fitting(found: date | None, marked: re.Match[str] | None) -> date | None:
    wanted = (marked[1] or marked[2]) if marked else None
    fits = found is not None and wanted in (None, "月火水木金土日"[found.weekday()])
    return found if fits else None


def _written(said: Found, today: date) -> date | None:
    """2026年12月3日, 2026/12/3, 26.12.3, 20261203."""
    year = int(said["year"] or 0)
    return _exact(year + 2000 if year < 100 else year, said["month"], said["day"])


def _by_era(said: Found, today: date) -> date | None:
    """令和8年12月3日, R8.12.3."""
    return _exact(ERA[said["era"] or ""] + int(said["year"] or 0), said["month"], said["day"])


def _month_and_day(said: Found, today: date) -> date | None:
    """12/3, 12月3日, 来年の1月5日."""
    named = said.get("named")
    if named:
        return _exact(today.year + _NAMED_YEAR[named], said["month"], said["day"])
    found = _exact(today.year, said["month"], said["day"])
    late = found is None or found < today
    return _exact(today.year + 1, said["month"], said["day"]) if late else found


def _day_of_month(said: Found, today: date) -> date | None:
    """5日, 来月の5日; a bare one is the next to come."""
    months = _NEAR.get(said["near"] or "")
    if months is not None:
        first = shifted(today.replace(day=1), months, "m")
        return _exact(first.year, first.month, said["day"]) if first else None
    found = _exact(today.year, today.month, said["day"])
    if found and found >= today:
        return found
    first = shifted(today.replace(day=1), 1, "m")
    return _exact(first.year, first.month, said["day"]) if first else None


def _last_of_month(said: Found, today: date) -> date | None:
    """3月いっぱい, 来月末日, 2027年3月末: the last day of a month; without a year it is the next to come."""
    near, month = _NEAR.get(said["near"] or "", 0), int(said["month"] or 0)
    year, named = said["year"], said["named"]
    if month > 12 or ((year or named) and not month):
        return None
    ahead = (month - today.month) % 12 if month else near
    if year or named:
        years = int(year) - today.year if year else _NAMED_YEAR[named or ""]
        ahead = 12 * years + month - today.month
    first = shifted(today.replace(day=1), ahead + 1, "m")
    return first - timedelta(days=1) if first else None


def _last_in_english(said: Found, today: date) -> date | None:
    """End of March 2027, end of next month."""
    if said["name"] is None:
        return _last_of_month(_NO_YEAR | {"near": "来月" if said["next"] else None}, today)
    month = str(_MONTHS.index(said["name"]) + 1)
    return _last_of_month(_NO_YEAR | {"month": month, "year": said["year"]}, today)


_NO_YEAR: Final[dict[str, str | None]] = dict.fromkeys(("near", "month", "year", "named"))


def _last_of_fiscal_year(said: Found, today: date) -> date | None:
    return date(today.year + (today.month > 3), 3, 31)


def _named(said: Found, today: date) -> date | None:
    """今日, 明後日."""
    return today + timedelta(days=_DAYS[said["word"] or ""])


def _feast(said: Found, today: date) -> date | None:
    """元旦, クリスマス: the next to come."""
    month, number = _FEASTS[said["word"] or ""]
    return _month_and_day({"month": str(month), "day": str(number)}, today)


def _later(said: Found, today: date) -> date | None:
    """3日後, 2週間後, 1か月後, in 3 days."""
    unit = said["unit"] or ""
    return shifted(today, int(said["count"] or 0), _LATER.get(unit) or unit[0])


def _in_week(said: Found, today: date) -> date | None:
    """来週の水曜, 水曜日; weeks begin on Monday, and a day of this week that is over is unclear."""
    weekday, week = "月火水木金土日".index(said["weekday"] or ""), _WEEKS.get(said["week"] or "")
    if week is None:
        return _next_weekday(weekday, today)
    found = today - timedelta(days=today.weekday()) + timedelta(days=7 * week + weekday)
    return found if found >= today else None


def _next_weekday(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _nth_in_month(said: Found, today: date) -> date | None:
    """来月の第2水曜, 12月の第1月曜."""
    near, month = said["near"], int(said["month"] or 0)
    first = shifted(today.replace(day=1), _NEAR.get(near or "", 0), "m")
    if month:
        first = _exact(today.year + (month < today.month), month, 1)
    if first is None:
        return None
    number, weekday = int(said["nth"] or 0), "月火水木金土日".index(said["weekday"] or "")
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    return found if found.month == first.month and found >= today else None


def _english(said: Found, today: date) -> date | None:
    """Dec 3, 3rd of December 2026."""
    month = _MONTHS.index(said["name"] or "") + 1
    if said["year"]:
        return _exact(int(said["year"]), month, said["day"])
    return _month_and_day({"month": str(month), "day": said["day"]}, today)


def _english_weekday(said: Found, today: date) -> date | None:
    """Wednesday, this Friday; 'next Friday' means two days to two people."""
    return _next_weekday(_WEEKDAYS.index(said["weekday"] or ""), today)


def _exact(year: int, month: str | int | None, number: str | int | None) -> date | None:
    try:
        return date(year, int(month or 0), int(number or 0))
    except ValueError:
        return None


def _patterns(*readers: tuple[str, Callable[[Found, date], date | None]]) -> Readers:
    return tuple((re.compile(pattern), read) for pattern, read in readers)


_READERS: Final = _patterns(
    (r"(?P<year>20\d{2}|19\d{2})\s*[年\-/.]\s*(?P<month>\d{1,2})\s*[月\-/.]\s*(?P<day>\d{1,2})日?", _written),
    (r"(?P<year>20\d{2}|19\d{2})(?P<month>\d{2})(?P<day>\d{2})", _written),
    (r"'?(?P<year>[2-9]\d)[年/.](?P<month>\d{1,2})[月/.](?P<day>\d{1,2})日?", _written),
    (rf"(?P<era>{ERAS})(?P<year>\d{{1,2}})[年/.](?P<month>\d{{1,2}})[月/.](?P<day>\d{{1,2}})日?", _by_era),
    (rf"(?:(?P<named>{_NAMED})の?)?{_MONTH_NUMBER}\s*[月/.\-]\s*{_DAY_NUMBER}日?", _month_and_day),
    (rf"(?:(?P<near>{'|'.join(_NEAR)})の?)?(?P<day>\d{{1,2}})日", _day_of_month),
    (rf"{_SOME_MONTH}の?(?:末日|いっぱい)", _last_of_month),
    (rf"(?P<word>{'|'.join(_DAYS)})", _named),
    (rf"(?P<word>{'|'.join(_FEASTS)})", _feast),
    (r"(?:あと)?(?P<count>\d{1,3})(?P<unit>日|週間|週|[かヶカヵ]月|年)後", _later),
    (r"(?:in )?(?P<count>\d{1,3}) (?P<unit>day|week|month)s?(?: from (?:now|today)| later)?", _later),
    (rf"(?:(?P<week>{'|'.join(_WEEKS)})の?|次の?|今度の?)?{_KANJI_WEEKDAY}", _in_week),
    (rf"(?:(?P<near>{'|'.join(_NEAR)})|{_MONTH_NUMBER}月)の?第(?P<nth>[1-5]){_KANJI_WEEKDAY}", _nth_in_month),
    (rf"(?:on )?{_MONTH} {_DAY_NUMBER}(?:st|nd|rd|th)?(?:,? (?P<year>20\d\d))?", _english),
    (rf"(?:on )?(?:the )?{_DAY_NUMBER}(?:st|nd|rd|th)?(?: of)? {_MONTH},?(?: (?P<year>20\d\d))?", _english),
    (rf"(?:on |this |this coming |coming )?{_WEEKDAY}", _english_weekday),
)  # fmt: skip
_ENDS: Final = _patterns(
    (rf"(?:{_SOME_MONTH}の?|月)(?:末|終わり|おわり|最後)", _last_of_month),
    (r"年度末", _last_of_fiscal_year),
    (rf"(?:at |by )?(?:the )?end of (?:{_MONTH}(?: (?P<year>20\d\d))?|(?:the|this|(?P<next>next)) month)",
     _last_in_english),
)  # fmt: skip
