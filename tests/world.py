"""The whole house on loopback: the emulator and the bot, speaking real HTTP, on one clock that stands still.

Nothing runs in the background: `quiet` steps every loop until nobody has anything left to do.
"""

from __future__ import annotations

import io
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import get_unused_port_socket
from sqlalchemy import func, select

from bot import media, outbox, settings, timers
from bot.app import App
from bot.clock import Clock
from bot.db import metadata
from bot.models import inbox
from bot.models import outbox as outbox_rows
from dialogs import load, published
from dialogs.content import Content
from emulator.app import create_app
from emulator.calls import WORLD as PLATFORM
from emulator.config import Config
from emulator.world import World as Platform
from handlers import bubbles
from tests.pending import pending

CONTENT = Path(__file__).parent.parent / "examples" / "career"
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
TOKEN = "a-token-of-the-emulator"
MONDAY_NOON = 1_796_007_600_000
"""2026-11-30 12:00 in Tokyo, a Monday, in ms."""


class StandingClock(Clock):
    """A clock that moves only when a test moves it."""

    def __init__(self, at: int = MONDAY_NOON) -> None:
        super().__init__()
        self.at = at

    def now(self) -> int:
        """Return where the clock stands, in ms."""
        return self.at


class World:
    """An emulator, a bot and the clock of both."""

    def __init__(
        self, app: App, clock: StandingClock, line: Platform, line_url: str, http: aiohttp.ClientSession
    ) -> None:
        self.app, self.clock, self.line, self.line_url, self.http = app, clock, line, line_url, http
        self.bot_url = app.settings.enishi_public_url
        self._standing, self._patient = False, True

    async def quiet(self) -> None:
        """Let everybody finish what can be done at this moment, and wait for whoever listens for more."""
        while not self._standing and (await self._stir() or (self._patient and await self._listens())):
            pass

    async def _listens(self) -> bool:
        """Let the moment pass in which the bot waits for more, or somebody may take his words back."""
        waits = inbox.c.not_before - inbox.c.accepted_at
        mine = select(func.max(inbox.c.not_before)).where(inbox.c.status == "open", waits >= bubbles.QUIET)
        soon = outbox_rows.c.not_before - outbox_rows.c.created_at <= 10_000
        said = select(func.max(outbox_rows.c.not_before)).where(outbox_rows.c.status == "deferred", soon)
        async with self.app.database.read() as connection:
            until = (await connection.execute(mine.where(inbox.c.attempts == 0))).scalar()
            until = until or (await connection.execute(said)).scalar()
        if until is None or until <= self.clock.at:
            return False
        self.clock.at = until
        return True

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[None]:
        """Let what people do inside reach the house before it has had time for any of it."""
        self._standing = True
        yield
        self._standing = False
        await self.quiet()

    @asynccontextmanager
    async def this_moment(self) -> AsyncIterator[None]:
        """Let the house do what can be done at this moment, and no moment pass; then what was waited for."""
        self._patient = False
        yield
        self._patient = True
        await self.quiet()

    async def _stir(self) -> bool:
        app = self.app
        await app.profiles.quiet()
        await app.gestures.quiet()
        due, moved = await pending(app.database, self.clock.now()), 0
        if "clock" in due:
            moved += await self._tick()
        loops: dict[str, Any] = {
            "worker": app.worker,
            "menus": app.menus,
            "reporter": app.reporter,
            "fetcher": app.fetcher,
            "eraser": app.eraser,
        }
        if app.courier:
            loops["courier"] = app.courier
        if app.linking.withdrawal:
            loops["withdrawal"] = app.linking.withdrawal
        for name, loop in {**loops, "sender": app.sender}.items():
            moved += await loop.step() if name in due else 0
        await app.sender.quiet()
        return bool(moved or app.sender.busy or await app.call_dated() or await app.upkeep.sweep())

    async def _tick(self) -> int:
        async with self.app.database.write() as connection:
            fired = await timers.fire(connection, self.clock.now())
            return fired + await outbox.wake(connection, self.clock.now())

    async def publishes(self, **changes: Any) -> None:
        """Publish the example's content with other parts, such as `team`."""
        content = example()
        parts = {name: getattr(content, name) for name in Content.model_fields}
        async with self.app.database.write() as connection:
            await published.publish(connection, Content(**{**parts, **changes}), self.clock.now())

    async def sweeps(self) -> None:
        """Throw away what has served its purpose, as the house does every hour."""
        async with self.app.database.write() as connection:
            await media.sweep(connection, self.clock.now())

    def line_takes_its_time(self, milliseconds: int) -> None:
        """Let LINE prepare films and voices for so long before it gives them."""
        self.line.config = replace(self.line.config, media_delay_ms=milliseconds)

    def line_has_chat_on(self) -> None:
        """Let the account's chat be on, so that LINE marks nothing as read by itself."""
        self.line.config = replace(self.line.config, chat_mode="chat")
        self.line.webhooks.on_accepted = lambda events: None

    async def passes(self, milliseconds: int) -> None:
        """Let time go by, in one go, and everything happen that then is due."""
        self.clock.at += milliseconds
        await self.quiet()

    async def rows_with(self, words: str) -> list[str]:
        """Return the rows of any table that have these words, in whatever form a column keeps them."""
        escaped = json.dumps(words)[1:-1]
        found = []
        async with self.app.database.read() as connection:
            for table in metadata.sorted_tables:
                for row in await connection.execute(select(table)):
                    said = " ".join(_readable(value) for value in row)
                    if words in said or escaped in said:
                        found.append(f"{table.name}: {said}")
        return found

    async def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Use the emulator's control API; returns its JSON, raises AssertionError for an error."""
        # A file, since aiohttp warns of large bytes: people send films.
        data = None if body is None else io.BytesIO(json.dumps(body).encode())
        async with self.http.request(method, f"{self.line_url}/emulator/{path}", data=data) as answer:
            said = await answer.json()
            assert answer.status < 400, f"{method} {path}: {answer.status} {said}"
            return said

    async def requests(self) -> list[dict[str, Any]]:
        """Return every request that LINE's API has received."""
        return list((await self.control("GET", "requests"))["requests"])


def _readable(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


@asynccontextmanager
async def world(database_url: str, **changes: Any) -> AsyncIterator[World]:
    """Build the house on free ports; it is torn down at the end."""
    clock = StandingClock()
    (line_door, line_url), (bot_door, bot_url) = free_door(), free_door()
    config = Config(
        webhook_url=f"{bot_url}/webhook",
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        seed_users=True,
        public_url=line_url,
        login_callbacks=(f"{bot_url}/login/callback",),
    )
    values = {
        "line_channel_secret": SECRET,
        "line_channel_access_token": TOKEN,
        "line_api_url": line_url,
        "line_data_url": line_url,
        "line_access_url": line_url,
        "line_login_channel_id": config.login_channel_id,
        "line_login_channel_secret": config.login_channel_secret,
        "enishi_database_url": database_url,
        "enishi_content": CONTENT,
        "enishi_public_url": bot_url,
        "enishi_secret_key": "a secret key that is only used in tests",
        **changes,
    }
    app = App(settings.load(None, **values), example(), clock)
    line = create_app(config, clock.now)
    async with AsyncExitStack() as ends:
        ends.push_async_callback((await serve(line, line_door)).cleanup)
        ends.push_async_callback(app.close)
        await app.open()
        await app.upkeep.sweep()  # while nobody is there
        bot = await serve(app.application(), bot_door)
        ends.push_async_callback(bot.cleanup)
        http = await ends.enter_async_context(aiohttp.ClientSession())
        yield World(app, clock, line[PLATFORM], line_url, http)


@cache
def example() -> Content:
    """Return the example's content, read once for all tests of a process."""
    return load.load(CONTENT)


def free_door() -> tuple[socket.socket, str]:
    """Take a port of the loopback interface, so that nobody else can; returns it with its origin."""
    door = get_unused_port_socket("127.0.0.1")
    return door, f"http://127.0.0.1:{door.getsockname()[1]}"


async def serve(application: web.Application, door: socket.socket) -> web.AppRunner:
    """Serve an application at such a door until the runner is cleaned up."""
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.SockSite(runner, door).start()
    return runner
