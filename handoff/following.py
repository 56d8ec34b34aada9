"""A member goes on from another LINE: the conversations that she has had go with her, and her advisor."""

from __future__ import annotations

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from handoff.tables import acquaintances, conversations


async def follow(connection: AsyncConnection, old: str, new: str) -> None:
    """Give what a friend had with advisors to the friend that she is now; the caller has her old lane.

    Whom she knows by now on her new LINE stays.
    """
    hers = update(conversations).where(conversations.c.friend_id == old)
    # A literal, as wherever a status is looked for; one that is open has been ended in her old lane.
    await connection.execute(hers.where(text("conversations.status = 'done'")).values(friend_id=new))
    known = select(acquaintances).where(acquaintances.c.friend_id == old)
    row = (await connection.execute(known)).first()
    if row is not None:
        once = db.insert(connection, acquaintances).on_conflict_do_nothing(index_elements=["friend_id"])
        await connection.execute(once.values({**row._mapping, "friend_id": new}))
        await connection.execute(delete(acquaintances).where(acquaintances.c.friend_id == old))
