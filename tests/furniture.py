"""Menus drawn at LINE and members in the directory, as most tests want to find them.

Made by the house itself, once for each process, and put into every later house as they were left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, insert, select

from bot.menu_tables import rich_menus
from emulator.menus import Menu
from linking.member_import import import_members
from linking.passwords import Passwords
from linking.tables import credentials, members
from tests.world import CONTENT, World

TABLES = (rich_menus, members, credentials)


@dataclass(frozen=True)
class Furniture:
    """What LINE has after that, and the rows of each table."""

    menus: dict[str, Menu]
    aliases: dict[str, str]
    default: str | None
    rows: dict[Table, list[dict[str, Any]]]


_made: list[Furniture] = []


async def furnish(house: World) -> None:
    """Bring the menus to LINE and the example's members into the directory of a new house."""
    if _made:
        await _put(house, _made[0])
        return
    await house.app.upkeep.sync()
    file = (CONTENT / "members.csv").read_bytes()
    await import_members(house.app.database, house.clock, Passwords(1, 8, 1), file)
    _made.append(await _seen(house))


async def _seen(house: World) -> Furniture:
    rows = {}
    async with house.app.database.read() as connection:
        for table in TABLES:
            rows[table] = [dict(row._mapping) for row in await connection.execute(select(table))]
    at_line = house.line.menus
    menus = {name: replace(menu) for name, menu in at_line.by_id.items()}
    return Furniture(menus, dict(at_line.aliases), at_line.default, rows)


async def _put(house: World, made: Furniture) -> None:
    at_line = house.line.menus
    at_line.by_id = {name: replace(menu) for name, menu in made.menus.items()}
    at_line.aliases, at_line.default = dict(made.aliases), made.default
    async with house.app.database.write() as connection:
        for table, rows in made.rows.items():
            await connection.execute(insert(table), rows)
