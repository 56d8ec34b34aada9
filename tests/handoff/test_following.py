"""A member who goes on from another LINE keeps the conversations that she has had, and her advisor."""

from __future__ import annotations

from sqlalchemy import select

from bot.db import Database
from handoff.following import follow
from handoff.tables import acquaintances

OLD, NEW, SATO, SUZUKI = ("U" + letter * 32 for letter in "abcd")


async def advisors(database: Database) -> dict[str, str]:
    async with database.read() as connection:
        rows = await connection.execute(select(acquaintances))
        return {row.friend_id: row.advisor_id for row in rows}


async def test_her_advisor_goes_with_her(database_url: str) -> None:
    """Whom she talked with last is known on the new LINE, unless she knows another one there by now."""
    database = Database(database_url)
    async with database.write() as connection:
        row = {"friend_id": OLD, "advisor_id": SATO, "avoided": b"[]"}
        await connection.execute(acquaintances.insert().values(row))
        await follow(connection, OLD, NEW)
    assert await advisors(database) == {NEW: SATO}
    async with database.write() as connection:
        await connection.execute(acquaintances.insert().values({**row, "advisor_id": SUZUKI}))
        await follow(connection, OLD, NEW)
    assert await advisors(database) == {NEW: SATO}
    await database.close()
