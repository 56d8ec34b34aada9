"""Every connection of the pool is taken: whoever waits for one in vain tries again, and no process ends."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot import db, gauges
from bot.life import Life
from tests.world import world

MOST = 20
"""Connections in a process's pool."""

LONGER = 3.0
"""Seconds in which everybody's patience must have come to its end."""


async def test_a_full_pool_ends_no_loop(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heralds, menus, the clock and the figures outlive the time in which nobody gives a connection back."""
    monkeypatch.setattr(db, "PATIENCE", 0.2)
    async with world(postgres_url) as house, AsyncExitStack() as taken:
        life = Life(house.app, "worker")
        for _ in range(MOST):
            await taken.enter_async_context(house.app.database.read())
        house.app.bells.ring("inbox")
        loops = [asyncio.create_task(each) for each in (life._herald(), life._sync_menus())]
        figures = asyncio.create_task(gauges.read(house.app.database, house.clock, house.app.metrics))
        clock = asyncio.create_task(house.app.follow_database_clock())
        await asyncio.wait([figures, clock], timeout=LONGER)
        ended, _ = await asyncio.wait(loops, timeout=0.5)
        for each in loops:
            each.cancel()
        assert not ended
        assert (figures.exception(), clock.exception()) == (None, None)
