"""The databases under the suite: each test has its own, and nothing of them stays."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.databases import EmptiedPostgres, Migrate, PostgresTemplate, SqliteTemplate
from tests.postgres import PREFIX, NoPostgres, Server, find_initdb, new_folder, own_server, stop_own_server


async def ask(url: str, *statements: str) -> list[object]:
    """Run the statements in one transaction; return the first column of the last one's rows."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in statements:
                result = await connection.execute(text(statement))
            return list(result.scalars()) if result.returns_rows else []
    finally:
        await engine.dispose()


@pytest.fixture(scope="module")
def migrate() -> Migrate:
    """A schema of one table, so that these tests stand apart from the project's own."""

    def create_table(url: str) -> None:
        asyncio.run(ask(url, "CREATE TABLE note (word TEXT)"))

    return create_table


@pytest.fixture(scope="module")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, migrate: Migrate) -> SqliteTemplate:
    """A template with that table."""
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"), migrate)


@pytest.fixture(scope="module")
def postgres_template(postgres_server: Server, migrate: Migrate) -> PostgresTemplate:
    """A template with that table."""
    return PostgresTemplate(postgres_server, migrate)


@pytest.fixture(scope="module")
def emptied_postgres(postgres_template: PostgresTemplate) -> Iterator[EmptiedPostgres]:
    """What these tests use one after the other."""
    emptied = EmptiedPostgres(postgres_template)
    yield emptied
    emptied.drop()


@pytest.mark.parametrize("round", [1, 2])
async def test_each_test_has_a_database_of_its_own(database_url: str, round: int) -> None:
    """A migrated, empty database stands ready, whatever the test before wrote into its own."""
    assert await ask(database_url, "SELECT word FROM note") == []
    await ask(database_url, f"INSERT INTO note VALUES ('round {round}')")
    assert await ask(database_url, "SELECT word FROM note") == [f"round {round}"]


async def test_a_changed_schema_is_nobody_elses(emptied_postgres: EmptiedPostgres) -> None:
    """Whoever was left connected is sent away, many rows go too, and a dropped table is there again."""
    url = await asyncio.to_thread(emptied_postgres.lend)
    left_open = await asyncpg.connect(url.replace("+asyncpg", ""))
    await ask(url, "INSERT INTO note SELECT repeat('x', 500) FROM generate_series(1, 5000)")
    assert await asyncio.to_thread(emptied_postgres.lend) == url
    assert await ask(url, "SELECT word FROM note") == []
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await left_open.fetch("SELECT 1")
    await ask(url, "DROP TABLE note")
    anew = await asyncio.to_thread(emptied_postgres.lend)
    assert anew != url
    assert await ask(anew, "SELECT word FROM note") == []


async def names(server: Server) -> set[object]:
    return set(await ask(server.url("postgres"), "SELECT datname FROM pg_database"))


async def test_a_clone_is_dropped_even_while_someone_is_connected(
    postgres_template: PostgresTemplate,
) -> None:
    """A test that leaves a connection open neither fails nor leaves its database behind."""
    with postgres_template.clone() as url:
        name = url.rpartition("/")[2]
        left_open = await asyncpg.connect(url.replace("+asyncpg", ""))
        assert name in await names(postgres_template.server)
    assert name not in await names(postgres_template.server)
    left_open.terminate()


async def test_what_a_killed_run_left_is_swept(postgres_server: Server) -> None:
    """Databases named after a run that is gone are dropped by the next one; those of a living run stay."""
    orphan = f"{PREFIX}00000000_1"
    await asyncio.to_thread(postgres_server._execute, f'CREATE DATABASE "{orphan}"')
    living = await asyncio.to_thread(postgres_server.create)
    with Server(postgres_server.url("postgres")):
        assert orphan not in await names(postgres_server)
        assert living in await names(postgres_server)
    await asyncio.to_thread(postgres_server.drop, living)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can reach; the server in it is stopped afterwards."""
    folder = new_folder("postgres")
    yield folder
    stop_own_server(folder)


async def test_a_server_is_started_where_none_answers(home: Path) -> None:
    """An installed PostgreSQL is started once for all of a run's processes, without fsync, and stopped."""
    initdb = find_initdb()
    if initdb is None:
        pytest.skip("no PostgreSQL is installed")
    address = await asyncio.to_thread(own_server, home, initdb)
    assert address == await asyncio.to_thread(own_server, home, initdb)
    with Server(address) as server:
        assert await ask(server.url("postgres"), "SHOW fsync") == ["off"]
    await asyncio.to_thread(stop_own_server, home)
    assert not home.exists()
    with pytest.raises(OSError, match="Connect"):
        Server(address)


def test_a_postgres_that_cannot_start_says_why(home: Path) -> None:
    """What PostgreSQL's own programs complain about becomes the reason that the person reads."""
    program = Path(shutil.which("false") or os.devnull)
    with pytest.raises(NoPostgres, match="false failed"):
        own_server(home, program)
