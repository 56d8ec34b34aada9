"""What `enishi serve` does: one process from settings to a clean exit."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable

from bot import db, life, log
from bot.app import App
from bot.db import TROUBLE
from bot.errors import ContentError, SettingsError
from bot.life import Half
from bot.line import LineError
from bot.settings import Settings
from dialogs import published
from dialogs.content import Content
from handlers.check_bubbles import load


def build(settings: Settings) -> App:
    """Load the content and wire one process."""
    return App(settings, load(settings.enishi_content))


async def serve_forever(settings: Settings, half: Half, make: Callable[[Settings], App] = build) -> int:
    """Serve until SIGTERM or SIGINT, drain, and return the exit code."""
    sqlite = settings.enishi_database_url.startswith("sqlite")
    if half != "all" and sqlite:
        raise SettingsError(
            f"--only {half} needs PostgreSQL: set ENISHI_DATABASE_URL to postgresql+asyncpg://…"
        )
    if sqlite:
        await asyncio.to_thread(db.migrate, settings.enishi_database_url)
    app = await wired(settings, make)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: None)  # the folder has just been read
    reloads: set[asyncio.Task[None]] = set()
    try:
        await app.open()
        loop.add_signal_handler(signal.SIGHUP, lambda: reloads.add(loop.create_task(reload(app))))
        log.get("serve").info(
            "starting",
            half=half,
            content=str(settings.enishi_content),
            remember="switch on webhook redelivery in the LINE Developers Console: "
            "a 503 protects nothing without it",
        )
        spare_the_collector()
        await life.run(app, half, stop)
    finally:
        await asyncio.gather(*reloads)
        await app.close()
    return 0


async def wired(settings: Settings, make: Callable[[Settings], App] = build) -> App:
    """Wire the process; while its folder has mistakes, what is published already goes on being served."""
    try:
        return make(settings)
    except ContentError as error:
        content = await _published(settings.enishi_database_url)
        if content is None:
            raise
        log.get("serve").error("the content has mistakes", mistakes=[str(each) for each in error.mistakes])
        return App(settings, content)


async def _published(url: str) -> Content | None:
    """Return the content that is published, if there is a database and anything in it."""
    database = db.Database(url)
    try:
        async with database.read() as connection:
            edition = await published.edition(connection)
    except TROUBLE:
        return None
    finally:
        await database.close()
    return edition.content if edition else None


async def reload(app: App) -> None:
    """Publish the folder on SIGHUP; a folder with mistakes changes nothing, and they are logged."""
    said = log.get("reload")
    try:
        said.info("published" if await app.reload() else "nothing new")
        await app.upkeep.sync(lambda change: said.info("menus", change=change))
    except ContentError as error:
        said.error("the content has mistakes", mistakes=[str(each) for each in error.mistakes])
    except (LineError, *TROUBLE) as error:
        said.warning("try again", error=log.where(error))


def spare_the_collector() -> None:
    """Keep the garbage collector away from what start-up has made: it lives as long as the process.

    Else a tenth of a second goes by, again and again, in looking at the SDK's hundreds of classes. What a
    batch makes goes by itself, so looking for cycles now and then is often enough.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
