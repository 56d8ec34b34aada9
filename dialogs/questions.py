"""What the steps of a survey are: statements, questions of each kind, their choices and what these bring.

Read from YAML as parts of `dialogs.survey`; ids never change meaning, words may.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from bot.condition_terms import Term
from bot.condition_tree import Compare
from bot.conditions import parse
from bot.content import Id, Model, Text, When
from dialogs.position import Medium

ChoiceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]
Ending = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,5}$")]


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _day(value: object) -> Term:
    if isinstance(value, Term):
        return value
    condition = parse(f"today <= {value}")
    if not isinstance(condition, Compare):
        raise ValueError("is not a day")
    return condition.right


Day = Annotated[Term, PlainValidator(_day), PlainSerializer(str), WithJsonSchema({"type": "string"})]
"""An ISO date, or one relative to the day on which the question is asked: `today + 90d`."""


class Then(Model):
    """What happens once the survey is finished; in YAML also just the name of the deed."""

    do: Literal["offer_link", "handoff", "gift", "menu", "enrol"]
    id: str | None = None
    reason: Text | None = None
    when: When | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"do": value} if isinstance(value, str) else value


class Choice(Model):
    """One answer to tap; `value` is what the attribute becomes (the id unless given)."""

    id: ChoiceId
    label: Text
    value: str | StrictInt | StrictBool | None = None
    tags: tuple[str, ...] = Field((), alias="tag")
    synonyms: tuple[str, ...] = ()
    echo: Text | None = None
    goto: str | None = None
    when: When | None = None
    exclusive: StrictBool = Field(False, description="rules all other choices out (several choices)")
    then: tuple[Then, ...] = ()

    model_config = Model.model_config | {"populate_by_name": True}
    _listed = field_validator("tags", mode="before")(_several)


class Step(Model):
    """What every step has; `goto` leads forward only, so that no survey can loop."""

    id: Id
    when: When | None = None
    goto: str | None = None


class Say(Step):
    """A plain statement."""

    say: Text


class Question(Step):
    """What every question has; `again` asks in other words with an example, `short` names it in lists."""

    kind: str
    ask: Text
    why: Text | None = None
    again: Text | None = None
    short: Text | None = None
    echo: Text | None = None
    skip: StrictBool = False
    back: StrictBool = True
    attribute: str | None = None
    tag: str | None = None
    known: Literal["confirm", "ask"] = Field(
        "confirm", description="what to do when another source knows the attribute already"
    )
    choices: tuple[Choice, ...] = ()
    asked_because: Annotated[str, StringConstraints(min_length=5)] | None = Field(
        None, description="why an agency has to ask this although the check warns of it"
    )

    free: ClassVar[bool] = False
    """Whether any text may be an answer, so that words like 'thanks' must be looked at first."""

    @cached_property
    def varies(self) -> bool:
        """Whether some choices are on offer to some friends only."""
        return any(choice.when for choice in self.choices)

    @cached_property
    def personal(self) -> bool:
        """Whether her name may stand in its words."""
        texts = (self.ask, self.why, self.again, getattr(self, "wording", None))
        return any("{" in words for text in texts if text for words in text.root.values())

    @cached_property
    def memo(self) -> dict[date, Any]:
        """What was worked out from it for one day, since walking a survey asks for it at every step."""
        return {}


class One(Question):
    """One choice."""

    kind: Literal["one"] = "one"
    choices: Annotated[tuple[Choice, ...], Field(min_length=1)]


class Several(Question):
    """Several choices, tapped one after the other until 'done' or the most are reached."""

    kind: Literal["several"] = "several"
    choices: Annotated[tuple[Choice, ...], Field(min_length=1)]
    min: Annotated[StrictInt, Field(ge=1)] = 1
    max: Annotated[StrictInt, Field(ge=1)] | None = None

    @property
    def most(self) -> int:
        """How many may be chosen."""
        return self.max or len(self.choices)


class Written(Question):
    """Free text; lengths in characters as people count them."""

    kind: Literal["text"] = "text"
    min: Annotated[StrictInt, Field(ge=1)] = 1
    max: Annotated[StrictInt, Field(ge=1, le=2000)] = 200
    pattern: str | None = None
    format: Literal["free", "name"] = "free"
    free: ClassVar[bool] = True

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"is not a pattern: {error}") from None
        return value


class Number(Question):
    """A number in a range; 3.5 is refused unless `whole` is false.

    Of units that we know any will do: where か月 are asked for, 「3年半」 is 42.
    """

    kind: Literal["number"] = "number"
    min: StrictInt = 0
    max: StrictInt = 1_000_000
    unit: Text | None = None
    whole: StrictBool = Field(True, description="whether 3.5 is refused")


class Scale(Question):
    """A number from `min` to `max`, with words for both ends; choices with numbers as ids give them more."""

    kind: Literal["scale"] = "scale"
    min: Annotated[StrictInt, Field(ge=0, le=1)] = 1
    max: Annotated[StrictInt, Field(ge=2, le=10)] = 5
    low: Text
    high: Text

    @model_validator(mode="after")
    def _of_its_points(self) -> Self:
        odd = [each.id for each in self.choices if each.id not in map(str, range(self.min, self.max + 1))]
        if odd:
            raise ValueError(f"`{odd[0]}` is no point of the scale; write numbers in quotes as ids")
        return self


class Date(Question):
    """A day, from LINE's picker or typed."""

    kind: Literal["date"] = "date"
    min: Day | None = None
    max: Day | None = None


class DateTime(Question):
    """A day and a time, from LINE's picker or typed; kept as `2026-12-03T14:00` on the friend's clock."""

    kind: Literal["datetime"] = "datetime"
    min: Day | None = None
    max: Day | None = None


class Year(Question):
    """A calendar year, typed or chosen; years of an era are understood."""

    kind: Literal["year"] = "year"
    min: StrictInt = 1950
    max: StrictInt = 2100


class Graduation(Question):
    """A graduation year; offers this year's class and the next ones, then the choices of the survey."""

    kind: Literal["graduation"] = "graduation"
    classes: Annotated[StrictInt, Field(ge=1, le=8)] = 4


class Region(Question):
    """A region of Japan; answers with a prefecture are understood."""

    kind: Literal["region"] = "region"


class Prefecture(Question):
    """A prefecture, chosen by region first."""

    kind: Literal["prefecture"] = "prefecture"


class YesNo(Question):
    """Yes or no; choices with the ids "yes" and "no" give them other words, tags or effects."""

    kind: Literal["yesno"] = "yesno"


class Consent(Question):
    """Agreement to a wording, which is kept with the answer as evidence."""

    kind: Literal["consent"] = "consent"
    wording: Text


class File(Question):
    """A photo or a file: which kinds, and for files which endings; LINE tells the size of files only."""

    kind: Literal["file"] = "file"
    accepts: Annotated[tuple[Medium | Ending, ...], Field(min_length=1)] = ("image", "file")
    max_mb: Annotated[StrictInt, Field(ge=1, le=1000)] = 20

    @property
    def media(self) -> tuple[Medium, ...]:
        """The kinds of message that may be an answer."""
        return tuple(
            each for each in get_args(Medium) if each in self.accepts or (each == "file" and self.endings)
        )

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings that a file's name must have; none if any will do."""
        return (
            ()
            if "file" in self.accepts
            else tuple(each for each in self.accepts if each not in get_args(Medium))
        )
