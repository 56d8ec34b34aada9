"""A house with nothing but the machine and the linking room in it, on a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

import bot.models
from bot.db import Database, metadata
from linking.passwords import Passwords
from tests.databases import Migrate, PostgresTemplate, SqliteTemplate
from tests.linking.house import House
from tests.postgres import Server

assert bot.models.inbox is not None  # the machine's tables stand in the same metadata


@pytest.fixture(scope="session")
def migrate() -> Migrate:
    """The schema as the tables say, so that these tests stand apart from the migrations."""

    async def create(url: str) -> None:
        database = Database(url)
        async with database.write() as connection:
            await connection.run_sync(metadata.create_all)
        await database.close()

    return lambda url: asyncio.run(create(url))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, migrate: Migrate) -> SqliteTemplate:
    """A file with that schema."""
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"), migrate)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server, migrate: Migrate) -> PostgresTemplate:
    """A database with that schema."""
    return PostgresTemplate(postgres_server, migrate)


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """The cheapest argon2 there is: the tests do not guard anybody's account."""
    return Passwords(time_cost=1, memory_cost=8)


@pytest.fixture
async def house(database_url: str, passwords: Passwords) -> AsyncIterator[House]:
    """A house with three members of the directory, on each database."""
    async with House.open(database_url, passwords) as opened:
        yield opened


@pytest.fixture
async def small_house(sqlite_url: str, passwords: Passwords) -> AsyncIterator[House]:
    """The same on SQLite alone, for what does not depend on the database."""
    async with House.open(sqlite_url, passwords) as opened:
        yield opened
