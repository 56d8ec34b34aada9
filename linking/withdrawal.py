"""Taking back, beside the road, what people have let LINE Login tell us, until LINE has heard it.

LINE asks this of whoever uses its Login, when somebody leaves. Run by the composition root.
https://developers.line.biz/en/reference/line-login/#deauthorize
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, text, update

from bot import log
from bot.clock import Clock
from bot.db import Database
from bot.deliveries import DELAYS, LEASE
from bot.line import LineError
from bot.line_login import Gone, LineLogin
from linking import consents
from linking.tables import login_consents

AT_ONCE = 8
_unwanted = text("login_consents.unwanted_at IS NOT NULL")  # a literal, for the partial index


@dataclass(frozen=True)
class Consent:
    """One to take back; its tokens are still encrypted."""

    id: str
    tokens: bytes
    access_until: int
    tries: int


class Withdrawal:
    """Takes back what is unwanted; `step` makes one round, and any process may."""

    def __init__(self, database: Database, clock: Clock, login: LineLogin, secret_key: str) -> None:
        self._database, self._clock, self._login, self._secret_key = database, clock, login, secret_key
        self._log = log.get("consents")

    async def step(self) -> bool:
        """Tell LINE of those that are due; returns whether there were any."""
        due = await self._lease()
        for consent in due:
            await self._settle(consent, await self._take_back(consent))
        return bool(due)

    async def _lease(self) -> list[Consent]:
        now = self._clock.now()
        mine = select(login_consents).where(_unwanted, login_consents.c.next_at <= now)
        mine = mine.order_by(login_consents.c.next_at).limit(AT_ONCE)
        async with self._database.read() as connection:
            if (await connection.execute(mine.limit(1))).first() is None:
                return []
        async with self._database.write() as connection:
            rows = (await connection.execute(mine.with_for_update(skip_locked=True))).all()
            leased = update(login_consents).where(login_consents.c.id.in_([row.id for row in rows]))
            if rows:
                await connection.execute(leased.values(next_at=now + LEASE))
        return [Consent(row.id, row.tokens, row.access_until, row.tries) for row in rows]

    async def _take_back(self, consent: Consent) -> bool:
        """Return whether it is taken back, or gone already; never raises for what the network does."""
        tokens = consents.opened(self._secret_key, consent.tokens)
        if tokens is None:
            return True  # nobody can read it any more
        access, refresh = tokens
        try:
            if self._clock.now() >= consent.access_until:
                access = await self._login.renew(refresh)
            await self._login.deauthorize(access)
        except Gone:
            return True
        except LineError as error:
            self._log.warning("consent not taken back", status=error.status, tries=consent.tries)
            return False
        return True

    async def _settle(self, consent: Consent, done: bool) -> None:
        this = login_consents.c.id == consent.id
        now = self._clock.now()
        async with self._database.write() as connection:
            if done:
                await connection.execute(delete(login_consents).where(this))
                return
            again = now + DELAYS[min(consent.tries, len(DELAYS) - 1)]
            await connection.execute(
                update(login_consents).where(this).values(tries=consent.tries + 1, next_at=again)
            )
