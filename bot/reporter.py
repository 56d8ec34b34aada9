"""The report loop: reads what somebody asked for and writes the answer into the outbox, in one commit.

The reading happens on a connection of its own, beside the road; the composition root hands in the readers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import friends, log, outbox, reports
from bot.bells import Bells
from bot.clock import Clock
from bot.db import Database, blames_the_house
from bot.friends import Friend
from bot.line import Line, LineError
from bot.messages import Message, Sender

Reader = Callable[[AsyncConnection, Friend, Mapping[str, Any], int], Awaitable[list[Message]]]
"""Reads for one asker, with the report's params, at a moment (ms); returns the bubbles of the answer."""

SLOW = 1.0
"""Seconds after which the asker is shown that an answer is on its way; an instant one shows nothing."""


class Reporter:
    """Answers one report after the other."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        line: Line,
        bells: Bells,
        readers: Mapping[str, Reader],
        bot: Callable[[Friend], Sender],
    ) -> None:
        self._database, self._clock, self._line, self._bells = database, clock, line, bells
        self._readers, self._bot = readers, bot
        self._log = log.get("reports")

    async def step(self) -> bool:
        """Answer the oldest open report; returns whether there was one."""
        async with self._database.read() as connection:
            row = await reports.claim(connection)
        if row is None:
            return False
        try:
            await self._answer(row)
        except Exception as error:
            if blames_the_house(error):
                raise
            self._log.error("report failed", report=row.id, kind=row.kind, error=log.where(error))
            async with self._database.write() as connection:
                await reports.finish(connection, row.id, log.where(error))
        self._bells.ring("outbox")
        return True

    async def _answer(self, row: Any) -> None:
        animation = asyncio.create_task(self._show_loading(row.asked_by))
        try:
            async with self._database.read() as connection:
                asker = (await friends.load(connection, [row.asked_by], self._clock.now()))[row.asked_by]
                params = msgspec.json.decode(row.params)
                reader = self._readers[row.kind]
                # Whoever has lost his role since he asked is told nothing.
                answer = await reader(connection, asker, params, self._clock.now()) if asker.is_staff else []
        finally:
            animation.cancel()
        async with self._database.write() as connection:
            if await reports.finish(connection, row.id):
                await outbox.put(connection, [self._draft(row, asker, message) for message in answer])

    def _draft(self, row: Any, asker: Friend, message: Message) -> outbox.Draft:
        return outbox.Draft(
            id=self._clock.new_id(),
            recipient=row.asked_by,
            klass="answer",
            message={**message, "sender": self._bot(asker)},
            created_at=self._clock.now(),
            cause=row.id,
        )

    async def _show_loading(self, friend_id: str) -> None:
        await asyncio.sleep(SLOW)
        with suppress(LineError):
            await self._line.show_loading(friend_id)
