"""A desk for handoff tests: friends and advisors over a real database, driven event by event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

import handoff.tables
from bot.db import Database, metadata
from tests.databases import Migrate
from tests.handoff.lanes import Lanes


@pytest.fixture(scope="session")
def migrate() -> Migrate:
    """The schema as the tables say it; that migrations agree with them is tested elsewhere."""
    assert handoff.tables.conversations.metadata is metadata

    async def create(url: str) -> None:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await engine.dispose()

    return lambda url: asyncio.run(create(url))


@pytest.fixture
async def lanes(database_url: str) -> AsyncIterator[Lanes]:
    """Lanes of the test's own, with nobody in them."""
    database = Database(database_url)
    yield Lanes(database)
    await database.close()
