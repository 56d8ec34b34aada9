"""Timers: rows that become events when they are due; the event's id is the timer and its version.

Turns set and cancel them; the timer loop fires them. A change of what a timer stands for bumps its version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, inbox
from bot.clock import derived_id
from bot.events import RawEvent, encode
from bot.models import timers

EVENT = "enishi.timer"
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Change:
    """A timer set (version given) or cancelled (version None); `due_at` in ms."""

    friend_id: str
    kind: str
    key: str
    version: str | None
    due_at: int
    data: dict[str, Any]


async def save(connection: AsyncConnection, changes: Sequence[Change]) -> None:
    """Write the last word on each timer."""
    last = {(change.friend_id, change.kind, change.key): change for change in changes}.values()
    gone = [{"f": c.friend_id, "k": c.kind, "y": c.key} for c in last if c.version is None]
    if gone:
        same = (timers.c.friend_id == bindparam("f")) & (timers.c.kind == bindparam("k"))
        await connection.execute(delete(timers).where(same, timers.c.key == bindparam("y")), gone)
    kept = [
        {
            "friend_id": c.friend_id,
            "kind": c.kind,
            "key": c.key,
            "version": c.version,
            "due_at": c.due_at,
            "data": encode(c.data),
        }
        for c in last
        if c.version is not None
    ]
    if kept:
        await connection.execute(db.upsert(connection, timers), kept)


async def fire(connection: AsyncConnection, now: int) -> int:
    """Turn due timers into events for their friends' lanes; returns how many."""
    due = select(timers).where(timers.c.due_at <= now).order_by(timers.c.due_at).limit(AT_ONCE)
    rows = (await connection.execute(due.with_for_update(skip_locked=True))).all()
    if not rows:
        return 0
    await inbox.put(connection, [_event(row) for row in rows], now)
    same = (timers.c.friend_id == bindparam("f")) & (timers.c.kind == bindparam("k"))
    fired = delete(timers).where(same, timers.c.key == bindparam("y"), timers.c.version == bindparam("v"))
    await connection.execute(
        fired, [{"f": r.friend_id, "k": r.kind, "y": r.key, "v": r.version} for r in rows]
    )
    return len(rows)


def _event(row: Any) -> RawEvent:
    body = encode(
        {
            "type": EVENT,
            "timer": row.kind,
            "key": row.key,
            "version": row.version,
            "data": msgspec.json.decode(row.data),
        }
    )
    event_id = derived_id(EVENT, row.friend_id, row.kind, row.key, row.version)
    return RawEvent(event_id, row.friend_id, EVENT, body, row.due_at)


async def next_due(connection: AsyncConnection) -> int | None:
    """Return when the earliest timer is due, in ms."""
    due: int | None = (await connection.execute(select(func.min(timers.c.due_at)))).scalar()
    return due


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget everything that was to happen to a friend."""
    await connection.execute(delete(timers).where(timers.c.friend_id == friend_id))
