"""Everybody in a house whose folder is a copy of the example."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.config import user_id_of
from tests.people import Cast, gather
from tests.world import world


@pytest.fixture
async def people(database_url: str, folder: Path) -> AsyncIterator[Cast]:
    """Everybody; Takahashi owns the house, and its folder is that copy."""
    owner = user_id_of("takahashi")
    async with world(database_url, enishi_owner_line_id=owner, enishi_content=folder) as built:
        cast = gather(built)
        await cast.takahashi.adds_the_account()
        yield cast
