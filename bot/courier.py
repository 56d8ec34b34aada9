"""The courier: tells the operator's own system what it is to know, signed, until it has taken it.

Each request is a POST of JSON. `X-Enishi-Signature` is HMAC-SHA256 over `X-Enishi-Timestamp` (seconds), a
full stop and the raw body, so that nobody else can write one and nobody can send an old one again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import deliveries, log, switches
from bot.alerts import tell_admins
from bot.bells import Bells
from bot.clock import DAY, SECOND, Clock
from bot.db import Database
from bot.deliveries import Told, Wish
from bot.messages import Message

CALL = 5.0
"""Seconds that the other side has."""

AT_ONCE = 16
PATIENT = (408, 429)
"""Of what is wrong with a request, that which time may mend."""

WORRY = 4
"""After so many tries the admins are told, which is after some forty minutes."""

SWITCH = "answers_refused"

Compose = Callable[[AsyncConnection, Sequence[Wish]], Awaitable[Mapping[str, bytes | None]]]
"""Returns the body of each wish by its id; None where there is nothing to be told any more."""


class Courier:
    """One process's courier; `step` makes one round of requests."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bells: Bells,
        url: str,
        secret: str,
        compose: Compose,
        alert: Callable[[str], Message],
    ) -> None:
        self._database, self._clock, self._bells = database, clock, bells
        self._url, self._secret, self._compose, self._alert = url, secret.encode(), compose, alert
        self._session: aiohttp.ClientSession | None = None
        self._log = log.get("courier")

    async def step(self) -> bool:
        """Tell what is due, several friends' things at once; returns whether there was anything."""
        async with self._database.read() as connection:
            if not await deliveries.due(connection, self._clock.now()):
                return False
        async with self._database.write() as connection:
            wishes = await deliveries.lease(connection, self._clock.now(), AT_ONCE)
        if not wishes:
            return False
        async with self._database.read() as connection:
            bodies = await self._compose(connection, wishes)
        told = await asyncio.gather(*[self._tell(wish, bodies.get(wish.id)) for wish in wishes])
        async with self._database.write() as connection:
            await deliveries.settle(connection, told, self._clock.now())
            await self._worry(connection, told)
        return True

    async def _tell(self, wish: Wish, body: bytes | None) -> Told:
        """Make one request; never raises for what the network does."""
        if body is None:
            return Told(wish)
        error = await self._post(wish.id, body)
        if error is not None:
            self._log.warning("not taken", delivery=wish.id, error=error, tries=wish.tries + 1)
        refused = error is not None and error.startswith(("HTTP 3", "HTTP 4"))
        return Told(wish, error, refused and error not in {f"HTTP {each}" for each in PATIENT})

    async def _post(self, key: str, body: bytes) -> str | None:
        """Return what went wrong, None for nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL))
        at = str(self._clock.now() // SECOND)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "X-Enishi-Timestamp": at,
            "X-Enishi-Signature": signature(self._secret, at, body),
        }
        try:
            request = self._session.post(self._url, data=body, headers=headers, allow_redirects=False)
            async with request as answer:
                return None if 200 <= answer.status < 300 else f"HTTP {answer.status}"
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return type(error).__name__

    async def _worry(self, connection: AsyncConnection, told: Sequence[Told]) -> None:
        """Tell the admins, once a day at most, that something is refused or has failed for long."""
        bad = [each for each in told if each.error and (each.final or each.wish.tries + 1 >= WORRY)]
        now = self._clock.now()
        if not bad or now - int((await switches.read(connection)).get(SWITCH) or 0) < DAY:
            return
        await switches.set_value(connection, SWITCH, str(now), now)
        await tell_admins(connection, self._clock, self._alert(bad[0].error or ""), bad[0].wish.id)
        self._bells.ring("outbox")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def signature(secret: bytes, at: str, body: bytes) -> str:
    """Return what proves that a body is ours and of that moment."""
    return "sha256=" + hmac.new(secret, at.encode() + b"." + body, hashlib.sha256).hexdigest()
