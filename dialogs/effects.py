"""What the engine decides, as data: words to say, questions to ask, facts to note, deeds for other rooms.

`source` is always `survey:<survey>/<step>`. Whoever carries them out builds messages and writes rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "next", "picked", "misread", "unsure", "few", "many", "must", "shown", "correct", "back", "resumed"
]
Courtesy = Literal["thanks", "greeting", "understood", "sorry", "sticker"]


@dataclass(frozen=True)
class Choosable:
    """A choice that can be tapped now."""

    id: str
    label: str


@dataclass(frozen=True)
class Echo:
    """The answer just given, said back: in the survey's own words, or else around the answer, if any."""

    answer: str | None
    words: str | None = None


@dataclass(frozen=True)
class Picker:
    """LINE's date picker with its limits, `YYYY-MM-DD`."""

    initial: str
    least: str
    most: str


@dataclass(frozen=True)
class QuestionView:
    """An open question as it should be shown; `echo` says back the answer just given.

    `commands` come first (`done`) or last (`back`, `skip`, `human`) as the voice has it; `shelves` are
    further pages or regions of choices. `picked` are the labels chosen so far, `room` how many may follow.
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


@dataclass(frozen=True)
class Say:
    """A statement."""

    text: str


@dataclass(frozen=True)
class Ask:
    """The question that is now open."""

    view: QuestionView


@dataclass(frozen=True)
class SummaryRow:
    """One answered question in the summary."""

    step: str
    question: str
    answer: str


@dataclass(frozen=True)
class Summary:
    """All answers, to confirm or correct."""

    run: str
    text: str
    rows: tuple[SummaryRow, ...]
    echo: Echo | None = None
    misread: bool = False


@dataclass(frozen=True)
class OldButton:
    """A tap on a bubble that is no longer open; `answer` is what she answered there, None if nothing.

    `live` tells whether a question of that run is still open, to which one may return.
    """

    run: str
    step: str | None
    question: str | None
    answer: str | None
    tapped: str | None = None
    live: bool = False


@dataclass(frozen=True)
class Courteous:
    """Thanks, a greeting, an 'I see', a sorry or a sticker: answered warmly once; the question stays open."""

    kind: Courtesy
    view: QuestionView | None


@dataclass(frozen=True)
class OfferHuman:
    """She was misread twice: ask whether she would rather ask a person."""

    run: str
    step: str | None


@dataclass(frozen=True)
class SetTag:
    """Let the source hold a tag."""

    tag: str
    source: str


@dataclass(frozen=True)
class DropTag:
    """Let the source drop a tag."""

    tag: str
    source: str


@dataclass(frozen=True)
class SetAttribute:
    """Note what the source says about an attribute."""

    name: str
    value: str | int | bool
    source: str


@dataclass(frozen=True)
class DropAttribute:
    """Forget what the source says about an attribute."""

    name: str
    source: str


@dataclass(frozen=True)
class Corrected:
    """An answer of a finished survey was changed."""

    step: str
    question: str
    answer: str


@dataclass(frozen=True)
class Finished:
    """The survey is complete; `again` after answers of a finished one were changed."""

    survey: str
    text: str | None
    echo: Echo | None = None
    again: bool = False


@dataclass(frozen=True)
class Cancelled:
    """She stopped; her answers are kept and the survey can be taken up again."""

    survey: str
    run: str


@dataclass(frozen=True)
class Kept:
    """She opened an answer of a finished survey again, and left it as it was."""


@dataclass(frozen=True)
class OfferLink:
    """Offer to link her membership."""


@dataclass(frozen=True)
class Handoff:
    """Tell an advisor; `reason` is shown to them, None when she asked for it herself."""

    reason: str | None = None


@dataclass(frozen=True)
class Gift:
    """Hand over a gift."""

    id: str


@dataclass(frozen=True)
class ShowMenu:
    """Show another rich menu."""

    id: str


@dataclass(frozen=True)
class Enrol:
    """Enrol in a step plan."""

    plan: str


Deed = OfferLink | Handoff | Gift | ShowMenu | Enrol
Fact = SetTag | DropTag | SetAttribute | DropAttribute
Words = Say | Ask | Summary | OldButton | Courteous | OfferHuman | Corrected | Finished | Cancelled | Kept
Effect = Words | Fact | Deed
