"""Nonces: what ties the person who signed in on our page to the LINE account that LINE has seen.

Issued by the pages, judged in the friend's turn. Only their SHA-256 is stored; each counts once.
https://developers.line.biz/en/docs/messaging-api/linking-accounts/
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import DAY, MINUTE, Clock
from linking.tables import link_nonces

LIFE = 10 * MINUTE
"""As long as LINE's link token lives."""

KEPT = 30 * DAY
Over = Literal["friend", "member", "both", "frozen"]
"""What she agreed to on the page, signed in: her LINE's present link ends, her member's other LINE gives way,
both, or a frozen link is good again."""

BITS = 192


@dataclass(frozen=True)
class Nonce:
    """A nonce that we issued: for this member, on the page that this friend's button opened.

    `over` is what may give way to the link.
    """

    digest: str
    member_id: str
    friend_id: str
    expires_at: int
    used_by: str | None = None
    route: str | None = None
    over: Over | None = None

    def state(self, accepted_at: int) -> Literal["good", "used", "expired"]:
        """Judge it at the moment at which its event reached us, however long our own queue was."""
        if self.used_by is not None:
            return "used"
        return "good" if accepted_at < self.expires_at else "expired"


def digest(nonce: str) -> str:
    """Return what is stored of a nonce."""
    return hashlib.sha256(nonce.encode("utf-8", "surrogatepass")).hexdigest()


async def issue(
    connection: AsyncConnection,
    clock: Clock,
    member_id: str,
    friend_id: str,
    session: str,
    route: str | None,
    over: Over | None = None,
) -> str:
    """Return a new nonce for the person who is signed in in this session; earlier ones of it end."""
    nonce, now = clock.new_secret(BITS), clock.now()
    same = (link_nonces.c.session == digest(session)) & link_nonces.c.used_at.is_(None)
    await connection.execute(delete(link_nonces).where(same))
    await connection.execute(
        insert(link_nonces).values(
            digest=digest(nonce),
            member_id=member_id,
            friend_id=friend_id,
            session=digest(session),
            route=route,
            over=over,
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    return nonce


async def load(connection: AsyncConnection, digests: Sequence[str]) -> dict[str, Nonce]:
    """Return the nonces that we know among these, by digest."""
    columns = [link_nonces.c[name] for name in Nonce.__dataclass_fields__]
    rows = await connection.execute(select(*columns).where(link_nonces.c.digest.in_(digests)))
    return {row.digest: Nonce(**row._mapping) for row in rows}


async def spend(connection: AsyncConnection, spent: Mapping[str, str], now: int) -> bool:
    """Mark nonces as used, each by the lane that the mapping names; False when somebody was faster."""
    unused = link_nonces.c.digest.in_(sorted(spent)) & link_nonces.c.used_at.is_(None)
    by = case(dict(spent), value=link_nonces.c.digest)
    statement = update(link_nonces).where(unused).values(used_at=now, used_by=by)
    rows = await connection.execute(statement.returning(link_nonces.c.digest))
    return len(rows.all()) == len(spent)


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Drop nonces that ended long ago."""
    await connection.execute(delete(link_nonces).where(link_nonces.c.created_at < now - KEPT))


async def erase(connection: AsyncConnection, friend_id: str, member_id: str | None) -> None:
    """Forget the nonces of a friend, and of a member if one is named."""
    hers = (link_nonces.c.friend_id == friend_id) | (link_nonces.c.used_by == friend_id)
    await connection.execute(delete(link_nonces).where(hers))
    if member_id is not None:
        await connection.execute(delete(link_nonces).where(link_nonces.c.member_id == member_id))
