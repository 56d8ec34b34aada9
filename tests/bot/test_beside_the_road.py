"""What happens beside the road: profiles of new friends, and answers that need more than a turn loads."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot import messages
from bot.clock import SECOND
from bot.messages import Message
from bot.models import outbox, profiles, reports
from bot.reporter import Reporter
from bot.turn import Turn
from tests.bot.machine import ALEX, BOT, MISAKI, Machine, typed


async def test_a_new_friend_is_known_when_her_first_event_is_taken(m: Machine) -> None:
    """LINE is asked once, before her first turn; her name and language are there."""
    names: list[tuple[str, str]] = []
    m.decide = lambda turn: names.append((turn.friend.name, turn.friend.speaks))
    for words in ("hi", "again"):
        await m.writes(ALEX, words)
        await m.quiet()
    assert names == [("Alex", "en")] * 2
    assert len(await m.requests(ALEX)) == 1


@pytest.mark.parametrize("kind", ["500", "timeout_before"])
async def test_a_profile_that_line_does_not_tell_costs_a_second_at_most(m: Machine, kind: str) -> None:
    """When LINE fails, her first event is taken after a second without a name."""
    names: list[str] = []
    m.decide = lambda turn: names.append(turn.friend.name)
    await m.faults({"endpoint": "/v2/bot/profile/{userId}", "kind": kind, "seconds": 0.01})
    await m.writes(MISAKI, "hi")
    await m.quiet()
    assert names == []
    await m.passes(1 * SECOND)
    assert names == [""]


async def test_somebody_who_has_blocked_has_no_profile_and_waits_for_none(m: Machine) -> None:
    """LINE's 404 is an answer: it is noted, and her event goes on at once."""
    taken: list[str] = []
    m.decide = lambda turn: taken.append(turn.event.kind)
    await m.control("POST", f"users/{MISAKI}/follow")
    await m.quiet()
    async with m.database.write() as connection:
        for table in ("lanes", "profiles", "inbox"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")
    await m.control("POST", f"users/{MISAKI}/block")
    await m.quiet()
    assert taken == ["follow", "unfollow"]
    assert [row.display_name for row in await m.rows(profiles)] == [None]


def asks(turn: Turn) -> None:
    """Ask, as staff, for the report that was typed."""
    if typed(turn):
        turn.friend.role = "admin"
        turn.ask_report(typed(turn), words="two")


async def reader(_connection: Any, asker: Any, params: Any, _now: int) -> list[Message]:
    """Answer with two bubbles."""
    return [messages.text(f"one for {asker.name}"), messages.text(params["words"])]


async def test_an_instant_answer_shows_no_animation(m: Machine) -> None:
    """The report comes by the outbox as the bot's, free, and nothing is shown before it."""
    m.decide, m.readers["stats"] = asks, reader
    await m.writes(ALEX, "stats")
    await m.quiet()
    assert await m.shown(ALEX) == ["one for Alex", "two"]
    assert await m.methods() == ["reply"]
    assert await m.requests("start") == []
    assert await m.statuses(reports) == ["done"]


async def test_a_slow_answer_is_preceded_by_the_loading_animation(small: Machine) -> None:
    """Who waits for longer than a second sees that something is coming, before it comes."""

    async def slow(_connection: Any, _asker: Any, _params: Any, _now: int) -> list[Message]:
        while not await small.requests("start"):
            pass  # until LINE has heard of it
        return [messages.text("at last")]

    small.decide, small.readers["stats"] = asks, slow
    await small.writes(ALEX, "stats")
    async with asyncio.timeout(10):
        await small.quiet()
    [shown] = await small.requests("start")
    assert (shown["body"]["chatId"], shown["status"]) == (ALEX, 202)
    assert await small.shown(ALEX) == ["at last"]


async def test_a_report_that_fails_stops_no_other(m: Machine) -> None:
    """An unknown kind or a bug in a reader ends that report alone, and its words stay out of the error."""

    async def broken(*_: Any) -> list[Message]:
        raise ValueError("what she typed")

    m.decide = asks
    m.readers |= {"broken": broken, "stats": reader}
    for words in ("nonsense", "broken", "stats"):
        await m.writes(ALEX, words)
    await m.quiet()
    found = await m.rows(reports)
    assert sorted(row.status for row in found) == ["done", "failed", "failed"]
    assert "typed" not in str([row.error for row in found])
    assert await m.shown(ALEX) == ["one for Alex", "two"]


async def test_two_reporters_answer_once(m: Machine) -> None:
    """Two processes that read the same report at the same time write one answer."""
    m.decide, m.readers["stats"] = asks, reader
    await m.writes(ALEX, "stats")
    await m.worker.step()
    other = Reporter(m.database, m.clock, m.line, m.bells, m.readers, lambda _: BOT)
    await asyncio.gather(m.reporter.step(), other.step())
    assert len(await m.rows(outbox)) == 2
