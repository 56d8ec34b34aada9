"""The migrations lead to the tables that the code has, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

import bot.deliveries
import bot.media
import bot.models
import dialogs.tables
import handlers.tables
import handoff.tables
import linking.tables
from bot.db import Database, metadata

ROOMS = (
    bot.deliveries,
    bot.media,
    bot.models,
    dialogs.tables,
    handlers.tables,
    handoff.tables,
    linking.tables,
)


async def test_the_migrated_schema_is_the_one_that_the_code_has(database_url: str) -> None:
    """Nothing is missing from a migration, and nothing is left over."""
    assert ROOMS  # importing a room puts its tables into the metadata
    database = Database(database_url)
    async with database.write() as connection:
        drift = await connection.run_sync(_drift)
    await database.close()
    assert drift == []


def _drift(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))
