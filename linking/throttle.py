"""Brakes on guessing: so many tries in so long a time, per member ID typed, friend's button and address.

Called by the directory before it looks at a password. Unknown member IDs are braked like known ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import DAY, HOUR, MINUTE, derived_id
from linking.members import folded
from linking.tables import sign_in_tries


@dataclass(frozen=True)
class Brake:
    """At most `most` tries within `window` ms of the first; then none until the window ends."""

    name: str
    most: int
    window: int

    def key(self, value: str) -> str:
        """Return a digest: what people type into the wrong field is not for us to keep."""
        return derived_id("sign-in", self.name, value)


PER_MEMBER = Brake("member", 5, 15 * MINUTE)
PER_FRIEND = Brake("friend", 20, 1 * HOUR)
NEW_BY_FRIEND = Brake("new by friend", 10, 1 * HOUR)
NEW_BY_ADDRESS = Brake("new by address", 300, 1 * HOUR)
"""A whole hall of students may register from one address, and nobody is a member before LINE has said so."""

PER_ADDRESS = Brake("address", 100, 1 * HOUR)
"""Wrong ones only: a whole hall of students may sign in from one address."""


async def try_once(connection: AsyncConnection, brake: Brake, value: str, now: int) -> int | None:
    """Count a try before it is made, so that many at once gain nothing; return until when to wait."""
    statement = db.insert(connection, sign_in_tries).values(key=brake.key(value), tries=1, since=now)
    over = sign_in_tries.c.since <= now - brake.window
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "tries": case((over, 1), else_=sign_in_tries.c.tries + 1),
            "since": case((over, now), else_=sign_in_tries.c.since),
        },
    ).returning(sign_in_tries.c.tries, sign_in_tries.c.since)
    row = (await connection.execute(statement)).one()
    return row.since + brake.window if row.tries > brake.most else None


async def try_all(connection: AsyncConnection, tried: Mapping[Brake, str], now: int) -> int | None:
    """Count a try by several brakes; return until when the longest of them asks to wait."""
    waits = [await try_once(connection, brake, value, now) for brake, value in tried.items()]
    return max((until for until in waits if until is not None), default=None)


async def give_back(connection: AsyncConnection, brake: Brake, value: str) -> None:
    """Let a try count no more, since it was a right one."""
    mine = update(sign_in_tries).where(sign_in_tries.c.key == brake.key(value), sign_in_tries.c.tries > 0)
    await connection.execute(mine.values(tries=sign_in_tries.c.tries - 1))


async def release(connection: AsyncConnection, brake: Brake, value: str) -> None:
    """Forget the tries after a right password."""
    await connection.execute(delete(sign_in_tries).where(sign_in_tries.c.key == brake.key(value)))


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Drop what no longer brakes anybody."""
    await connection.execute(delete(sign_in_tries).where(sign_in_tries.c.since < now - DAY))


async def erase(connection: AsyncConnection, _friend_id: str, member_id: str | None) -> None:
    """Forget the tries of a member if one is named.

    A friend's stay for their day, or deleting everything would be a way to more of them; what is kept is the
    digest of an ID that nobody can guess.
    """
    if member_id is not None:
        await release(connection, PER_MEMBER, folded(member_id))
