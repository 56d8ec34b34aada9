"""What a friend can do to a survey: tap a choice, pick a day, type, send a sticker, or command.

Taps travel through LINE as postback data of at most 300 characters and carry their run and step, so that
one on an old bubble is recognised. https://developers.line.biz/en/reference/messaging-api/#postback-action
"""

from __future__ import annotations

import re
from typing import Final, Literal, get_args
from urllib.parse import parse_qs, quote_plus

from msgspec import Struct

Deed = Literal[
    "done", "skip", "keep", "back", "cancel", "human", "choices", "correct", "confirm", "continue", "shelf"
]
PREFIX: Final = "survey?"
_PLAIN: Final = re.compile(r"[\w.~-]*", re.ASCII).fullmatch


class Tap(Struct, frozen=True):
    """A tapped choice."""

    run: str
    step: str
    choice: str


class Picked(Struct, frozen=True):
    """A day from LINE's date picker, `YYYY-MM-DD`."""

    run: str
    step: str
    date: str


class Typed(Struct, frozen=True):
    """What she wrote, word for word."""

    text: str


class Sticker(Struct, frozen=True):
    """A sticker; never an answer, never misread."""


class Command(Struct, frozen=True):
    """A deed, tapped (then with the run and step of its bubble) or recognised in what she typed.

    `correct` and `shelf` have a target: the step to correct, the page or region of choices to show.
    """

    deed: Deed
    run: str | None = None
    step: str | None = None
    target: str | None = None


Input = Tap | Picked | Typed | Sticker | Command


def encode(given: Tap | Command, date: bool = False) -> str:
    """Return postback data; `date=True` for the button that opens the picker of that step."""
    if isinstance(given, Tap):
        fields = {"run": given.run, "step": given.step, "choice": given.choice}
    else:
        fields = {"do": "date" if date else given.deed}
        fields |= {"run": given.run} if given.run else {}
        fields |= {"step": given.step} if given.step else {}
        if given.target:
            fields["to"] = given.target
    return PREFIX + "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())


def _quoted(value: str) -> str:
    """Quote for a query; nearly every id is plain, and finding out is ten times faster than quoting."""
    return value if _PLAIN(value) else quote_plus(value)


def decode(data: str, date: str | None = None) -> Tap | Picked | Command | None:
    """Read postback data, with the picker's `params.date` if any; None if it is not a survey's."""
    if not data.startswith(PREFIX):
        return None
    fields = {name: values[0] for name, values in parse_qs(data[len(PREFIX) :]).items()}
    run, step = fields.get("run", ""), fields.get("step", "")
    if date is not None:
        return Picked(run, step, date)
    if "choice" in fields:
        return Tap(run, step, fields["choice"])
    deed = next((each for each in get_args(Deed) if each == fields.get("do")), None)
    return Command(deed, fields.get("run"), fields.get("step"), fields.get("to")) if deed else None
