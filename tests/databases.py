"""The databases that the suite runs on: SQLite always, PostgreSQL where one can be found.

tests/conftest.py takes its fixtures from here; `tests.bench` and `tests.chaos` may use the context managers.
It never changes a setting of a server that it did not start.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import NoPostgres, Server, find_server, new_folder, stop_own_server

Migrate = Callable[[str], None]
"""Brings the database at a SQLAlchemy URL to the newest schema; blocking."""

SHARED_HOME = "ENISHI_TEST_POSTGRES_HOME"
"""Environment variable: where the processes of one test run keep the server that one of them started."""


def in_a_thread(migrate: Migrate, url: str) -> None:
    """Migrate where no event loop runs and none is disturbed, whatever the caller's thread has."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(migrate, url).result()


class SqliteTemplate:
    """A migrated file, copied for each test; both belong into memory, where a commit waits for no disk."""

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self.file = folder / "template.db"
        in_a_thread(migrate, f"sqlite+aiosqlite:///{self.file}")
        with sqlite3.connect(
            self.file
        ) as connection:  # nothing may be left in a -wal file: only this one is copied
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    @contextmanager
    def clone(self) -> Iterator[str]:
        """Lend a copy of the template by its SQLAlchemy URL; then it and what lies beside it is removed."""
        with tempfile.TemporaryDirectory(dir=self.file.parent) as folder:
            file = shutil.copyfile(self.file, Path(folder, "enishi.db"))
            yield f"sqlite+aiosqlite:///{file}"


class PostgresTemplate:
    """A migrated database, cloned for each test by the server itself."""

    def __init__(self, server: Server, migrate: Migrate) -> None:
        self.server = server
        self.name = server.create()
        in_a_thread(migrate, server.url(self.name))

    @contextmanager
    def clone(self) -> Iterator[str]:
        """Lend a copy of the template by its SQLAlchemy URL; then it is dropped, whoever is connected."""
        name = self.server.create(template=self.name)
        try:
            yield self.server.url(name)
        finally:
            self.server.drop(name)


# Whoever is connected is sent away, and rows go; where they were many, their pages too.
EMPTY = """
DO $$
DECLARE found record;
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
    FOR found IN SELECT oid::regclass AS name, pg_relation_size(oid) AS size FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
    LOOP
        IF found.size > 1000000 THEN
            EXECUTE format('TRUNCATE %s', found.name);
        ELSIF found.size > 0 THEN
            EXECUTE format('DELETE FROM %s', found.name);
        END IF;
    END LOOP;
    PERFORM setval(oid, 1, false) FROM pg_class
        WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""
TABLES = "SELECT string_agg(oid::text, ' ' ORDER BY oid) FROM pg_class WHERE oid >= 16384"
REVISION = """
SELECT query_to_xml('SELECT * FROM alembic_version', true, true, '')
WHERE to_regclass('alembic_version') IS NOT NULL
"""


class EmptiedPostgres:
    """One clone for all tests of a process, each of which finds it empty; a new database costs 100 ms.

    Where a test has changed the schema, the next one gets a new clone.
    """

    def __init__(self, template: PostgresTemplate) -> None:
        self._template, self._server = template, template.server
        self._name, self._schema = "", ("", "")
        self._inside: Any = None

    def lend(self) -> str:
        """Return its SQLAlchemy URL; whoever the test before has left there is gone."""
        if self._name and self._look() == self._schema:
            self._ask(EMPTY)
            return self._server.url(self._name)
        self.drop()
        self._name = self._server.create(template=self._template.name)
        self._server.let_forget(self._name)
        self._inside = self._server.enter(self._name)
        self._schema = self._look()
        return self._server.url(self._name)

    def drop(self) -> None:
        """Drop the clone, if there is one."""
        if self._name:
            self._server.drop(self._name)

    def _look(self) -> tuple[str, str]:
        return self._ask(TABLES), self._ask(REVISION)

    def _ask(self, query: str) -> str:
        return str(self._server.ask(self._inside, query))


def pytest_configure(config: pytest.Config) -> None:
    """Name, once for all processes of this run, the folder of a server that one of them may have to start."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED_HOME] = str(new_folder("postgres"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop that server when the last process is done."""
    if not hasattr(config, "workerinput") and SHARED_HOME in os.environ:
        stop_own_server(Path(os.environ.pop(SHARED_HOME)))


@pytest.fixture(scope="session")
def migrate() -> Migrate:
    """What brings an empty database to the schema under test; a test file may say otherwise."""
    from bot.db import migrate as to_head

    return to_head


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder of this process, in memory where there is such a place."""
    folder = new_folder("sqlite")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(memory: Path, migrate: Migrate) -> SqliteTemplate:
    """The migrated file of this process."""
    return SqliteTemplate(memory, migrate)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The PostgreSQL of this run; without one the test is skipped, or fails where PostgreSQL is required."""
    try:
        server = find_server(Path(os.environ[SHARED_HOME]))
    except NoPostgres as reason:
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(f"REQUIRE_POSTGRES=1, but {reason}")
        pytest.skip(str(reason))
    with server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server, migrate: Migrate) -> PostgresTemplate:
    """The migrated database of this process."""
    return PostgresTemplate(postgres_server, migrate)


@pytest.fixture(scope="session")
def emptied_postgres(postgres_template: PostgresTemplate) -> Iterator[EmptiedPostgres]:
    """The database that the tests of this process use one after the other."""
    emptied = EmptiedPostgres(postgres_template)
    yield emptied
    emptied.drop()


@pytest.fixture
def sqlite_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """A migrated SQLite file of the test's own."""
    with sqlite_template.clone() as url:
        yield url


@pytest.fixture
def postgres_url(emptied_postgres: EmptiedPostgres) -> str:
    """A migrated PostgreSQL database with nothing in it."""
    return emptied_postgres.lend()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the test's own, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url
