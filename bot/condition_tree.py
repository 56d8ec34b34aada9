"""What a condition is made of, and whether it holds for the facts of a friend.

Built by the parser in `bot.conditions`; never reads a clock or a database. Each part becomes a function when
it is first asked, since a survey asks for all its conditions at every step.
"""

from __future__ import annotations

import json
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bot.condition_terms import Items, Literal, Name, Term, same_kind
from bot.facts import Facts

Test = Callable[[Facts], bool]

PLAIN: Final = frozenset({str, int, bool})
"""What compares with its like as it is; nearly everything does."""

COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Condition(ABC):
    """Base of the parts that hold or do not; `str` gives text that parses to an equal condition."""

    @cached_property
    def holds(self) -> Test:
        """Decides on the facts of one friend."""
        return self._test()

    @abstractmethod
    def _test(self) -> Test: ...

    def parts(self) -> tuple[Condition, ...]:
        """Return the conditions that this one combines."""
        return ()

    def terms(self) -> tuple[Term, ...]:
        """Return the values that this one compares."""
        return ()


@dataclass(frozen=True)
class Compare(Condition):
    """Two values of the same kind, compared; false when one is not known or they are of different kinds."""

    left: Term
    sign: str
    right: Term

    def _test(self) -> Test:
        left_of, right_of, compare = self.left.of, self.right.of, COMPARISONS[self.sign]

        def test(facts: Facts) -> bool:
            left, right = left_of(facts), right_of(facts)
            kind, other = type(left), type(right)
            if kind in PLAIN and other in PLAIN:
                return kind is other and compare(left, right)
            left, right = same_kind(left, right)
            return left is not None and compare(left, right)

        return test

    def terms(self) -> tuple[Term, ...]:
        return self.left, self.right

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


@dataclass(frozen=True)
class Among(Condition):
    """Whether a value is in a list, or in an answer that has several values."""

    left: Term
    right: Items | Name

    def _test(self) -> Test:
        value_of, choices_of = self.left.of, self.right.of

        def test(facts: Facts) -> bool:
            value, choices = value_of(facts), choices_of(facts)
            if value is None or not isinstance(choices, (list, tuple)):
                return False
            pairs = (same_kind(value, choice) for choice in choices)
            return any(left is not None and left == right for left, right in pairs)

        return test

    def terms(self) -> tuple[Term, ...]:
        return self.left, self.right

    def __str__(self) -> str:
        return f"{self.left} in {self.right}"


@dataclass(frozen=True)
class Has(Condition):
    """Whether the friend has a tag."""

    tag: str

    def _test(self) -> Test:
        tag = self.tag
        return lambda facts: tag in facts.tags

    def __str__(self) -> str:
        return f"has {json.dumps(self.tag, ensure_ascii=False)}"


@dataclass(frozen=True)
class Exists(Condition):
    """Whether a name is known."""

    name: Name

    def _test(self) -> Test:
        value_of = self.name.of
        return lambda facts: value_of(facts) is not None

    def terms(self) -> tuple[Term, ...]:
        return (self.name,)

    def __str__(self) -> str:
        return f"exists {self.name}"


@dataclass(frozen=True)
class Truth(Condition):
    """A name, or true or false, that stands alone; it holds only if it is exactly true."""

    term: Name | Literal

    def _test(self) -> Test:
        value_of = self.term.of
        return lambda facts: value_of(facts) is True

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

    def _test(self) -> Test:
        holds = self.part.holds
        return lambda facts: not holds(facts)

    def parts(self) -> tuple[Condition, ...]:
        return (self.part,)

    def __str__(self) -> str:
        return f"not {bracketed(self.part)}"


@dataclass(frozen=True)
class And(Condition):
    """Two conditions or more, all of which must hold."""

    all: tuple[Condition, ...]

    def _test(self) -> Test:
        tests = tuple(part.holds for part in self.all)

        def test(facts: Facts) -> bool:
            for holds in tests:  # noqa: SIM110 - a generator costs more than most conditions
                if not holds(facts):
                    return False
            return True

        return test

    def parts(self) -> tuple[Condition, ...]:
        return self.all

    def __str__(self) -> str:
        return " and ".join(map(bracketed, self.all))


@dataclass(frozen=True)
class Or(Condition):
    """Two conditions or more, one of which must hold."""

    any: tuple[Condition, ...]

    def _test(self) -> Test:
        tests = tuple(part.holds for part in self.any)

        def test(facts: Facts) -> bool:
            for holds in tests:  # noqa: SIM110 - as above
                if holds(facts):
                    return True
            return False

        return test

    def parts(self) -> tuple[Condition, ...]:
        return self.any

    def __str__(self) -> str:
        return " or ".join(map(bracketed, self.any))
