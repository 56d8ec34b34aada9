"""Many rows by one statement, without SQLAlchemy's work for each value of each row.

Called where every batch reads and writes. What `write` gets must be a constant or come from `db.upsert` or
`once`: what it compiles to is kept. Values go to the driver as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Column, Executable, Table, Text, TypeDecorator, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Boolean, TypeEngine

from bot import db

Row = Mapping[str, Any]
_kept: dict[tuple[str, int, tuple[str, ...]], tuple[str, Callable[[Row], Any], Executable]] = {}


class _Many(TypeDecorator[Any]):
    """Any number of values as one parameter: an array of PostgreSQL's, JSON to SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else ARRAY(self.item)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        values = list(value)
        return msgspec.json.encode(values).decode() if dialect.name == "sqlite" else values


class _Among(GenericFunction[bool]):
    """Whether a column's value is one of many."""

    type = Boolean()
    inherit_cache = True


def among(column: Column[Any], name: str) -> _Among:
    """Return the condition that a column has one of the values that are given under a name.

    As IN does it, each number of values is another statement, of which each value is a parameter.
    """
    return _Among(column, bindparam(name, type_=_Many(column.type)))


@compiles(_Among)
def _any(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _each(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are compiled SQL


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
