"""What the content folder says about the people who answer: how many at once, how fast, with which words.

Plain frozen models from `team.yaml`; the handoff goes by them. Without the file all defaults hold.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, StrictBool, StrictInt, StringConstraints, field_validator, model_validator

from bot.content import Id, Model, Text, When
from bot.hours import Hours

Count = Annotated[StrictInt, Field(ge=0, le=99)]
Minutes = Annotated[StrictInt, Field(ge=1, le=10_000)]
Ending = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,10}$")]
Hour = Annotated[StrictInt, Field(ge=1, le=1000)]


class Advisor(Model):
    """What one advisor is good for: `name` is the staff name, `tags` are those of friends who suit best.

    `hours` are his own, in place of the service's, and `zone` is the clock that he lives by. `called` is how
    friends read his name who do not read Japanese.
    """

    name: str
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    capacity: Count | None = None
    hours: Hours | None = None
    zone: str | None = None
    called: Text | None = None

    @field_validator("zone")
    @classmethod
    def _exists(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in available_timezones():
            raise ValueError("there is no such zone, write one such as Asia/Tokyo")
        return zone


class Pace(Model):
    """How fast friends are answered: minutes of opening hours, from her words to a person's."""

    first_answer: Minutes = 30
    next_answer: Minutes = 60
    warning: Minutes = Field(default=10, description="how long before the end the advisor is warned")
    known_first: Minutes = Field(default=2, description="how long only the advisor whom she knows is asked")
    wider: Minutes = Field(default=5, description="how long only advisors who suit her are asked")
    leads: Minutes = Field(default=10, description="after so long without anyone leads are told")

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if self.warning >= min(self.first_answer, self.next_answer):
            raise ValueError("`warning` must be shorter than both answers may take")
        return self


class Useful(Model):
    """Something useful for whoever has fallen silent; `item` is the menu button that `button` stands for."""

    say: Text
    button: Text | None = None
    item: Id | None = None


class Silence(Model):
    """When somebody who has fallen silent is reminded; hours on the clock."""

    friend: Hour = Field(default=24, description="she has not answered: a word to her, at a decent hour")
    advisor: Hour = Field(default=48, description="she still has not: a word to her advisor, in the hours")
    account: Hour = Field(default=96, description="she still has not: something useful, at a decent hour")
    useful: Useful | None = None

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        if self.useful and not self.friend < self.advisor < self.account:
            raise ValueError("`friend`, `advisor` and `account` must follow one another")
        return self


class Talk(Model):
    """How words go between friend and advisor; seconds."""

    undo: Annotated[StrictInt, Field(ge=3, le=5)] = Field(
        default=4, description="how long an advisor's words wait, in which he may take them back"
    )
    gather: Annotated[StrictInt, Field(ge=0, le=10)] = Field(
        default=3, description="how long what a friend writes is gathered into one push"
    )


class Media(Model):
    """Photos, videos, voices and files between friends and advisors, and those that answer a survey."""

    keep_days: Annotated[StrictInt, Field(ge=1, le=365)] = Field(
        default=30, description="how long they are kept, and how long pictures in a chat can be opened"
    )
    most_mb: Annotated[StrictInt, Field(ge=1, le=100)] = Field(
        default=20, description="the largest one that is taken, in MB"
    )
    page_hours: Annotated[StrictInt, Field(ge=1, le=720)] = Field(
        default=72, description="how long the page of a file can be opened"
    )
    endings: tuple[Ending, ...] = Field(
        default=(
            "pdf",
            "doc",
            "docx",
            "xls",
            "xlsx",
            "ppt",
            "pptx",
            "pages",
            "numbers",
            "key",
            "txt",
            "csv",
            "jpg",
            "jpeg",
            "png",
            "heic",
            "gif",
            "mp4",
            "mov",
            "m4a",
            "mp3",
        ),
        description="the endings of files that are taken",
    )
    by_page: tuple[Literal["text", "image", "video", "audio"], ...] = Field(
        default=(),
        description="what of hers an advisor gets as a notice with a page, not as a copy on his phone",
    )


class Reply(Model):
    """A canned reply; `{name}`, `{advisor}`, `{service}` and `{hours}` stand for what they say."""

    id: Id
    label: Text
    say: Text


class Outcome(Model):
    """How a conversation can have ended; after bad news nobody is asked how it was."""

    id: Id
    label: Text
    bad_news: StrictBool = False


class Rating(Model):
    """One tap after a conversation: how it was; without it nobody is asked."""

    ask: Text
    thanks: Text


class Helpline(Model):
    """A public helpline: its number as people write it, and when somebody answers there."""

    name: Text
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9-]{2,15}$")]
    hours: Text | None = None


class Crisis(Model):
    """Words that need a person at once: in any of her messages, in whatever spelling.

    What stands within a phrase of `unless` does not count. `say` is told while somebody is on duty; otherwise
    `closed`, with the helplines below it.
    """

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    unless: tuple[str, ...] = ()
    say: Text
    closed: Text
    helplines: Annotated[tuple[Helpline, ...], Field(max_length=4)] = ()


class Call(Model):
    """Calls a person for her unasked: by an event of the operator's systems, or by a tag that comes onto her.

    `on` is `event:` with the event's name, or `tag:` with the tag; `say` tells her why a person will write.
    """

    on: Annotated[str, StringConstraints(pattern=r"^(event:[a-z][a-z0-9_.-]*|tag:\S+)$")]
    when: When | None = None
    topic: str | None = None
    say: Text


class Team(Model):
    """The people who answer."""

    capacity: Count = Field(default=5, description="how many friends one advisor has open at most")
    misses: Count = Field(default=3, description="calls missed in a row that take him off duty; 0: never")
    pace: Pace = Pace()
    silence: Silence = Silence()
    talk: Talk = Talk()
    media: Media = Media()
    advisors: tuple[Advisor, ...] = ()
    replies: tuple[Reply, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    rating: Rating | None = None
    calls: tuple[Call, ...] = ()
    crisis: Crisis | None = None

    def advisor(self, name: str) -> Advisor | None:
        """Return what is said of the advisor of that staff name."""
        return next((each for each in self.advisors if each.name == name), None)

    def reply(self, key: str) -> Reply | None:
        """Return a canned reply by its id or one of its labels."""
        wanted = key.strip().casefold()
        named = (each for each in self.replies if wanted in _names(each.id, each.label))
        return next(named, None)

    def outcome(self, key: str) -> Outcome | None:
        """Return an outcome by its id or one of its labels."""
        wanted = key.strip().casefold()
        return next((each for each in self.outcomes if wanted in _names(each.id, each.label)), None)


def _names(key: str, label: Text) -> set[str]:
    return {key, *(words.casefold() for words in label.root.values())}
