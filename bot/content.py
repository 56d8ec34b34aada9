"""What the content folder says about the service, its tags and pages; of menus and surveys see elsewhere.

Plain frozen models, read by `dialogs.load`; they know no file, no database and no feature.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    RootModel,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from bot.conditions import Condition, ConditionError, parse
from bot.hours import Hours

ANY = "*"
"""The language of a text that is the same in all languages."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
"""A machine of the operator's own, where there is no certificate."""

Web = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=1000)]


def _condition(value: object) -> Condition:
    if isinstance(value, Condition):
        return value
    if not isinstance(value, str):
        raise ConditionError("a condition is text, such as `linked`", 1)
    return parse(value)


When = Annotated[
    Condition, PlainValidator(_condition), PlainSerializer(str), WithJsonSchema({"type": "string"})
]


class Model(BaseModel):
    """A frozen part of the content; what it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(RootModel[dict[str, str]]):
    """Words by language, or one string that serves all of them."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {ANY: value} if isinstance(value, str) else value

    def to(self, language: str) -> str:
        """Return the words in that language, or in the nearest one that there is."""
        words = self.root
        return words.get(language) or words.get(ANY) or words.get("en") or next(iter(words.values()), "")

    def missing(self, languages: tuple[str, ...]) -> tuple[str, ...]:
        """Return the languages in which nothing is said."""
        if ANY in self.root:
            return ()
        return tuple(each for each in languages if not self.root.get(each, "").strip())


class Section(Model):
    """One part of a page."""

    heading: Text
    paragraphs: tuple[Text, ...]


class Page(Model):
    """A page of words on a phone: the gift, the notice."""

    title: Text
    lead: Text | None = None
    sections: tuple[Section, ...]


class Sender(Model):
    """The name under which the bot speaks (LINE: at most 20 characters) and the path of its icon."""

    name: Text
    icon: str | None = None


class Contact(Model):
    """How to reach the people behind the service."""

    email: str
    phone: str | None = None
    address: Text | None = None


class Notice(Model):
    """What a friend's data is used for; its version is kept with the friend who was shown it.

    `kept` is what of a member the law makes us keep; without it, that is deleted with her data as well.
    """

    version: str
    purpose: Text
    retention: Text
    sharing: Text
    rights: Text
    kept: Text | None = None
    sections: tuple[Section, ...] = ()


class Gift(Model):
    """What a member is given for linking, once for ever: the id of one of the pages, and its name."""

    page: Id
    name: Text


class SignUp(Model):
    """Where those who are new become members: on our own page, or on the operator's (`url`).

    Whoever registers with us signs in later with her e-mail address, or with the member ID that she is given.
    """

    sign_in_with: Literal["email", "member_id"] = "email"
    url: Web | None = None


class Link(Model):
    """The words that offer linking, and the doors of its page beside the sign-in.

    `forgot` is the operator's page for those who have forgotten their password.
    """

    offer: Text
    button: Text
    benefits: tuple[Text, ...]
    done: Text
    undone: Text
    sign_up: SignUp | None = None
    forgot: Web | None = None


class Site(Model):
    """A page of the operator's own that friends may enter from LINE, signed in; none else is entered so."""

    id: Id
    url: Web

    @field_validator("url")
    @classmethod
    def _is_safe(cls, value: str) -> str:
        if not value.startswith("https://") and not LOOPBACK.match(value):
            raise ValueError("must begin with https://")
        if "#" in value:
            raise ValueError("must have no #")
        return value


class Service(Model):
    """The service that the bot speaks for."""

    name: Text
    company: Text
    licence: str
    contact: Contact
    zone: str = "Asia/Tokyo"
    languages: tuple[str, ...] = ("ja", "en")
    sender: Sender
    greeting: Text
    notice: Notice
    gift: Gift | None = None
    link: Link
    hours: Hours | None = None
    sites: tuple[Site, ...] = ()

    def site(self, name: str) -> Site | None:
        """Return one of the operator's sites by its id."""
        return next((each for each in self.sites if each.id == name), None)


class Tag(Model):
    """A tag that may be used, with the words that staff see."""

    id: str
    label: Text


class Attribute(Model):
    """A typed fact; `tag` is what its value puts on the friend (`class:{value}`), strongest source first."""

    id: Id
    type: Literal["text", "integer", "boolean", "date"]
    label: Text
    tag: str | None = None
    glance: StrictBool = Field(False, description="whether advisors see it when she asks for a person")
    precedence: tuple[Literal["staff", "member", "survey", "rule"], ...] = (
        "staff",
        "member",
        "survey",
        "rule",
    )

    def tag_for(self, value: object) -> str | None:
        """Return the tag that a value of this attribute puts on the friend."""
        return self.tag.replace("{value}", str(value)) if self.tag and value not in (None, "") else None

    @property
    def order(self) -> tuple[str, ...]:
        """The precedence, with her own word, once she was asked, before those about which she was asked."""
        places = [place for place, kind in enumerate(self.precedence) if kind in ("member", "survey")]
        first = min(places, default=len(self.precedence))
        return (*self.precedence[:first], "friend", *self.precedence[first:])


class Rule(Model):
    """A tag for whomever a condition fits, and only for as long as it does; its source is `rule:<id>`."""

    id: Id
    tag: str
    when: When


class Declared(Model):
    """The tags and attributes that the operator knows of; when there are any, others are mistakes.

    A rule sees the tags of the rules before it, and of no other rule.
    """

    tags: tuple[Tag, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    rules: tuple[Rule, ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        """Return what is declared of an attribute."""
        return next((each for each in self.attributes if each.id == name), None)

    @cached_property
    def orders(self) -> dict[str, tuple[str, ...]]:
        """Whose word stands when sources differ, by attribute."""
        return {each.id: each.order for each in self.attributes}
