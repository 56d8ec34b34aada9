"""Wanted rich menus: one row a friend, the last wish wins; LINE is told in the background.

Turns wish, the menu loop applies, `enishi menus sync` brings LINE's menus in line with the content.
https://developers.line.biz/en/docs/messaging-api/use-per-user-rich-menus/
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import Clock
from bot.models import wanted_menus


async def want(connection: AsyncConnection, wishes: Mapping[str, str], now: int, clock: Clock) -> None:
    """Write down which menu each of these friends shall see, whatever we believe that she sees."""
    if not wishes:
        return
    rows = [
        {"friend_id": friend_id, "menu": menu, "wanted": clock.new_id(), "tries": 0, "next_at": now}
        for friend_id, menu in wishes.items()
    ]
    await connection.execute(db.upsert(connection, wanted_menus, keep=("applied", "leased_until")), rows)
