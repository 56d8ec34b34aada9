"""The sender's first half: own recipients' lines, and write attempts down before they are made.

The composition of an attempt never changes: its body is stored and sent byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, inbox
from bot import outbox as lines
from bot.clock import Clock, decent
from bot.compose import LEASE, MOST_BUBBLES, ZONE, Composed, Head, Limits, Token, compose
from bot.models import attempts, friends, outbox, reply_tokens
from bot.outcomes import TOKEN_LIFE, Attempt

_open = text("attempts.status = 'open'")
HEAD = ("id", "recipient", "klass", "message", "pushable", "timed", "expires_at")


async def lease(
    connection: AsyncConnection, now: int, clock: Clock, limit: int, limits: Limits
) -> list[Attempt]:
    """Return attempts to make now: those that are due again, and new ones from the heads of the lines."""
    due = await _due_again(connection, now, limit, limits)
    recipients = await _lock_recipients(connection, limit - len(due), limits.stopped)
    return due + await lease_lines(connection, recipients, now, clock, limits)


async def lease_lines(
    connection: AsyncConnection, recipients: Sequence[str], now: int, clock: Clock, limits: Limits
) -> list[Attempt]:
    """Return new attempts from the heads of these recipients' lines, whose lanes the caller must own."""
    if not recipients:
        return []
    # Only now, when the lines are ours: another sender may have taken from them just before.
    taken = await connection.execute(_TAKEN, {"recipients": recipients})
    free = sorted(set(recipients) - set(taken.scalars()))
    if not free:
        return []
    rows = await _heads(connection, free)
    tokens = await _tokens(connection, free, now)
    composed = compose(rows, tokens, now, clock, limits)
    await _write(connection, composed, now)
    return composed.attempts


async def lease_new(
    connection: AsyncConnection,
    recipients: Sequence[str],
    heads: Sequence[Head],
    came: Sequence[Token],
    now: int,
    clock: Clock,
    limits: Limits,
) -> tuple[Composed, list[str]]:
    """Lease messages and tokens before they are written, for recipients whose lanes the caller must own.

    Writes the attempts; the caller writes what they lease and bind as leased and bound. Where something is
    under way already, or waits in line before it, nothing is leased; returns for whom something waits.
    """
    rows = (await connection.execute(_BUSY, {"recipients": recipients})).all()
    going = {row.recipient for row in rows if row.goes}
    waiting = {row.recipient for row in rows} - going
    free = {*recipients} - going - waiting
    tokens = await _tokens(connection, sorted(free), now)
    for each in came:
        if each.received_at > now - TOKEN_LIFE:
            tokens.setdefault(each.friend_id, []).append(each)
    for line in tokens.values():
        line.sort(key=lambda token: token.received_at)
    composed = compose([head for head in heads if head.recipient in free], tokens, now, clock, limits)
    await write_attempts(connection, composed.attempts)
    return composed, sorted(waiting)


async def _due_again(connection: AsyncConnection, now: int, limit: int, limits: Limits) -> list[Attempt]:
    """Lease open attempts whose time has come, among them those of a sender that died."""
    due = select(attempts).where(_open, attempts.c.next_at <= now, attempts.c.leased_until <= now)
    if limits.stopped:
        due = due.where(attempts.c.recipient.in_(_staff()))
    if limits.quiet:
        due = due.where(attempts.c.method.not_in(limits.quiet))
    rows = (await connection.execute(due.limit(limit).with_for_update(skip_locked=True))).all()
    pushes = [row.id for row in rows if row.method == "push"]
    late = await _let_go(connection, pushes, now)
    rows = [row for row in rows if row.id not in late]
    if not rows:
        return []
    nights = await _nights(connection, pushes, now)
    # Leased before and never settled: the sender died, and nobody knows whether LINE has it.
    unsure = attempts.c.unsure | (attempts.c.leased_until > 0)
    mine = update(attempts).where(attempts.c.id == bindparam("attempt"))
    mine = mine.values(unsure=unsure, next_at=bindparam("at"), leased_until=bindparam("until"))
    later = [{"attempt": each, "at": morning, "until": 0} for each, morning in nights.items()]
    ours = [row for row in rows if row.id not in nights]
    leased = [{"attempt": row.id, "at": row.next_at, "until": now + LEASE} for row in ours]
    await connection.execute(mine, later + leased)
    return [attempt_of(row, now + LEASE) for row in ours]


async def _let_go(connection: AsyncConnection, ids: Sequence[str], now: int) -> set[str]:
    """End those of these attempts that carry what may not be said now; the rest of them waits in line again.

    That is what has expired, and what is automatic for somebody who is with a human by now. Not what LINE may
    have: only its repetition under the same key tells, and does not show it twice.
    """
    if not ids:
        return set()
    talking = select(friends.c.friend_id).where(friends.c.with_human)
    unwanted = and_(outbox.c.klass == "automatic", outbox.c.recipient.in_(talking))
    late = select(outbox.c.attempt_id).where(outbox.c.attempt_id.in_(ids))
    late = late.where(or_(outbox.c.expires_at <= now, unwanted))
    return await lines.take_apart(connection, late, "expired", now)


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
_under_way = select(attempts.c.recipient).where(_open)
_wanted = select(outbox.c.recipient).where(lines.waiting, outbox.c.recipient.not_in(_under_way))
_LINES = inbox.owning(_wanted, outbox.c.recipient, outbox.c.seq)
_STAFF_LINES = inbox.owning(_wanted.where(outbox.c.recipient.in_(_staff())), outbox.c.recipient, outbox.c.seq)
_TAKEN = _under_way.where(bulk.among(attempts.c.recipient, "recipients"))
_place = func.row_number().over(partition_by=outbox.c.recipient, order_by=outbox.c.seq).label("place")
_ranked = select(outbox, _place).where(lines.waiting, bulk.among(outbox.c.recipient, "recipients")).subquery()
# Twice as many as fit: some may turn out to be expired or deferred.
_HEADS: Select[Any] = (
    select(*(_ranked.c[name] for name in HEAD), friends.c.with_human, friends.c.paused, friends.c.zone)
    .select_from(_ranked.outerjoin(friends, friends.c.friend_id == _ranked.c.recipient))
    .where(_ranked.c.place <= 2 * MOST_BUBBLES)
    .order_by(_ranked.c.seq)
)
_goes = select(attempts.c.recipient, literal(1).label("goes"))
_goes = _goes.where(_open, bulk.among(attempts.c.recipient, "recipients"))
_waits = select(outbox.c.recipient, literal(0).label("goes"))
_waits = _waits.where(lines.waiting, bulk.among(outbox.c.recipient, "recipients"))
_BUSY = union_all(_waits, _goes)
_TOKENS: Select[Any] = (
    select(reply_tokens.c.token, reply_tokens.c.friend_id, reply_tokens.c.received_at)
    .where(
        reply_tokens.c.used_by.is_(None),
        bulk.among(reply_tokens.c.friend_id, "recipients"),
        reply_tokens.c.received_at > bindparam("after"),
    )
    .order_by(reply_tokens.c.received_at)
)


async def _lock_recipients(connection: AsyncConnection, limit: int, stopped: bool) -> list[str]:
    """Own the lines of recipients that have something waiting and nothing on the way."""
    if limit <= 0:
        return []
    return await inbox.own(connection, _STAFF_LINES if stopped else _LINES, limit)


async def _heads(connection: AsyncConnection, recipients: Sequence[str]) -> list[Head]:
    return [Head(*row) for row in await connection.execute(_HEADS, {"recipients": recipients})]


async def _tokens(connection: AsyncConnection, recipients: Sequence[str], now: int) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {}
    for row in await connection.execute(_TOKENS, {"recipients": recipients, "after": now - TOKEN_LIFE}):
        found.setdefault(row.friend_id, []).append(Token(*row))
    return found


async def _write(connection: AsyncConnection, composed: Composed, now: int) -> None:
    await retire(connection, composed, now)
    await write_attempts(connection, composed.attempts)
    await bind(connection, composed.bound)
    await bulk.write(connection, _LEASE, composed.leased)


async def retire(connection: AsyncConnection, composed: Composed, now: int) -> None:
    """Take out of their lines what has expired and what must wait."""
    await lines.leave_line(connection, composed.expired, "expired", settled_at=now)
    await lines.defer(connection, composed.deferred)


async def bind(connection: AsyncConnection, bound: Sequence[Mapping[str, str]]) -> None:
    """Give tokens (`t`) to attempts."""
    await bulk.write(connection, _BIND, bound)


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
