"""Consents of LINE Login: kept, encrypted, so that they can be taken back once she leaves.

The login pages keep one, the commit in which a link ends calls it unwanted, `linking.withdrawal` tells LINE.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Protocol

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import DAY, Clock
from linking.tables import login_consents

LIFE = 90 * DAY
"""As long as LINE lets a refresh token renew the access token; afterwards nobody can take anything back."""


class UserTokens(Protocol):
    """What LINE has given us for her; `access_life` is in ms."""

    @property
    def access(self) -> str: ...
    @property
    def refresh(self) -> str: ...
    @property
    def access_life(self) -> int: ...


def _box(secret_key: str) -> Fernet:
    key = hmac.digest(secret_key.encode(), b"enishi.linking.consents", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))


async def keep(
    connection: AsyncConnection, clock: Clock, secret_key: str, friend_id: str, tokens: UserTokens
) -> None:
    """Keep what a friend has just agreed to, in place of what she has agreed to before."""
    now = clock.now()
    sealed = _box(secret_key).encrypt(msgspec.json.encode([tokens.access, tokens.refresh]))
    row = {
        "id": clock.new_id(),
        "friend_id": friend_id,
        "tokens": sealed,
        "access_until": now + tokens.access_life,
        "until": now + LIFE,
        "unwanted_at": None,
        "tries": 0,
        "next_at": now,
    }
    statement = db.insert(connection, login_consents).values(row)
    new = {name: statement.excluded[name] for name in row}
    await connection.execute(statement.on_conflict_do_update(index_elements=["friend_id"], set_=new))


async def unwant(connection: AsyncConnection, friend_ids: Sequence[str], now: int) -> None:
    """Let these friends' consents be taken back, in the caller's transaction."""
    hers = update(login_consents).where(login_consents.c.friend_id.in_(friend_ids))
    await connection.execute(hers.values(unwanted_at=now, next_at=now))


async def erase(connection: AsyncConnection, friend_id: str, _member_id: str | None) -> None:
    """Let it be taken back at once, and be nobody's until then."""
    hers = update(login_consents).where(login_consents.c.friend_id == friend_id)
    await connection.execute(hers.values(friend_id=None, unwanted_at=0, next_at=0))


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Drop what LINE has forgotten by itself."""
    await connection.execute(delete(login_consents).where(login_consents.c.until < now))


def opened(secret_key: str, tokens: bytes) -> tuple[str, str] | None:
    """Return the access and the refresh token that were kept; None if they were kept under another key."""
    try:
        access, refresh = msgspec.json.decode(_box(secret_key).decrypt(tokens))
    except InvalidToken:
        return None
    return access, refresh
