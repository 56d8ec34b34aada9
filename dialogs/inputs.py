"""What a friend can do to a survey: tap a choice, pick a day, type, send a sticker, or command.

Taps travel through LINE as postback data of at most 300 characters and carry their run and step, so that
one on an old bubble is recognised. https://developers.line.biz/en/reference/messaging-api/#postback-action
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, get_args
from urllib.parse import quote_plus, unquote_plus

from msgspec import Struct

from dialogs.position import Media, Unread

Deed = Literal[
    "done", "skip", "keep", "adopt", "back", "cancel", "human", "choices", "correct", "confirm", "continue",
    "shelf",
]  # fmt: skip
PREFIX: Final = "survey?"


class Tap(Struct, frozen=True):
    """A tapped choice."""

    run: str
    step: str
    choice: str


class Picked(Struct, frozen=True):
    """A day from LINE's date picker, `YYYY-MM-DD`, or a day and a time, `YYYY-MM-DDTHH:MM`."""

    run: str
    step: str
    date: str


class Typed(Struct, frozen=True):
    """What she wrote, word for word, and LINE's id of the message; all of them where there were several."""

    text: str
    message_id: str = ""
    bubbles: tuple[Unread, ...] = ()


class Sent(Struct, frozen=True):
    """A photo, a video, a voice or a file."""

    media: Media


class Sticker(Struct, frozen=True):
    """A sticker; never an answer, never misread."""


class Command(Struct, frozen=True):
    """A deed, tapped (then with the run and step of its bubble) or recognised in what she typed.

    `adopt` takes what her member record says. `correct` and `shelf` have a target: the step to correct, the
    page or region of choices to show.
    """

    deed: Deed
    run: str | None = None
    step: str | None = None
    target: str | None = None


Input = Tap | Picked | Typed | Sent | Sticker | Command


def encode(given: Tap | Command, date: bool = False) -> str:
    """Return postback data; `date=True` for the button that opens the picker of that step."""
    if isinstance(given, Tap):
        return f"{PREFIX}run={_quoted(given.run)}&step={_quoted(given.step)}&choice={_quoted(given.choice)}"
    found = f"{PREFIX}do={'date' if date else given.deed}"
    for name, value in (("run", given.run), ("step", given.step), ("to", given.target)):
        found += f"&{name}={_quoted(value)}" if value else ""
    return found


@lru_cache(4096)  # the ids of a content are few, a run's is asked for with each of its buttons
def _quoted(value: str) -> str:
    return quote_plus(value)


def decode(data: str, date: str | None = None) -> Tap | Picked | Command | None:
    """Read postback data, with what the picker gave if any; None if it is not a survey's."""
    if not data.startswith(PREFIX):
        return None
    parts = [part.partition("=") for part in data[len(PREFIX) :].split("&")]
    fields = {name: unquote_plus(value) for name, _, value in parts}
    run, step = fields.get("run", ""), fields.get("step", "")
    if date is not None:
        return Picked(run, step, date)
    if "choice" in fields:
        return Tap(run, step, fields["choice"])
    deed = next((each for each in get_args(Deed) if each == fields.get("do")), None)
    return Command(deed, fields.get("run"), fields.get("step"), fields.get("to")) if deed else None
