"""The menu loop: tells LINE which friend shall see which rich menu, many of them by one call.

Turns and sweeps wish (`bot.menus`); what the menus themselves are is `bot.menu_sync`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from sqlalchemy import Row

from bot import log, menus
from bot.bells import Bells
from bot.clock import Clock
from bot.db import Database
from bot.line import Line, LineError
from bot.menus import Told

TAKEN, REFUSED = 200, 400
BULK = 50
"""From so many friends of one menu on, one bulk call is cheaper than theirs."""


class Menus:
    """The menu loop of one process; it rings `content` when LINE has lost a menu, for the next sync."""

    def __init__(self, database: Database, clock: Clock, line: Line, bells: Bells) -> None:
        self._database, self._clock, self._line, self._bells = database, clock, line, bells
        self._log = log.get("menus")

    async def step(self) -> int:
        """Tell LINE about the wishes that are due; returns how many were tried."""
        async with self._database.write() as connection:
            rows = await menus.lease(connection, self._clock.now())
        if not rows:
            return 0
        by_menu: dict[str | None, list[Row[Any]]] = {}
        for row in rows:
            by_menu.setdefault(row.rich_menu_id, []).append(row)
        lost: set[str] = set()
        results = await asyncio.gather(*(self._apply(menu, some, lost) for menu, some in by_menu.items()))
        async with self._database.write() as connection:
            told = [each for some in results for each in some]
            await menus.settle(connection, told, self._clock.now())
            if lost:
                await menus.lost(connection, sorted(lost))
        if lost:
            self._bells.ring("content")
        return len(rows)

    async def _apply(self, menu: str | None, rows: Sequence[Row[Any]], lost: set[str]) -> list[Told]:
        if menu is None:  # not drawn at LINE yet
            return [Told(row, False) for row in rows]
        ids = [row.friend_id for row in rows]
        if len(rows) >= BULK:
            status = await self._status(self._line.link_menus(ids, menu), menu, lost)
            if status != REFUSED:
                return [Told(row, status == TAKEN, in_bulk=True) for row in rows]
            # One friend whom LINE refuses holds up the whole bulk call: each has her own instead.
        calls = [self._status(self._line.link_menu(each, menu), menu, lost) for each in ids]
        return [
            Told(row, status == TAKEN) for row, status in zip(rows, await asyncio.gather(*calls), strict=True)
        ]

    async def _status(self, call: Coroutine[Any, Any, None], menu: str, lost: set[str]) -> int:
        try:
            await call
        except LineError as error:
            self._log.warning("menu not linked", status=error.status, said=str(error))
            if error.status == 404 or "upload richmenu image" in str(error):
                lost.add(menu)
            return error.status
        return TAKEN
