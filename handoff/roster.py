"""Business time: when people answer, how long that is between two moments, and when so much of it has passed.

Pure: hours and a zone in, milliseconds since 1970 out. Asked by all of the handoff; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import jpholiday

from bot.clock import MINUTE, local
from bot.hours import NAMES, Hours

Span = tuple[int, int]
"""Two moments in ms: people answer from the first until just before the second."""

FAR = 400
"""Days after which nobody looks any further for an opening."""

is_holiday = lru_cache(2000)(jpholiday.is_holiday)


@dataclass(frozen=True)
class Roster:
    """When people answer; without hours always."""

    hours: Hours | None = None
    zone: str = "Asia/Tokyo"
    _days: dict[date, tuple[Span, ...]] = field(default_factory=dict, compare=False, repr=False)

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return the openings of a day of the zone's calendar, in order."""
        if day not in self._days:
            self._days[day] = tuple(self._read(day))
        return self._days[day]

    def _read(self, day: date) -> Iterator[Span]:
        for said in texts(self.hours, day) if self.hours else ("00:00-24:00",):
            opens, _, closes = said.partition("-")
            start, end = self._moment(day, opens), self._moment(day, closes)
            if start < end:  # a change of the clock can swallow an hour
                yield start, end

    def _moment(self, day: date, clock: str) -> int:
        if clock == "24:00":
            day, clock = day + timedelta(days=1), "00:00"
        noon = local(0, self.zone).tzinfo
        return int(datetime.combine(day, time.fromisoformat(clock), noon).timestamp() * 1000)

    def from_(self, at: int) -> Iterator[Span]:
        """Walk the openings that are under way or still to come, for a year and a bit."""
        first = local(at, self.zone).date()
        for ahead in range(FAR):
            yield from (span for span in self.spans(first + timedelta(days=ahead)) if span[1] > at)

    def opening(self, at: int) -> Span | None:
        """Return the opening that is under way, or else the next; None if there is none within a year."""
        return next(self.from_(at), None)

    def is_open(self, at: int) -> bool:
        """Tell whether people answer at that moment."""
        found = self.opening(at)
        return found is not None and found[0] <= at

    def between(self, start: int, end: int) -> int:
        """Return how long people answered between two moments, in ms; 0 if the second is not later."""
        if self.hours is None or end <= start:
            return max(0, end - start)
        first, last = local(start, self.zone).date(), local(end, self.zone).date()
        days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        return sum(max(0, min(b, end) - max(a, start)) for day in days for a, b in self.spans(day))

    def after(self, start: int, milliseconds: int) -> int:
        """Return the moment at which so much business time has passed since `start`.

        For 0 that is `start` itself. Where nobody ever answers, it is a year away.
        """
        if self.hours is None or milliseconds <= 0:
            return start + max(0, milliseconds)
        left = milliseconds
        for opens, closes in self.from_(start):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        return start + FAR * 24 * 60 * MINUTE

    def counts(self, since: int, now: int) -> bool:
        """Tell whether a word given at `since`, that one is on duty, still stands.

        It stands during the hours until it is taken back; outside of them only if it was given since they
        ended: who has merely forgotten to go is at home.
        """
        return self.is_open(now) or self.between(since, now) == 0


def texts(hours: Hours, day: date) -> tuple[str, ...]:
    """Return what the hours say of a day, as `10:00-19:00`: its date before a holiday before its weekday."""
    name = NAMES[day.weekday()]
    usual: tuple[str, ...] = hours.week.get(name, ())
    if name not in hours.week and day.weekday() in hours.days:
        usual = (f"{hours.opens}-{hours.closes}",)
    if not hours.holidays and is_holiday(day):
        usual = ()
    found = next((each for each in reversed(hours.dates) if each.covers(day)), None)
    if found is None:
        return usual
    if found.until is None:
        return found.hours
    until = found.until
    cut = ((opens, min(closes, until)) for opens, _, closes in (each.partition("-") for each in usual))
    return tuple(f"{opens}-{closes}" for opens, closes in cut if opens < closes)
