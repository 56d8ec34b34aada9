"""The way in: on disk before it is accepted, each event once, one commit for all who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event as sql
from sqlalchemy import select

from bot import db
from bot import inbox as border
from bot.clock import MINUTE, SECOND
from bot.errors import Unavailable
from bot.events import RawEvent, encode
from bot.models import inbox, lanes, reply_tokens
from tests.bot.machine import ALEX, MISAKI, Machine, event, person


def with_token(lane: str, number: int, token: str, now: int) -> RawEvent:
    """Build an event that carries a reply token, as it is delivered for the first time."""
    body = encode({"type": "message", "replyToken": token, "message": {"type": "text", "text": "hi"}})
    return RawEvent(f"{lane}-{number}", lane, "message", body, now, None, token)


async def test_an_event_is_on_disk_when_it_is_accepted(m: Machine) -> None:
    """What accept returned for is there for another connection, whatever happens to this process then."""
    await m.intake.accept([event(MISAKI, 1)])
    other = db.Database(m.database.url)
    async with other.read() as connection:
        assert (await connection.execute(select(inbox.c.event_id))).scalars().all() == [f"{MISAKI}-1"]
    await other.close()


async def test_nothing_is_accepted_that_was_not_committed(m: Machine) -> None:
    """When the process fails before its commit, nobody is told 200 and nothing half stays behind."""

    def die(stage: str) -> None:
        raise RuntimeError(stage)

    m.probe = die
    with pytest.raises(Unavailable):
        await m.intake.accept([event(MISAKI, 1)])
    assert await m.rows(inbox) == []
    m.probe = lambda stage: None
    await m.intake.accept([event(MISAKI, 1)])
    assert len(await m.rows(inbox)) == 1


async def test_a_duplicate_is_kept_once(m: Machine) -> None:
    """The same event in one request, in two, and after it was taken, is one event."""
    await m.intake.accept([event(MISAKI, 1), event(MISAKI, 1), event(ALEX, 1)])
    await asyncio.gather(*(m.intake.accept([event(MISAKI, 1)]) for _ in range(5)))
    await m.quiet()
    await m.intake.accept([event(MISAKI, 1)])
    await m.quiet()
    assert await m.statuses(inbox) == ["done", "done"]
    assert [row.lane for row in await m.rows(lanes)] == sorted([MISAKI, ALEX])


async def test_events_of_a_request_are_taken_in_the_order_of_their_time(m: Machine) -> None:
    """Inside a request LINE's timestamp decides, not the place in the list; equal ones stay as they came."""
    first, second, third = (event(MISAKI, number) for number in (1, 2, 3))
    also_third = replace(third, event_id="also third")
    await m.intake.accept([third, also_third, first, second])
    taken: list[str] = []
    m.decide = lambda turn: taken.append(turn.event.event_id)
    await m.quiet()
    assert taken == [first.event_id, second.event_id, third.event_id, "also third"]


async def test_across_requests_arrival_decides(m: Machine) -> None:
    """What arrived earlier is taken earlier, even if it happened later."""
    await m.intake.accept([event(MISAKI, 2)])
    await m.intake.accept([event(MISAKI, 1)])
    taken: list[str] = []
    m.decide = lambda turn: taken.append(turn.event.event_id)
    await m.quiet()
    assert taken == [f"{MISAKI}-2", f"{MISAKI}-1"]


@pytest.mark.parametrize("taken", [False, True])
async def test_a_redelivery_restarts_the_minute_of_an_unused_token(m: Machine, taken: bool) -> None:
    """LINE lets a token live for a minute after each redelivery; so do we, before and after the turn."""
    start = m.clock.now()
    first = with_token(MISAKI, 1, "token", start)
    await m.intake.accept([first])
    m.decide = lambda turn: None
    if taken:
        await m.quiet()
    m.clock.at += 5 * MINUTE
    await m.intake.accept([replace(first, redelivered=True)])
    await m.quiet()
    [token] = await m.rows(reply_tokens)
    assert token.received_at == start + 5 * MINUTE


async def test_a_redelivery_twenty_minutes_later_restarts_nothing(m: Machine) -> None:
    """LINE lets no token live for longer than twenty minutes after its event."""
    start = m.clock.now()
    first = with_token(MISAKI, 1, "token", start)
    await m.intake.accept([first])
    m.decide = lambda turn: None
    await m.quiet()
    m.clock.at += 20 * MINUTE
    await m.intake.accept([replace(first, redelivered=True)])
    [token] = await m.rows(reply_tokens)
    assert token.received_at == start


async def test_a_redelivery_leaves_a_used_token_alone(m: Machine) -> None:
    """A token that the sender has bound is not touched any more."""
    await m.writes(MISAKI, "hello")
    await m.quiet()
    [token] = await m.rows(reply_tokens)
    [row] = await m.rows(inbox)
    again = with_token(MISAKI, 1, token.token, row.occurred_at)
    m.clock.at += 1 * MINUTE
    await m.intake.accept([replace(again, event_id=row.event_id, redelivered=True)])
    assert [each.received_at for each in await m.rows(reply_tokens)] == [token.received_at]


@asynccontextmanager
async def counted_commits(m: Machine) -> Any:
    """Yield a list that grows by one with each commit of the machine's writer."""
    commits: list[int] = []

    def committed(_: Any) -> None:
        commits.append(1)

    engine = m.database._writer.sync_engine
    sql.listen(engine, "commit", committed)
    yield commits
    sql.remove(engine, "commit", committed)


async def test_requests_that_wait_share_one_commit(m: Machine) -> None:
    """Forty requests that wait at the same moment cost at most two commits."""
    m.intake._accepted = lambda new: None
    async with counted_commits(m) as commits:
        await asyncio.gather(*(m.intake.accept([event(person(n), n)]) for n in range(40)))
    assert len(await m.rows(inbox)) == 40
    assert len(commits) <= 2


async def test_no_commit_takes_more_than_five_hundred_events(m: Machine) -> None:
    """A flood is committed in groups of at most 500 events."""
    m.intake._accepted = lambda new: None
    batches = [[event(person(n), n * 100 + k) for k in range(100)] for n in range(11)]
    async with counted_commits(m) as commits:
        await asyncio.gather(*(m.intake.accept(batch) for batch in batches))
    assert len(await m.rows(inbox)) == 1100
    assert len(commits) == 3


async def test_only_the_guilty_request_gets_its_error(m: Machine) -> None:
    """When one request of a group cannot be stored, the others are, and only that one is told so."""
    guilty = replace(event(ALEX, 1), occurred_at=2**70)  # no database stores that
    results: Sequence[BaseException | None] = await asyncio.gather(
        m.intake.accept([event(MISAKI, 1)]),
        m.intake.accept([guilty]),
        m.intake.accept([event(MISAKI, 2)]),
        return_exceptions=True,
    )
    assert [type(each) for each in results] == [type(None), Unavailable, type(None)]
    assert [row.event_id for row in await m.rows(inbox)] == [f"{MISAKI}-1", f"{MISAKI}-2"]


async def test_a_client_that_hangs_up_takes_nobody_along(m: Machine) -> None:
    """When a client goes away, its group is committed all the same, its own events included."""
    staying = asyncio.create_task(m.intake.accept([event(MISAKI, 1)]))
    leaving = asyncio.create_task(m.intake.accept([event(ALEX, 1)]))
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    await m.intake.accept([event(MISAKI, 2)])
    assert {row.event_id for row in await m.rows(inbox)} == {f"{MISAKI}-1", f"{MISAKI}-2", f"{ALEX}-1"}


async def test_patience_ends_after_a_second_and_a_half(
    small: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who cannot be stored in time is told so, is not stored later, and the next one is served."""
    monkeypatch.setattr(border, "PATIENCE", 0.05)
    async with small.database.write():  # somebody holds the database
        waiting = [asyncio.create_task(small.intake.accept([event(MISAKI, n)])) for n in (1, 2)]
        for each in waiting:
            with pytest.raises(Unavailable, match="in time"):
                await each
    await small.intake.accept([event(MISAKI, 3)])
    assert f"{MISAKI}-3" in {row.event_id for row in await small.rows(inbox)}


def test_the_patience_is_shorter_than_lines() -> None:
    """LINE gives up after two seconds."""
    assert border.PATIENCE == 1.5


async def test_a_new_friend_waits_a_second_for_her_profile_and_no_longer(m: Machine) -> None:
    """Her first event is held until LINE has told who she is, or for a second; the others go on."""
    m.intake._accepted = lambda new: None  # nobody asks
    taken: list[str] = []
    m.decide = lambda turn: taken.append(turn.friend.friend_id)
    await m.puts(event(ALEX, 1))
    await m.quiet()
    await m.intake.accept([event(MISAKI, 1), event(ALEX, 2)])
    await m.quiet()
    assert taken == [ALEX, ALEX]
    await m.passes(1 * SECOND - 1)
    assert taken == [ALEX, ALEX]
    await m.passes(1)
    assert taken == [ALEX, ALEX, MISAKI]
