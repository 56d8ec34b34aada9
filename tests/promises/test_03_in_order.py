"""Promise 3: per friend, in order; across friends, in parallel."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot import inbox as border
from bot.clock import MINUTE
from bot.models import inbox
from bot.turn import Turn
from tests.bot.machine import Machine, event, machine, person, typed

FRIENDS, EVENTS = 6, 15


@pytest.mark.parametrize("seed", [1, 2])
async def test_order_survives_failures_and_company(m: Machine, seed: int) -> None:
    """Three workers, and decisions that fail now and then: each friend's events are taken once, in order."""
    dice = random.Random(seed)
    failing = {(person(f), str(n)) for f in range(FRIENDS) for n in range(EVENTS) if dice.random() < 0.1}
    taken: dict[str, list[str]] = {}

    def decide(turn: Turn) -> None:
        if (turn.friend.friend_id, typed(turn)) in failing and turn.event.attempts < 2:
            raise ValueError("not now")
        turn.remind("taken", typed(turn), 2**52, lane=turn.friend.friend_id)
        taken.setdefault(turn.friend.friend_id, []).append(typed(turn))

    m.decide = decide
    arriving = [(n, f) for n in range(EVENTS) for f in range(FRIENDS)]
    for number, friend in arriving:
        await m.puts(event(person(friend), number))
    workers = [m.new_worker() for _ in range(3)]
    while "open" in await m.statuses(inbox):
        await asyncio.gather(*(worker.step() for worker in workers))
        m.clock.at += 1 * MINUTE
    assert set(await m.statuses(inbox)) == {"done"}
    for friend in range(FRIENDS):
        # A batch that is rolled back is decided again, so what counts is the last time of each
        last = list(dict.fromkeys(reversed(taken[person(friend)])))[::-1]
        assert last == [str(number) for number in range(EVENTS)]


async def test_one_friend_who_waits_holds_up_nobody(postgres_url: str) -> None:
    """While one friend's turn is under way in one process, another process takes all others."""
    async with machine(postgres_url) as m:
        await m.puts(*(event(person(number), number) for number in range(5)))
        async with m.database.write() as slow:
            [held] = await border.claim(slow, m.clock.now(), 1)
            async with asyncio.timeout(5):
                assert await m.worker.step() == 4
        assert [row.lane for row in await m.rows(inbox, inbox.c.status == "open")] == [held]
