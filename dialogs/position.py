"""Where a friend stands in a survey: the whole state of a run, as JSON between any two of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec

State = Literal["asking", "summary", "done", "cancelled"]
Value = str | int | bool | list[str] | None

LIVE: Final = ("asking", "summary")


@dataclass(frozen=True)
class Answered:
    """One answer: what it means, what she tapped or typed, and the wording that she agreed to (consent)."""

    value: Value
    raw: str
    skipped: bool = False
    wording: str | None = None


@dataclass(frozen=True)
class Given:
    """What a step has put on the friend under its own source."""

    tags: tuple[str, ...] = ()
    attributes: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Position:
    """The state of one run; `step` is the open question, `trail` the questions answered, in order.

    `given` is what the friend holds because of this survey, by step, earlier runs included. `paused` means
    that something else has the conversation; whatever she does next with the survey takes it up again.
    """

    run: str
    survey: str
    version: str
    started_at: int
    state: State = "asking"
    step: str | None = None
    answers: Mapping[str, Answered] = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    picks: tuple[str, ...] = ()
    shelf: str | None = None
    misread: int = 0
    thanked: bool = False
    paused: bool = False
    finished: bool = False
    said: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()
    given: Mapping[str, Given] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        """Whether a question or the summary is open."""
        return self.state in LIVE

    def but(self, **changes: Any) -> Position:
        """Return the same position with other fields; `dataclasses.replace` would set all 17 anew."""
        other = object.__new__(Position)
        other.__dict__.update(self.__dict__, **changes)
        return other

    def dump(self) -> bytes:
        """Return the position as JSON."""
        return _encode(self)

    @classmethod
    def restore(cls, raw: bytes) -> Position:
        """Read what `dump` returned; what an older release did not write is as it was at the start."""
        return _decode(raw)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Position).decode
