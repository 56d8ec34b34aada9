"""What conversations have cost: LINE bills requests that are pushed, not bubbles, and replies are free.

Read beside a turn for `/done`, and by reports; a request that carries several conversations counts for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import attempts, outbox
from bot.outbox import deferred
from bot.turn import Turn

_sent = text("attempts.status = 'sent'")
_ours = text("outbox.conversation IS NOT NULL")


@dataclass(frozen=True)
class Bill:
    """Requests that LINE has taken: free replies, billed pushes; `bubbles` is what they carried together."""

    free: int = 0
    billed: int = 0
    bubbles: int = 0


def mark(turn: Turn, conversation: str, *, everything: bool) -> None:
    """Note on what a turn says to which conversation it belongs: all of it, or what is between the two."""
    turn.drafts = [
        replace(draft, conversation=conversation)
        if everything or draft.about or draft.klass == "human"
        else draft
        for draft in turn.drafts
    ]


async def read(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Bill]:
    """Return what each of these conversations has cost so far."""
    mine = _counted(outbox.c.conversation).where(_ours, outbox.c.conversation.in_(ids))
    rows = await connection.execute(mine.group_by(outbox.c.conversation))
    return {row[0]: Bill(*row[1:]) for row in rows}


async def total(connection: AsyncConnection, since: int, until: int) -> Bill:
    """Return what all conversations together have cost in a span (ms), each request once."""
    then = _counted(text("1")).where(_ours, attempts.c.settled_at >= since, attempts.c.settled_at < until)
    row = (await connection.execute(then)).one()
    return Bill(*row[1:])


async def unseen(connection: AsyncConnection, advisors: Sequence[str]) -> dict[str, int]:
    """Return how many messages wait for each of these people until they ask for them."""
    waits = select(outbox.c.recipient, func.count()).where(deferred, outbox.c.not_before.is_(None))
    rows = await connection.execute(
        waits.where(outbox.c.recipient.in_(advisors)).group_by(outbox.c.recipient)
    )
    return {row[0]: row[1] for row in rows}


def _counted(by: Any) -> Any:
    def requests(method: str) -> Any:
        return func.count(attempts.c.id.distinct()).filter(attempts.c.method == method)

    counted = select(by, requests("reply"), requests("push"), func.count())
    return counted.join_from(outbox, attempts, attempts.c.id == outbox.c.attempt_id).where(_sent)


def words(bill: Bill, _: Callable[[str], str]) -> str:
    """Say what a conversation has cost, in one line."""
    return _("{free} free, {billed} billed").format(free=bill.free, billed=bill.billed)
