"""Promise 13: the number of SQL statements of a batch does not depend on its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event as sql

from bot import inbox, lease, messages, outbox, settle, turn
from bot.compose import Limits
from bot.events import RawEvent, encode
from bot.outcomes import Again, Attempt, OverQuota, PushInstead, Refused, Sent, Unknown
from bot.settle import Settled
from bot.turn import Batch, Turn
from tests.bot.machine import BOT, Machine, machine, person
from tests.world import World

Counts = dict[str, int]


@pytest.fixture
async def m(database_url: str) -> AsyncIterator[Machine]:
    """The machine, once on SQLite and once on PostgreSQL."""
    async with machine(database_url) as built:
        yield built


@contextmanager
def counted(world: Machine | World, counts: Counts, what: str) -> Iterator[None]:
    """Count the statements that go to the database meanwhile; one with many rows counts once."""
    database = world.database if isinstance(world, Machine) else world.app.database
    engine = database._writer.sync_engine
    heard: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    sql.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        sql.remove(engine, "before_cursor_execute", hear)
    counts[what] = len(heard)


def everything(turn: Turn) -> None:
    """Decide one of each thing that a turn can decide."""
    friend = turn.friend
    friend.tag("class:2027", "survey:welcome", turn.now)
    friend.learn("grad_year", 2027, "survey:welcome", turn.now)
    friend.untag("staff", "vip")
    friend.unlearn("staff", "name")
    turn.say(messages.text("one"), messages.text("two"), message_id=f"m{turn.event.seq}")
    turn.remind("test", "a", turn.now + 1_000)
    turn.forget("test", "b")
    turn.want_menu("locked")
    turn.post(person(9_999), "test.wish")
    turn.ask_report("stats")
    turn.erase_message("nothing")


async def nothing(*_: object) -> list[messages.Message]:
    """Answer a report with no bubble."""
    return []


def message(number: int, run: str) -> RawEvent:
    """Build a message of one of many people, with a reply token."""
    lane = person(number)
    body = encode(
        {"type": "message", "replyToken": f"{run}-{number}", "message": {"type": "text", "text": "hi"}}
    )
    return RawEvent(f"{run}-{number}", lane, "message", body, 1_000 + number, None, f"{run}-{number}", True)


def outcome(number: int, attempt: Attempt) -> Settled:
    """Give each of many attempts one of the ways in which it can end."""
    kinds = (
        Sent((("1", "q"), ("2", "r")), "request"),
        Again(2, "slow"),
        Again(2, "rate", unsure=False),
        PushInstead("dead"),
        OverQuota("month"),
        Refused("bad"),
        Unknown("late"),
    )
    return attempt, kinds[number % len(kinds)]


async def road(m: Machine, size: int) -> Counts:
    """Take that many friends' events the whole road; count the statements of each part."""
    counts: Counts = {}
    now, run = m.clock.now(), f"run{size}"
    async with m.database.write() as connection:
        with counted(m, counts, "accept"):
            await inbox.put(
                connection, [message(1_000 * size + n, run) for n in range(size)], now, wait=1_000
            )
    now += 1_000
    async with m.database.write() as connection:
        with counted(m, counts, "claim"):
            claimed = await inbox.claim(connection, now, 500)
        assert len(claimed) == size
        batch = Batch(now, m.clock)
        with counted(m, counts, "load"):
            await turn.load(connection, claimed, [], batch, lambda _: BOT)
        for each in batch.turns.values():
            everything(each)
        with counted(m, counts, "commit"):
            await turn.commit(connection, batch, [])
    async with m.database.write() as connection:
        with counted(m, counts, "lease"):
            attempts = await lease.lease(connection, now, m.clock, 500, Limits())
        assert len(attempts) == size
    async with m.database.write() as connection:
        with counted(m, counts, "settle"):
            ended = [outcome(number, attempt) for number, attempt in enumerate(attempts)]
            await settle.settle(connection, ended, now, m.clock)
    async with m.database.write() as connection:
        with counted(m, counts, "lease again"):
            assert await lease.lease(connection, now + 60_000, m.clock, 500, Limits())
        with counted(m, counts, "wake"):
            await outbox.wake(connection, now)
    return counts


async def test_two_friends_cost_as_many_statements_as_two_hundred(m: Machine) -> None:
    """Accept, claim, load, commit, lease, settle and wake cost as much for 14 friends as for 203."""
    m.readers["stats"] = nothing
    few = await road(m, 14)
    await m.quiet()
    many = await road(m, 203)
    assert few == many
    assert sum(many.values()) < 65, many


async def test_the_features_rooms_keep_it_too(house: World) -> None:
    """With every room's loader and saver on board, a batch of 2 costs as much as one of 200."""
    counts: Counts = {}
    for size in (1, 2, 200):  # the first batch reads the content too
        async with house.app.database.write() as connection:
            follows = [
                RawEvent(f"{size}-{n}", person(1_000 * size + n), "follow", b'{"type":"follow"}', 1_000)
                for n in range(size)
            ]
            await inbox.put(connection, follows, house.clock.now())
        with counted(house, counts, str(size)):
            assert await house.app.worker.step() == size
        await house.app.profiles.quiet()  # LINE is asked about them beside the road
    assert counts["2"] == counts["200"], Counter(counts)
