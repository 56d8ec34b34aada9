"""How a process lives: its loops side by side until it is told to stop, then it drains.

`enishi serve` and the demo call `run`; each loop waits for a bell, with polling as the safety net.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Literal

from aiohttp import web

from bot import deliveries, log, media, outbox, sweep, timers
from bot.app import App
from bot.db import TROUBLE, blames_the_house, undisturbed
from bot.errors import EnishiError
from bot.line import LineError
from linking import consents, handover, member_events, newcomers, nonces, throttle

Half = Literal["all", "web", "worker"]
"""Which part of the work a process does; worker = turns, timers, reports, menus and sender."""

TICK = 1.0
SWEEP_EVERY = 3600.0
CONTENT_EVERY = 5.0
MENUS_EVERY, MENUS_AGAIN, MENUS_PAUSE = 3600.0, 60.0, 5.0
SKEW_EVERY = 60.0
"""Seconds between two looks at how far this machine's clock is from the database's."""


async def run(app: App, half: Half, stop: asyncio.Event) -> None:
    """Serve and work until `stop` is set, then drain: the turn in flight and open calls to LINE end."""
    await Life(app, half).run(stop)


class Life:
    """The loops of one open App."""

    def __init__(self, app: App, half: Half) -> None:
        self.app, self.half = app, half
        self._log = log.get("life")

    async def run(self, stop: asyncio.Event) -> None:
        """See `run`."""
        runner = web.AppRunner(self.app.application(), access_log=None, handler_cancellation=False)
        await runner.setup()
        loops = [asyncio.create_task(self._every(SKEW_EVERY, self.app.follow_database_clock))]
        working: asyncio.Task[None] | None = None
        if self.half != "web":
            await self.app.worker.enrol()
            working = asyncio.create_task(self.app.worker.run())
            loops += [asyncio.create_task(each) for each in self._work()]
        loops.append(asyncio.create_task(self._every(CONTENT_EVERY, self.app.follow_content)))
        if self.half == "web":
            loops.append(asyncio.create_task(self._herald()))
        if self.half != "worker":
            site = web.TCPSite(runner, self.app.settings.enishi_host, self.app.settings.enishi_port)
            await site.start()
            self._log.info("serving", address=str(site.name))
        watched = [*loops, *([working] if working else [])]
        await asyncio.wait([asyncio.create_task(stop.wait()), *watched], return_when=asyncio.FIRST_COMPLETED)
        await runner.cleanup()
        await self._drain(loops, working)

    async def _drain(self, loops: list[asyncio.Task[None]], working: asyncio.Task[None] | None) -> None:
        self.app.worker.stopping = True
        self.app.bells.ring("inbox")
        turns = await asyncio.gather(*([working] if working else []), return_exceptions=True)
        for each in loops:
            each.cancel()
        ended = await asyncio.gather(*loops, return_exceptions=True)
        failed = [each for each in (*turns, *ended) if isinstance(each, Exception)]
        if working is not None:
            await self.app.sender.drain()
        if failed:
            raise failed[0]  # and stay signed in: the next start looks at what was open one by one
        if working is not None:
            await self.app.worker.sign_out()

    def _work(self) -> list[Coroutine[Any, Any, None]]:
        return [
            self.app.worker.beat(),
            self.app.sender.run(),
            self._every(TICK, self._tick),
            self._every(SWEEP_EVERY, self._sweep),
            self._every(TICK, self.app.call_dated),
            self._every(TICK, self.app.upkeep.sweep),
            self._step_on("menus", self.app.menus.step),
            self._step_on("reports", self.app.reporter.step),
            self._step_on("media", self.app.fetcher.step),
            self._step_on("erasures", self.app.eraser.step),
            self._sync_menus(),
            *([self._step_on("deliveries", self.app.courier.step)] if self.app.courier else []),
            *(
                [self._step_on("consents", withdrawal.step)]
                if (withdrawal := self.app.linking.withdrawal)
                else []
            ),
            *([] if self.app.database.is_sqlite else [self._listen()]),
        ]

    async def _tick(self) -> None:
        """Fire what is due by the clock."""
        now = self.app.clock.now()
        async with self.app.database.write() as connection:
            fired = await timers.fire(connection, now)
            woken = await outbox.wake(connection, now)
        if fired:
            self.app.bells.ring("inbox")
        if woken:
            self.app.bells.ring("outbox")

    async def _sweep(self) -> None:
        """Throw away what has served its purpose."""
        async with self.app.database.write() as connection:
            mine = (nonces, throttle, member_events, handover, consents, newcomers)
            for each in (sweep, media, deliveries, *mine):
                await each.sweep(connection, self.app.clock.now())

    async def _step_on(self, bell: str, step: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Step whenever the bell rings, and every few seconds for what became due by itself."""
        while True:
            await self._guard(step)
            await self.app.bells.wait(bell, TICK)

    async def _every(self, seconds: float, step: Callable[[], Coroutine[Any, Any, object]]) -> None:
        while True:
            await self._guard(step)
            await asyncio.sleep(seconds)

    async def _guard(self, step: Callable[[], Coroutine[Any, Any, object]]) -> None:
        try:
            while await undisturbed(step()):
                pass
        except Exception as error:
            if not blames_the_house(error):
                raise
            self._log.warning("waiting for the database", error=log.where(error))

    async def _herald(self) -> None:
        """Ring the inbox bell of the worker processes whenever it rings here, where nobody works."""
        while True:
            await self.app.bells.wait("inbox", 3600)
            with suppress(*TROUBLE):
                await self.app.database.ring("inbox")

    async def _listen(self) -> None:
        """Hear the bells of other processes, also after the database was away."""
        while True:
            with suppress(*TROUBLE):
                await self.app.database.listen(self.app.bells.ring)
            await asyncio.sleep(TICK)

    async def _sync_menus(self) -> None:
        """Draw the content's rich menus at LINE, and look every hour whether they are still so."""
        while True:
            try:
                synced = await self.app.upkeep.sync(lambda change: self._log.info("menus", change=change))
                for each in synced.left:
                    self._log.info("menus", left=each)
                await asyncio.sleep(MENUS_PAUSE)  # what LINE has just done it does not always show at once
                await self.app.bells.wait("content", MENUS_AGAIN if synced.left else MENUS_EVERY)
            except (LineError, EnishiError, *TROUBLE) as error:
                said = log.where(error) if isinstance(error, TROUBLE) else str(error)
                self._log.warning("menus not synced", error=said)
                await asyncio.sleep(MENUS_AGAIN)
