"""Processes of our own on loopback: what they are told, when they are up, and how they end.

Called by `tests.chaos`, `tests.bench` and the tests of the demo.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECRET, TOKEN = "8c570fa6dd201bb328f1c1eac23a96d8", "a-token-of-the-emulator"


def settings(database_url: str, line_url: str) -> dict[str, str]:
    """Return the settings of a bot over that database which takes that origin for LINE."""
    return {
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "LINE_API_URL": line_url,
        "LINE_DATA_URL": line_url,
        "LINE_ACCESS_URL": line_url,
        "ENISHI_DATABASE_URL": database_url,
        "ENISHI_CONTENT": str(ROOT / "examples" / "career"),
        "ENISHI_SECRET_KEY": "a secret key that protects nothing",
    }


def clean_environment() -> dict[str, str]:
    """Return the environment without any setting of a bot that this machine may run for real."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LINE_", "ENISHI_"))}


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def is_listening(port: int, patience: float) -> None:
    """Wait until somebody listens on a port."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"nobody listens on port {port} after {patience:.0f} s") from None
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


@asynccontextmanager
async def demo(folder: Path = ROOT, **environment: str) -> AsyncIterator[str]:
    """Run `enishi demo` in a folder; yields its page's address, and expects a clean end after Ctrl-C."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0"),
        cwd=folder,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(180):
            yield await _address(process)
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(15):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        found = re.search(rb"http://127\.0\.0\.1:\d+", line)
        if found:
            return found[0].decode()
    raise AssertionError("the demo ended without saying where its page is")
