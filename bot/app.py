"""The composition root: the only place that sees every room and wires them into one process.

`App` is built from settings, opened inside the running loop, run until told to stop, and closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, Literal

from aiohttp import web
from sqlalchemy.exc import DBAPIError

import handoff.room
import linking.book
import linking.web
from bot import drawing, gauges, log, menu_loop, messages, outbox, sweep, timers
from bot import web as machine_pages
from bot.bells import Bells
from bot.clock import Clock
from bot.db import Database, blames_the_house
from bot.errors import EnishiError
from bot.friends import Friend
from bot.inbox import Intake
from bot.line import Line, LineError
from bot.metrics import Metrics
from bot.profiles import Profiles
from bot.reporter import Reporter
from bot.sender import Sender
from bot.settings import Settings
from bot.turn import Room, Turn
from bot.worker import Worker
from dialogs import published, runs
from dialogs.content import Content
from handlers import admin, dispatch, office, reports
from linking import nonces, throttle
from linking.directory import Directory
from linking.passwords import Passwords

Half = Literal["all", "web", "worker"]
TICK = 1.0
SWEEP_EVERY = 3600.0
SKEW_EVERY = 60.0
"""Seconds between two looks at how far this machine's clock is from the database's."""


class App:
    """One process of the bot."""

    def __init__(
        self,
        settings: Settings,
        content: Content,
        clock: Clock | None = None,
        probe: Callable[[str], None] = lambda stage: None,
        decide: Callable[[Turn], None] = dispatch.dispatch,
    ) -> None:
        self.settings, self.content, self.clock = settings, content, clock or Clock()
        self.database = Database(settings.enishi_database_url)
        self.bells, self.metrics, self.line = Bells(), Metrics(), Line(settings)
        self.snapshot = published.Snapshot(content)
        self.profiles = Profiles(self.database, self.clock, self.line, self.bells)
        self.intake = Intake(self.database, self.clock, self._accepted, probe)
        self.menus = menu_loop.Menus(self.database, self.clock, self.line)
        self.sender = Sender(self.database, self.clock, self.line, self.bells, self.metrics, probe)
        self.worker = Worker(
            self.database,
            self.clock,
            self._rooms(),
            decide,
            self.bot_sender,
            self.bells,
            self.metrics,
            probe,
            alert=admin.parked_alert,
        )
        self.reporter = Reporter(
            self.database, self.clock, self.line, self.bells, reports.READERS, self.bot_sender
        )
        self._log = log.get("app")
        self._half: Half = "all"

    def _rooms(self) -> list[Room]:
        secret = self.settings.enishi_secret_key.get_secret_value()
        url = self.settings.enishi_public_url
        return [
            published.room(self.snapshot),
            runs.ROOM,
            linking.book.room(linking.book.Doors(url, secret)),
            handoff.room.ROOM,
            office.room(office.House(url, secret, self.settings.enishi_owner_line_id)),
        ]

    def bot_sender(self, friend: Friend) -> messages.Sender:
        """Say that it is the bot that speaks: the name of an assistant and its icon."""
        service = self.snapshot.content.service
        icon = f"{self.settings.enishi_public_url}/icon.png" if service.sender.icon else None
        return messages.sender(service.sender.name.to(friend.speaks), icon)

    def _accepted(self, new_friends: set[str]) -> None:
        self.profiles.ask(new_friends)
        self.bells.ring("inbox")
        if self._half == "web":
            self.bells.ring("herald")

    # Web

    def application(self) -> web.Application:
        """Return the web application with every room's pages."""
        secret = self.settings.line_channel_secret.get_secret_value()
        application = web.Application(client_max_size=machine_pages.MOST_BYTES)
        application.router.add_post("/webhook", machine_pages.webhook(secret, self.intake, self.metrics))
        application.router.add_get("/healthz", machine_pages.healthz)
        application.router.add_get("/readyz", machine_pages.readyz(self._missing))
        application.router.add_get(
            "/metrics",
            machine_pages.metrics_page(
                self.metrics, partial(gauges.read, self.database, self.clock, self.metrics)
            ),
        )
        application.router.add_get("/icon.png", self._icon)
        application.router.add_routes(linking.web.routes(self._pages()))
        return application

    def _pages(self) -> linking.web.Pages:
        return linking.web.Pages(
            database=self.database,
            clock=self.clock,
            public_url=self.settings.enishi_public_url,
            access_url=self.settings.line_access_url,
            secret_key=self.settings.enishi_secret_key.get_secret_value(),
            source=Directory(self.database, self.clock, Passwords()),
            issue_link_token=self.line.issue_link_token,
            service=lambda: self.snapshot.content.service,
            content_page=lambda name: self.snapshot.content.pages.get(name),
        )

    async def _icon(self, _request: web.Request) -> web.StreamResponse:
        icon = self.snapshot.content.service.sender.icon
        if icon is None:
            raise web.HTTPNotFound
        return web.FileResponse(
            self.settings.enishi_content / icon, headers={"Cache-Control": "max-age=86400"}
        )

    async def _missing(self) -> str | None:
        """Say what is missing before this process can serve; None when nothing is."""
        try:
            await self.database.check_migrated()
        except EnishiError as error:
            return str(error)
        return None

    # Life

    async def open(self) -> None:
        """Check the database, publish the content and connect to LINE."""
        await self.database.check_migrated()
        await self._follow_database_clock()
        async with self.database.write() as connection:
            await published.publish(connection, self.content, self.clock.now())
        await self.line.open()

    async def close(self) -> None:
        """Close all connections."""
        await self.profiles.quiet()
        await self.line.close()
        await self.database.close()

    async def run(self, half: Half, stop: asyncio.Event) -> None:
        """Serve and work until `stop` is set, then drain: the turn in flight and open calls to LINE end."""
        self._half = half
        runner = web.AppRunner(self.application(), access_log=None, handler_cancellation=False)
        await runner.setup()
        loops = [asyncio.create_task(self._every(SKEW_EVERY, self._follow_database_clock))]
        working: asyncio.Task[None] | None = None
        if half != "web":
            await self.worker.enrol()
            working = asyncio.create_task(self.worker.run())
            loops += [asyncio.create_task(each) for each in self._work()]
        if half == "web":
            loops.append(asyncio.create_task(self._herald()))
        if half != "worker":
            site = web.TCPSite(runner, self.settings.enishi_host, self.settings.enishi_port)
            await site.start()
            self._log.info("serving", address=str(site.name))
        watched = [*loops, *([working] if working else [])]
        await asyncio.wait([asyncio.create_task(stop.wait()), *watched], return_when=asyncio.FIRST_COMPLETED)
        await runner.cleanup()
        await self._drain(loops, working)

    async def _drain(self, loops: list[asyncio.Task[None]], working: asyncio.Task[None] | None) -> None:
        self.worker.stopping = True
        self.bells.ring("inbox")
        if working is not None:
            await working
        for each in loops:
            each.cancel()
        ended = await asyncio.gather(*loops, return_exceptions=True)
        if working is not None:
            await self.sender.drain()
            await self.worker.sign_out()
        failed = [each for each in ended if isinstance(each, Exception)]
        if failed:
            raise failed[0]

    def _work(self) -> list[Coroutine[Any, Any, None]]:
        return [
            self.worker.beat(),
            self.sender.run(),
            self._every(TICK, self._tick),
            self._every(SWEEP_EVERY, self._sweep),
            self._step_on("menus", self.menus.step),
            self._step_on("reports", self.reporter.step),
            self._sync_menus(),
            *([] if self.database.is_sqlite else [self._listen()]),
        ]

    async def _tick(self) -> None:
        """Fire what is due by the clock."""
        now = self.clock.now()
        async with self.database.write() as connection:
            fired = await timers.fire(connection, now)
            woken = await outbox.wake(connection, now)
        if fired:
            self.bells.ring("inbox")
        if woken:
            self.bells.ring("outbox")

    async def _sweep(self) -> None:
        """Throw away what has served its purpose."""
        async with self.database.write() as connection:
            for each in (sweep.sweep, nonces.sweep, throttle.sweep):
                await each(connection, self.clock.now())

    async def _step_on(self, bell: str, step: Callable[[], Awaitable[object]]) -> None:
        """Step whenever the bell rings, and every few seconds for what became due by itself."""
        while True:
            await self._guard(step)
            await self.bells.wait(bell, TICK)

    async def _every(self, seconds: float, step: Callable[[], Awaitable[object]]) -> None:
        while True:
            await self._guard(step)
            await asyncio.sleep(seconds)

    async def _guard(self, step: Callable[[], Awaitable[object]]) -> None:
        try:
            while await step():
                pass
        except Exception as error:
            if not blames_the_house(error):
                raise
            self._log.warning("waiting for the database", error=log.where(error))

    async def _herald(self) -> None:
        """Ring the inbox bell of the worker processes."""
        while True:
            await self.bells.wait("herald", 3600)
            with suppress(OSError, DBAPIError):
                await self.database.ring("inbox")

    async def _listen(self) -> None:
        """Hear the bells of other processes, also after the database was away."""
        while True:
            with suppress(OSError, DBAPIError):
                await self.database.listen(self.bells.ring)
            await asyncio.sleep(TICK)

    async def _follow_database_clock(self) -> None:
        with suppress(OSError, DBAPIError):
            before = self.clock.now() - self.clock.skew
            there = await self.database.now()
            after = self.clock.now() - self.clock.skew
            # Less than a hundred milliseconds is the way there and back, not a difference.
            drift = there - (before + after) // 2
            self.clock.skew = drift if abs(drift) > 100 else 0

    async def _sync_menus(self) -> None:
        """Draw the content's rich menus at LINE, if they are not there yet."""
        while True:
            try:
                for change in await self.sync_menus():
                    self._log.info("menus", change=change)
                await asyncio.sleep(24 * 3600)
            except (LineError, OSError, DBAPIError) as error:
                self._log.warning("menus not synced", error=str(error).splitlines()[0])
                await asyncio.sleep(60)

    async def sync_menus(self) -> list[str]:
        """Bring LINE's rich menus in line with the content; returns what was changed."""
        languages = self.content.service.languages
        drawn = drawing.drawn(self.content.menus, languages, self.settings.enishi_content)
        changes = await menu_loop.sync(self.database, self.clock, self.line, drawn)
        self.bells.ring("menus")
        return changes
