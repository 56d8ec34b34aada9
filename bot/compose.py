"""What of a recipient's line goes to LINE now, in one request: decided without any I/O.

Up to five consecutive messages make one attempt, on a free reply token while one lives, else as a push.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from bot.clock import MINUTE, SECOND, Clock, decent
from bot.events import encode
from bot.outcomes import Attempt, Method

MOST_BUBBLES = 5
LEASE = 10 * SECOND
HUMAN_PAUSE = 10 * MINUTE
ZONE = "Asia/Tokyo"


class Head(Struct, frozen=True):
    """A message near the head of its line, `message` in JSON, with what is true of whoever gets it."""

    id: str
    recipient: str
    klass: str
    message: bytes
    pushable: bool
    timed: bool
    expires_at: int | None
    with_human: bool | None
    paused: bool | None
    zone: str | None


class Token(Struct, frozen=True):
    """A chance of a free answer that was not taken yet."""

    token: str
    friend_id: str
    received_at: int


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


def compose(
    heads: Sequence[Head],
    tokens: Mapping[str, Sequence[Token]],
    now: int,
    clock: Clock,
    limits: Limits,
) -> Composed:
    """Compose attempts from the heads of lines, with the live tokens of each recipient, the oldest first."""
    composed = Composed()
    by_recipient: dict[str, list[Head]] = {}
    for head in heads:
        by_recipient.setdefault(head.recipient, []).append(head)
    for recipient, line in by_recipient.items():
        free = tokens.get(recipient, ())
        ready = _ready(line, bool(free), limits.over_quota, now, composed)
        if ready:
            _attempt(recipient, ready, free, now, clock, limits, composed)
    return composed


def _ready(line: Sequence[Head], free: bool, over_quota: bool, now: int, composed: Composed) -> list[Head]:
    """Return what may be sent together; what has expired or must wait leaves the line."""
    ready: list[Head] = []
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


def _later(row: Head, now: int) -> int | None:
    """Return until when a message must wait: for a human to finish, or for a decent hour."""
    if row.klass == "automatic" and row.with_human:
        return now + HUMAN_PAUSE
    if row.timed:
        hour = decent(now, row.zone or ZONE)
        return hour if hour > now else None
    return None


def _attempt(
    recipient: str,
    ready: Sequence[Head],
    tokens: Sequence[Token],
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
        rows=tuple((row.id, row.pushable) for row in ready),
    )
    composed.attempts.append(attempt)
    composed.leased += [{"row": row.id, "attempt": attempt.id} for row in ready]
    if token:
        composed.bound.append({"t": token.token, "attempt": attempt.id})


def body(token: str | None, recipient: str, messages: Sequence[bytes]) -> bytes:
    """Build a request's body from messages that are JSON already."""
    to = b'"replyToken":' + encode(token) if token else b'"to":' + encode(recipient)
    return b"{" + to + b',"messages":[' + b",".join(messages) + b"]}"
