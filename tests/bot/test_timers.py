"""Timers: each version fires once, when it is due and not before; a change of mind makes another version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot import timers
from bot.clock import HOUR, MINUTE
from bot.models import timers as table
from bot.turn import Turn
from tests.bot.machine import ALEX, MISAKI, Machine, event

Fired = list[tuple[str, str, str]]


@pytest.fixture
def fired() -> Fired:
    """What fired: (friend, key, what it carries)."""
    return []


def on_message(fired: Fired, decide: Callable[[Turn], None]) -> Callable[[Turn], None]:
    """Return a decision about messages; timers that fire are noted."""

    def either(turn: Turn) -> None:
        if turn.event.kind == timers.EVENT:
            data = turn.event.data
            fired.append((turn.friend.friend_id, data["key"], str(data["data"].get("words"))))
        else:
            decide(turn)

    return either


async def test_it_fires_once_when_it_is_due(m: Machine, fired: Fired) -> None:
    """Not a moment before its time, then once, with what it carries, in its friend's lane."""
    m.decide = on_message(fired, lambda turn: turn.remind("test", "k", turn.now + 1 * HOUR, words="hello"))
    await m.puts(event(MISAKI, 1))
    await m.quiet()
    await m.passes(1 * HOUR - 1)
    assert fired == []
    await m.passes(1)
    await m.passes(1 * HOUR)
    assert fired == [(MISAKI, "k", "hello")]
    assert await m.rows(table) == []


async def test_setting_it_again_moves_it(m: Machine, fired: Fired) -> None:
    """The last word on a timer counts: it fires at its new time only."""
    m.decide = on_message(
        fired, lambda turn: turn.remind("test", "k", turn.now + 1 * HOUR, words=turn.event.seq)
    )
    await m.puts(event(MISAKI, 1))
    await m.quiet()
    [first] = await m.rows(table)
    m.clock.at += 30 * MINUTE
    await m.puts(event(MISAKI, 2))
    await m.quiet()
    [second] = await m.rows(table)
    assert first.version != second.version
    await m.passes(30 * MINUTE)
    assert fired == []
    await m.passes(30 * MINUTE)
    assert fired == [(MISAKI, "k", "2")]


async def test_a_cancelled_one_does_not_fire(m: Machine, fired: Fired) -> None:
    """What is forgotten, even in the turn that set it, never comes; other keys and friends keep theirs."""

    def decide(turn: Turn) -> None:
        for key in ("kept", "dropped"):
            turn.remind("test", key, turn.now + 1 * HOUR)
        if turn.friend.friend_id == MISAKI:
            turn.forget("test", "dropped")

    m.decide = on_message(fired, decide)
    await m.puts(event(MISAKI, 1), event(ALEX, 1))
    await m.quiet()
    await m.passes(1 * HOUR)
    assert {(friend, key) for friend, key, _ in fired} == {
        (MISAKI, "kept"),
        (ALEX, "kept"),
        (ALEX, "dropped"),
    }


async def test_after_an_outage_all_that_was_due_fires_in_order(m: Machine, fired: Fired) -> None:
    """However late, each due timer fires once, the earlier one first."""

    def decide(turn: Turn) -> None:
        for hours in (3, 1, 2):
            turn.remind("test", str(hours), turn.now + hours * HOUR)

    m.decide = on_message(fired, decide)
    await m.puts(event(MISAKI, 1))
    await m.quiet()
    await m.passes(50 * HOUR)
    assert [key for _, key, _ in fired] == ["1", "2", "3"]


async def test_two_processes_fire_it_once(m: Machine, fired: Fired) -> None:
    """Whoever else looks at the same moment, the event of a version is one."""
    m.decide = on_message(fired, lambda turn: turn.remind("test", "k", turn.now + 1 * HOUR))
    await m.puts(*(event(f"U{number:032x}", number) for number in range(20)))
    await m.quiet()
    m.clock.at += 1 * HOUR

    async def fires() -> int:
        async with m.database.write() as connection:
            return await timers.fire(connection, m.clock.now())

    assert sum(await asyncio.gather(*(fires() for _ in range(4)))) == 20
    await m.quiet()
    assert len(fired) == len(set(fired)) == 20


async def test_the_next_one_is_known(m: Machine) -> None:
    """The earliest due time is told; none when there is none."""
    async with m.database.read() as connection:
        assert await timers.next_due(connection) is None
    change = timers.Change(MISAKI, "test", "k", "v", 5_000, {})
    async with m.database.write() as connection:
        await timers.save(connection, [change])
        assert await timers.next_due(connection) == 5_000
