"""The menu loop: tells LINE which friend shall see which rich menu, and draws the menus themselves.

`enishi menus sync` and the worker call `sync`; only what has changed costs one of LINE's 100 an hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from bot import log, menus
from bot.clock import Clock
from bot.db import Database, undisturbed
from bot.line import Line, LineError
from bot.menus import Drawn

BULK = 50
"""From so many friends of one menu on, one bulk call is cheaper than theirs."""


class Menus:
    """The menu loop of one process."""

    def __init__(self, database: Database, clock: Clock, line: Line) -> None:
        self._database, self._clock, self._line = database, clock, line
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
        results = await asyncio.gather(*(self._apply(menu, some) for menu, some in by_menu.items()))
        async with self._database.write() as connection:
            await menus.settle(connection, [pair for pairs in results for pair in pairs], self._clock.now())
        return len(rows)

    async def _apply(self, menu: str | None, rows: Sequence[Row[Any]]) -> list[tuple[Row[Any], bool]]:
        if menu is None:  # not drawn at LINE yet
            return [(row, False) for row in rows]
        # One friend whom LINE refuses would hold up a whole bulk call: after a failure each has her own.
        fresh = [row for row in rows if not row.tries]
        many = fresh if len(fresh) >= BULK else []
        few = [row for row in rows if row.tries or not many]
        done = many and await self._told(self._line.link_menus([row.friend_id for row in many], menu))
        told = await asyncio.gather(*(self._told(self._line.link_menu(row.friend_id, menu)) for row in few))
        return [*((row, bool(done)) for row in many), *zip(few, told, strict=True)]

    async def _told(self, call: Any) -> bool:
        try:
            await call
        except LineError as error:
            self._log.warning("menu not linked", status=error.status, said=str(error))
            return False
        return True


async def sync(database: Database, clock: Clock, line: Line, drawn: Sequence[Drawn]) -> list[str]:
    """Bring LINE's rich menus in line with the content and return what was changed, a line each.

    LINE allows 100 creations and deletions an hour, so what is unchanged is left alone.
    """
    there = {title: menu_id for menu_id, title in (await line.rich_menus()).items()}
    changes, ids = [], {}
    for each in drawn:
        if each.title not in there:
            there[each.title] = await line.create_rich_menu({**each.menu, "name": each.title})
            changes.append(f"created {each.name}")
        ids[each.name] = there[each.title]
    async with database.read() as connection:
        finished = await menus.known(connection)
    for each in drawn:
        if finished.get(each.name) != ids[each.name]:  # an earlier sync may have died before the image
            await line.upload_menu_image(ids[each.name], each.image, each.content_type)
    changes += await undisturbed(_point(database, drawn, ids, clock.now()))
    for each in drawn:
        if each.default and changes:
            await line.set_default_menu(ids[each.name])
    current = {each.title for each in drawn}
    for title, menu_id in there.items():
        if title.startswith("enishi ") and title not in current:
            await line.delete_rich_menu(menu_id)
            changes.append(f"deleted {title}")
    return changes


async def _point(database: Database, drawn: Sequence[Drawn], ids: Mapping[str, str], now: int) -> list[str]:
    async with database.write() as connection:
        return await menus.point(connection, drawn, ids, now)
