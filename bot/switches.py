"""Switches that all processes obey: the stop switch, the published content, an endpoint that needs a rest."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import MINUTE, month_start
from bot.models import switches

STOPPED = "stopped"
CONTENT = "content"
FOLDER = "folder"
"""Which published content this is about, and which is the folder's beneath the words laid over it."""
SWEPT = "swept"
"""By which rules all friends were looked at, since when, and how far that has come."""
OVER_QUOTA = "over_quota"
"""Since when the month's messages are used up; the kind of the events by which lanes learn of it, too."""
ASK_AGAIN = 10 * MINUTE
SURVEY = "survey:"
"""What goes before a survey's id in the name of the switch that keeps it from beginning."""


async def read(connection: AsyncConnection) -> dict[str, str]:
    """Return all switches that are set."""
    return {
        row.name: row.value for row in await connection.execute(select(switches.c.name, switches.c.value))
    }


def is_over_quota(flags: Mapping[str, str], now: int) -> bool:
    """Tell whether a push would only be refused; asked again now and then, since a plan can be changed."""
    since = int(flags.get(OVER_QUOTA) or 0)
    return since >= month_start(now) and now - since < ASK_AGAIN


async def set_value(
    connection: AsyncConnection, name: str, value: str, now: int, by: str | None = None
) -> None:
    """Set a switch; an empty value clears it."""
    row = {"name": name, "value": value, "at": now, "by": by}
    await connection.execute(db.upsert(connection, switches), [row])


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget who threw a switch, whom a rate limit met, and how far a sweep has come if it was to her."""
    mine = update(switches).where(switches.c.by == friend_id)
    await connection.execute(mine.values(by=None))
    await connection.execute(delete(switches).where(switches.c.value.endswith(f":{friend_id}")))
