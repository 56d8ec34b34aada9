"""`enishi demo` as a newcomer meets it: real processes, real HTTP, nothing prepared."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.tour import Tour
from tests import wire
from tests.processes import demo


async def test_the_demo_plays_the_whole_tour_and_every_request_is_one_that_line_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the environment says, the demo comes up on loopback, and its whole story can be chatted."""
    (tmp_path / ".env").write_text("ENISHI_SECRET_KEY=short\n")
    poison = {"LINE_API_URL": "http://192.0.2.1", "ENISHI_DATABASE_URL": "nonsense", "ENISHI_PORT": "x"}
    async with demo(tmp_path, **poison) as page:
        assert await Tour(page).play() == 0
        assert "佐藤（アドバイザー）" in capsys.readouterr().out
        async with aiohttp.ClientSession() as http, http.get(f"{page}/emulator/requests") as answer:
            wire.assert_holds((await answer.json())["requests"])
