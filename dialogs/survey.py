"""What a survey is made of: its steps in order, and what happens at the end.

Read from YAML by `dialogs.load`, played by `dialogs.engine`; ids never change meaning, words may.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Discriminator, Field, StringConstraints, Tag, field_validator

from bot.condition_tree import Test
from bot.content import Id, Model, Text, When
from dialogs.questions import (
    Choice,
    Consent,
    Date,
    DateTime,
    File,
    Graduation,
    Number,
    One,
    Prefecture,
    Question,
    Region,
    Say,
    Scale,
    Several,
    Step,
    Then,
    Written,
    Year,
    YesNo,
)
from dialogs.timing import Again, Minor, Remind, Span

__all__ = [
    "END",
    "Choice",
    "Consent",
    "Date",
    "DateTime",
    "End",
    "File",
    "Graduation",
    "Number",
    "One",
    "Prefecture",
    "Question",
    "Region",
    "Say",
    "Scale",
    "Several",
    "Step",
    "Survey",
    "Then",
    "Written",
    "Year",
    "YesNo",
]

END: Final = "end"
Start = Annotated[
    str,
    StringConstraints(
        pattern=r"^(follow|command|(keyword|menu|tag|link):\S.*"
        r"|date:\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( ([01]\d|2[0-3]):[0-5]\d)?)$",
        max_length=60,
    ),
]
"""`date:2027-03-01`, perhaps with a time; `link:` is what LINE's own links let her send."""


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        return str(getattr(value, "kind", "say"))
    if "say" in value:
        return "say"
    return str(value.get("kind") or ("one" if "choices" in value else "text"))


AnyStep = Annotated[
    Annotated[Say, Tag("say")]
    | Annotated[One, Tag("one")]
    | Annotated[Several, Tag("several")]
    | Annotated[Written, Tag("text")]
    | Annotated[Number, Tag("number")]
    | Annotated[Scale, Tag("scale")]
    | Annotated[Date, Tag("date")]
    | Annotated[DateTime, Tag("datetime")]
    | Annotated[Year, Tag("year")]
    | Annotated[Graduation, Tag("graduation")]
    | Annotated[Region, Tag("region")]
    | Annotated[Prefecture, Tag("prefecture")]
    | Annotated[YesNo, Tag("yesno")]
    | Annotated[Consent, Tag("consent")]
    | Annotated[File, Tag("file")],
    Discriminator(_kind),
]


class End(Model):
    """How a survey ends: a summary to correct (unless `summary` is missing), then words, then deeds."""

    summary: Text | None = None
    say: Text | None = None
    then: tuple[Then, ...] = ()


class Leg(NamedTuple):
    """One step as walking takes it: a question or a statement, the test of its condition, where it leads."""

    question: Question | None
    statement: Say | None
    test: Test | None
    goto: str | None


def _leg(step: Say | Question) -> Leg:
    test = step.when.holds if step.when else None
    if isinstance(step, Say):
        return Leg(None, step, test, step.goto)
    return Leg(step, None, test, step.goto)


class Survey(Model):
    """A dialog that asks; `starts_on` lists what begins it, `when` for whom it begins unasked (tag, date).

    `expires` is how long an open question waits before the run ends quietly. Without `again` it asks once.
    """

    id: Id = Field(alias="survey")
    title: Text
    starts_on: tuple[Start, ...] = ()
    when: When | None = None
    again: Again | None = None
    remind: Remind | None = None
    expires: Span | None = None
    minor: Minor | None = None
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1)]
    end: End = End()

    model_config = Model.model_config | {"populate_by_name": True}

    @field_validator("starts_on")
    @classmethod
    def _days_that_there_are(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for on in value:
            if on.startswith("date:"):
                date.fromisoformat(on[5:15])
        return value

    @cached_property
    def version(self) -> str:
        """A hash of all that the survey says, 12 hex digits; a run ends on the version it began with."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:12]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each step stands; END stands behind the last."""
        return {step.id: place for place, step in enumerate(self.steps)} | {END: len(self.steps)}

    @cached_property
    def way(self) -> tuple[Leg, ...]:
        """The steps as walking takes them."""
        return tuple([_leg(step) for step in self.steps])

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by id."""
        return {step.id: step for step in self.steps if isinstance(step, Question)}

    def starts(self, on: str) -> bool:
        """Whether this begins the survey."""
        return on in self.triggers

    @property
    def triggers(self) -> tuple[str, ...]:
        """What begins it, with keywords, links and commands as they are recognised when she sends them."""
        return tuple(_trigger(on, self.id) for on in self.starts_on)


def _trigger(on: str, survey: str) -> str:
    kind, _, value = on.partition(":")
    if kind in ("keyword", "link"):
        return f"keyword:{plain(value)}"
    return f"keyword:/{survey}" if kind == "command" else on


def plain(words: str) -> str:
    """Return words as keywords are compared: however wide, in capitals or not."""
    return unicodedata.normalize("NFKC", words).strip().casefold()
