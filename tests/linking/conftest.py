"""A house with nothing but the machine and the linking room in it, on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from linking.passwords import Passwords
from tests.linking.house import House


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
