"""What every test can ask for."""

from __future__ import annotations

import gc
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from bot import db
from emulator.config import user_id_of
from tests import whispers, wire
from tests.browser import Browser
from tests.furniture import furnish
from tests.people import Cast, gather
from tests.world import CONTENT, World, world

pytest_plugins = ["tests.databases"]


def pytest_collection_finish() -> None:
    """Let the collector pass over what was imported: to walk it again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """LINE's SDK reads this machine's certificates anew for each client; one reading serves all of ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Each house has engines of its own, which compile each statement anew; here they remember together.

    SQLAlchemy keeps what it has compiled by engine and dialect: one of each kind is as good as another.
    """
    compiled: LRUCache[Any, Any] = LRUCache(5000)

    def create_engine(*arguments: Any, **options: Any) -> AsyncEngine:
        engine = create_async_engine(*arguments, **options)
        engine.sync_engine._compiled_cache = compiled
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "create_async_engine", create_engine)
        for dialect in (PGDialect_asyncpg, SQLiteDialect_aiosqlite):
            patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other), raising=False)
            patch.setattr(dialect, "__hash__", lambda one: hash(type(one)), raising=False)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, which an operator edits or spoils."""
    return Path(shutil.copytree(CONTENT, tmp_path / "career"))


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[World]:
    """The whole house, once on SQLite and once on PostgreSQL; Takahashi owns it."""
    async with world(database_url, enishi_owner_line_id=user_id_of("takahashi")) as built:
        yield built
        await whispers.assert_kept(built)
        wire.assert_holds(await built.requests())


@pytest.fixture
async def cast(house: World) -> Cast:
    """Everybody with a phone, with the menus drawn at LINE and the example's members."""
    await furnish(house)
    return gather(house)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser of nobody in particular: the phone from which a link is opened says whose it is."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Browser(http)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Any]:
    """One Chromium of this process for all that look at pages."""
    from tests.page.desk import open_browser  # whoever runs other tests does not wait for it

    async with open_browser() as opened:
        yield opened
