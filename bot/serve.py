"""What `enishi serve` and `enishi menus sync` do: one process from settings to a clean exit."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable

from bot import db, life, log
from bot.app import App
from bot.errors import SettingsError
from bot.life import Half
from bot.settings import Settings
from dialogs.load import load


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
    app = make(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        await app.open()
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
        await app.close()
    return 0


def spare_the_collector() -> None:
    """Keep the garbage collector away from what start-up has made: it lives as long as the process.

    Else a tenth of a second goes by, again and again, in looking at the SDK's hundreds of classes. What a
    batch makes goes by itself, so looking for cycles now and then is often enough.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


async def sync_menus(settings: Settings) -> int:
    """Bring LINE's rich menus in line with the content and print what changed."""
    app = build(settings)
    try:
        await app.open()
        changes = await app.sync_menus()
    finally:
        await app.close()
    print("\n".join(changes) or "nothing to change")
    return 0
