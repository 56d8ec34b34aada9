"""What a condition is made of, and whether it holds for the facts of a friend.

Built by the parser in `bot.conditions`; never reads a clock or a database.
"""

from __future__ import annotations

import calendar
import json
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.facts import Facts

Scalar = str | int | bool | date

COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
PLAIN: Final = frozenset({str, int, bool})
"""What compares with its like as it is; nearly everything does."""


class Condition:
    """Base of the parts that hold or do not; `str` gives text that parses to an equal condition."""

    def holds(self, facts: Facts) -> bool:
        """Decide on the facts of one friend."""
        raise NotImplementedError

    def parts(self) -> tuple[Condition, ...]:
        """Return the conditions that this one combines."""
        return ()

    def terms(self) -> tuple[Term, ...]:
        """Return the values that this one compares."""
        return ()


class Term:
    """Base of the values that are compared."""

    def of(self, facts: Facts) -> Any:
        """Return the value, or None when it is not known."""
        raise NotImplementedError


@dataclass(frozen=True)
class Literal(Term):
    """A string, an integer, true, false or a date, as written."""

    value: Scalar

    def of(self, facts: Facts) -> Scalar:
        return self.value

    def __str__(self) -> str:
        if isinstance(self.value, date):
            return self.value.isoformat()
        return json.dumps(self.value, ensure_ascii=False)


@dataclass(frozen=True)
class Items(Term):
    """A list of literals, for the right side of `in`."""

    items: tuple[Literal, ...]

    def of(self, facts: Facts) -> tuple[Scalar, ...]:
        return tuple(item.value for item in self.items)

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.items))}]"


@dataclass(frozen=True)
class Name(Term):
    """An attribute, `answer.<step>` of the current run, or one of BUILT_IN."""

    name: str

    def of(self, facts: Facts) -> Any:
        return facts.value(self.name)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Shifted(Term):
    """A number or a date moved by so many: `this_class + 1`, `today - 30d` (d, w, m or y)."""

    base: Literal | Name
    by: int
    unit: str = ""

    def of(self, facts: Facts) -> Any:
        value = self.base.of(facts)
        if not self.unit:
            return value + self.by if isinstance(value, int) and not isinstance(value, bool) else None
        start = as_date(value)
        return shifted(start, self.by, self.unit) if start else None

    def __str__(self) -> str:
        return f"{self.base} {'-' if self.by < 0 else '+'} {abs(self.by)}{self.unit}"


@dataclass(frozen=True)
class Compare(Condition):
    """Two values of the same kind, compared; false when one is not known or they are of different kinds."""

    left: Term
    sign: str
    right: Term

    def holds(self, facts: Facts) -> bool:
        left, right = self.left.of(facts), self.right.of(facts)
        if type(left) is not type(right) or type(left) not in PLAIN:
            left, right = same_kind(left, right)
        return left is not None and COMPARISONS[self.sign](left, right)

    def terms(self) -> tuple[Term, ...]:
        return self.left, self.right

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


@dataclass(frozen=True)
class Among(Condition):
    """Whether a value is in a list, or in an answer that has several values."""

    left: Term
    right: Items | Name

    def holds(self, facts: Facts) -> bool:
        value, choices = self.left.of(facts), self.right.of(facts)
        if value is None or not isinstance(choices, (list, tuple)):
            return False
        pairs = (same_kind(value, choice) for choice in choices)
        return any(left is not None and left == right for left, right in pairs)

    def terms(self) -> tuple[Term, ...]:
        return self.left, self.right

    def __str__(self) -> str:
        return f"{self.left} in {self.right}"


@dataclass(frozen=True)
class Has(Condition):
    """Whether the friend has a tag."""

    tag: str

    def holds(self, facts: Facts) -> bool:
        return self.tag in facts.tags

    def __str__(self) -> str:
        return f"has {json.dumps(self.tag, ensure_ascii=False)}"


@dataclass(frozen=True)
class Exists(Condition):
    """Whether a name is known."""

    name: Name

    def holds(self, facts: Facts) -> bool:
        return self.name.of(facts) is not None

    def terms(self) -> tuple[Term, ...]:
        return (self.name,)

    def __str__(self) -> str:
        return f"exists {self.name}"


@dataclass(frozen=True)
class Truth(Condition):
    """A name, or true or false, that stands alone; it holds only if it is exactly true."""

    term: Name | Literal

    def holds(self, facts: Facts) -> bool:
        return self.term.of(facts) is True

    def terms(self) -> tuple[Term, ...]:
        return (self.term,)

    def __str__(self) -> str:
        return str(self.term)


def bracketed(condition: Condition) -> str:
    """Return its text, in parentheses where it combines conditions."""
    return f"({condition})" if isinstance(condition, (And, Or)) else str(condition)


@dataclass(frozen=True)
class Not(Condition):
    """The opposite of a condition."""

    part: Condition

    def holds(self, facts: Facts) -> bool:
        return not self.part.holds(facts)

    def parts(self) -> tuple[Condition, ...]:
        return (self.part,)

    def __str__(self) -> str:
        return f"not {bracketed(self.part)}"


@dataclass(frozen=True)
class And(Condition):
    """Two conditions or more, all of which must hold."""

    all: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        for part in self.all:  # noqa: SIM110 - a generator costs more than most conditions
            if not part.holds(facts):
                return False
        return True

    def parts(self) -> tuple[Condition, ...]:
        return self.all

    def __str__(self) -> str:
        return " and ".join(map(bracketed, self.all))


@dataclass(frozen=True)
class Or(Condition):
    """Two conditions or more, one of which must hold."""

    any: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        for part in self.any:  # noqa: SIM110 - as above
            if part.holds(facts):
                return True
        return False

    def parts(self) -> tuple[Condition, ...]:
        return self.any

    def __str__(self) -> str:
        return " or ".join(map(bracketed, self.any))


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
