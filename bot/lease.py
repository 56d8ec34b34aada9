"""The sender's first half: compose attempts from the heads of recipients' lines and write them down.

Up to five consecutive messages make one attempt, on a free reply token while one lives, else as a push.
The composition of an attempt never changes: its body is stored and sent byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db, inbox
from bot import outbox as lines
from bot.clock import MINUTE, SECOND, Clock, decent
from bot.events import encode
from bot.models import attempts, friends, outbox, reply_tokens
from bot.outcomes import TOKEN_LIFE, Attempt, Method

MOST_BUBBLES = 5
LEASE = 10 * SECOND
HUMAN_PAUSE = 10 * MINUTE
ZONE = "Asia/Tokyo"

_open = text("attempts.status = 'open'")
HEAD = ("id", "recipient", "klass", "message", "pushable", "timed", "expires_at")


@dataclass
class Composed:
    """What one lease decided, for all its recipients, before it is written in bulk."""

    attempts: list[Attempt] = field(default_factory=list)
    bound: list[dict[str, str]] = field(default_factory=list)
    leased: list[dict[str, str]] = field(default_factory=list)
    expired: list[str] = field(default_factory=list)
    deferred: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Limits:
    """What holds for everybody now: only staff's messages go, methods that must wait, no pushes left."""

    stopped: bool = False
    quiet: tuple[Method, ...] = ()
    over_quota: bool = False


async def lease(
    connection: AsyncConnection, now: int, clock: Clock, limit: int, limits: Limits
) -> list[Attempt]:
    """Return attempts to make now: those that are due again, and new ones from the heads of the lines."""
    due = await _due_again(connection, now, limit, limits)
    recipients = await _lock_recipients(connection, limit - len(due), limits.stopped)
    if not recipients:
        return due
    rows = await _heads(connection, recipients)
    tokens = await _tokens(connection, recipients, now)
    composed = _compose(rows, tokens, now, clock, limits)
    await _write(connection, composed, now)
    return due + composed.attempts


async def _due_again(connection: AsyncConnection, now: int, limit: int, limits: Limits) -> list[Attempt]:
    """Lease open attempts whose time has come, among them those of a sender that died."""
    due = select(attempts).where(_open, attempts.c.next_at <= now, attempts.c.leased_until <= now)
    if limits.stopped:
        due = due.where(attempts.c.recipient.in_(_staff()))
    if limits.quiet:
        due = due.where(attempts.c.method.not_in(limits.quiet))
    rows = (await connection.execute(due.limit(limit).with_for_update(skip_locked=True))).all()
    if not rows:
        return []
    nights = await _nights(connection, [row.id for row in rows if row.method == "push"], now)
    # Leased before and never settled: the sender died, and nobody knows whether LINE has it.
    unsure = attempts.c.unsure | (attempts.c.leased_until > 0)
    mine = update(attempts).where(attempts.c.id == bindparam("attempt"))
    mine = mine.values(unsure=unsure, next_at=bindparam("at"), leased_until=bindparam("until"))
    later = [{"attempt": each, "at": morning, "until": 0} for each, morning in nights.items()]
    ours = [row for row in rows if row.id not in nights]
    leased = [{"attempt": row.id, "at": row.next_at, "until": now + LEASE} for row in ours]
    await connection.execute(mine, later + leased)
    return [attempt_of(row, now + LEASE) for row in ours]


async def _nights(connection: AsyncConnection, ids: Sequence[str], now: int) -> dict[str, int]:
    """Return until when those of these attempts must wait that carry what is not said at night."""
    timed = select(outbox.c.attempt_id, friends.c.zone).outerjoin_from(
        outbox, friends, friends.c.friend_id == outbox.c.recipient
    )
    rows = await connection.execute(timed.where(outbox.c.attempt_id.in_(ids), outbox.c.timed))
    mornings = {row.attempt_id: decent(now, row.zone or ZONE) for row in rows}
    return {attempt: morning for attempt, morning in mornings.items() if morning > now}


def attempt_of(row: Any, leased_until: int) -> Attempt:
    """Read an attempt from its row."""
    return Attempt(
        id=row.id,
        recipient=row.recipient,
        method=row.method,
        body=row.body,
        tries=row.tries,
        first_at=row.first_at,
        token_at=row.token_at,
        messages=row.messages,
        unsure=row.unsure or row.leased_until > 0,
        leased_until=leased_until,
    )


def _staff() -> Any:
    return select(friends.c.friend_id).where(friends.c.role.is_not(None))


# Built once, as in bot.inbox.
_recipients: BindParameter[Any] = bindparam("recipients", expanding=True)
_under_way = select(attempts.c.recipient).where(_open)
_wanted = select(outbox.c.recipient).where(lines.waiting, outbox.c.recipient.not_in(_under_way))
_LINES = inbox.owning(_wanted, outbox.c.recipient, outbox.c.seq)
_STAFF_LINES = inbox.owning(_wanted.where(outbox.c.recipient.in_(_staff())), outbox.c.recipient, outbox.c.seq)
_TAKEN = _under_way.where(attempts.c.recipient.in_(_recipients))
_place = func.row_number().over(partition_by=outbox.c.recipient, order_by=outbox.c.seq).label("place")
_ranked = select(outbox, _place).where(lines.waiting, outbox.c.recipient.in_(_recipients)).subquery()
# Twice as many as fit: some may turn out to be expired or deferred.
_HEADS: Select[Any] = (
    select(*(_ranked.c[name] for name in HEAD), friends.c.with_human, friends.c.paused, friends.c.zone)
    .select_from(_ranked.outerjoin(friends, friends.c.friend_id == _ranked.c.recipient))
    .where(_ranked.c.place <= 2 * MOST_BUBBLES)
    .order_by(_ranked.c.seq)
)
_TOKENS: Select[Any] = (
    select(reply_tokens.c.token, reply_tokens.c.friend_id, reply_tokens.c.received_at)
    .where(
        reply_tokens.c.used_by.is_(None),
        reply_tokens.c.friend_id.in_(_recipients),
        reply_tokens.c.received_at > bindparam("after"),
    )
    .order_by(reply_tokens.c.received_at)
)


async def _lock_recipients(connection: AsyncConnection, limit: int, stopped: bool) -> list[str]:
    """Own the lines of recipients that have something waiting and nothing on the way."""
    if limit <= 0:
        return []
    rows = await inbox.own(connection, _STAFF_LINES if stopped else _LINES, limit)
    if not rows:
        return []
    # Once more, now that the lines are ours: another sender may have taken them just before the lock.
    taken = await connection.execute(_TAKEN, {"recipients": db.padded(rows)})
    return sorted(set(rows) - set(taken.scalars()))


async def _heads(connection: AsyncConnection, recipients: Sequence[str]) -> Sequence[Row[Any]]:
    rows: Sequence[Row[Any]] = (await connection.execute(_HEADS, {"recipients": db.padded(recipients)})).all()
    return rows


async def _tokens(
    connection: AsyncConnection, recipients: Sequence[str], now: int
) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for row in await connection.execute(
        _TOKENS, {"recipients": db.padded(recipients), "after": now - TOKEN_LIFE}
    ):
        found.setdefault(row.friend_id, []).append(row)
    return found


def _compose(
    rows: Sequence[Row[Any]],
    tokens: Mapping[str, list[Row[Any]]],
    now: int,
    clock: Clock,
    limits: Limits,
) -> Composed:
    composed = Composed()
    by_recipient: dict[str, list[Row[Any]]] = {}
    for row in rows:
        by_recipient.setdefault(row.recipient, []).append(row)
    for recipient, line in by_recipient.items():
        free = tokens.get(recipient, [])
        ready = _ready(line, bool(free), limits.over_quota, now, composed)
        if ready:
            _attempt(recipient, ready, free, now, clock, limits, composed)
    return composed


def _ready(
    line: Sequence[Row[Any]], free: bool, over_quota: bool, now: int, composed: Composed
) -> list[Row[Any]]:
    """Return what may be sent together; what has expired or must wait leaves the line."""
    ready: list[Row[Any]] = []
    for row in line:
        later = _later(row, now)
        if row.expires_at is not None and row.expires_at <= now:
            composed.expired.append(row.id)
        elif row.klass == "automatic" and row.paused:
            composed.expired.append(row.id)  # she has stopped such messages
        elif later is not None:
            composed.deferred.append({"row": row.id, "later": later})
        elif not free and (over_quota or not row.pushable):
            # Nothing free now, and it may not cost or there is nothing left: it waits until she writes again.
            composed.deferred.append({"row": row.id, "later": None})
        elif len(ready) == MOST_BUBBLES or (ready and row.pushable != ready[0].pushable):
            break
        else:
            ready.append(row)
    return ready


def _later(row: Any, now: int) -> int | None:
    """Return until when a message must wait: for a human to finish, or for a decent hour."""
    if row.klass == "automatic" and row.with_human:
        return now + HUMAN_PAUSE
    if row.timed:
        hour = decent(now, row.zone or ZONE)
        return hour if hour > now else None
    return None


def _attempt(
    recipient: str,
    ready: Sequence[Row[Any]],
    tokens: Sequence[Row[Any]],
    now: int,
    clock: Clock,
    limits: Limits,
    composed: Composed,
) -> None:
    token = tokens[0] if tokens else None
    method: Method = "reply" if token else "push"
    if method in limits.quiet:
        return
    attempt = Attempt(
        id=clock.new_uuid(),
        recipient=recipient,
        method=method,
        body=body(token.token if token else None, recipient, [row.message for row in ready]),
        tries=0,
        first_at=now,
        token_at=token.received_at if token else None,
        messages=len(ready),
        leased_until=now + LEASE,
    )
    composed.attempts.append(attempt)
    composed.leased += [{"row": row.id, "attempt": attempt.id} for row in ready]
    if token:
        composed.bound.append({"t": token.token, "attempt": attempt.id})


def body(token: str | None, recipient: str, messages: Sequence[bytes]) -> bytes:
    """Build a request's body from messages that are JSON already."""
    to = b'"replyToken":' + encode(token) if token else b'"to":' + encode(recipient)
    return b"{" + to + b',"messages":[' + b",".join(messages) + b"]}"


async def _write(connection: AsyncConnection, composed: Composed, now: int) -> None:
    await lines.leave_line(connection, composed.expired, "expired", settled_at=now)
    await lines.defer(connection, composed.deferred)
    if not composed.attempts:
        return
    await write_attempts(connection, composed.attempts)
    await bulk.write(connection, _BIND, composed.bound)
    await bulk.write(connection, _LEASE, composed.leased)


_bound = update(reply_tokens).where(reply_tokens.c.token == bindparam("t"))
_BIND = _bound.values(used_by=bindparam("attempt"))
_leased = update(outbox).where(outbox.c.id == bindparam("row"))
_LEASE = _leased.values(status="leased", attempt_id=bindparam("attempt"))
_ATTEMPT = insert(attempts)


async def write_attempts(connection: AsyncConnection, batch: Sequence[Attempt]) -> None:
    """Write attempts down before they are made; a second open one of a recipient is a uniqueness conflict."""
    rows = [
        {
            "id": attempt.id,
            "recipient": attempt.recipient,
            "method": attempt.method,
            "token_at": attempt.token_at,
            "body": attempt.body,
            "messages": attempt.messages,
            "status": "open",
            "tries": attempt.tries,
            "unsure": attempt.unsure,
            "first_at": attempt.first_at,
            "next_at": attempt.first_at,
            "leased_until": attempt.leased_until,
        }
        for attempt in batch
    ]
    await bulk.write(connection, _ATTEMPT, rows)
