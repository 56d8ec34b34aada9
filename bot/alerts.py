"""What all admins must know at once: written into their lines in the transaction that found it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import outbox
from bot.clock import Clock
from bot.models import friends
from bot.outbox import Draft


async def tell_admins(
    connection: AsyncConnection,
    clock: Clock,
    message: Mapping[str, Any],
    cause: str,
    *,
    pushable: bool = True,
) -> None:
    """Tell every admin; with `pushable` false it waits for their next free reply."""
    admins = select(friends.c.friend_id).where(friends.c.role == "admin")
    drafts = [
        Draft(
            id=clock.new_id(),
            recipient=admin,
            klass="account",
            message=message,
            created_at=clock.now(),
            cause=cause,
            pushable=pushable,
        )
        for admin in (await connection.execute(admins)).scalars()
    ]
    await outbox.put(connection, drafts)
