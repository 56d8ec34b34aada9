"""When something of the content counts: from a day until another, on weekdays, at times of day.

Plain frozen models on the wall clock of the service's zone; `bot.menu_plan` looks at them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.hours import LEAP, NAMES, Day, DayName, Part, Span, in_order

WITH_YEAR = len("2026-12-28")
WEEK = 7


class Schedule(Part):
    """A span of days, both ends counting, and in it weekdays and times; what is left out is any."""

    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="until", description="the last day that counts")
    weekdays: Annotated[tuple[DayName, ...], Field(min_length=1)] = NAMES
    hours: tuple[Span, ...] = ()

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        ends = [day for day in (self.first, self.last) if day]
        for day in ends:
            date.fromisoformat(day if len(day) == WITH_YEAR else f"{LEAP}-{day}")  # raises ValueError
        if len({len(day) for day in ends}) > 1:
            raise ValueError("write both days with their year, or neither")
        if len(ends) == 1 and len(ends[0]) != WITH_YEAR:
            raise ValueError("days of every year need both `from` and `until`")
        in_order(self.hours)
        return self

    def covers(self, moment: datetime) -> bool:
        """Tell whether that moment, on the wall clock, lies within it; a range may cross the new year."""
        if not self._has_day(moment.date()):
            return False
        at = moment.strftime("%H:%M")
        return not self.hours or any(start <= at < end for start, end in map(_ends, self.hours))

    def _has_day(self, day: date) -> bool:
        if NAMES[day.weekday()] not in self.weekdays:
            return False
        first, last = self.first, self.last
        said = day.isoformat()
        if first and len(first) != WITH_YEAR:
            said = said[-len(first) :]
            if last and first > last:
                return said >= first or said <= last
        return (first is None or first <= said) and (last is None or said <= last)

    @property
    def never(self) -> str | None:
        """Say why no moment ever lies within it; None when one does."""
        if not (self.first and self.last) or len(self.first) != WITH_YEAR:
            return None
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        if last < first:
            return "it ends before it begins"
        days = [first + timedelta(days=each) for each in range(min(WEEK, (last - first).days + 1))]
        if not any(NAMES[day.weekday()] in self.weekdays for day in days):
            return "none of these weekdays lies in it"
        return None

    def over(self, today: date) -> bool:
        """Tell whether its last day has gone by."""
        return self.last is not None and len(self.last) == WITH_YEAR and self.last < today.isoformat()


def _ends(span: Span) -> tuple[str, str]:
    start, _, end = span.partition("-")
    return start, end
