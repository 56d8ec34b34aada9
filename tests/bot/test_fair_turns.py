"""Under more load than one batch holds, whoever has waited longest comes first, whatever her id is."""

from __future__ import annotations

from bot import inbox, lease
from bot.compose import Limits
from tests.bot.machine import Machine, event, person

CROWD = 30


async def test_the_lane_that_has_waited_longest_is_taken_first(m: Machine) -> None:
    """Of thirty lanes with open events the ten oldest are claimed."""
    for number in reversed(range(CROWD)):
        await m.puts(event(person(number), number))
    async with m.database.write() as connection:
        claimed = await inbox.claim(connection, m.clock.now(), 10)
    assert set(claimed) == {person(number) for number in range(CROWD - 10, CROWD)}


async def test_the_line_that_has_waited_longest_is_sent_first(m: Machine) -> None:
    """Of thirty recipients the ten whose message has waited longest are served."""
    await m.puts(*(event(person(number), number, "quiet") for number in range(CROWD)))
    for number in reversed(range(CROWD)):
        await m.tells(person(number), "hello")
    async with m.database.write() as connection:
        leased = await lease.lease(connection, m.clock.now(), m.clock, 10, Limits())
    assert {each.recipient for each in leased} == {person(number) for number in range(CROWD - 10, CROWD)}
