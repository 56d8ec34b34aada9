"""`enishi menus sync` and `draw`: what they print, and that a second time there is nothing to do."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot import rich_menus
from bot.errors import EnishiError
from tests.people import gather
from tests.world import CONTENT, world


async def test_a_sync_prints_what_it_changes(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run only says it; the sync does it and brings friends along; then there is nothing to change."""
    async with world(sqlite_url) as house:
        await gather(house).misaki.adds_the_account()
        await rich_menus.foresee(house.app)
        said = capsys.readouterr().out.splitlines()
        assert said == [f"would create {each.name}" for each in house.app.upkeep.drawn() or ()]
        assert house.line.menus.by_id == {}
        assert await rich_menus.carry_out(house.app, wait=False) == 0
        said = capsys.readouterr().out.splitlines()
        assert said[:2] == ["created staff.ja", "created staff.en"]
        assert "alias enishi-open-services-en leads to open.services.en" in said
        assert "default is now locked.mine.ja" in said and said[-1] == "friends told: 1"
        assert "locked.mine.ja" in str(await gather(house).misaki.menu())
        for again in (rich_menus.foresee(house.app), rich_menus.carry_out(house.app, wait=False)):
            await again
            assert capsys.readouterr().out == "nothing to change\n"


async def test_what_line_takes_no_more_is_an_error_that_says_what_to_do(sqlite_url: str) -> None:
    """At the hour's limit the command ends with one line; what it has made stays, and is not made again."""
    async with world(sqlite_url) as house:
        for _ in range(95):
            await house.app.line.create_rich_menu(
                {**(house.app.upkeep.drawn() or [])[0].menu, "name": "theirs"}
            )
        with pytest.raises(EnishiError, match=r"5 of 10 menus are still to be created.*or with --wait"):
            await rich_menus.carry_out(house.app, wait=False)
        await house.passes(3_600_000)
        assert await rich_menus.carry_out(house.app, wait=False) == 0


async def test_waiting_goes_on_when_line_takes_more(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --wait the command says what is left, tries again, and ends when everything is there."""
    monkeypatch.setattr(rich_menus, "AGAIN", 0.02)
    async with world(sqlite_url) as house:
        theirs = {**(house.app.upkeep.drawn() or [])[0].menu, "name": "theirs"}
        for _ in range(95):
            await house.app.line.create_rich_menu(theirs)
        syncing = asyncio.create_task(rich_menus.carry_out(house.app, wait=True))
        said = ""
        while "an hour; waiting" not in said:
            await asyncio.sleep(0.01)
            said += capsys.readouterr().out
        house.clock.at += 3_600_000
        assert await syncing == 0
        assert len([each for each in house.line.menus.by_id.values() if each.body["name"] != "theirs"]) == 10


def test_only_missing_pictures_are_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture that somebody has made is left as it is, unless it is asked for."""
    folder = Path(shutil.copytree(CONTENT, tmp_path / "career"))
    lost, kept = (folder / "images" / f"menu-{name}.ja.png" for name in ("locked", "open"))
    before = lost.read_bytes()
    lost.unlink()
    kept.write_bytes(b"their own")
    rich_menus.draw(folder, again=False)
    assert f"{lost}: drawn" in capsys.readouterr().out
    assert kept.read_bytes() == b"their own" and len(lost.read_bytes()) > len(before) // 2
