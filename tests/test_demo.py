"""`enishi demo` as a newcomer meets it: real processes, real HTTP, nothing prepared."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.tour import Tour
from tests.conftest import assert_wire_holds

ROOT = Path(__file__).parent.parent
START = 60.0


async def test_the_demo_plays_the_whole_tour_and_every_request_is_one_that_line_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the environment says, the demo comes up on loopback, and its whole story can be chatted."""
    poisoned = {"LINE_API_URL": "http://192.0.2.1", "ENISHI_DATABASE_URL": "nonsense", "ENISHI_PORT": "x"}
    (tmp_path / ".env").write_text("ENISHI_SECRET_KEY=short\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "demo"),
        cwd=tmp_path,
        env={**os.environ, **poisoned, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        page = await asyncio.wait_for(_address(process), START)
        assert await Tour(page).play() == 0
        assert "佐藤（アドバイザー）" in capsys.readouterr().out
        async with aiohttp.ClientSession() as http, http.get(f"{page}/emulator/requests") as answer:
            assert_wire_holds((await answer.json())["requests"])
    finally:
        process.terminate()
        await process.wait()
    assert process.returncode == 0


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        found = re.search(rb"http://127\.0\.0\.1:\d+", line)
        if found:
            return found[0].decode()
    raise AssertionError("the demo ended without an address")
