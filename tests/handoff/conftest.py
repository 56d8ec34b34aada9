"""What handoff tests can ask for: lanes over a real database, with nobody in them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.db import Database
from tests.handoff.lanes import Lanes


@pytest.fixture
async def lanes(database_url: str) -> AsyncIterator[Lanes]:
    """Lanes of the test's own, with nobody in them."""
    database = Database(database_url)
    yield Lanes(database)
    await database.close()
