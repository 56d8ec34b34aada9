"""Per friend in order, across friends in parallel: who owns a lane, whatever crosses and whoever dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import inbox, messages
from bot.db import Database
from bot.models import outbox
from bot.turn import Turn
from tests.bot.machine import ALEX, MISAKI, Machine, event, machine, typed


@pytest.fixture
async def p(postgres_url: str) -> AsyncIterator[Machine]:
    """The machine on PostgreSQL, for what only several processes can do to each other."""
    async with machine(postgres_url) as built:
        yield built


@asynccontextmanager
async def begun(database: Database) -> AsyncIterator[AsyncConnection]:
    """A transaction of another process, committed at the end."""
    async with database.write() as connection:
        yield connection


async def test_two_web_processes_whose_commits_cross_and_two_workers(p: Machine) -> None:
    """The younger event commits first; a second worker then finds the older one, but not the lane."""
    await p.puts(event(MISAKI, 0))
    await p.quiet()
    async with AsyncExitStack() as ends:
        # Given one web process has stored the older event, and another one, later, the younger
        slow = await p.database._writer.connect()
        ends.push_async_callback(slow.close)
        transaction = await slow.begin()
        await inbox.put(slow, [event(MISAKI, 1)], p.clock.now())
        await p.puts(event(MISAKI, 2))
        # When a worker has taken the younger, and then the older one commits
        first = await ends.enter_async_context(begun(p.database))
        owned = await inbox.claim(first, p.clock.now(), 10)
        await transaction.commit()
        # Then no other worker owns her lane, not even by asking for it
        second = await ends.enter_async_context(begun(p.database))
        assert [each.event_id for each in owned[MISAKI]] == [f"{MISAKI}-2"]
        assert await inbox.claim(second, p.clock.now(), 10) == {}
        assert await inbox.claim(second, p.clock.now(), 1, only=[MISAKI]) == {}
    async with p.database.write() as connection:
        left = await inbox.claim(connection, p.clock.now(), 10)
        assert [each.event_id for each in left[MISAKI]] == [f"{MISAKI}-1", f"{MISAKI}-2"]


async def test_a_claim_takes_what_is_free_and_waits_for_nobody(p: Machine) -> None:
    """Two workers at the same time own different lanes, and none of them waits."""
    await p.puts(*(event(f"U{number:032x}", number) for number in range(6)))
    async with p.database.write() as one, p.database.write() as other:
        mine = await inbox.claim(one, p.clock.now(), 4)
        async with asyncio.timeout(2):
            yours = await inbox.claim(other, p.clock.now(), 4)
    assert (len(mine), len(yours)) == (4, 2)
    assert not set(mine) & set(yours)


async def test_the_locks_of_a_dead_worker_die_with_it(p: Machine) -> None:
    """What a worker owned that lost its connection is free at once, with nobody's help."""
    await p.puts(event(MISAKI, 1))
    dying = await p.database._writer.connect()
    await dying.begin()
    assert MISAKI in await inbox.claim(dying, p.clock.now(), 10)
    raw = await dying.get_raw_connection()
    raw.driver_connection.terminate()  # type: ignore[union-attr]
    await dying.invalidate()
    await dying.close()
    async with asyncio.timeout(5):
        while True:
            async with p.database.write() as connection:
                if MISAKI in await inbox.claim(connection, p.clock.now(), 10):
                    break


async def test_inserts_never_wait_for_a_turn(p: Machine) -> None:
    """While a worker owns her lane, the web goes on storing her events."""
    await p.puts(event(MISAKI, 1))
    async with p.database.write() as connection:
        await inbox.claim(connection, p.clock.now(), 10)
        async with asyncio.timeout(2):
            await p.puts(event(MISAKI, 2))


async def test_four_workers_and_two_webs_double_and_lose_nothing(p: Machine) -> None:
    """Events from two web processes, taken by four workers: each once, each friend's in order."""

    def decide(turn: Turn) -> None:
        turn.tell(MISAKI, messages.text(f"{turn.friend.friend_id} {typed(turn)}"))

    p.decide = decide
    lanes = [f"U{number:032x}" for number in range(8)]

    async def stores(offset: int) -> None:
        for number in range(12):
            await p.puts(*(event(lane, offset + number) for lane in lanes))

    async def works() -> None:
        worker = p.new_worker()
        while len(await p.rows(outbox)) < 8 * 24:
            await worker.step()

    await asyncio.gather(stores(0), stores(100), *(works() for _ in range(4)))
    said = [row.message.split(b'"')[7].decode().split() for row in await p.rows(outbox)]
    for lane in lanes:
        mine = [int(number) for who, number in said if who == lane]
        assert sorted(mine) == [*range(12), *range(100, 112)]
        for first in (0, 100):
            part = [number for number in mine if first <= number < first + 12]
            assert part == sorted(part)


async def test_a_few_events_of_each_lane_are_taken_at_once_in_order(m: Machine) -> None:
    """A batch takes several events of a friend, in the order of their arrival, and never more than a few."""
    taken: list[tuple[int, str]] = []
    m.decide = lambda turn: taken.append((len(turn.events), typed(turn)))
    await m.puts(*(event(MISAKI, number) for number in range(12)))
    await m.puts(event(ALEX, 1))
    await m.worker.step()
    assert [words for size, words in taken if size > 1] == ["0", "1", "2", "3", "4"]
    await m.quiet()
    assert len(taken) == 13


async def test_what_a_turn_wishes_of_another_friend_is_an_event_of_hers(m: Machine) -> None:
    """A post stands in the other's lane in the same commit, once, even if its cause is decided again."""

    def decide(turn: Turn) -> None:
        if turn.event.kind == "message":
            turn.post(ALEX, "test.wish", words="one")
            turn.post(ALEX, "test.wish", words="two")
        else:
            got.append((turn.friend.friend_id, turn.event.data["from"], turn.event.data["words"]))

    got: list[tuple[str, str, str]] = []
    m.decide = decide
    await m.puts(event(MISAKI, 1))
    await m.quiet()
    assert got == [(ALEX, MISAKI, "one"), (ALEX, MISAKI, "two")]
