"""What the operator's own system is to be told: which friend's which thing, never what it says.

A turn wishes it in the commit that made it true, and the courier tells it as it is by then. So the last wish
wins, nothing is told that she has taken back meanwhile, and each friend's things are told in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db
from bot.clock import DAY, HOUR, MINUTE, SECOND
from bot.db import Millis, metadata

DELAYS = (10 * SECOND, 1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 1 * DAY)
"""From one try to the next; the last one again and again."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("friend_id", Text, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("wanted_at", Millis, nullable=False),
    Column("status", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Millis, nullable=False),
    Column("leased_until", Millis, nullable=False),
    Column("error", Text),
    Index(
        "ix_deliveries_waiting",
        "next_at",
        postgresql_where=text("status = 'waiting'"),
        sqlite_where=text("status = 'waiting'"),
    ),
    comment="deliveries: what the operator's own system is to be told of a friend, as it is when it is told",
)

NOBODY = ""
"""Of what is told for a member's safety, whatever a friend has deleted meanwhile: whoever holds a phone that
is not hers could otherwise delete the news of it."""

OWED = 30 * DAY
"""How long such news waits for a system that does not take it."""

LEASE = 30 * SECOND
_waiting = text("deliveries.status = 'waiting'")  # a literal: a bound status cannot use the partial index


class Wish(Struct, frozen=True):
    """One thing to be told; `id` is new with each wish and is its idempotency key."""

    friend_id: str
    kind: str
    key: str
    id: str
    tries: int = 0
    wanted_at: int = 0


class Told(Struct, frozen=True):
    """How a try ended: taken, or with an error; `final` if another try would end the same way."""

    wish: Wish
    error: str | None = None
    final: bool = False


async def want(connection: AsyncConnection, wishes: Sequence[Wish], now: int) -> None:
    """Write wishes down in the caller's transaction, each in place of an earlier one for the same thing."""
    last = {(wish.friend_id, wish.kind, wish.key): wish for wish in wishes}.values()
    rows = [
        {
            "friend_id": wish.friend_id,
            "kind": wish.kind,
            "key": wish.key,
            "id": wish.id,
            "wanted_at": now,
            "status": "waiting",
            "tries": 0,
            "next_at": now,
            "leased_until": 0,
            "error": None,
        }
        for wish in last
    ]
    # What is under way stays so: two tries for one friend at a time could cross.
    await bulk.write(connection, db.upsert(connection, deliveries, keep=("leased_until",)), rows)


async def due(connection: AsyncConnection, now: int) -> bool:
    """Tell whether anything may be told now."""
    any_due = select(deliveries.c.id).where(_waiting, deliveries.c.next_at <= now).limit(1)
    return (await connection.execute(any_due)).first() is not None


async def lease(connection: AsyncConnection, now: int, limit: int) -> list[Wish]:
    """Return things to be told now, each friend's oldest alone; whoever dies with them loses them in time."""
    older = deliveries.alias()
    before = exists().where(
        older.c.friend_id == deliveries.c.friend_id,
        older.c.status == "waiting",
        older.c.id < deliveries.c.id,
    )
    free = select(deliveries).where(_waiting, deliveries.c.next_at <= now, deliveries.c.leased_until <= now)
    mine = free.where(~before).order_by(deliveries.c.id).limit(limit)
    rows = (await connection.execute(mine.with_for_update(skip_locked=True, of=deliveries))).all()
    if rows:
        taken = _same(update(deliveries)).values(leased_until=now + LEASE)
        await connection.execute(taken, [_names(row) for row in rows])
    return [Wish(row.friend_id, row.kind, row.key, row.id, row.tries, row.wanted_at) for row in rows]


async def settle(connection: AsyncConnection, told: Sequence[Told], now: int) -> None:
    """Write down how tries ended; what was wished anew meanwhile stays waiting."""
    if not told:
        return
    await connection.execute(
        _same(update(deliveries)).values(leased_until=0), [_names(each.wish) for each in told]
    )
    done = [_names(each.wish) for each in told if each.error is None]
    if done:
        this = _same(delete(deliveries)).where(deliveries.c.id == bindparam("i"))
        await connection.execute(this, done)
    failed = [_failed(each, now) for each in told if each.error is not None]
    if failed:
        this_too = _same(update(deliveries)).where(deliveries.c.id == bindparam("i"))
        names = ("status", "tries", "next_at", "error")
        changed = this_too.values({name: bindparam(f"new_{name}") for name in names})
        await connection.execute(changed, failed)


def _failed(told: Told, now: int) -> dict[str, Any]:
    wish = told.wish
    return _names(wish) | {
        "new_status": "parked" if told.final else "waiting",
        "new_tries": wish.tries + 1,
        "new_next_at": now + DELAYS[min(wish.tries, len(DELAYS) - 1)],
        "new_error": told.error,
    }


async def retry_parked(connection: AsyncConnection, now: int) -> None:
    """Try what was refused again."""
    refused = update(deliveries).where(deliveries.c.status == "parked")
    await connection.execute(refused.values(status="waiting", tries=0, next_at=now))


def _same(statement: Any) -> Any:
    return statement.where(
        deliveries.c.friend_id == bindparam("f"),
        deliveries.c.kind == bindparam("k"),
        deliveries.c.key == bindparam("y"),
    )


def _names(row: Any) -> dict[str, Any]:
    return {"f": row.friend_id, "k": row.kind, "y": row.key, "i": row.id}


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Give up what was owed to members for too long."""
    old = (deliveries.c.friend_id == NOBODY) & (deliveries.c.wanted_at < now - OWED)
    await connection.execute(delete(deliveries).where(old))


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget what was to be told of a friend."""
    await connection.execute(delete(deliveries).where(deliveries.c.friend_id == friend_id))
