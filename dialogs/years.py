"""Calendar years as people write them: 「2019年」「令和元年」「H31」「一昨年」「'99」.

Works on folded text (see `dialogs.japanese`); relative words need the day on which they were typed.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

ERA: Final = {
    "令和": 2018, "れいわ": 2018, "reiwa": 2018, "r": 2018, "平成": 1988, "へいせい": 1988, "heisei": 1988,
    "h": 1988, "昭和": 1925, "しょうわ": 1925, "showa": 1925, "s": 1925,
}  # fmt: skip
"""The year before the first of each era."""

ERAS: Final = "|".join(ERA)
_LAST: Final = {2018: 99, 1988: 31, 1925: 64}
_RELATIVE: Final = {
    "今年": 0, "ことし": 0, "本年": 0, "thisyear": 0, "来年": 1, "らいねん": 1, "nextyear": 1, "再来年": 2,
    "さ来年": 2, "さらいねん": 2, "去年": -1, "きょねん": -1, "昨年": -1, "lastyear": -1, "一昨年": -2,
    "おととし": -2, "theyearbeforelast": -2,
}  # fmt: skip
_WHEN: Final = (
    r"(?:度|(?:の)?(?:\d{1,2}月|[春夏秋冬]|初め|末|ごろ|頃))?(?:に|から|生まれ|入社|入学|卒業?|ころ)?"
)


def year(text: str, today: date, least: int = 1900, most: int = 2100) -> int | None:
    """Return the calendar year that folded text tells; two digits only where one century alone is meant."""
    if found := re.fullmatch(rf"(?:西暦|in|since)?(\d{{4}})(?:年{_WHEN})?", text):
        return int(found[1])
    if found := re.fullmatch(rf"({ERAS})(\d{{1,2}}|元)(?:年{_WHEN})?", text):
        return of_era(found[1], found[2])
    if text in _RELATIVE:
        return today.year + _RELATIVE[text]
    if found := re.fullmatch(r"(\d{1,2})(?:年前|yearsago|yearago)", text):
        return today.year - int(found[1])
    if found := re.fullmatch(r"(\d{2})年(?:生まれ)?", text):
        return _of_two_digits(int(found[1]), least, most)
    return None


def of_era(era: str, number: str) -> int | None:
    """Return the year of an era, if it had that many."""
    before, count = ERA[era], 1 if number == "元" else int(number)
    return before + count if 1 <= count <= _LAST[before] else None


def _of_two_digits(digits: int, least: int, most: int) -> int | None:
    """Read 99年; 15年 may as well be one of an era, whose years go up to 64."""
    found = [century + digits for century in (1900, 2000) if least <= century + digits <= most]
    return found[0] if digits > 64 and len(found) == 1 else None
