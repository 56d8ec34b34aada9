"""What the handoff keeps of a person who had her data deleted: nothing."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.tables import conversations, desks


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget a friend's conversations; of an advisor, that she held those of others."""
    await connection.execute(delete(conversations).where(conversations.c.friend_id == friend_id))
    held = update(conversations).where(conversations.c.advisor_id == friend_id)
    await connection.execute(held.values(advisor_id=None, advisor_name=None))
    await connection.execute(delete(desks).where(desks.c.advisor_id == friend_id))
