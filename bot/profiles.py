"""Profiles: what LINE says of a friend who is new, asked beside the road and many at once.

Her first event waits for the answer, but never longer than a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, log
from bot.bells import Bells
from bot.clock import Clock
from bot.db import Database
from bot.line import Line, LineError, Profile
from bot.models import inbox, profiles

AT_ONCE = 32


class Profiles:
    """Asks LINE about new friends in the background."""

    def __init__(self, database: Database, clock: Clock, line: Line, bells: Bells) -> None:
        self._database, self._clock, self._line, self._bells = database, clock, line, bells
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._writing = False
        self._told: dict[str, Profile | None] = {}
        self._asked: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = log.get("profiles")

    def ask(self, friend_ids: Iterable[str]) -> None:
        """Ask about these friends; returns at once."""
        for friend_id in set(friend_ids) - self._asked:
            self._asked.add(friend_id)
            task = asyncio.create_task(self._ask(friend_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def quiet(self) -> None:
        """Wait until every question that is under way is answered."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _ask(self, friend_id: str) -> None:
        try:
            async with self._gate:
                self._told[friend_id] = await self._line.profile(friend_id)
            if not self._writing:
                await self._write()
        except LineError as error:
            self._log.info("profile not told", friend=friend_id, status=error.status)
        except Exception as error:  # a background task has nobody above it who could act
            self._log.warning("profile not kept", friend=friend_id, error=log.where(error))
        finally:
            self._asked.discard(friend_id)
        self._bells.ring("inbox")

    async def _write(self) -> None:
        """Keep what has come and what comes meanwhile; whoever came first writes for all."""
        self._writing = True
        try:
            while self._told:
                told, self._told = self._told, {}
                async with self._database.write() as connection:
                    await note(connection, told, self._clock.now())
                self._bells.ring("inbox")
        finally:
            self._writing = False


async def note(connection: AsyncConnection, told: Mapping[str, Profile | None], now: int) -> None:
    """Keep profiles, None where LINE would not tell, and let these friends' waiting first events go."""
    rows = [
        {
            "friend_id": friend_id,
            "display_name": profile.display_name if profile else None,
            "picture_url": profile.picture_url if profile else None,
            "language": profile.language if profile else None,
            "asked_at": now,
        }
        for friend_id, profile in told.items()
    ]
    await connection.execute(db.upsert(connection, profiles), rows)
    held = update(inbox).where(
        text("inbox.status = 'open'"), inbox.c.lane.in_(list(told)), inbox.c.attempts == 0
    )
    await connection.execute(held.values(not_before=None))
