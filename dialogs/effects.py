"""What the engine decides, as data: words to say, questions to ask, facts to note, deeds for other rooms.

`source` is always `survey:<survey>/<step>`. Whoever carries them out builds messages and writes rows.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dialogs.position import Medium, Unread

Reason = Literal[
    "next", "picked", "partly", "few", "many", "must", "shown", "correct", "back", "resumed", "differs",
    "misread", "unsure", "either", "range", "whole", "long", "short", "medium", "large",
]  # fmt: skip
"""Why a question is shown. From `misread` on: what was wrong with her answer, or unclear about it."""

UNREAD = frozenset({"misread", "either", "range", "whole", "long", "short", "medium", "large"})
"""Reasons that mean that what she said was no answer."""

Courtesy = Literal["thanks", "greeting", "understood", "sorry", "sticker"]


class Choosable(Struct, frozen=True):
    """A choice that can be tapped now."""

    id: str
    label: str


class Echo(Struct, frozen=True):
    """The answer just given, said back: in the survey's own words, or else around the answer, if any."""

    answer: str | None
    words: str | None = None


class Picker(Struct, frozen=True):
    """LINE's date picker with its limits in the form of its mode: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`."""

    initial: str
    least: str
    most: str
    mode: Literal["date", "datetime"] = "date"


class Sendable(Struct, frozen=True):
    """What may be sent as an answer: kinds of message, endings of file names (any if none), megabytes."""

    media: tuple[Medium, ...]
    endings: tuple[str, ...]
    largest: int


class SummaryRow(Struct, frozen=True):
    """One answered question in the summary."""

    step: str
    question: str
    answer: str


class QuestionView(Struct, frozen=True):
    """An open question as it should be shown; `echo` says back the answer just given.

    `known` are questions just passed by because the answer was known: they are confirmed in passing.

    `commands` come first (`done`) or last (`back`, `skip`, `human`) as the voice has it; `shelves` are
    further pages or regions of choices. `picked` are the labels chosen so far, `room` how many may follow.
    `limits` are the least and the most that an answer may be, as they are said.
    """

    run: str
    step: str
    kind: str
    text: str
    reason: Reason
    number: int
    of: int
    why: str | None = None
    again: str | None = None
    echo: Echo | None = None
    choices: tuple[Choosable, ...] = ()
    shelves: tuple[Choosable, ...] = ()
    commands: tuple[str, ...] = ()
    picker: Picker | None = None
    picked: tuple[str, ...] = ()
    room: int = 0
    known: tuple[SummaryRow, ...] = ()
    limits: tuple[str, str] | None = None
    sendable: Sendable | None = None


class Say(Struct, frozen=True):
    """A statement; `echo` says back the answer that it follows."""

    text: str
    echo: Echo | None = None


class Ask(Struct, frozen=True):
    """The question that is now open."""

    view: QuestionView


class Differs(Struct, frozen=True):
    """Her answer and her member record differ: ask which is right; either may be tapped, or typed anew."""

    view: QuestionView
    hers: str
    theirs: str


class Minor(Struct, frozen=True):
    """The service may not serve her yet: say so kindly and offer a person; she may have slipped."""

    survey: str
    text: str


class Summary(Struct, frozen=True):
    """All answers, to confirm or correct."""

    run: str
    text: str
    rows: tuple[SummaryRow, ...]
    echo: Echo | None = None
    misread: bool = False


class OldButton(Struct, frozen=True):
    """A tap on a bubble that is no longer open; `answer` is what she answered there, None if nothing.

    `live` tells whether a question of that run is still open, to which one may return.
    """

    run: str
    step: str | None
    question: str | None
    answer: str | None
    tapped: str | None = None
    live: bool = False


class Courteous(Struct, frozen=True):
    """Thanks, a greeting, an 'I see', a sorry or a sticker: answered warmly once; the question stays open."""

    kind: Courtesy
    view: QuestionView | None


class OfferHuman(Struct, frozen=True):
    """She was misread twice: ask whether she would rather ask a person."""

    run: str
    step: str | None


class SetTag(Struct, frozen=True):
    """Let the source hold a tag."""

    tag: str
    source: str


class DropTag(Struct, frozen=True):
    """Let the source drop a tag."""

    tag: str
    source: str


class SetAttribute(Struct, frozen=True):
    """Note what the source says about an attribute."""

    name: str
    value: str | int | float | bool
    source: str


class DropAttribute(Struct, frozen=True):
    """Forget what the source says about an attribute."""

    name: str
    source: str


class Corrected(Struct, frozen=True):
    """An answer of a finished survey was changed."""

    step: str
    question: str
    answer: str


class Finished(Struct, frozen=True):
    """The survey is complete; `again` after answers of a finished one were changed."""

    survey: str
    text: str | None
    echo: Echo | None = None
    again: bool = False
    known: tuple[SummaryRow, ...] = ()


class Cancelled(Struct, frozen=True):
    """She stopped; her answers are kept and the survey can be taken up again."""

    survey: str
    run: str


class Kept(Struct, frozen=True):
    """She opened an answer of a finished survey again, and left it as it was."""


class OfferLink(Struct, frozen=True):
    """Offer to link her membership."""


class Handoff(Struct, frozen=True):
    """Tell an advisor; `reason` is shown to them, None when she asked herself; `wrote` what was no answer."""

    reason: str | None = None
    wrote: tuple[Unread, ...] = ()


class Gift(Struct, frozen=True):
    """Hand over a gift."""

    id: str


class ShowMenu(Struct, frozen=True):
    """Show another rich menu."""

    id: str


class Enrol(Struct, frozen=True):
    """Enrol in a step plan."""

    plan: str
    source: str


Deed = OfferLink | Handoff | Gift | ShowMenu | Enrol
Fact = SetTag | DropTag | SetAttribute | DropAttribute
Words = (
    Say | Ask | Differs | Summary | OldButton | Courteous | OfferHuman | Corrected | Finished | Cancelled
    | Kept | Minor
)  # fmt: skip
Effect = Words | Fact | Deed
