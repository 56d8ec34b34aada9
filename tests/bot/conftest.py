"""A machine without a feature, on each database or on SQLite alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests import wire
from tests.bot.machine import Machine, machine


@pytest.fixture
async def m(database_url: str) -> AsyncIterator[Machine]:
    """The machine, once on SQLite and once on PostgreSQL."""
    async with machine(database_url) as built:
        yield built
        wire.assert_holds((await built.control("GET", "requests"))["requests"])


@pytest.fixture
async def small(sqlite_url: str) -> AsyncIterator[Machine]:
    """The machine on SQLite alone, for what does not depend on the database."""
    async with machine(sqlite_url) as built:
        yield built
        wire.assert_holds((await built.control("GET", "requests"))["requests"])
