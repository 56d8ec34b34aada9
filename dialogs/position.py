"""Where a friend stands in a survey: the whole state of a run, as JSON between any two of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

State = Literal["waiting", "asking", "summary", "done", "cancelled", "expired", "minor"]
Value = str | int | float | bool | list[str] | None
Medium = Literal["image", "video", "audio", "file"]

LIVE: Final = ("asking", "summary")


class Media(Struct, frozen=True, omit_defaults=True):
    """A photo or file of hers as LINE names it; what is in it stays there. LINE tells the size of files only.

    `message_id` is LINE's, `size` in bytes, `album` the set of pictures that were sent together.
    """

    message_id: str
    kind: Medium
    name: str | None = None
    size: int | None = None
    album: str | None = None


class Partly(Struct, frozen=True, omit_defaults=True):
    """What an unclear answer has told so far, until one more word of hers settles it.

    `grade` is her year at a kind of `school`, `years` are the classes in question; a `day` (ISO) lacks its
    time, or has two `times` (HH:MM) in question; of `region` any prefecture may be meant; `last` is the day
    (ISO) on which the month ends of whose end she spoke.
    """

    school: str | None = None
    grade: int | None = None
    years: tuple[int, ...] = ()
    day: str | None = None
    times: tuple[str, ...] = ()
    region: str | None = None
    last: str | None = None


class Answered(Struct, frozen=True):
    """One answer: what it means, what she tapped or typed, and the wording that she agreed to (consent).

    `media` is what she sent where that is the answer. `at` is when she gave it, in ms; 0: nobody noted it.
    `known` means that she was not asked: another source, such as her member record, knew it already.
    """

    value: Value
    raw: str
    skipped: bool = False
    wording: str | None = None
    at: int = 0
    media: Media | None = None
    known: bool = False


class Unread(Struct, frozen=True):
    """What she wrote that was no answer: LINE's id of the message, empty if nobody knows it, and its text."""

    message_id: str
    words: str


class Given(Struct, frozen=True):
    """What a step has put on the friend under its own source."""

    tags: tuple[str, ...] = ()
    attributes: Mapping[str, str | int | float | bool] = {}


class Position(Struct, frozen=True):
    """The state of one run; `step` is the open question, `trail` the answered ones on her path, in order.

    Answers beside the trail are of a branch that she has left; they count again when she comes back to it.
    `given` is what the friend holds because of this survey, by step, earlier runs included. `paused` means
    that something else has the conversation; whatever she does next with the survey takes it up again.
    `typed` is what she wrote to the open question so far, where one message was not enough; `unread` what was
    no answer to it, for the person whom she may ask instead. `touched_at` is when she last did something, in
    ms, `reminded` whether she was reminded; `round` counts her runs of this survey. `faced` is by step what
    her member record said when she was asked which is right.
    """

    run: str
    survey: str
    version: str
    started_at: int
    state: State = "asking"
    step: str | None = None
    answers: Mapping[str, Answered] = {}
    trail: tuple[str, ...] = ()
    picks: tuple[str, ...] = ()
    shelf: str | None = None
    partly: Partly | None = None
    typed: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    misread: int = 0
    thanked: bool = False
    paused: bool = False
    finished: bool = False
    finished_at: int = 0
    said: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()
    given: Mapping[str, Given] = {}
    touched_at: int = 0
    reminded: bool = False
    round: int = 1
    faced: Mapping[str, Value] = {}

    @property
    def live(self) -> bool:
        """Whether a question or the summary is open."""
        return self.state in LIVE

    def but(self, **changes: Any) -> Position:
        """Return the same position with other fields."""
        return replace(self, **changes)

    def dump(self) -> bytes:
        """Return the position as JSON."""
        return _encode(self)

    @classmethod
    def restore(cls, raw: bytes) -> Position:
        """Read what `dump` returned; what an older release did not write is as it was at the start."""
        return _decode(raw)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Position).decode
