"""The machine without a feature, for promises that are the machine's own."""

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
