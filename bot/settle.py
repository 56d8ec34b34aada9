"""The sender's second half: write down how attempts ended, for many of them in one go.

What LINE accepted is not sent again; what it did not accept is not dropped silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, lease, outbox, switches
from bot.clock import SECOND, Clock
from bot.compose import body
from bot.models import attempts
from bot.models import outbox as messages
from bot.outcomes import Again, Attempt, Outcome, OverQuota, PushInstead, Refused, Sent, Unknown

Settled = tuple[Attempt, Outcome]
Kind = TypeVar("Kind", Sent, Again, PushInstead, OverQuota, Refused, Unknown)

ENDPOINT_PAUSE = 2 * SECOND
ENDPOINT_MEMORY = 10 * SECOND
"""For how long a recipient who met the rate limit is remembered as the first one."""


async def settle(connection: AsyncConnection, ended: Sequence[Settled], now: int, clock: Clock) -> None:
    """Settle attempts, each as its outcome says."""
    if not ended:
        return
    rows = await _rows(connection, [attempt for attempt, _ in ended])
    await _sent(connection, _of(ended, Sent), rows, now)
    await _again(connection, _of(ended, Again), now)
    await _push_instead(connection, _of(ended, PushInstead), rows, now, clock)
    await _over_quota(connection, _of(ended, OverQuota), rows, now)
    for kind, status in ((Refused, "parked"), (Unknown, "unknown")):
        await _lost(connection, [(a, o) for a, o in ended if isinstance(o, kind)], rows, status, now)


def _of(ended: Sequence[Settled], kind: type[Kind]) -> list[tuple[Attempt, Kind]]:
    return [(attempt, outcome) for attempt, outcome in ended if isinstance(outcome, kind)]


Rows = dict[str, list[tuple[str, bool]]]
"""Per attempt its messages in order: (id, pushable)."""


async def _rows(connection: AsyncConnection, ended: Sequence[Attempt]) -> Rows:
    """Return what attempts carry: as this process remembers it, else as it is written down."""
    rows: Rows = {attempt.id: list(attempt.rows) for attempt in ended if attempt.rows}
    ids = [attempt.id for attempt in ended if not attempt.rows]
    if not ids:
        return rows
    for attempt_id, row_id, pushable in await connection.execute(_MINE, {"ids": ids}):
        rows.setdefault(attempt_id, []).append((row_id, pushable))
    return rows


# Built once, as in bot.inbox.
_MINE = (
    select(messages.c.attempt_id, messages.c.id, messages.c.pushable)
    .where(bulk.among(messages.c.attempt_id, "ids"))
    .order_by(messages.c.seq)
)
_SENT = (
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values(
        status="sent",
        request_id=bindparam("request"),
        tries=attempts.c.tries + 1,
        settled_at=bindparam("now"),
        body=b"",
    )
)
# What LINE has is not kept twice: only its id stays, by which a quote finds it.
_SAID = (
    update(messages)
    .where(messages.c.id == bindparam("row"))
    .values(
        status="sent",
        settled_at=bindparam("now"),
        message=b"{}",
        line_id=bindparam("line"),
        quote_token=bindparam("quote"),
    )
)


async def _close(
    connection: AsyncConnection, closed: Sequence[tuple[Attempt, str, str | None]], now: int
) -> None:
    """End attempts: (attempt, status, error or request id); their bodies are not kept."""
    if not closed:
        return
    done = update(attempts).where(attempts.c.id == bindparam("attempt"))
    done = done.values(
        status=bindparam("ended"),
        error=bindparam("why"),
        tries=attempts.c.tries + 1,
        settled_at=now,
        body=b"",
    )
    await connection.execute(
        done, [{"attempt": a.id, "ended": status, "why": why} for a, status, why in closed]
    )


async def _sent(
    connection: AsyncConnection, ended: Sequence[tuple[Attempt, Sent]], rows: Rows, now: int
) -> None:
    if not ended:
        return
    done = [{"attempt": a.id, "request": outcome.request_id, "now": now} for a, outcome in ended]
    await bulk.write(connection, _SENT, done)
    values = []
    for attempt, outcome in ended:
        for number, (row_id, _) in enumerate(rows.get(attempt.id, [])):
            line_id, quote = outcome.messages[number] if number < len(outcome.messages) else (None, None)
            values.append({"row": row_id, "line": line_id, "quote": quote, "now": now})
    await bulk.write(connection, _SAID, values)


async def _again(connection: AsyncConnection, ended: Sequence[tuple[Attempt, Again]], now: int) -> None:
    if not ended:
        return
    later = update(attempts).where(attempts.c.id == bindparam("attempt"))
    later = later.values(
        next_at=bindparam("at"),
        error=bindparam("why"),
        unsure=bindparam("doubt"),
        tries=attempts.c.tries + 1,
        leased_until=0,
    )
    rows = [{"attempt": a.id, "at": o.at, "why": o.error, "doubt": a.unsure or o.unsure} for a, o in ended]
    await connection.execute(later, rows)
    for method in ("reply", "push"):
        throttled = {a.recipient for a, o in ended if not o.unsure and a.method == method}
        if throttled:
            await _spare(connection, method, throttled, now)


async def _spare(connection: AsyncConnection, method: str, throttled: set[str], now: int) -> None:
    """Give an endpoint a rest once LINE's rate limit meets a second recipient: then it is not the person."""
    before = (await switches.read(connection)).get(f"throttled:{method}", "0:")
    at, _, recipient = before.partition(":")
    if len(throttled | {recipient}) > 1 and (len(throttled) > 1 or int(at) > now - ENDPOINT_MEMORY):
        await switches.set_value(connection, f"quiet:{method}", str(now + ENDPOINT_PAUSE), now)
    await switches.set_value(connection, f"throttled:{method}", f"{now}:{min(throttled)}", now)


async def _push_instead(
    connection: AsyncConnection,
    ended: Sequence[tuple[Attempt, PushInstead]],
    rows: Rows,
    now: int,
    clock: Clock,
) -> None:
    """Say by push what a dead token could not say, under a key of its own; where no push may be, it waits."""
    if not ended:
        return
    await _close(connection, [(attempt, "refused", outcome.error) for attempt, outcome in ended], now)
    await _drop_taken_back(connection, [attempt.id for attempt, _ in ended], now)
    waiting = [r for a, _ in ended for r, pushable in rows.get(a.id, []) if not pushable]
    await outbox.defer(connection, [{"row": row_id, "later": None} for row_id in waiting])
    pushed = {a.id: a for a, _ in ended if rows.get(a.id) and rows[a.id][0][1]}
    bodies = await _bodies(connection, list(pushed))
    if not bodies:
        return
    fresh = {
        old: replace(
            attempt,
            id=clock.new_uuid(),
            method="push",
            tries=0,
            unsure=False,
            first_at=now,
            token_at=None,
            leased_until=0,
            messages=len(bodies[old]),
            body=body(None, attempt.recipient, bodies[old]),
        )
        for old, attempt in pushed.items()
        if old in bodies
    }
    await lease.write_attempts(connection, list(fresh.values()))
    moved = (
        update(messages).where(messages.c.attempt_id == bindparam("old"), messages.c.status == "leased")
    ).values(attempt_id=bindparam("new"))
    await connection.execute(moved, [{"old": old, "new": attempt.id} for old, attempt in fresh.items()])


async def _drop_taken_back(connection: AsyncConnection, ids: Sequence[str], now: int) -> None:
    """Give up messages that their writer has taken back while they were under way."""
    empty = update(messages).where(messages.c.attempt_id.in_(ids), messages.c.message == b"{}")
    await connection.execute(empty.values(status="dropped", settled_at=now))


async def _bodies(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[bytes]]:
    mine = select(messages.c.attempt_id, messages.c.message).where(messages.c.attempt_id.in_(ids))
    mine = mine.where(messages.c.status == "leased")
    found: dict[str, list[bytes]] = {}
    for row in await connection.execute(mine.order_by(messages.c.seq)):
        found.setdefault(row.attempt_id, []).append(row.message)
    return found


async def _over_quota(
    connection: AsyncConnection, ended: Sequence[tuple[Attempt, OverQuota]], rows: Rows, now: int
) -> None:
    """The month is used up: the messages wait until she writes again, and come free then."""
    if not ended:
        return
    await _close(connection, [(attempt, "refused", outcome.error) for attempt, outcome in ended], now)
    await _drop_taken_back(connection, [attempt.id for attempt, _ in ended], now)
    waiting = [row_id for attempt, _ in ended for row_id, _ in rows.get(attempt.id, [])]
    await outbox.defer(connection, [{"row": row_id, "later": None} for row_id in waiting])


async def _lost(
    connection: AsyncConnection,
    ended: Sequence[tuple[Attempt, Refused | Unknown]],
    rows: Rows,
    status: str,
    now: int,
) -> None:
    """Take messages that LINE will not show, or may have shown, out of their line; both are counted."""
    if not ended:
        return
    kind = "refused" if status == "parked" else "unknown"
    await _close(connection, [(attempt, kind, outcome.error) for attempt, outcome in ended], now)
    theirs = [(row_id, outcome.error) for attempt, outcome in ended for row_id, _ in rows.get(attempt.id, [])]
    if theirs:
        gone = update(messages).where(messages.c.id == bindparam("row"))
        gone = gone.values(status=status, settled_at=now, error=bindparam("why"))
        await connection.execute(gone, [{"row": row_id, "why": why} for row_id, why in theirs])
