"""What every test can ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from emulator.config import user_id_of
from tests.people import Cast, gather
from tests.world import World, world

pytest_plugins = ["tests.databases"]


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[World]:
    """The whole house, once on SQLite and once on PostgreSQL; Takahashi owns it."""
    async with world(database_url, enishi_owner_line_id=user_id_of("takahashi")) as built:
        yield built


@pytest.fixture
async def cast(house: World) -> Cast:
    """Everybody with a phone, with the menus drawn at LINE."""
    await house.app.sync_menus()
    return gather(house)
