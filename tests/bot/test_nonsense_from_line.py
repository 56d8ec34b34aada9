"""LINE answers nonsense: each call ends in an answer or a LineError, and one odd profile loses no other."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.bells import Bells
from bot.db import Database
from bot.line import Line, LineError
from bot.models import profiles
from bot.profiles import Profiles
from tests.bot.machine import ALEX, MISAKI, settings
from tests.world import StandingClock, free_door, serve

NONSENSE = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"x"',
    b"not json",
    b"\xff",
    b'{"richmenus":null}',
    b'{"richmenus":[7]}',
    b"[" * 5000,
)
ODD = {"displayName": "みさ\0き", "pictureUrl": 7, "language": ["ja"]}


class Oracle:
    """What stands where LINE should be, and says what it is told to."""

    body = b""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer anything with the body, profiles with odd ones."""
        if "/profile/" in request.path and not self.body:
            return web.json_response(ODD if request.path.endswith(MISAKI) else {"displayName": "Alex"})
        return web.Response(body=self.body, content_type="application/json")


@pytest.fixture
async def oracle() -> AsyncIterator[tuple[Oracle, str]]:
    """The oracle and its origin."""
    oracle, application, (door, origin) = Oracle(), web.Application(), free_door()
    application.router.add_route("*", "/{path:.*}", oracle.answer)
    runner = await serve(application, door)
    yield oracle, origin
    await runner.cleanup()


async def test_every_nonsense_is_a_line_error(oracle: tuple[Oracle, str], sqlite_url: str) -> None:
    """No call whose answer is needed ends in anything but that answer or a LineError."""
    sphinx, origin = oracle
    line = Line(settings(sqlite_url, origin))
    await line.open()
    for sphinx.body in NONSENSE:
        menus = (line.rich_menus, line.menu_aliases, line.default_menu, lambda: line.create_rich_menu({}))
        for call in (*menus, line.quota, lambda: line.issue_link_token(MISAKI)):
            with pytest.raises(LineError):
                await call()
    await line.close()


async def test_one_odd_profile_loses_no_other(oracle: tuple[Oracle, str], database_url: str) -> None:
    """A NUL in a name and a language that is no word are dropped; who came with it is known all the same."""
    database, line = Database(database_url), Line(settings(database_url, oracle[1]))
    await line.open()
    asked = Profiles(database, StandingClock(), line, Bells())
    asked.ask([MISAKI, ALEX])
    await asked.quiet()
    async with database.read() as connection:
        rows = await connection.execute(profiles.select())
        known = {row.friend_id: (row.display_name, row.picture_url, row.language) for row in rows}
    assert known == {MISAKI: ("みさき", None, None), ALEX: ("Alex", None, None)}
    await line.close()
    await database.close()
