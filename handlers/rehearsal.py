"""Surveys with an invented friend: what she would see and what she would be given, and nobody is told.

Used by `enishi play` and the checks; nothing is sent and nothing is stored. One moment, that never passes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot import messages
from bot.clock import Clock
from bot.events import Event
from bot.friends import Friend
from bot.messages import Message
from bot.turn import Batch, Turn
from dialogs.content import Content
from dialogs.effects import Handoff
from dialogs.inputs import Input
from dialogs.position import Position
from dialogs.published import EDITION, Edition
from dialogs.runs import RUNS, Runs
from dialogs.survey import Survey
from handlers import office, surveys
from handoff.state import HOUSE, STATE, House, State
from linking import book
from linking.book import Book, Doors, Link

FRIEND = "U" + "0" * 32
SOURCE = "staff:rehearsal"
ADDRESS, SECRET = "https://enishi.example", "rehearsal"


class Said(Protocol):
    """What a survey says to something, and the person whom it calls."""

    bubbles: list[Message]
    handoff: Handoff | None


@dataclass
class Known:
    """What is known of the invented friend beforehand."""

    name: str = ""
    linked: bool = False
    tags: Sequence[str] = ()
    attributes: Mapping[str, str | int | bool] = field(default_factory=dict)


class Rehearsal:
    """One invented friend, at noon of a day."""

    def __init__(self, content: Content, language: str, today: date, known: Known | None = None) -> None:
        self.content, known = content, known or Known()
        noon = datetime(today.year, today.month, today.day, 12, tzinfo=ZoneInfo(content.service.zone))
        self.now = int(noon.timestamp() * 1000)
        self.friend = Friend(FRIEND, self.now, followed=True, language=language, display_name=known.name)
        self.friend.precedence = content.declared.orders
        for tag in known.tags:
            self.friend.tag(tag, SOURCE, self.now)
        for name, value in known.attributes.items():
            self.friend.learn(name, value, SOURCE, self.now)
        self.runs, self.linked = Runs(), known.linked

    def turn(self) -> Turn:
        """Return a turn in which she may do something."""
        clock = Clock()
        bot = messages.sender(self.content.service.sender.name.to(self.friend.speaks))
        batch = Batch(self.now, clock, bot)
        event = Event(1, "rehearsal", FRIEND, "rehearsal", self.now, self.now, 0, {})
        turn = Turn(batch, self.friend, [event], bot)
        EDITION.share(batch, Edition(self.content))
        HOUSE.share(batch, House())
        office.HOUSE.share(batch, office.House(ADDRESS, SECRET))
        office.OFFICE.give(turn, office.Office())
        batch.shared[book.NAME] = Book(Doors(ADDRESS, SECRET))
        if self.linked:
            book.of(turn).tie(Link(FRIEND, "rehearsal", self.now))
        RUNS.give(turn, self.runs)
        STATE.give(turn, State())
        return turn

    def start(self, survey: Survey) -> Said:
        """Begin a survey, or go on with it."""
        return surveys.start(self.turn(), survey)

    def give(self, given: Input) -> Said | None:
        """Do something; None if no survey has a use for it."""
        return surveys.give(self.turn(), given)

    @property
    def position(self) -> Position | None:
        """Where she stands in the survey that is open, or in the last one that was."""
        every = self.runs.positions.values()
        return self.runs.live or max(every, key=lambda each: each.started_at, default=None)
