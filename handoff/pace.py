"""How long it usually takes until a person answers first: measured, and said only when enough tells.

The room reads it now and then; whoever asks for a human is told.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import DAY, MINUTE
from handoff.roster import Roster
from handoff.tables import conversations
from handoff.voices import Say

WEEKS = 28 * DAY
ENOUGH = 10
"""Conversations below which nothing is said: a few prove nothing."""

MOST = 200
FRESH = 10 * MINUTE
_answered = text("conversations.answered_at IS NOT NULL")


class Measured:
    """What this process has measured, anew every ten minutes."""

    def __init__(self) -> None:
        self._at: int | None = None
        self._usual: int | None = None

    async def usual(self, connection: AsyncConnection, roster: Roster, now: int) -> int | None:
        """Return the median of the first answers of the last four weeks, in ms of business time."""
        if self._at is None or not 0 <= now - self._at < FRESH:
            asked, answered = conversations.c.asked_at, conversations.c.answered_at
            lately = select(asked, answered).where(_answered, answered > now - WEEKS)
            rows = (await connection.execute(lately.order_by(answered.desc()).limit(MOST))).all()
            self._at, self._usual = now, median([roster.between(*row) for row in rows])
        return self._usual


def median(waits: Sequence[int]) -> int | None:
    """Return the median of waits, None if there are too few to say."""
    return round(statistics.median(waits)) if len(waits) >= ENOUGH else None


def about(wait: int, _: Say) -> str:
    """Say a wait as people do: by five minutes, after half an hour by ten, then by half hours."""
    minutes = -(-wait // MINUTE)
    if minutes <= 60:
        step = 5 if minutes <= 30 else 10
        return _("about {minutes} min").format(minutes=max(5, -(-minutes // step) * step))
    halves = -(-minutes // 30)
    if halves % 2:
        return _("about {hours} and a half hours").format(hours=halves // 2)
    return _("about {hours} hours").format(hours=halves // 2)
