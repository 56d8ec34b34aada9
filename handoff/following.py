"""A member goes on from another LINE: the conversations that she has had go with her."""

from __future__ import annotations

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.tables import conversations


async def follow(connection: AsyncConnection, old: str, new: str) -> None:
    """Give a friend's finished conversations to the friend that she is now; the caller has her old lane."""
    hers = update(conversations).where(conversations.c.friend_id == old)
    # A literal, as wherever a status is looked for; one that is open has been ended in her old lane.
    await connection.execute(hers.where(text("conversations.status = 'done'")).values(friend_id=new))
