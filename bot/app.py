"""The composition root: the only place that sees every room and wires them into one process.

`App` is built from settings, opened inside the running loop, kept alive by `bot.life`, and closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

import handlers.known
import handoff.room
import linking.api
import linking.book
import linking.login_routes
import linking.web
from bot import gauges, log, media_web, menu_loop, messages, portraits
from bot import web as machine_pages
from bot.addresses import Addresses
from bot.bells import Bells
from bot.clock import Clock
from bot.courier import Courier
from bot.db import TROUBLE, Database
from bot.deliveries import Wish
from bot.errors import EnishiError
from bot.fetcher import Fetcher
from bot.friends import Friend
from bot.gestures import Gestures
from bot.inbox import Intake
from bot.line import Line
from bot.metrics import Metrics
from bot.profiles import Profiles
from bot.reporter import Reader, Reporter
from bot.sender import Sender
from bot.settings import Settings
from bot.team import Media
from bot.turn import Room, Turn
from bot.upkeep import Upkeep
from bot.worker import Worker
from dialogs import published, runs
from dialogs.content import Content
from handlers import (
    admin,
    answers,
    beginnings,
    check_bubbles,
    dispatch,
    drafts,
    editing_reports,
    erasing,
    moving,
    office,
    publishing,
    reloading,
    reports,
    routes,
)
from linking.opening import Opening


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
        self.menus = menu_loop.Menus(self.database, self.clock, self.line, self.bells)
        self.upkeep = self._upkeep()
        self.sender = Sender(
            self.database, self.clock, self.line, self.bells, self.metrics, admin.quota_alert(), probe
        )
        self.gestures = Gestures(self.clock, self.line)
        self.fetcher = Fetcher(self.database, self.clock, self.line, self.bells, self._limits)
        self.courier, self.linking = self._courier(), self._linking()
        self.worker = self._worker(decide, probe)
        self.house = publishing.House(self.database, self.clock, settings.enishi_content, self._published)
        self.eraser = erasing.Eraser(
            self.database, self.clock, lambda: self.snapshot.content.service, self.bot_sender
        )
        self.reporter = Reporter(
            self.database, self.clock, self.line, self.bells, self._readers(), self.bot_sender
        )

    def _worker(self, decide: Callable[[Turn], None], probe: Callable[[str], None]) -> Worker:
        return Worker(
            self.database,
            self.clock,
            self._rooms(),
            decide,
            self.bot_sender,
            self.bells,
            self.metrics,
            probe,
            alert=admin.parked_alert,
            strangers=self.profiles.ask,
            outgoing=self.sender,
            gestures=self.gestures.make,
        )

    def _linking(self) -> Opening:
        told = partial(self.bells.ring, "inbox")
        return Opening(
            self.settings, self.database, self.clock, self.line, lambda: self.snapshot.content, told
        )

    def _readers(self) -> Mapping[str, Reader]:
        return reports.READERS | {
            "reload": reloading.reader(self.reload, self.settings.enishi_content),
            "edit": editing_reports.reader(self.house),
            "links": routes.report,
        }

    def _upkeep(self) -> Upkeep:
        folder = self.settings.enishi_content
        url = self.settings.enishi_public_url
        return Upkeep(self.database, self.clock, self.line, self.bells, self.snapshot, folder, url)

    def _courier(self) -> Courier | None:
        """Return who tells the operator's own system of answers, if it wants to know."""
        url, secret = self.settings.enishi_answers_url, self.settings.enishi_answers_secret
        if url is None or secret is None:
            return None

        async def compose(connection: AsyncConnection, wishes: Sequence[Wish]) -> Mapping[str, bytes | None]:
            return await answers.compose(connection, self.snapshot, wishes, self.clock.now())

        key = secret.get_secret_value()
        return Courier(self.database, self.clock, self.bells, url, key, compose, admin.answers_alert)

    def _rooms(self) -> list[Room]:
        secret = self.settings.enishi_secret_key.get_secret_value()
        url = self.settings.enishi_public_url
        return [
            published.room(self.snapshot),
            runs.ROOM,
            linking.book.room(linking.book.Doors(url, secret)),
            handoff.room.room(handlers.known.plans(lambda: self.snapshot.content), Addresses(url, secret)),
            erasing.ROOM,
            drafts.ROOM,
            moving.ROOM,
            office.room(
                office.House(url, secret, self.settings.enishi_owner_line_id, self.courier is not None)
            ),
        ]

    def bot_sender(self, friend: Friend) -> messages.Sender:
        """Say that it is the bot that speaks: the name of an assistant and its icon."""
        service = self.snapshot.content.service
        icon = f"{self.settings.enishi_public_url}/icon.png" if service.sender.icon else None
        return messages.sender(service.sender.name.to(friend.speaks), icon)

    def _accepted(self, new_friends: set[str]) -> None:
        self.profiles.ask(new_friends)
        self.bells.ring("inbox")

    # Web

    def application(self) -> web.Application:
        """Return the web application with every room's pages."""
        secret = self.settings.line_channel_secret.get_secret_value()
        application = web.Application(client_max_size=machine_pages.MOST_BYTES)
        machine_pages.harden(application, self.settings.enishi_public_url.startswith("https://"))
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
        application.router.add_get(r"/portraits/{number:\d{1,2}}.png", portraits.serve)
        pages = self.linking.pages
        application.router.add_routes(linking.web.routes(pages))
        site = self.settings.enishi_site_secret
        application.router.add_routes(
            linking.login_routes.routes(pages, self.linking.login, site.get_secret_value() if site else None)
        )
        zone = lambda: self.snapshot.content.service.zone  # noqa: E731
        shelf = media_web.Pages(self.database, self.clock, pages.secret_key, pages.render, zone)
        application.router.add_routes(media_web.routes(shelf))
        application.router.add_routes(linking.api.routes(self._operator()))
        return application

    def _operator(self) -> linking.api.Operator:
        key = self.settings.enishi_api_key
        return linking.api.Operator(
            database=self.database,
            clock=self.clock,
            key=key.get_secret_value() if key else None,
            declared=lambda: self.snapshot.content.declared,
            told=partial(self.bells.ring, "inbox"),
        )

    def _limits(self) -> Media:
        return self.snapshot.content.team.media

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
        """Check the database, publish the content if it is new, and connect to LINE."""
        await self.database.check_migrated()
        await self.follow_database_clock()
        async with self.database.read() as connection:
            new = await published.is_new(connection, self.content)
            current = await published.folder(connection) == self.content.hash
        if new:
            await publishing.folder(self.house, self.content)
        elif not current:
            log.get("app").warning(
                "another folder's content is published", instead="/reload publishes this one"
            )
        await self.follow_content()
        await self.line.open()

    async def close(self) -> None:
        """Close all connections."""
        await self.profiles.quiet()
        await self.gestures.quiet()
        await self.line.close()
        await self.linking.close()
        if self.courier:
            await self.courier.close()
        await self.database.close()

    async def follow_database_clock(self) -> None:
        """Shift this process's clock by what the database's differs; due times and leases go by that one."""
        with suppress(*TROUBLE):
            before = self.clock.now() - self.clock.skew
            there = await self.database.now()
            after = self.clock.now() - self.clock.skew
            # Less than a hundred milliseconds is the way there and back, not a difference.
            drift = there - (before + after) // 2
            self.clock.skew = drift if abs(drift) > 100 else 0

    async def follow_content(self) -> None:
        """Take up what is published, also while there are no turns to take."""
        async with self.database.read() as connection:
            await published.follow(connection, self.snapshot)

    async def reload(self) -> bool:
        """Publish the folder as it is now; returns whether it was another one, raises ContentError.

        A folder with mistakes changes nothing. Its menus are drawn at LINE afterwards.
        """
        content = await asyncio.to_thread(check_bubbles.load, self.settings.enishi_content)
        return await publishing.folder(self.house, content)

    async def _published(self) -> None:
        await self.follow_content()
        self.bells.ring("content")
        self.bells.ring("outbox")

    async def call_dated(self) -> int:
        """Tell friends that the day of a survey has come, a page at a time; returns how many were told."""
        edition = self.snapshot.edition
        if not edition.content.date_starts:
            return 0
        async with self.database.write() as connection:
            told = await beginnings.call(connection, edition, self.clock.now())
        if told:
            self.bells.ring("inbox")
        return told
