"""What a survey has put on the friend, by step, and what changes when her answers do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogs.effects import DropAttribute, DropTag, Fact, SetAttribute, SetTag
from dialogs.path import Path
from dialogs.position import Given, Position

NOTHING = Given()


def settle(position: Position, path: Path, complete: bool) -> tuple[Mapping[str, Given], tuple[Fact, ...]]:
    """Return what each step gives now, and the changes on the friend that lead there, drops first.

    What an earlier run gave stays until its step is answered anew, or this run is complete.
    """
    before, now = position.given, path.given
    given: dict[str, Given] = {}
    drops: list[Fact] = []
    sets: list[Fact] = []
    for step in {**before, **now}:
        old, new = before.get(step, NOTHING), now.get(step)
        if new is None:
            new = old if not complete and step not in position.answers else NOTHING
        if new.tags or new.attributes:
            given[step] = new
        if old == new and (not new.attributes or _alike(old, new)):
            continue
        source = f"survey:{position.survey}/{step}"
        drops += _dropped(old, new, source)
        sets += _added(old, new, source)
    return given, (*drops, *sets)


def _alike(old: Given, new: Given) -> bool:
    """Compare the types of equal attributes; 1 and true are not the same, though Python says so."""
    before, now = old.attributes, new.attributes
    return all(type(before[name]) is type(value) for name, value in now.items())


def _dropped(old: Given, new: Given, source: str) -> Iterator[Fact]:
    yield from (DropTag(tag, source) for tag in old.tags if tag not in new.tags)
    yield from (DropAttribute(name, source) for name in old.attributes if name not in new.attributes)


def _added(old: Given, new: Given, source: str) -> Iterator[Fact]:
    yield from (SetTag(tag, source) for tag in new.tags if tag not in old.tags)
    for name, value in new.attributes.items():
        known = old.attributes.get(name)
        if known != value or type(known) is not type(value):
            yield SetAttribute(name, value, source)
