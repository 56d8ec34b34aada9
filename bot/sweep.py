"""The hourly sweep: what has served its purpose goes, and nobody's words stay for ever.

Called by the app's loop; rooms have sweeps of their own, handed in by the composition root.
"""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import DAY, HOUR
from bot.models import attempts, inbox, outbox, reply_tokens

TOKENS = 1 * HOUR
SETTLED = 100 * DAY
"""Longer than a month and its bill, so that figures of the last month can still be counted."""

TAKEN = 180 * DAY
"""How long taken events are kept: what a friend wrote is in them."""


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Delete dead reply tokens, settled requests and messages, and events that were taken long ago."""
    await connection.execute(delete(reply_tokens).where(reply_tokens.c.received_at < now - TOKENS))
    await connection.execute(delete(attempts).where(attempts.c.settled_at < now - SETTLED))
    ended = outbox.c.status.in_(("sent", "expired", "dropped", "unknown"))
    await connection.execute(delete(outbox).where(ended, outbox.c.settled_at < now - SETTLED))
    taken = delete(inbox).where(inbox.c.status == "done", inbox.c.accepted_at < now - TAKEN)
    await connection.execute(taken)
