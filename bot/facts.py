"""What is known of one friend at one moment, as conditions see it.

Built by whoever decides about a friend; a plain value without a clock or a database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final

from msgspec import Struct

CALENDAR: Final = frozenset({"today", "this_class"})
DAILY: Final = CALENDAR | {"followed_days"}
ANSWER: Final = "answer."
BUILT_IN: Final = CALENDAR | {"linked", "role", "followed_days", "language"}


class Facts(Struct, frozen=True):
    """What is known of a friend at one moment; `tags` may be any collection, dates may be ISO text."""

    today: date
    tags: Collection[str] = frozenset()
    attributes: Mapping[str, Any] = {}
    linked: bool = False
    role: str | None = None
    followed_days: int | None = None
    language: str | None = None
    name: str = ""
    answers: Mapping[str, Any] = {}

    def value(self, name: str) -> Any:
        """Return what a name stands for, or None when it is not known."""
        return reader(name)(self)


def reader(name: str) -> Callable[[Facts], Any]:
    """Return what reads from facts what a name stands for."""
    if name in _READ:
        return _READ[name]
    if name.startswith(ANSWER):
        step = name.removeprefix(ANSWER)
        return lambda facts: facts.answers.get(step)
    return lambda facts: facts.attributes.get(name)


def this_class(today: date) -> int:
    """Return the year in which the final year's students graduate: 2027 from April 2026 to March 2027."""
    return today.year + (today.month >= 4)


_READ: Final[dict[str, Callable[[Facts], Any]]] = {
    "this_class": lambda facts: this_class(facts.today),
    **{name: attrgetter(name) for name in BUILT_IN - {"this_class"}},
}
