"""Every text that content says, with its place; called by the checks of content."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from bot.content import Text


def texts(part: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """Yield every text in a model with the path to it, for checks."""
    if isinstance(part, Text):
        yield place, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name), (*place, name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, (*place, key))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from texts(value, (*place, index))
