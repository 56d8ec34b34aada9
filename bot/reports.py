"""Reports: answers that need more than a turn loads, such as /stats.

A turn records the wish; the worker reads with a connection of its own and writes the answer into the
outbox in one commit with 'done'. The composition root hands in the readers by kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.events import encode
from bot.models import reports

_open = text("reports.status = 'open'")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for; `params` is JSON."""

    id: str
    kind: str
    asked_by: str
    params: dict[str, Any]
    asked_at: int


async def put(connection: AsyncConnection, wishes: Sequence[Wish]) -> None:
    """Write wishes down in the caller's transaction."""
    if wishes:
        await connection.execute(
            insert(reports),
            [
                {
                    "id": wish.id,
                    "kind": wish.kind,
                    "asked_by": wish.asked_by,
                    "params": encode(wish.params),
                    "asked_at": wish.asked_at,
                    "status": "open",
                }
                for wish in wishes
            ],
        )


async def claim(connection: AsyncConnection) -> Any:
    """Return the oldest open report; None when there is none."""
    oldest = select(reports).where(_open).order_by(reports.c.asked_at).limit(1)
    return (await connection.execute(oldest)).first()


async def finish(connection: AsyncConnection, report_id: str, error: str | None = None) -> bool:
    """Mark a report as answered or failed; returns False when another process was faster."""
    mine = update(reports).where(reports.c.id == report_id, _open)
    ended = await connection.execute(mine.values(status="failed" if error else "done", error=error))
    return ended.rowcount == 1


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget what somebody asked for."""
    await connection.execute(delete(reports).where(reports.c.asked_by == friend_id))
