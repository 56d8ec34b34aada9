"""Alembic's way in: brings a database to a revision, or compares it with the tables of all rooms."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

import bot.deliveries
import bot.menu_tables
import bot.models
import dialogs.tables
import handlers.tables
import handoff.tables
import linking.tables
from bot.db import metadata

ROOMS = (
    bot.deliveries,
    bot.menu_tables,
    bot.models,
    dialogs.tables,
    linking.tables,
    handoff.tables,
    handlers.tables,
)
"""Importing a room puts its tables into the metadata."""


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


async def _online() -> None:
    engine = create_async_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_online())
