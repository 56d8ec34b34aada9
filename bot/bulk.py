"""Writing many rows by one statement, without SQLAlchemy's work for each value of each row.

Called where every batch writes. The statement must be a constant or come from `db.upsert` or `once`: what it
compiles to is kept. Values go to the driver as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db

Row = Mapping[str, Any]
_kept: dict[tuple[str, int, tuple[str, ...]], tuple[str, Callable[[Row], Any], Executable]] = {}


async def write(connection: AsyncConnection, statement: Executable, rows: Sequence[Row]) -> None:
    """Execute a statement once for each row; all rows must have the same keys in the same order."""
    if rows:
        sql, values = _compiled(connection.dialect, statement, tuple(rows[0]))
        await connection.exec_driver_sql(sql, list(map(values, rows)))


def once(connection: AsyncConnection, table: Table, key: str) -> Executable:
    """Return an INSERT that leaves a row alone which is there already by that key."""
    return _once(connection.dialect.name, table, key)


@cache
def _once(dialect: str, table: Table, key: str) -> Executable:
    statement: Executable = db.insert_for(dialect, table).on_conflict_do_nothing(index_elements=[key])
    return statement


def _compiled(
    dialect: Dialect, statement: Executable, names: tuple[str, ...]
) -> tuple[str, Callable[[Row], Any]]:
    """Return the driver's SQL and what picks its values out of a row."""
    key = (dialect.name, id(statement), names)
    if key not in _kept:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
        fixed = {name: value for name, value in compiled.params.items() if name not in names}
        pick = itemgetter(*compiled.positiontup)  # of two names or more: no statement of ours has one
        # The statement is kept with it: an id is only good while its object lives.
        _kept[key] = (compiled.string, (lambda row: pick({**fixed, **row})) if fixed else pick, statement)
    return _kept[key][:2]
