"""What `enishi demo` does: the bot here, a LINE emulator as a child process, an empty temporary database.

It ignores `.env` and every LINE_ and ENISHI_ variable, picks free ports and talks to loopback only.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot import db, life, log
from bot import settings as settings_
from bot.app import App
from bot.clock import Clock
from bot.db import ROOT, Database
from bot.errors import EnishiError
from bot.settings import Settings
from bot.tour import Person, Tour
from dialogs.load import load
from linking.member_import import import_members
from linking.passwords import Passwords

CONTENT = ROOT / "examples" / "career"
OWNER = "takahashi"
START = 30.0
"""Seconds that the emulator has to say that it listens."""


@dataclass(frozen=True)
class Running:
    """A demo that is up: the emulator's page and the bot's address."""

    page: str
    bot: str


async def run_demo(*, script: bool, port: int) -> int:
    """Start everything; play the tour and end, or print the address and stay until Ctrl-C."""
    log.configure(pretty=True, level=40 if script else 30)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with _running(port, stop) as running:
        tour = Tour(running.page)
        await tour.staff()
        if script:
            return await tour.play()
        print(_welcome(running), flush=True)
        await stop.wait()
    return 0


@asynccontextmanager
async def _running(port: int, stop: asyncio.Event) -> AsyncIterator[Running]:
    for name in [each for each in os.environ if each.startswith(("LINE_", "ENISHI_"))]:
        del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="enishi-demo-")
    async with AsyncExitStack() as ends:
        ends.callback(folder.cleanup)
        settings = _settings(Path(folder.name), port or _free_port())
        await ends.enter_async_context(_emulator(settings))
        await asyncio.to_thread(db.migrate, settings.enishi_database_url)
        await _import(settings)
        app = App(settings, load(CONTENT))
        ends.push_async_callback(app.close)
        await app.open()
        await app.upkeep.sync()
        serving = asyncio.create_task(life.run(app, "all", stop))
        ends.push_async_callback(_finish, stop, serving)
        await _reachable(settings.enishi_port, serving)
        yield Running(settings.line_api_url, settings.enishi_public_url)


async def _finish(stop: asyncio.Event, serving: asyncio.Task[None]) -> None:
    stop.set()
    await serving


def _settings(folder: Path, page_port: int) -> Settings:
    bot_port, page = _free_port(), f"http://127.0.0.1:{page_port}"
    values = {
        "line_channel_secret": secrets.token_hex(16),
        "line_channel_access_token": secrets.token_urlsafe(32),
        "line_api_url": page,
        "line_data_url": page,
        "line_access_url": page,
        "line_login_channel_id": str(secrets.randbelow(10**10)),
        "line_login_channel_secret": secrets.token_hex(16),
        "enishi_database_url": f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        "enishi_content": CONTENT,
        "enishi_public_url": f"http://127.0.0.1:{bot_port}",
        "enishi_secret_key": secrets.token_urlsafe(48),
        "enishi_port": bot_port,
        "enishi_owner_line_id": Person.id_of(OWNER),
    }
    return settings_.load(None, **values)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def _emulator(settings: Settings) -> AsyncIterator[None]:
    """Run the emulator as a child process of its own: it speaks with the bot by HTTP only."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "emulator",
        *("--port", settings.line_api_url.rsplit(":", 1)[1]),
        *("--webhook", f"{settings.enishi_public_url}/webhook"),
        *("--secret", settings.line_channel_secret.get_secret_value()),
        *("--token", settings.line_channel_access_token.get_secret_value()),
        *("--login-channel", settings.line_login_channel_id or ""),
        *("--login-secret", _secret(settings.line_login_channel_secret)),
        *("--login-callback", f"{settings.enishi_public_url}/login/callback"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None  # noqa: S101
        said = await asyncio.wait_for(process.stdout.readline(), START)
        if b"listening" not in said:
            raise EnishiError(
                f"the LINE emulator did not start on {settings.line_api_url}: is the port free?"
            )
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


async def _import(settings: Settings) -> None:
    database = Database(settings.enishi_database_url)
    await import_members(database, Clock(), Passwords(), (CONTENT / "members.csv").read_bytes())
    await database.close()


async def _reachable(port: int, serving: asyncio.Task[None]) -> None:
    """Wait until the bot listens; a start that failed is not waited for."""
    for _ in range(200):
        if serving.done():
            serving.result()
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise EnishiError("the bot did not start")


def _welcome(running: Running) -> str:
    lines = (CONTENT / "members.csv").read_text(encoding="utf-8-sig").splitlines()[1:4]
    who = [line.split(",")[:3] for line in lines]
    members = "\n".join(f"    {member}  {password}   ({name})" for member, password, name in who)
    return f"""
  Enishi is running. Three phones are waiting for you:

    {running.page}

  みさき is a student: tap 追加 on her phone. 佐藤 is an advisor on duty, 高橋 runs the account.
  Members who can sign in on the link page (member ID, password; all in examples/career/members.csv):
{members}

  A QR code at an event holds {running.bot}/login?r=fair: type it where a phone
  that is no friend yet has its QR reader, and friend, membership and link come in one pass (LINE Login).

  The bot itself: {running.bot}   Ctrl-C ends everything and leaves nothing behind.
"""
