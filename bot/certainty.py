"""What can be said of a condition of which only some is known: surely yes, surely no, or open.

For checks of content; a turn knows everything and asks the condition itself.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.condition_tree import And, Condition, Not, Or
from bot.conditions import names
from bot.facts import Facts


def certain(condition: Condition, facts: Facts, known: Collection[str]) -> bool | None:
    """Tell whether it holds for everybody of whom these names are so; None when it depends on more."""
    match condition:
        case Not(part):
            inner = certain(part, facts, known)
            return None if inner is None else not inner
        case And(parts):
            return _all([certain(each, facts, known) for each in parts])
        case Or(parts):
            said = [certain(each, facts, known) for each in parts]
            opposite = _all([None if each is None else not each for each in said])
            return None if opposite is None else not opposite
        case _:
            asked = names(condition)
            return condition.holds(facts) if not asked.tags and asked.names <= set(known) else None


def _all(said: list[bool | None]) -> bool | None:
    if False in said:
        return False
    return None if None in said else True
