"""What members did elsewhere: kept once, and told to the lane of whoever is linked to them, then or later.

Called by `linking.api` when it is told and by `linking.book` when a link is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any, Literal

import msgspec
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, inbox
from bot.clock import DAY, derived_id
from bot.events import RawEvent, encode
from linking.member_data import MemberEvent
from linking.tables import links, member_events

KIND = "linking.event"
"""The event by which a friend's lane learns what her member did: `event`, `at` (ms) and `data`."""

WAIT = 30 * DAY
"""How long an event of a member who is not linked waits for her link."""

KEPT = 180 * DAY


async def keep(
    connection: AsyncConnection, key: str, told: MemberEvent, now: int
) -> Literal["new", "again", "other"]:
    """Store an event once under its idempotency key; `other` if the key was another event's."""
    row = {
        "key": hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
        "member_id": told.member_id,
        "event": told.event,
        "at": told.at,
        "data": encode(told.data),
        "received_at": now,
    }
    once = db.insert(connection, member_events).on_conflict_do_nothing(index_elements=["key"])
    if (await connection.execute(once.values(row).returning(member_events.c.key))).first():
        return "new"
    same = select(member_events).where(member_events.c.key == row["key"])
    there = (await connection.execute(same)).one()
    names = ("member_id", "event", "at", "data")
    return "again" if all(there._mapping[name] == row[name] for name in names) else "other"


async def deliver(connection: AsyncConnection, member_ids: Collection[str], now: int) -> None:
    """Tell events that no lane has had yet to the lanes of those who are linked to these members."""
    hers = select(member_events, links.c.friend_id.label("lane")).join(
        links, links.c.member_id == member_events.c.member_id
    )
    # A frozen link is in wrong hands, perhaps: what she does waits until it is good again.
    hers = hers.where(member_events.c.member_id.in_(sorted(member_ids)), member_events.c.friend_id.is_(None))
    hers = hers.where(links.c.frozen_at.is_(None))
    fresh = member_events.c.received_at > now - WAIT
    rows = (await connection.execute(hers.where(fresh).order_by(member_events.c.at).limit(500))).all()
    if not rows:
        return
    await inbox.put(connection, [_raw(row, now) for row in rows], now)
    told = update(member_events).where(member_events.c.key == bindparam("k"))
    await connection.execute(
        told.values(friend_id=bindparam("f")), [{"k": row.key, "f": row.lane} for row in rows]
    )


def _raw(row: Any, now: int) -> RawEvent:
    data = msgspec.json.decode(row.data)
    body = encode({"type": KIND, "event": row.event, "at": row.at, "data": data})
    return RawEvent(derived_id(KIND, row.key), row.lane, KIND, body, now)


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Drop what was kept long enough; its key is free again."""
    await connection.execute(delete(member_events).where(member_events.c.received_at < now - KEPT))


async def erase(connection: AsyncConnection, friend_id: str, member_id: str | None) -> None:
    """Forget whose lane was told, and all that a member did if one is named."""
    told = update(member_events).where(member_events.c.friend_id == friend_id)
    await connection.execute(told.values(friend_id=inbox.ERASED))
    if member_id is not None:
        await connection.execute(delete(member_events).where(member_events.c.member_id == member_id))
