"""Times of day as people write them: 「14時半」「夕方5時」「7pm」; 7時 may be in the morning or the evening.

Used by `dialogs.dates`, which reads the day beside them.
"""

from __future__ import annotations

import re
from datetime import time
from typing import Final

_PART: Final = "午前|午後|am|pm|朝|お?昼|夕方|夜|晩|深夜"
_CLOCK: Final = re.compile(
    rf"(?:at )?(?P<part>{_PART})?の?\s*"
    r"(?:(?P<hour>\d{1,2})(?::(?P<minutes>\d{2})|時(?P<half>半)?(?:(?P<past>\d{1,2})分?)?)\s*(?P<after>am|pm)?|"
    r"(?P<bare>\d{1,2})\s*(?P<needed>am|pm)\b|(?P<noon>正午|noon))"
    r"(?:ごろ|頃|くらい|ぐらい|ちょうど|から|~)?(?!\s*(?:以降|まで|以前|前|~|-|\d))"
)
_EVENING: Final = ("午後", "pm", "夕方", "夜", "晩")


def apart(text: str) -> tuple[tuple[time, ...], str]:
    """Take the time of day out of a text; no time if there is none, or more than one."""
    found = list(_CLOCK.finditer(text))
    if len(found) != 1:
        return (), text
    times = _times(found[0])
    if not times:
        return (), text
    rest = (text[: found[0].start()] + " " + text[found[0].end() :]).strip()
    rest = re.sub(r"^(?:に|で|から)$", "", re.sub(r"[\sのでに、,]+$", "", rest))
    return times, rest


def _times(found: re.Match[str]) -> tuple[time, ...]:
    if found["noon"]:
        return (time(12),)
    hour = int(found["hour"] or found["bare"])
    minute = 30 if found["half"] else int(found["minutes"] or found["past"] or 0)
    part = found["part"] or found["after"] or found["needed"] or ""
    if hour > 24 or minute > 59 or (part and hour > 12 and part not in _EVENING):
        return ()
    hours = _hours(hour, part, exact=bool(found["minutes"]) and len(found["hour"]) == 2)
    return tuple(time(each, minute) for each in hours if each < 24)


def _hours(hour: int, part: str, exact: bool) -> tuple[int, ...]:
    """Return the hours of the day that 3時 can be: at three nobody is asked for, at seven somebody may be."""
    if part in _EVENING:
        return (hour % 12 + 12 if hour <= 12 else hour,)
    if part in ("昼", "お昼"):
        return (hour + 12 if hour < 6 else hour,)
    if part:
        return (hour % 12 if part in ("午前", "am", "深夜") else hour,)
    if exact or hour > 8 or hour == 0:
        return (hour,)
    return (hour, hour + 12) if hour >= 7 else (hour + 12,)
