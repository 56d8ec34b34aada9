"""When an advisor means: 18:00, 明日9:00, 12/1 10:00, 30分後, 2h; pure, read off the beginning of words."""

from __future__ import annotations

from datetime import timedelta

import regex

from bot.clock import HOUR, MINUTE, local

_narrow = str.maketrans("０１２３４５６７８９：／　", "0123456789:/ ")
_span = regex.compile(r"(\d{1,4})\s*(分後?|時間後?|min|m|h)?(?=\s|$)", regex.IGNORECASE)
_clock = regex.compile(
    r"(?:(?P<tomorrow>明日|あした|tomorrow)の?\s*|(?P<month>\d{1,2})/(?P<day>\d{1,2})\s*)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|時(?!間)(?P<half>半)?)\s*(?:に\s*)?",
    regex.IGNORECASE,
)


def read(words: str, now: int, zone: str) -> tuple[int | None, str]:
    """Return the moment (ms) that the words begin with, and the words after it; None if there is none.

    A time that has passed today is meant for tomorrow, a day that has passed for next year.
    """
    narrow = words.translate(_narrow)  # character for character, so that places stay
    if found := _clock.match(narrow):
        return _moment(found, now, zone), words[found.end() :].strip()
    if found := _span.match(narrow):
        unit = (found[2] or "m").lower()
        length = HOUR if unit[0] in "時h" else MINUTE
        return now + int(found[1]) * length, words[found.end() :].strip()
    return None, words


def _moment(found: regex.Match[str], now: int, zone: str) -> int | None:
    here = local(now, zone)
    minute = int(found["minute"] or (30 if found["half"] else 0))
    try:
        then = here.replace(hour=int(found["hour"]), minute=minute, second=0, microsecond=0)
        if found["month"]:
            then = then.replace(month=int(found["month"]), day=int(found["day"]))
            then = then if then > here else then.replace(year=then.year + 1)
        elif found["tomorrow"] or then <= here:
            then += timedelta(days=1)
    except ValueError:
        return None
    return int(then.timestamp() * 1000)
