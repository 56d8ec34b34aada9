"""What the surveys keep of a friend who had her data deleted: nothing."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.tables import enrolments, runs


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget where a friend stands in every survey, her answers included, and her enrolments."""
    await connection.execute(delete(runs).where(runs.c.friend_id == friend_id))
    await connection.execute(delete(enrolments).where(enrolments.c.friend_id == friend_id))
