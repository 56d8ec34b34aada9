"""Profiles: what LINE says of a friend who is new, asked beside the road and many at once.

Her first event waits for the answer, but never longer than a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

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
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = log.get("profiles")

    def ask(self, friend_ids: Iterable[str]) -> None:
        """Ask about these friends; returns at once."""
        for friend_id in friend_ids:
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
                profile = await self._line.profile(friend_id)
            async with self._database.write() as connection:
                await note(connection, friend_id, profile, self._clock.now())
        except LineError as error:
            self._log.info("profile not told", friend=friend_id, status=error.status)
        except Exception as error:  # a background task has nobody above it who could act
            self._log.warning("profile not kept", friend=friend_id, error=log.where(error))
        self._bells.ring("inbox")


async def note(connection: AsyncConnection, friend_id: str, profile: Profile | None, now: int) -> None:
    """Keep a profile and let the friend's waiting first event go."""
    row = {
        "friend_id": friend_id,
        "display_name": profile.display_name if profile else None,
        "picture_url": profile.picture_url if profile else None,
        "language": profile.language if profile else None,
        "asked_at": now,
    }
    await connection.execute(db.upsert(connection, profiles), [row])
    held = update(inbox).where(
        text("inbox.status = 'open'"), inbox.c.lane == friend_id, inbox.c.attempts == 0
    )
    await connection.execute(held.values(not_before=None))
