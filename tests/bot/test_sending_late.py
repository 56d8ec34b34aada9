"""What happens to a message while it waits: night falls, it is taken back, its sender sleeps."""

from __future__ import annotations

from bot import lease, outbox
from bot.clock import HOUR, MINUTE, SECOND, local
from bot.compose import Limits
from bot.models import attempts
from bot.models import outbox as messages
from tests.bot.machine import MISAKI, SATO, Machine

EVENING = 9 * HOUR - MINUTE
"""From the machine's noon until a minute before nine in the evening."""


async def test_a_reminder_is_not_repeated_at_night(m: Machine) -> None:
    """What LINE does not take at 20:59 is tried again in the morning, not all night long."""
    await m.follows(MISAKI)
    await m.passes(EVENING - 10 * MINUTE)
    assert f"{local(m.clock.now(), 'Asia/Tokyo'):%H:%M}" == "20:59"
    await m.faults({"endpoint": "push", "kind": "500", "count": 3})
    await m.tells(MISAKI, "remember", timed=True)
    await m.quiet()
    for _ in range(13 * 4):
        await m.passes(15 * MINUTE)
        shown = await m.shown(MISAKI)
        assert not shown or 9 <= local(m.clock.now(), "Asia/Tokyo").hour < 21
    assert shown == ["remember"]


async def test_a_reminder_of_a_dead_sender_waits_for_the_morning(m: Machine) -> None:
    """A sender dies with a reminder in its hands at 20:59; whoever starts at night leaves it for the day."""
    await m.follows(MISAKI)
    await m.passes(EVENING - 10 * MINUTE)
    await m.tells(MISAKI, "remember", timed=True)
    async with m.database.write() as connection:
        assert await lease.lease(connection, m.clock.now(), m.clock, 1, Limits())
    await m.passes(2 * HOUR)
    assert await m.shown(MISAKI) == []
    await m.passes(11 * HOUR)
    assert await m.shown(MISAKI) == ["remember"]


async def test_a_sender_that_slept_too_long_leaves_its_attempt_to_the_next(m: Machine) -> None:
    """A process sleeps between lease and call while another sends: its late call is not made."""
    await m.writes(MISAKI, "hello")
    await m.worker.step()
    async with m.database.write() as connection:
        [attempt] = await lease.lease(connection, m.clock.now(), m.clock, 1, Limits())
    m.clock.at += 11 * SECOND
    other = m.new_sender()
    await other.step()
    while not other._ended:
        await other.quiet()
    await m.sender._deliver(attempt)
    await m.sender.step()
    await m.quiet()
    await other.drain()
    await m.quiet()
    assert await m.shown(MISAKI) == ["hello"]


async def test_what_a_throttled_attempt_carries_can_still_be_taken_back(m: Machine) -> None:
    """LINE has certainly not taken it: it is withdrawn, nothing of it stays, its neighbour still comes."""
    await m.follows(SATO)
    await m.faults({"endpoint": "push", "kind": "429_rate", "count": 1})
    await m.tells(SATO, "secret", klass="human", message_id="1")
    await m.tells(SATO, "neighbour", klass="human", message_id="2")
    await m.quiet()
    async with m.database.write() as connection:
        await outbox.erase(connection, ["1"], m.clock.now())
    bodies = [row.body for row in await m.rows(attempts)] + [row.message for row in await m.rows(messages)]
    assert not any(b"secret" in body for body in bodies)
    for _ in range(5):
        await m.passes(10 * SECOND)
    assert await m.shown(SATO) == ["neighbour"]


async def test_what_expires_while_line_refuses_it_is_not_repeated(m: Machine) -> None:
    """LINE has certainly not taken a throttled push: what is out of time goes, its neighbour still comes."""
    await m.follows(SATO)
    await m.faults({"endpoint": "push", "kind": "429_rate", "count": 1})
    await m.tells(SATO, "too late", klass="human", expires_at=m.clock.now() + 1)
    await m.tells(SATO, "neighbour", klass="human")
    await m.quiet()
    for _ in range(5):
        await m.passes(10 * SECOND)
    assert await m.shown(SATO) == ["neighbour"]
    assert await m.statuses(messages) == ["expired", "sent"]


async def test_what_line_may_have_is_repeated_although_it_has_expired(m: Machine) -> None:
    """Only the same key tells whether LINE has a push of unknown fate: its message is not called expired."""
    await m.follows(SATO)
    await m.faults({"endpoint": "push", "kind": "reset_after", "count": 1})
    await m.tells(SATO, "in time", klass="human", expires_at=m.clock.now() + 1)
    await m.quiet()
    for _ in range(5):
        await m.passes(10 * SECOND)
    assert await m.shown(SATO) == ["in time"]
    assert await m.statuses(messages) == ["sent"]
