"""The values that conditions compare: what is written, what is known by a name, and either moved by a span.

Built by the parser in `bot.conditions`; never reads a clock or a database.
"""

from __future__ import annotations

import calendar
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bot.facts import Facts, reader

Scalar = str | int | bool | date
Read = Callable[[Facts], Any]


class Term(ABC):
    """Base of the values that are compared."""

    @cached_property
    def of(self) -> Read:
        """Returns the value for the facts of one friend, or None when it is not known."""
        return self._read()

    @abstractmethod
    def _read(self) -> Read: ...


@dataclass(frozen=True)
class Literal(Term):
    """A string, an integer, true, false or a date, as written."""

    value: Scalar

    def _read(self) -> Read:
        value = self.value
        return lambda facts: value

    def __str__(self) -> str:
        if isinstance(self.value, date):
            return self.value.isoformat()
        return json.dumps(self.value, ensure_ascii=False)


@dataclass(frozen=True)
class Items(Term):
    """A list of literals, for the right side of `in`."""

    items: tuple[Literal, ...]

    def _read(self) -> Read:
        values = tuple(item.value for item in self.items)
        return lambda facts: values

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.items))}]"


@dataclass(frozen=True)
class Name(Term):
    """An attribute, `answer.<step>` of the current run, or one of BUILT_IN."""

    name: str

    def _read(self) -> Read:
        return reader(self.name)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Shifted(Term):
    """A number or a date moved by so many: `this_class + 1`, `today - 30d` (d, w, m or y)."""

    base: Literal | Name
    by: int
    unit: str = ""

    def _read(self) -> Read:
        base, by, unit = self.base.of, self.by, self.unit

        def later(facts: Facts) -> date | None:
            start = as_date(base(facts))
            return shifted(start, by, unit) if start else None

        def more(facts: Facts) -> int | None:
            value = base(facts)
            return value + by if isinstance(value, int) and not isinstance(value, bool) else None

        return later if unit else more

    def __str__(self) -> str:
        return f"{self.base} {'-' if self.by < 0 else '+'} {abs(self.by)}{self.unit}"


def same_kind(left: Any, right: Any) -> tuple[Any, Any]:
    """Return both values ready to compare, or two Nones where they are unknown or of different kinds."""
    if isinstance(left, date) or isinstance(right, date):
        left, right = as_date(left), as_date(right)
    known = left is not None and right is not None
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    truths = isinstance(left, bool) + isinstance(right, bool)
    alike = truths == 2 or (not truths and (numbers or type(left) is type(right)))
    return (left, right) if known and alike and not isinstance(left, (list, tuple)) else (None, None)


def as_date(value: Any) -> date | None:
    """Return a date, also from its ISO text, with a time or without, which is how JSON carries it."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10] if value[10:11] == "T" else value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def shifted(start: date, by: int, unit: str) -> date | None:
    """Return the date so many days, weeks, months or years away; a short month ends the last day."""
    if unit in "dw":
        ordinal = start.toordinal() + by * (7 if unit == "w" else 1)
        return date.fromordinal(ordinal) if 0 < ordinal <= date.max.toordinal() else None
    year, month = divmod(start.year * 12 + start.month - 1 + by * (12 if unit == "y" else 1), 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
