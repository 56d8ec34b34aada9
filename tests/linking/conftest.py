"""A house with nothing but the machine and the linking room in it, on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from linking.member_import import import_members
from linking.passwords import Passwords
from tests.linking.house import House
from tests.linking.page import Browser, Line, browsers
from tests.world import CONTENT, World, world


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


@pytest.fixture
async def home(sqlite_url: str) -> AsyncIterator[World]:
    """The whole house, with LINE Login and a few of the example's members."""
    async with world(sqlite_url) as built:
        cheap, rows = Passwords(time_cost=1, memory_cost=8), (CONTENT / "members.csv").read_bytes()
        await import_members(built.app.database, built.clock, cheap, b"\n".join(rows.split(b"\n")[:4]))
        yield built


@pytest.fixture
def line() -> Line:
    """LINE, in order."""
    return Line()


@pytest.fixture
async def visitor(small_house: House, line: Line) -> AsyncIterator[Browser]:
    """A browser at a fresh site."""
    async for each in browsers(small_house, line):
        yield each


@pytest.fixture
async def any_visitor(house: House, line: Line) -> AsyncIterator[Browser]:
    """The same on each database."""
    async for each in browsers(house, line):
        yield each
