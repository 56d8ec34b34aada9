"""Taking back what people have let LINE Login tell us: until LINE has heard it, and no longer."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.clock import DAY
from emulator.config import user_id_of
from linking import consents
from linking.tables import login_consents
from tests.linking.login_tab import tab
from tests.world import World

MISAKI = user_id_of("misaki")


async def agrees(home: World) -> None:
    """Let Misaki come by LINE Login, and leave at once."""
    async with tab(home, "misaki") as browser:
        await (await browser.sets_out()).comes_back()
    await home.quiet()


async def leaves(home: World) -> None:
    async with home.app.database.write() as connection:
        await consents.unwant(connection, [MISAKI], home.clock.now())
    await home.quiet()


async def calls(home: World) -> list[tuple[str, int]]:
    """Return what LINE was asked since she left, with its answers."""
    paths = ("/oauth2/v3/token", "/oauth2/v2.1/token", "/user/v1/deauthorize")
    return [(each["path"], each["status"]) for each in await home.requests() if each["path"] in paths][1:]


async def kept(home: World) -> int:
    async with home.app.database.read() as connection:
        return len((await connection.execute(select(login_consents))).all())


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (0, [("/oauth2/v3/token", 200), ("/user/v1/deauthorize", 204)]),
        (31, [("/oauth2/v2.1/token", 200), ("/oauth2/v3/token", 200), ("/user/v1/deauthorize", 204)]),
        (91, [("/oauth2/v2.1/token", 400)]),
    ],
)
async def test_a_consent_is_taken_back_as_long_as_line_knows_it(
    home: World, days: int, asked: list[tuple[str, int]]
) -> None:
    """An access token that has expired is renewed first; what LINE knows no more is dropped."""
    await agrees(home)
    home.clock.at += days * DAY
    await leaves(home)
    assert await calls(home) == asked and await kept(home) == 0


async def test_whoever_has_taken_it_back_herself_is_not_asked_after_again(home: World) -> None:
    """LINE's 400 ends it; another refusal, such as of our own channel, is tried again later."""
    await agrees(home)
    home.line.logins.deauthorize(MISAKI)
    await leaves(home)
    assert (await calls(home))[-1] == ("/user/v1/deauthorize", 400) and await kept(home) == 0
    await agrees(home)
    await home.control("PUT", "faults", {"faults": [{"endpoint": "/oauth2/v3/token", "kind": "429_rate"}]})
    await leaves(home)
    assert await kept(home) == 1
    await home.control("PUT", "faults", {"faults": []})
    await home.passes(DAY)
    assert (await calls(home))[-1] == ("/user/v1/deauthorize", 204) and await kept(home) == 0


async def test_a_new_consent_stands_in_place_of_an_unwanted_one(home: World) -> None:
    """Who comes back while LINE is away has agreed anew: that is not taken back."""
    await agrees(home)
    await home.control("PUT", "faults", {"faults": [{"endpoint": "/oauth2/v3/token", "kind": "500"}]})
    await leaves(home)
    await agrees(home)
    await home.control("PUT", "faults", {"faults": []})
    await home.passes(DAY)
    assert await kept(home) == 1 and ("/user/v1/deauthorize", 204) not in await calls(home)


async def test_what_cannot_be_read_or_taken_back_any_more_goes(home: World) -> None:
    """Tokens under another key are dropped when she leaves, and all of them once LINE has forgotten them."""
    await agrees(home)
    async with home.app.database.write() as connection:
        await connection.execute(update(login_consents).values(tokens=b"of another key"))
    await leaves(home)
    assert await kept(home) == 0 and await calls(home) == []
    await agrees(home)
    async with home.app.database.write() as connection:
        await consents.sweep(connection, home.clock.now() + 91 * DAY)
    assert await kept(home) == 0
