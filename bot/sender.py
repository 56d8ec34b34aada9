"""The sender: leases from the outbox, delivers through the door to LINE, settles; many deliveries at once.

Settling what has ended and leasing what is next share one transaction, so it is as cheap as it can be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import inbox, lease, log, settle, switches
from bot.alerts import tell_admins
from bot.bells import Bells
from bot.clock import SECOND, Clock, derived_id, month_start
from bot.compose import Composed, Head, Limits, Token
from bot.db import Database, blames_the_house, undisturbed
from bot.events import RawEvent
from bot.line import CALL, Line
from bot.messages import Message
from bot.metrics import Metrics
from bot.outcomes import Attempt, Method, OverQuota, Response, Sent, judge, repeatable
from bot.settle import Settled

IN_FLIGHT = 256
POLL = 1.0


class Sender:
    """One process's sender; `step` is one transaction, `run` keeps stepping."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        line: Line,
        bells: Bells,
        metrics: Metrics,
        over_quota: Message,
        probe: Callable[[str], None] = lambda stage: None,
    ) -> None:
        self._database, self._clock, self._line = database, clock, line
        self._over_quota = over_quota
        self._bells, self._metrics, self._probe = bells, metrics, probe
        self._ended: list[Settled] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._log = log.get("sender")

    async def run(self) -> None:
        """Work until cancelled; a database in trouble is waited for."""
        while True:
            try:
                busy = await undisturbed(self.step())
            except Exception as error:
                if not blames_the_house(error):
                    raise
                self._log.warning("outbox unreachable", error=log.where(error))
                await asyncio.sleep(POLL)
                continue
            if not busy:
                await self._bells.wait("outbox", POLL)

    async def step(self) -> bool:
        """Settle what has ended and lease what is next; returns whether there was anything."""
        ended, self._ended = self._ended, []
        try:
            async with self._database.write() as connection:
                now = self._clock.now()  # not before: others may have been writing for seconds
                await settle.settle(connection, ended, now, self._clock)
                if ended:
                    self._probe("settle")
                flags = await switches.read(connection)
                flags |= await self._note_quota(connection, ended, flags, now)
                room = IN_FLIGHT - len(self._under_way)
                leased = await lease.lease(connection, now, self._clock, room, _limits(flags, now))
        except BaseException:
            self._ended = ended + self._ended  # what LINE answered must not be forgotten
            raise
        self.begin(leased)
        return bool(ended or leased)

    async def lease_new(
        self,
        connection: AsyncConnection,
        recipients: Sequence[str],
        heads: Sequence[Head],
        came: Sequence[Token],
    ) -> tuple[Composed, list[str]]:
        """Lease within the transaction of a turn what it says to these friends, whose lanes it owns.

        Saves the way by the outbox's next lease; the caller begins it once that is committed.
        """
        now = self._clock.now()
        limits = _limits(await switches.read(connection), now)
        room = 0 if limits.stopped else IN_FLIGHT - len(self._under_way)
        among = recipients[: max(room, 0)]
        if not among:
            return Composed(), []
        return await lease.lease_new(connection, among, heads, came, now, self._clock, limits)

    async def lease_at_once(self, connection: AsyncConnection, recipients: Sequence[str]) -> list[Attempt]:
        """Lease within the transaction of a turn from the lines of these friends, whose lanes it owns."""
        now = self._clock.now()
        limits = _limits(await switches.read(connection), now)
        room = 0 if limits.stopped else IN_FLIGHT - len(self._under_way)
        return await lease.lease_lines(connection, recipients[: max(room, 0)], now, self._clock, limits)

    def begin(self, leased: Sequence[Attempt]) -> None:
        """Make attempts whose lease is committed."""
        for attempt in leased:
            task = asyncio.create_task(self._deliver(attempt))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _note_quota(
        self, connection: AsyncConnection, ended: list[Settled], flags: dict[str, str], now: int
    ) -> dict[str, str]:
        """Remember that the month is used up, and tell the admins once a month, for free."""
        concerned = [attempt for attempt, outcome in ended if isinstance(outcome, OverQuota)]
        if not concerned:
            return {}
        first = int(flags.get(switches.OVER_QUOTA) or 0) < month_start(now)
        await switches.set_value(connection, switches.OVER_QUOTA, str(now), now)
        if first:
            await tell_admins(connection, self._clock, self._over_quota, switches.OVER_QUOTA, pushable=False)
            self._log.error("the month's messages are used up")
        kind = switches.OVER_QUOTA  # whoever writes to these people must know
        told = [RawEvent(derived_id(a.id, kind), a.recipient, kind, b"{}", now) for a in concerned]
        await inbox.put(connection, told, now)
        return {kind: str(now)}

    async def _deliver(self, attempt: Attempt) -> None:
        self._probe("send")
        if self._clock.now() > attempt.leased_until - CALL * SECOND:
            return  # this process has slept: whoever leases it next makes it
        if repeatable(attempt, self._clock.now()):
            response = await self._line.deliver(attempt)
        else:
            response = Response(0, error="its key is too old to be repeated")
        outcome = judge(attempt, response, self._clock.now())
        self._metrics.attempts.labels(attempt.method, type(outcome).__name__).inc()
        if isinstance(outcome, Sent):
            self._metrics.messages.labels(attempt.method).inc(attempt.messages)
        else:
            self._log.warning(
                "not sent",
                attempt=attempt.id,
                method=attempt.method,
                outcome=type(outcome).__name__,
                status=response.status,
                said=response.said,
                request=response.headers.get("x-line-request-id"),
            )
        self._ended.append((attempt, outcome))
        self._bells.ring("outbox")

    async def quiet(self) -> None:
        """Wait until at least one delivery has ended, if any is under way."""
        if self._under_way and not self._ended:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    @property
    def busy(self) -> bool:
        """Whether something is under way or waits to be settled."""
        return bool(self._under_way or self._ended)

    async def drain(self) -> None:
        """Let deliveries end and settle them, without leasing anything new."""
        if self._under_way:
            await asyncio.wait(self._under_way)
        ended, self._ended = self._ended, []
        if ended:
            async with self._database.write() as connection:
                await settle.settle(connection, ended, self._clock.now(), self._clock)


def _limits(flags: dict[str, str], now: int) -> Limits:
    return Limits(bool(flags.get(switches.STOPPED)), _quiet(flags, now), switches.is_over_quota(flags, now))


def _quiet(flags: dict[str, str], now: int) -> tuple[Method, ...]:
    """Return the methods that LINE has told to wait."""
    methods: tuple[Method, ...] = ("reply", "push")
    return tuple(method for method in methods if int(flags.get(f"quiet:{method}") or 0) > now)
