"""Promise 12: SIGTERM drains; kill -9 loses nothing. Real processes of `enishi serve`, real signals."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import select

from bot.db import Database
from bot.models import attempts, inbox, outbox, workers
from emulator.app import create_app
from emulator.config import Config, user_id_of
from tests.processes import ROOT, SECRET, TOKEN, clean_environment, free_port, is_listening, settings

MISAKI = user_id_of("misaki")
PROFILE = "/v2/bot/profile/{userId}"
START = 30.0


@dataclass
class Town:
    """LINE's emulator here, and processes of the bot beside it."""

    database_url: str
    line_url: str
    port: int
    folder: Path
    http: aiohttp.ClientSession
    running: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def starts(self) -> asyncio.subprocess.Process:
        """Start `enishi serve` and wait until it listens."""
        more = {
            "ENISHI_PORT": str(self.port),
            "ENISHI_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "PYTHONPATH": str(ROOT),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "serve"),
            cwd=self.folder,
            env={
                **clean_environment(),
                **settings(self.database_url, self.line_url),
                **more,
            },
            stderr=asyncio.subprocess.DEVNULL,
        )
        self.running.append(process)
        await is_listening(self.port, START)
        return process

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Use the emulator's control API."""
        async with self.http.request(method, f"{self.line_url}/emulator/{path}", json=body) as answer:
            assert answer.status < 400, await answer.text()
            return await answer.json()

    async def writes(self, words: str) -> int | None:
        """Let Misaki write; the status that LINE was told."""
        body = {"message": {"type": "text", "text": words}}
        return (await self.control("POST", f"users/{MISAKI}/send", body))["webhook"]["status"]  # type: ignore[no-any-return]

    async def bubbles(self) -> int:
        """Return how many bubbles of the bot Misaki sees."""
        chat = await self.control("GET", f"users/{MISAKI}/chat")
        return len([each for each in chat["messages"] if each["from"] == "bot"])

    async def rows(self, table: Any) -> list[Any]:
        """Return all rows of a table."""
        database = Database(self.database_url)
        async with database.read() as connection:
            found = (await connection.execute(select(table))).all()
        await database.close()
        return list(found)


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what another process is about to do."""
    async with asyncio.timeout(START):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@asynccontextmanager
async def town(database_url: str, folder: Path) -> AsyncIterator[Town]:
    """Build the emulator on the real clock; whatever still runs at the end is killed."""
    line_port, bot_port = free_port(), free_port()
    line_url = f"http://127.0.0.1:{line_port}"
    config = Config(
        webhook_url=f"http://127.0.0.1:{bot_port}/webhook",
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        public_url=line_url,
    )
    runner = web.AppRunner(create_app(config), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", line_port).start()
    async with aiohttp.ClientSession() as http:
        built = Town(database_url, line_url, bot_port, folder, http)
        try:
            yield built
        finally:
            for process in built.running:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            await runner.cleanup()


@pytest.mark.timeout(90)
async def test_a_kill_loses_nothing_and_a_term_drains(database_url: str, tmp_path: Path) -> None:
    """What was told 200 before a kill is answered once after it; SIGTERM ends calls under way and exits 0."""
    async with town(database_url, tmp_path) as here:
        # Given a bot that has accepted a new friend's words and cannot decide yet: her profile is being asked
        first = await here.starts()
        slow = {"endpoint": PROFILE, "kind": "timeout_before", "count": 1, "seconds": 30}
        await here.control("PUT", "faults", {"faults": [slow]})
        assert await here.writes("こんにちは") == 200

        # When it is killed at once, and started again
        first.kill()
        assert await first.wait() == -signal.SIGKILL
        assert [row.status for row in await here.rows(inbox)] == ["open"]
        await here.control("PUT", "faults", {"faults": []})  # the second asks, too, if the first had not yet
        second = await here.starts()

        # Then she is answered, once
        await until(lambda: has(here, outbox, "sent", 1))
        answered = await here.bubbles()
        assert answered > 0

        # And when it is told to end while a reply is under way
        await here.control(
            "PUT", "faults", {"faults": [{"endpoint": "reply", "kind": "latency", "seconds": 0.5}]}
        )
        assert await here.writes("ありがとう") == 200
        await until(lambda: has(here, attempts, "open", 1))
        second.send_signal(signal.SIGTERM)

        # Then the reply gets through and is written down, and the exit is a clean one
        assert await asyncio.wait_for(second.wait(), START) == 0
        assert await here.bubbles() > answered
        assert {row.status for row in await here.rows(outbox)} == {"sent"}
        assert {row.status for row in await here.rows(inbox)} == {"done"}
        killed_long_ago = 0 if database_url.startswith("sqlite") else 1  # elsewhere it may still be alive
        assert len(await here.rows(workers)) == killed_long_ago


async def has(here: Town, table: Any, status: str, count: int) -> bool:
    """Tell whether that many rows have that status."""
    return len([row for row in await here.rows(table) if row.status == status]) >= count
