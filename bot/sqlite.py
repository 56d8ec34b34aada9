"""SQLite at the speed of a function call: statements run where they are awaited, not in aiosqlite's thread.

aiosqlite makes four trips to its thread for each statement, which cost more than most statements do. What may
wait or take long still goes there. Used by `bot.db` only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Self

import aiosqlite

SLOW = ("BEGIN", "DELETE")
"""Begins what may take long: BEGIN waits for other processes, a sweep deletes many rows."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "temp_store=MEMORY",
    "cache_size=-65536",  # KiB: with its own 2 MiB every batch reads its pages again
    "wal_autocheckpoint=4000",  # pages: what every batch writes is carried over once for many of them
)


class Cursor:
    """A cursor that has all its rows as soon as it has executed, as SQLAlchemy reads them anyway."""

    def __init__(self, connection: SwiftConnection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Any = ()) -> Self:
        """Execute once; COMMIT and ROLLBACK never come here."""
        await self._where_it_belongs(self._connection.sqlite.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Any) -> Self:
        """Execute for many rows."""
        await self._where_it_belongs(self._connection.sqlite.executemany, sql, parameters)
        return self

    async def _where_it_belongs(self, deed: Any, sql: str, parameters: Any) -> None:
        if self._connection.inline and not sql.startswith(SLOW):
            self._run(deed, sql, parameters)
        else:
            await self._connection.in_thread(self._run, deed, sql, parameters)

    def _run(self, deed: Any, sql: str, parameters: Any) -> None:
        cursor: sqlite3.Cursor = deed(sql, parameters)
        self.description, self.lastrowid = cursor.description, cursor.lastrowid
        self.rowcount = cursor.rowcount
        self._rows = cursor.fetchall() if cursor.description else ()
        cursor.close()

    async def fetchall(self) -> Sequence[Any]:
        """Return all rows."""
        return self._rows

    async def close(self) -> None:
        """Nothing is held."""


class SwiftConnection(aiosqlite.Connection):
    """A connection of which `inline` says whether its statements may hold up the loop for their moment."""

    inline = False

    @property
    def sqlite(self) -> sqlite3.Connection:
        """SQLite's own connection."""
        return self._conn

    def cursor(self) -> Any:
        """Return a cursor, at once."""
        return Cursor(self)

    async def in_thread(self, deed: Any, *arguments: Any) -> Any:
        """Do something in this connection's thread, after all else that was sent there."""
        return await self._execute(deed, *arguments)  # type: ignore[no-untyped-call]


def reader(*arguments: Any, **options: Any) -> SwiftConnection:
    """Make a connection for statements of any length: each makes one trip to the thread."""
    options["check_same_thread"] = False  # one at a time all the same: whoever has the connection awaits it
    connection = SwiftConnection(lambda: sqlite3.connect(*arguments, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


def writer(*arguments: Any, **options: Any) -> SwiftConnection:
    """Make a connection for the short statements of writers."""
    connection = reader(*arguments, **options)
    connection.inline = True
    return connection


def prepare(connection: Any, _record: Any) -> None:
    """Set a new connection up, as SQLAlchemy's event `connect` hands it over."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
