"""The machine without a feature: inbox, worker, outbox, sender and LINE's emulator, on loopback.

What a turn does is the test's own `decide`. Nothing runs in the background: `quiet` steps every loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import Row, Table, select, update

from bot import events, inbox, messages, outbox, timers
from bot import web as pages
from bot.bells import Bells
from bot.db import Database
from bot.inbox import Intake
from bot.line import Line
from bot.menu_loop import Menus
from bot.metrics import Metrics
from bot.models import friends
from bot.models import inbox as inbox_table
from bot.outbox import Draft, Klass
from bot.profiles import Profiles
from bot.reporter import Reader, Reporter
from bot.sender import Sender
from bot.settings import Settings, load
from bot.turn import Turn
from bot.worker import Worker
from emulator.app import create_app
from emulator.calls import WORLD as PLATFORM
from emulator.config import Config, user_id_of
from emulator.world import World as Platform
from tests.pending import pending
from tests.world import SECRET, TOKEN, StandingClock, free_door, serve

Decide = Callable[[Turn], None]
MISAKI, ALEX, SATO = user_id_of("misaki"), user_id_of("alex"), user_id_of("sato")
BOT = messages.sender("案内係（自動）")


def echo(turn: Turn) -> None:
    """Say back what was typed."""
    if words := typed(turn):
        turn.say(messages.text(words))


def typed(turn: Turn) -> str:
    """Return the words of this turn's event, if it has any."""
    message = turn.event.data.get("message")
    return str(message.get("text", "")) if isinstance(message, Mapping) else ""


def settings(database_url: str, line_url: str, **changes: Any) -> Settings:
    """Return the settings of a bot on this desk."""
    values = {
        "line_channel_secret": SECRET,
        "line_channel_access_token": TOKEN,
        "line_api_url": line_url,
        "line_data_url": line_url,
        "line_access_url": line_url,
        "enishi_database_url": database_url,
        "enishi_secret_key": "a secret key that is only used in tests",
        **changes,
    }
    return load(None, **values)


class Machine:
    """One process of a bot that has no feature, with the emulator and the clock of both."""

    def __init__(
        self,
        database_url: str,
        line_url: str,
        http: aiohttp.ClientSession,
        clock: StandingClock,
        line: Platform,
    ) -> None:
        self.clock, self.platform = clock, line
        self.database = Database(database_url)
        self.line_url, self.http = line_url, http
        self.bells, self.metrics = Bells(), Metrics()
        self.line = Line(settings(database_url, line_url))
        self.decide: Decide = echo
        self.probe: Callable[[str], None] = lambda stage: None
        self.readers: dict[str, Reader] = {}
        self.profiles = Profiles(self.database, self.clock, self.line, self.bells)
        self.intake = Intake(self.database, self.clock, self.profiles.ask, self._probed)
        self.menus = Menus(self.database, self.clock, self.line, self.bells)
        self.worker, self.sender = self.new_worker(), self.new_sender()
        self.reporter = Reporter(
            self.database, self.clock, self.line, self.bells, self.readers, lambda _: BOT
        )

    def _probed(self, stage: str) -> None:
        self.probe(stage)

    def new_worker(self, database: Database | None = None, outgoing: Sender | None = None) -> Worker:
        """Return one more worker, as another process would have it, perhaps beside a sender."""
        return Worker(
            database or self.database,
            self.clock,
            [],
            lambda turn: self.decide(turn),
            lambda _: BOT,
            self.bells,
            self.metrics,
            self._probed,
            alert=lambda event_id: messages.text(f"parked {event_id}"),
            outgoing=outgoing,
        )

    def new_sender(self, database: Database | None = None) -> Sender:
        """Return one more sender, as another process would have it."""
        full = messages.text("the month is used up")
        return Sender(
            database or self.database, self.clock, self.line, self.bells, self.metrics, full, self._probed
        )

    # Time

    async def quiet(self) -> None:
        """Let everybody finish what can be done at this moment."""
        while await self._stir():
            pass

    async def _stir(self) -> bool:
        await self.profiles.quiet()
        due, moved = await pending(self.database, self.clock.now()), 0
        if "clock" in due:
            async with self.database.write() as connection:
                moved += await timers.fire(connection, self.clock.now())
                moved += await outbox.wake(connection, self.clock.now())
        loops: dict[str, Any] = {"worker": self.worker, "menus": self.menus, "reporter": self.reporter}
        for name, loop in {**loops, "sender": self.sender}.items():
            moved += await loop.step() if name in due else 0
        await self.sender.quiet()
        return bool(moved) or self.sender.busy

    async def passes(self, milliseconds: int) -> None:
        """Let time go by, in one go, and everything happen that then is due."""
        self.clock.at += milliseconds
        await self.quiet()

    # People

    async def follows(self, user_id: str, role: str | None = None) -> None:
        """Let somebody add the account, perhaps as staff; her token is left to die."""
        await self.control("POST", f"users/{user_id}/follow")
        await self.quiet()
        if role:
            async with self.database.write() as connection:
                mine = update(friends).where(friends.c.friend_id == user_id)
                await connection.execute(mine.values(role=role))
        await self.passes(10 * 60_000)

    async def writes(self, user_id: str, words: str) -> None:
        """Let somebody write; the bot has heard it, and nothing more has happened yet."""
        body = {"message": {"type": "text", "text": words}}
        await self.control("POST", f"users/{user_id}/send", body)
        await self.profiles.quiet()

    async def shown(self, user_id: str) -> list[str]:
        """Return the texts of the bot's bubbles on her phone, the oldest first."""
        chat = await self.control("GET", f"users/{user_id}/chat")
        return [each["text"] for each in chat["messages"] if each["from"] == "bot"]

    # LINE

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Use the emulator's control API; returns its JSON, raises AssertionError for an error."""
        async with self.http.request(method, f"{self.line_url}/emulator/{path}", json=body) as answer:
            said = await answer.json()
            assert answer.status < 400, f"{method} {path}: {answer.status} {said}"
            return said

    async def faults(self, *rules: Mapping[str, Any]) -> None:
        """Let LINE's API fail as these rules say, and no other."""
        await self.control("PUT", "faults", {"faults": list(rules)})

    async def requests(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the requests that LINE has received whose path ends with one of these words."""
        everything = (await self.control("GET", "requests"))["requests"]
        return [each for each in everything if each["path"].rpartition("/")[2] in kinds]

    async def methods(self) -> list[str]:
        """Return 'reply' or 'push' for each attempt that LINE has received."""
        return [each["path"].rpartition("/")[2] for each in await self.requests("reply", "push")]

    # Database

    async def tells(self, recipient: str, *words: str, klass: Klass = "account", **how: Any) -> None:
        """Put texts into somebody's line."""
        drafts = [
            Draft(
                id=self.clock.new_id(),
                recipient=recipient,
                klass=klass,
                message={**messages.text(each), "sender": BOT},
                created_at=self.clock.now(),
                cause="test",
                **how,
            )
            for each in words
        ]
        async with self.database.write() as connection:
            await outbox.put(connection, drafts)

    async def puts(self, *batch: events.RawEvent) -> None:
        """Store events as a web process would."""
        async with self.database.write() as connection:
            await inbox.put(connection, batch, self.clock.now())

    async def rows(self, table: Table, *where: Any) -> Sequence[Row[Any]]:
        """Return rows in the order of their first column."""
        async with self.database.read() as connection:
            found = await connection.execute(select(table).where(*where).order_by(next(iter(table.c))))
            return found.all()

    async def fates(self) -> dict[str, str]:
        """Return the status of each event by its id."""
        return {row.event_id: row.status for row in await self.rows(inbox_table)}

    async def statuses(self, table: Table) -> list[str]:
        """Return the status of each row, in order."""
        return [row.status for row in await self.rows(table)]


def event(lane: str, number: int, kind: str = "message", **data: Any) -> events.RawEvent:
    """Build an event of a lane; its number is its id and its place in time."""
    body = events.encode({"type": kind, "message": {"type": "text", "text": str(number)}, **data})
    return events.RawEvent(f"{lane}-{number}", lane, kind, body, 1_000 + number)


def person(number: int) -> str:
    """Return the user id of one of many people whom the emulator does not know."""
    return f"U{number:032x}"


@asynccontextmanager
async def machine(database_url: str) -> AsyncIterator[Machine]:
    """Build the machine on free ports; it is torn down at the end."""
    (line_door, line_url), (bot_door, bot_url) = free_door(), free_door()
    config = Config(
        webhook_url=f"{bot_url}/webhook",
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        public_url=line_url,
    )
    async with AsyncExitStack() as ends:
        http = await ends.enter_async_context(aiohttp.ClientSession())
        clock = StandingClock()
        platform = create_app(config, clock.now)
        built = Machine(database_url, line_url, http, clock, platform[PLATFORM])
        ends.push_async_callback(built.database.close)
        line = await serve(platform, line_door)
        ends.push_async_callback(line.cleanup)
        await built.line.open()
        ends.push_async_callback(built.line.close)
        application = web.Application(client_max_size=pages.MOST_BYTES)
        application.router.add_post("/webhook", pages.webhook(SECRET, built.intake, built.metrics))
        bot = await serve(application, bot_door)
        ends.push_async_callback(bot.cleanup)
        yield built
        await built.profiles.quiet()
