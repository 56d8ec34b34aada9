"""`python -m emulator` as a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.emulator.desk import BEARER, MISAKI, TEXT

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(*options: str, **environment: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A running emulator's address and process."""
    command = [sys.executable, "-m", "emulator", "--port", "0", *options]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("emulator listening on http://127.0.0.1:")
        yield line.split()[-1], process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def test_it_runs_and_stops(tmp_path: Path) -> None:
    """It prints where it listens, takes its cast from a file, ignores the environment, and ends with 0."""
    cast = tmp_path / "cast.json"
    cast.write_text('[{"slug": "misaki", "name": "Misaki", "language": "en", "role": "student"}]', "utf-8")
    poison = {"LINE_CHANNEL_ACCESS_TOKEN": "other", "http_proxy": "http://127.0.0.1:9"}
    async with running("--quota", "0", "--cast", str(cast), **poison) as (origin, process):
        session = aiohttp.ClientSession(origin)
        async with session:
            async with session.get("/emulator/users") as response:
                assert [user["name"] for user in (await response.json())["users"]] == ["Misaki"]
            async with session.get("/v2/bot/message/quota", headers=BEARER) as response:
                assert await response.json() == {"type": "limited", "value": 0}
            stream = await session.get("/emulator/stream")
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                assert await process.wait() == 0
            stream.close()


async def test_resets_are_real(tmp_path: Path) -> None:
    """On the loop that it runs on in earnest, a reset reaches the client as a broken connection."""
    async with running() as (origin, _), aiohttp.ClientSession(origin) as session:
        fault = {"endpoint": "push", "kind": "reset_after", "count": 1}
        async with session.put("/emulator/faults", json={"faults": [fault]}) as response:
            assert response.status == 200
        push = {"to": MISAKI, "messages": [TEXT]}
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.post("/v2/bot/message/push", json=push, headers=BEARER)
        async with session.get("/emulator/requests") as response:
            assert [entry["accepted"] for entry in (await response.json())["requests"]] == [True]
