"""Promise 7, as far as it is built: nothing timed goes out between 21:00 and 9:00 of the friend's zone."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot import messages
from bot.clock import DAY, HOUR, local
from bot.models import friends
from bot.turn import Turn
from tests.bot.machine import MISAKI, Machine, typed

ZONES = ("Asia/Tokyo", "America/New_York", "Asia/Kathmandu")


@pytest.mark.parametrize("zone", ZONES)
async def test_reminders_of_a_whole_day_come_by_day(m: Machine, zone: str) -> None:
    """A reminder for each hour of a day and an outage in it: every one comes, and none of them at night."""
    shown: list[int] = []

    def decide(turn: Turn) -> None:
        if turn.event.kind == "enishi.timer":
            turn.say(messages.text(turn.event.data["key"]))
        elif typed(turn):
            for hour in range(1, 25):
                turn.remind("hourly", str(hour), turn.now + hour * HOUR)

    m.decide = decide
    await m.writes(MISAKI, "every hour, please")
    await m.quiet()
    async with m.database.write() as connection:
        await connection.execute(update(friends).values(zone=zone))
    for step in [1] * 10 + [5] + [1] * 25:  # five hours without any bot
        await m.passes(step * HOUR)
        shown += [m.clock.now()] * (len(await m.shown(MISAKI)) - len(shown))
    assert len(shown) == 24
    assert all(9 <= local(moment, zone).hour < 21 for moment in shown)
    assert shown[-1] <= m.clock.now() < shown[0] + 2 * DAY
