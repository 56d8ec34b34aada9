"""Drives lanes without any network: events into the inbox, the real worker, and a stand-in for LINE.

`deliver` gives each waiting outbox row the ids that LINE would give it, and remembers what each person saw.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from bot import events, inbox, messages, timers
from bot.bells import Bells
from bot.clock import Clock
from bot.db import Database
from bot.metrics import Metrics
from bot.models import friends, outbox, profiles
from bot.models import inbox as taken
from bot.turn import Turn
from bot.worker import Worker
from handlers import commands
from handlers.command_rows import ROWS
from handoff import asking, duty, handing, jotting, orders, relay, shifts
from handoff import events as handoff_events
from handoff.plan import Plan
from handoff.room import room
from handoff.tables import conversations

NOON = 1_795_316_400_000
ALT = "お知らせが1件あります"


class Standing(Clock):
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now(self) -> int:
        return self.at


@dataclass(frozen=True)
class Seen:
    """One bubble as its recipient has it on the screen."""

    line_id: str
    klass: str
    sender: str
    message: dict[str, Any]
    about: str | None
    status: str

    @property
    def words(self) -> str:
        """Everything that can be read on it."""
        return "\n".join(_readable(self.message))

    def tap(self, label: str) -> str:
        """The data of the button with that label."""
        taps = [action for action in _actions(self.message) if "data" in action]
        found = [a["data"] for a in taps if label == a["label"]] or [
            a["data"] for a in taps if label in a["label"]
        ]
        assert found, f"no button {label!r} on {self.words!r}"
        return str(found[0])


def _readable(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        own += [part["label"]] if isinstance(part.get("label"), str) else []
        return own + [text for key, value in part.items() if key != "sender" for text in _readable(value)]
    return [text for each in part for text in _readable(each)] if isinstance(part, list) else []


def _actions(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, dict):
        own = [part] if "type" in part and "label" in part else []
        return own + [action for value in part.values() for action in _actions(value)]
    return [action for each in part for action in _actions(each)] if isinstance(part, list) else []


def _nothing(turn: Turn, rest: str) -> None:
    turn.say(messages.text("(another room's)"))


HANDOFF = ("take", "done", "to", "queue", "who", "now", "cancel", "incident")
DUTY = ("on", "off", "capacity", "skills")
HANDING = ("assign", "transfer", "release")
JOTTING = {key: key for key in ("note", "notes", "history", "later", "snooze", "tag")} | {"c": "canned"}
DEEDS: dict[str, commands.Deed] = commands.bind(
    {
        **{row.key: _nothing for row in ROWS},
        **{key: getattr(orders, key) for key in HANDOFF},
        **{key: getattr(duty, key) for key in DUTY},
        "handover": shifts.hand_over,
        **{key: getattr(handing, key) for key in HANDING},
        **{key: getattr(jotting, name) for key, name in JOTTING.items()},
        "talk": lambda turn, rest: asking.ask(turn, "words"),
        "leave": lambda turn, rest: asking.leave(turn),
    }
)


def _on_message(turn: Turn) -> None:
    if not commands.obey(turn, DEEDS) and not relay.hold(turn):
        text = turn.event.data["message"].get("text", "")
        if text.startswith("Q:"):
            asking.ask(turn, "words", text)
        else:
            turn.say(messages.text("(the bot answers)"))


def _on_postback(turn: Turn) -> None:
    assert commands.on_postback(turn, DEEDS) or handoff_events.on_postback(turn)


def _on_revoke(turn: Turn) -> None:
    orders.revoked(turn)
    turn.friend.role = None


EVENTS: Mapping[str, Callable[[Turn], object]] = {
    "message": _on_message,
    "postback": _on_postback,
    "unsend": relay.on_unsend,
    "unfollow": handoff_events.on_unfollow,
    timers.EVENT: handoff_events.on_timer,
    "test.revoke": _on_revoke,
}


def dispatch(turn: Turn) -> None:
    """Connect the handoff as handlers do, and nothing else."""
    if not handoff_events.on_post(turn):
        EVENTS[turn.event.kind](turn)


class Lanes:
    """Friends, advisors, and what they do and see."""

    def __init__(self, database: Database, plan: Plan | None = None) -> None:
        self.database, self.clock, self.plan = database, Standing(), plan or Plan()
        self.room = room(lambda: self.plan)
        self.seen: dict[str, list[Seen]] = {}
        self.worker = self.another_worker()
        self._count = 0

    def another_worker(self) -> Worker:
        """One more worker over the same database."""
        bot = messages.sender("案内係（自動）")
        return Worker(
            self.database, self.clock, [self.room], dispatch, lambda friend: bot, Bells(), Metrics()
        )

    async def person(self, key: str, name: str, role: str | None = None, language: str = "ja") -> str:
        """Add somebody; staff are on duty."""
        friend_id = "U" + key.encode().hex().ljust(32, "0")
        row = {
            "friend_id": friend_id,
            "first_seen_at": 0,
            "followed": True,
            "with_human": False,
            "language": language,
        }
        async with self.database.write() as connection:
            await connection.execute(
                insert(friends), [{**row, "role": role, "staff_name": name if role else None}]
            )
            await connection.execute(
                insert(profiles), [{"friend_id": friend_id, "display_name": name, "asked_at": 0}]
            )
        self.seen[friend_id] = []
        if role:
            await self.says(friend_id, "/on")
            await self.settle()
        return friend_id

    # What people do

    async def says(self, who: str, text: str, quote: Seen | str | None = None) -> str:
        """Type a text; returns LINE's id of it."""
        return await self.sends(who, {"type": "text", "text": text}, quote)

    async def sends(self, who: str, message: dict[str, Any], quote: Seen | str | None = None) -> str:
        """Send any message; `quote` is a bubble on the screen or the id of an own message."""
        self._count += 1
        message_id = f"in{self._count}"
        body = {**message, "id": message_id, "quoteToken": f"token-of-{message_id}"}
        if quote is not None:
            body["quotedMessageId"] = quote if isinstance(quote, str) else quote.line_id
        await self.happens(who, "message", message=body)
        return message_id

    async def taps(self, who: str, data: str) -> None:
        """Tap a button."""
        await self.happens(who, "postback", postback={"data": data})

    async def unsends(self, who: str, message_id: str) -> None:
        """Take a message back."""
        await self.happens(who, "unsend", unsend={"messageId": message_id})

    async def happens(self, who: str, kind: str, **data: Any) -> None:
        """Put any event into somebody's lane; each takes a little time."""
        self._count += 1
        self.clock.at += 20
        event = {
            "type": kind,
            "webhookEventId": f"event{self._count}",
            "timestamp": self.clock.at,
            "source": {"type": "user", "userId": who},
            "replyToken": f"reply{self._count}",
            **data,
        }
        async with self.database.write() as connection:
            batch = events.split(json.dumps({"events": [event]}).encode())
            await inbox.put(connection, batch, self.clock.at)

    # What the machine does

    async def settle(self) -> None:
        """Work until nothing is open, then show it."""
        while await self.worker.step():
            pass
        await self.deliver()

    async def deliver(self) -> None:
        """Show every waiting message to its recipient."""
        async with self.database.write() as connection:
            soon = outbox.c.not_before - outbox.c.created_at <= 10_000  # the moment to take it back passes
            ready = or_(outbox.c.status == "waiting", and_(outbox.c.status == "deferred", soon))
            rows = await connection.execute(select(outbox).where(ready).order_by(outbox.c.seq))
            for row in rows.all():
                line_id = f"out{row.seq}"
                shown = Seen(line_id, row.klass, "", json.loads(row.message), row.about, "sent")
                shown = Seen(
                    line_id, row.klass, shown.message["sender"]["name"], shown.message, row.about, "sent"
                )
                self.seen.setdefault(row.recipient, []).append(shown)
                sent = update(outbox).where(outbox.c.id == row.id)
                await connection.execute(
                    sent.values(status="sent", line_id=line_id, quote_token=f"token-of-{line_id}")
                )

    async def passes(self, milliseconds: int) -> None:
        """Let time pass; timers that fall due fire."""
        self.clock.at += milliseconds
        async with self.database.write() as connection:
            await timers.fire(connection, self.clock.at)
        await self.settle()

    # What can be seen

    def last(self, who: str) -> Seen:
        """The newest bubble on somebody's screen."""
        return self.seen[who][-1]

    def new(self, who: str, since: int) -> list[str]:
        """What somebody could read since then."""
        return [bubble.words for bubble in self.seen[who][since:]]

    def human(self, who: str) -> list[tuple[str, str]]:
        """The bubbles from person to person on a screen: (sender, text)."""
        return [(b.sender, b.message.get("text", "")) for b in self.seen[who] if b.klass == "human"]

    async def conversation(self, friend_id: str) -> Any:
        """The newest conversation of a friend, as stored."""
        mine = select(conversations).where(conversations.c.friend_id == friend_id)
        async with self.database.read() as connection:
            return (await connection.execute(mine.order_by(conversations.c.id.desc()))).first()

    async def friend(self, friend_id: str) -> Any:
        """A friend, as stored."""
        async with self.database.read() as connection:
            return (await connection.execute(select(friends).where(friends.c.friend_id == friend_id))).one()

    async def parked(self) -> list[str]:
        """The errors of events that could not be decided, those that will be tried again included."""
        async with self.database.read() as connection:
            return [
                str(error)
                for error in (
                    await connection.execute(select(taken.c.error).where(taken.c.error.is_not(None)))
                ).scalars()
            ]

    async def stored(self, words: str) -> list[str]:
        """The places where these words are still kept."""
        found = []
        async with self.database.read() as connection:
            for table in (taken, outbox, conversations):
                for row in await connection.execute(select(table)):
                    if any(words.encode() in value for value in row if isinstance(value, bytes)):
                        found.append(table.name)
        return found
