"""SIGTERM at any moment of a sender's step: nothing that it leased is left lying until the lease runs out."""

from __future__ import annotations

import asyncio

from bot.db import undisturbed
from bot.models import attempts
from tests.bot.machine import MISAKI, Machine


async def test_a_sender_that_is_told_to_stop_makes_what_it_has_leased(m: Machine) -> None:
    """Whenever it is told, an attempt that is written down has been made when it has drained."""
    for ticks in range(0, 60, 2):
        await m.writes(MISAKI, str(ticks))
        await m.worker.step()
        sender = m.new_sender()
        running = asyncio.create_task(sender.run())
        for _ in range(ticks):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await sender.drain()
        assert "open" not in await m.statuses(attempts), f"told after {ticks} ticks"
        await m.quiet()


async def test_the_file_is_free_after_any_cancelled_step(small: Machine) -> None:
    """A step that is cancelled amid its transaction keeps no lock: the next writer goes on at once."""
    for ticks in range(2, 60, 2):
        task = asyncio.create_task(undisturbed(small.sender.step()))
        for _ in range(ticks):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(2):
            await small.tells(MISAKI, "next")
