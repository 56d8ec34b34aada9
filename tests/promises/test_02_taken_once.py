"""Promise 2: an event id is taken once, however often it is delivered."""

from __future__ import annotations

import asyncio

from bot.models import inbox, outbox
from tests.bot.machine import MISAKI, Machine, event, person


async def test_duplicates_and_redeliveries_are_answered_once(m: Machine) -> None:
    """LINE delivers every event twice; before, while and after it is taken she gets one answer."""
    await m.control("PUT", "webhook", {"duplicate": 1.0})
    for number in range(4):
        await m.writes(MISAKI, str(number))
        await m.quiet()
    async with asyncio.timeout(5):
        while (await m.control("GET", "webhook"))["pending"]:
            pass  # until LINE has delivered all of it
    await m.quiet()
    assert await m.shown(MISAKI) == ["0", "1", "2", "3"]
    assert len(await m.rows(inbox)) == 4


async def test_the_same_event_from_everywhere_at_once(m: Machine) -> None:
    """Ten deliveries of the same twenty events at the same moment, in any order, make twenty answers."""
    m.intake._accepted = lambda new: None
    batch = [event(person(number), number) for number in range(20)]
    await asyncio.gather(*(m.intake.accept(batch[turn:] + batch[:turn]) for turn in range(10)))
    m.clock.at += 1_000
    await m.worker.step()
    await asyncio.gather(*(m.intake.accept(batch[::-1]) for _ in range(3)))
    while await m.worker.step():
        pass
    assert len(await m.rows(inbox)) == len(await m.rows(outbox)) == 20
