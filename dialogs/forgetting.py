"""What the surveys keep of a friend who had her data deleted: nothing."""

from __future__ import annotations

from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.tables import earlier_runs, enrolments, rewordings, runs


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget where a friend stands in surveys, and her enrolments; of a former admin, that she reworded."""
    await connection.execute(delete(runs).where(runs.c.friend_id == friend_id))
    await connection.execute(delete(earlier_runs).where(earlier_runs.c.friend_id == friend_id))
    await connection.execute(delete(enrolments).where(enrolments.c.friend_id == friend_id))
    hers = rewordings.c.by == friend_id
    await connection.execute(delete(rewordings).where(hers, text("rewordings.status = 'draft'")))
    await connection.execute(update(rewordings).where(hers).values(by=""))
    undone = update(rewordings).where(rewordings.c.undone_by == friend_id)
    await connection.execute(undone.values(undone_by=""))
