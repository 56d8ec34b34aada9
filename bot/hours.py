"""When people answer, as the content folder says it: by weekday, by date, holidays and half days.

Plain frozen models; `handoff.roster` reckons with them. 0 is Monday, times are the wall clock of the
service's zone.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints, model_validator

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Closing = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Span = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Weekday = Annotated[StrictInt, Field(ge=0, le=6)]
DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NAMES: tuple[DayName, ...] = get_args(DayName)
Day = Annotated[str, StringConstraints(pattern=r"^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""`2026-12-28`, or `12-28` for every year."""

LEAP = 2024
"""A year that has all days that a year can have."""


class Part(BaseModel):
    """A frozen part of the hours; what it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Dates(Part):
    """Days unlike their weekday: other hours, none, or an earlier end; the last entry of a day wins."""

    first: Day = Field(alias="from")
    last: Day | None = Field(default=None, alias="to")
    hours: tuple[Span, ...] = ()
    until: Closing | None = Field(default=None, description="a half day: as usual, but no longer than this")

    @model_validator(mode="after")
    def _days_exist(self) -> Self:
        ends = [self.first, self.last or self.first]
        if len({len(day) for day in ends}) > 1:
            raise ValueError("write both days with their year, or neither")
        for day in ends:
            date.fromisoformat(day if len(day) > 5 else f"{LEAP}-{day}")  # raises ValueError
        if len(self.first) > 5 and ends[0] > ends[1]:
            raise ValueError("the last day comes before the first")
        if self.until and self.hours:
            raise ValueError("write either `hours` or `until`")
        in_order(self.hours)
        return self

    def covers(self, day: date) -> bool:
        """Tell whether the entry speaks of that day; a range without years may cross the new year."""
        said = day.isoformat()[-len(self.first) :]
        last = self.last or self.first
        if self.first <= last:
            return self.first <= said <= last
        return said >= self.first or said <= last


class Hours(Part):
    """When people answer: the days of a week and two times, and whatever is different from that."""

    days: tuple[Weekday, ...]
    opens: TimeOfDay
    closes: Closing
    week: dict[DayName, tuple[Span, ...]] = Field(default={}, description="weekdays with hours of their own")
    holidays: StrictBool = Field(default=False, description="whether Japan's holidays are days like others")
    dates: tuple[Dates, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order([f"{self.opens}-{self.closes}"])
        for spans in self.week.values():
            in_order(spans)
        return self


def in_order(spans: tuple[Span, ...] | list[str]) -> None:
    """Check that spans follow one another, each ending after it begins; raises ValueError."""
    times = [time for span in spans for time in span.split("-")]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise ValueError("times must follow one another")
