"""The database: the one file that knows which one it is, and the only place that begins or commits.

SQLite serves one process (WAL, FULL, one writer at a time behind a fair lock), PostgreSQL many.
Called by the loops, web pages and commands; it knows no table but its own metadata.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    event,
    func,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot import sqlite as sqlite_
from bot.errors import NotMigrated, Unavailable

T = TypeVar("T")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Seq = BigInteger().with_variant(Integer, "sqlite")
"""An ascending row number; SQLite counts rows only in a column of type INTEGER."""

Millis = BigInteger
"""Milliseconds since 1970 in UTC."""


class Blob(LargeBinary):
    """JSON as bytes, never wrapped or copied: PostgreSQL's jsonb refuses the NUL that a person can type."""

    def bind_processor(self, dialect: Dialect) -> None:
        """Hand values to the driver as they are."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Take values from the driver as they are."""


TROUBLE = (OSError, DBAPIError, PoolTimeout)
"""What a database that is away, or has no connection left, raises."""

ROOT = Path(__file__).resolve().parent.parent
CHANNEL = "enishi"
PATIENCE = 5.0
"""Seconds that one waits for a connection of PostgreSQL's pool."""

LISTEN_AGAIN = 1.0
"""Seconds until a lost listening connection is tried again; polling goes on meanwhile."""
_SQLITE_NOW = "SELECT (julianday('now') - 2440587.5) * 86400000"
_POSTGRES_NOW = "SELECT extract(epoch from clock_timestamp()) * 1000"


class Database:
    """A connection pool with one way to read and one way to write."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._turnstile = asyncio.Lock()
        self._writer, self._reader = _sqlite_engines(url) if self.is_sqlite else _postgres_engines(url)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Begin; returning commits, raising rolls back. On SQLite writers queue in the order they came."""
        if not self.is_sqlite:
            async with self._writer.begin() as connection:
                yield connection
            return
        # BEGIN IMMEDIATE with a busy time-out alone starves whoever waits longest.
        async with self._turnstile, self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open one consistent view that never waits for a writer."""
        async with self._reader.connect() as connection:
            yield connection

    async def now(self) -> int:
        """Return the database's own clock in milliseconds."""
        moment = text(_SQLITE_NOW if self.is_sqlite else _POSTGRES_NOW)
        async with self.read() as connection:
            return int((await connection.execute(moment)).scalar_one())

    async def ring(self, bell: str) -> None:
        """Wake the other processes that wait for that bell; SQLite has none."""
        if not self.is_sqlite:
            async with self._writer.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(
                    text("SELECT pg_notify(:channel, :bell)"), {"channel": CHANNEL, "bell": bell}
                )

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """Yield whether no other process does the thing of that name now; SQLite has one process anyway."""
        if self.is_sqlite:
            yield True
            return
        async with self._writer.connect() as connection:
            key = {"name": name}
            got = await connection.execute(text("SELECT pg_try_advisory_lock(hashtext(:name))"), key)
            alone = bool(got.scalar_one())
            try:
                yield alone
            finally:
                if alone:
                    await connection.execute(text("SELECT pg_advisory_unlock(hashtext(:name))"), key)

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Call `heard` with the name of each bell that another process rings, until cancelled."""
        while True:
            if not self.is_sqlite:
                with suppress(*TROUBLE):
                    await self._listen(heard)
            await asyncio.sleep(LISTEN_AGAIN)

    async def _listen(self, heard: Callable[[str], None]) -> None:
        """Listen until the connection is lost."""
        async with self._reader.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            gone = asyncio.Event()
            driver.add_termination_listener(lambda _: gone.set())
            await driver.add_listener(CHANNEL, lambda _connection, _pid, _channel, bell: heard(bell))
            await gone.wait()

    async def check_migrated(self) -> None:
        """Raise NotMigrated unless the schema is at this release's head, Unavailable if nobody answers."""
        try:
            async with self.read() as connection:
                current = await connection.run_sync(_revision)
        except TROUBLE as error:
            raise Unavailable(f"the database does not answer: {_first_line(error)}") from error
        if current != head():
            raise NotMigrated(
                f"the database is at {current or 'no revision'}, not {head()}: run `enishi migrate`"
            )

    async def close(self) -> None:
        """Give all connections back."""
        await self._writer.dispose()
        await self._reader.dispose()


async def undisturbed(work: Coroutine[Any, Any, T]) -> T:
    """Finish work that writes although its loop is cancelled: half a transaction would keep SQLite's lock."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise


def insert(connection: AsyncConnection, table: Table) -> Any:
    """Return the dialect's INSERT, which knows on_conflict_do_nothing and on_conflict_do_update."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> Any:
    """Return the INSERT of a dialect by its name."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def upsert(connection: AsyncConnection, table: Table, keep: Sequence[str] = ()) -> Insert:
    """Return an INSERT that overwrites the row with the same primary key, except the columns to keep."""
    return _upsert(connection.dialect.name, table, tuple(keep))


@cache
def _upsert(dialect: str, table: Table, keep: tuple[str, ...]) -> Insert:
    statement = insert_for(dialect, table)
    key = [column.name for column in table.primary_key]
    changed = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in {*key, *keep}}
    result: Insert = statement.on_conflict_do_update(index_elements=key, set_=changed)
    return result


def holds(connection: AsyncConnection, column: Column[bytes], words: str) -> ColumnElement[bool]:
    """Return the condition that some bytes hold these words, in which no letter is one of a pattern."""
    if connection.dialect.name == "sqlite":  # whose LIKE takes no bytes, as most builds have it
        return func.instr(column, words.encode()) > 0
    return column.op("LIKE", is_comparison=True)(f"%{words}%".encode())


def blames_the_data(error: BaseException) -> bool:
    """Tell whether what was written is at fault, and not the connection, the disk or a lock."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, StatementError)
    # asyncpg's errors come unsorted: class 22 is bad data, 54000 a value too long for its index.
    state = str(getattr(error.orig, "sqlstate", None) or "")
    unbound = str(error.orig).startswith("Error binding parameter")
    return isinstance(error, DataError) or unbound or state.startswith("22") or state == "54000"


def blames_the_house(error: BaseException) -> bool:
    """Tell whether the database itself is in trouble: away, locked, full or out of time."""
    if isinstance(error, IntegrityError) or blames_the_data(error):
        return False
    troubles = DBAPIError | PoolTimeout | OSError | TimeoutError | sqlite3.OperationalError | Unavailable
    return isinstance(error, troubles)


def migrate(url: str, revision: str = "head") -> None:
    """Bring the schema to that revision; blocking, for commands and tests."""
    config = _alembic()
    config.attributes["url"] = url
    command.upgrade(config, revision)


@cache
def head() -> str:
    """Return the newest revision of this release, looked up once a process."""
    return ScriptDirectory.from_config(_alembic()).get_current_head() or ""


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _first_line(error: BaseException) -> str:
    return (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0]


def _postgres_engines(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    # Hidden parameters: what somebody typed must not come out with an error.
    # And time limits: a server that has gone silent is trouble, not something to wait for.
    limits = {"timeout": 5, "command_timeout": 30}
    engine = create_async_engine(
        url, pool_size=12, max_overflow=8, pool_timeout=PATIENCE, hide_parameters=True, connect_args=limits
    )
    return engine, engine


def _sqlite_engines(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    writer = _sqlite_engine(url, sqlite_.writer, pool_size=1, max_overflow=0)
    reader = _sqlite_engine(url, sqlite_.reader, pool_size=4, max_overflow=4)
    for engine, begin in ((writer, "BEGIN IMMEDIATE"), (reader, "BEGIN")):
        event.listen(engine.sync_engine, "connect", sqlite_.prepare)
        event.listen(engine.sync_engine, "begin", lambda c, sql=begin: c.exec_driver_sql(sql))
    return writer, reader


def _sqlite_engine(url: str, connect: Callable[..., Any], **pool: int) -> AsyncEngine:
    return create_async_engine(url, connect_args={"async_creator_fn": connect}, hide_parameters=True, **pool)


async def stop_inserts(connection: AsyncConnection, table: Table) -> None:
    """Wait for all who insert, and let nobody else until this transaction ends; SQLite has one writer."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
