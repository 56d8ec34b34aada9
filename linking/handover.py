"""The signed hand-over: the operator's site says who is signed in there, by a token that counts once.

One of the sources of members. She sets out with a nonce that only her browser keeps, and the token must name
it: a token that was stolen, or planted in somebody's browser, is worth nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from joserfc.jwk import OctKey
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, log
from bot.clock import MINUTE, Clock
from bot.db import Database
from linking import tokens
from linking.members import NOTHING, Departure, Member, Refusal
from linking.tables import handovers

NAME: Final = "handover"
ALGORITHM: Final = "HS256"
LONGEST_LIFE: Final = 10 * MINUTE
JTI: Final = range(16, 129)
"""How long the name of a token may be, in characters."""

Record = Callable[[object, object], Awaitable[Member | None]]
"""Keeps what a source says of a member, and returns her as she is known then; None if the ID is none."""


class HandOver:
    """The operator's site as the source of members."""

    def __init__(
        self, database: Database, clock: Clock, url: str, secret: str, audience: str, record: Record
    ) -> None:
        self._database, self._clock, self._record = database, clock, record
        self._url, self._key, self._audience = url, OctKey.import_key(secret), audience
        self._log = log.get("linking")

    async def set_out(self, back: str, language: str, afresh: bool = False) -> Departure | Refusal:
        """Send her to the operator's page, with the nonce that the token must bring back."""
        nonce = self._clock.new_secret()
        asked = {
            "nonce": nonce,
            "return_to": back,
            "lang": language,
            **({"prompt": "login"} if afresh else {}),
        }
        query = urlencode(asked)
        joint = "&" if "?" in self._url else "?"
        return Departure(f"{self._url}{joint}{query}", {"nonce": nonce})

    async def verify(
        self,
        given: Mapping[str, str],
        friend_id: str | None,
        address: str = "",
        kept: Mapping[str, str] = NOTHING,
    ) -> Member | Refusal:
        """Return the member whom the token in `given` names, if it was made for this browser and just now."""
        try:
            said = self._believed(given.get("token", ""), kept.get("nonce"))
        except tokens.TokenRefused as error:
            self._log.warning("hand-over refused", why=str(error))
            return Refusal("wrong")
        if not await self._is_first(said):
            self._log.warning("hand-over refused", why="came before")
            return Refusal("wrong")
        member = await self._record(said["sub"], said.get("attributes", {}))
        return replace(member, proved_at=tokens.proved_at(said)) if member else Refusal("wrong")

    def _believed(self, token: str, nonce: str | None) -> dict[str, Any]:
        now = self._clock.now()
        expected: dict[str, str | None] = {"aud": self._audience, "sub": None, "jti": None, "nonce": None}
        said = tokens.claims(token, self._key, [ALGORITHM], now, **expected)
        if not tokens.matches(said["nonce"], nonce):
            raise tokens.TokenRefused("made for another browser")
        if said["exp"] * 1000 > now + LONGEST_LIFE + tokens.LEEWAY * 1000:
            raise tokens.TokenRefused("good for too long")
        if len(said["jti"]) not in JTI:
            raise tokens.TokenRefused("its jti is too short or too long")
        return said

    async def _is_first(self, said: Mapping[str, Any]) -> bool:
        """Mark the token as used; only its digest is kept, and no longer than it could count."""
        row = {"digest": digest(said["jti"]), "expires_at": int((said["exp"] + tokens.LEEWAY) * 1000)}
        async with self._database.write() as connection:
            once = db.insert(connection, handovers).on_conflict_do_nothing(index_elements=["digest"])
            return (
                await connection.execute(once.values(row).returning(handovers.c.digest))
            ).first() is not None


def digest(jti: str) -> str:
    """Return what is stored of a token's name."""
    return hashlib.sha256(jti.encode("utf-8", "surrogatepass")).hexdigest()


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Drop the names of tokens that could not count any more."""
    await connection.execute(delete(handovers).where(handovers.c.expires_at < now))
