"""What the handoff keeps of a person who had her data deleted: nothing."""

from __future__ import annotations

import msgspec
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from handoff import incidents
from handoff.tables import acquaintances, audit_log, conversations, desks, notes

NOBODY = b"[]"


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget a friend's conversations; of an advisor, that she held or should not hold those of others."""
    await connection.execute(delete(conversations).where(conversations.c.friend_id == friend_id))
    held = update(conversations).where(conversations.c.advisor_id == friend_id)
    await connection.execute(held.values(advisor_id=None, advisor_name=None))
    left = update(conversations).where(conversations.c.left_by == friend_id)
    await connection.execute(left.values(left_by=None, left_at=None))
    await incidents.erase(connection, friend_id)
    await connection.execute(delete(acquaintances).where(acquaintances.c.friend_id == friend_id))
    known = update(acquaintances).where(acquaintances.c.advisor_id == friend_id)
    await connection.execute(known.values(advisor_id=None))
    await _unavoid(connection, friend_id)
    await connection.execute(delete(notes).where(notes.c.friend_id == friend_id))
    hers = update(notes).where(notes.c.author_id == friend_id)
    await connection.execute(hers.values(author_id="", author_name=""))
    # The log stays what it was, without whom it was about or who it was.
    about = update(audit_log).where(audit_log.c.friend_id == friend_id)
    await connection.execute(about.values(friend_id=None))
    done = update(audit_log).where(audit_log.c.staff_id == friend_id)
    await connection.execute(done.values(staff_id="", staff_name=""))
    await connection.execute(delete(desks).where(desks.c.advisor_id == friend_id))
    once = update(desks).where(db.holds(connection, desks.c.formerly, friend_id))
    await connection.execute(once.values(formerly=NOBODY))
    to_her = update(desks).where(db.holds(connection, desks.c.sent, friend_id))
    await connection.execute(to_her.values(sent=None))


async def _unavoid(connection: AsyncConnection, advisor_id: str) -> None:
    """Take an advisor out of the lists of those whom friends shall not have again."""
    some = select(acquaintances.c.friend_id, acquaintances.c.avoided).where(acquaintances.c.avoided != NOBODY)
    rows = [(row.friend_id, msgspec.json.decode(row.avoided)) for row in await connection.execute(some)]
    changed = [
        {"who": friend_id, "left": msgspec.json.encode([each for each in avoided if each != advisor_id])}
        for friend_id, avoided in rows
        if advisor_id in avoided
    ]
    if changed:
        hers = update(acquaintances).where(acquaintances.c.friend_id == bindparam("who"))
        await connection.execute(hers.values(avoided=bindparam("left")), changed)
