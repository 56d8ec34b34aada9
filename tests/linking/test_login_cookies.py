"""What LINE Login leaves in a browser and in the database, and what its pages carry."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from sqlalchemy import select

from emulator.config import user_id_of
from linking.attempts import Attempts
from linking.consents import opened
from linking.session import Sessions
from linking.tables import login_consents
from tests.linking.login_tab import tab
from tests.world import StandingClock, World, world

MISAKI = user_id_of("misaki")


@pytest.mark.parametrize("secure", [True, False])
async def test_the_cookie_is_kept_from_scripts_and_other_sites(secure: bool) -> None:
    """HttpOnly and Lax; over HTTPS Secure, and by a name that no other host of the domain can set."""
    attempts = Attempts(StandingClock(), "a key that is used in tests and nowhere else", secure)
    answer = web.Response()
    await attempts.keep(make_mocked_request("GET", "/login"), answer, attempts.new())
    cookie = answer.cookies["__Host-enishi_login" if secure else "enishi_login"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == "600"
    assert bool(cookie["secure"]) is secure and cookie["path"] == "/" and not cookie["domain"]


@pytest.mark.parametrize(
    ("cookie", "kind", "kept"),
    [
        ("enishi_link", "visit", {"secret": "s", "friend_id": None}),
        ("enishi_login", "attempt", {"state": "s", "nonce": "n", "verifier": "v", "begun_at": 2**53}),
    ],
)
async def test_a_cookie_of_another_release_is_no_mistake(
    cookie: str, kind: str, kept: dict[str, object]
) -> None:
    """While two releases serve side by side, what one does not know is left out, or nobody is there."""
    makers: dict[str, Any] = {"visit": Sessions, "attempt": Attempts}
    keeper = makers[kind](StandingClock(), "a key that is used in tests and nowhere else", False)

    async def read(data: object) -> object:
        session, answer = await keeper._cookies.new_session(), web.Response()
        session[kind] = data
        await keeper._cookies.save_session(make_mocked_request("GET", "/"), answer, session)
        sent = {"Cookie": f"{cookie}={answer.cookies[cookie].value}"}
        return await keeper.read(make_mocked_request("GET", "/", headers=sent))

    assert await read(kept) == await read({**kept, "shoe": 38}) is not None
    assert await read({"shoe": 38}) is None and await read({**kept, "language": 7}) is None


async def test_every_page_of_it_is_hardened(home: World) -> None:
    """No page of it can be framed, scripted or sniffed, and none is kept."""
    async with tab(home, "misaki") as browser:
        await browser.goes("/login/callback?state=x")
        for name, value in (("X-Frame-Options", "DENY"), ("Cache-Control", "no-store")):
            assert browser.headers[name] == value
        assert "script-src" not in browser.headers["Content-Security-Policy"]
        assert "default-src 'none'" in browser.headers["Content-Security-Policy"]


async def test_without_a_channel_there_is_no_door(sqlite_url: str) -> None:
    """Without LINE_LOGIN_CHANNEL_ID neither route exists."""
    async with world(sqlite_url, line_login_channel_id=None, line_login_channel_secret=None) as bare:
        for path in ("/login", "/login/callback?code=x&state=y"):
            async with bare.http.get(bare.bot_url + path) as answer:
                assert answer.status == 404


async def test_consents_are_encrypted(home: World) -> None:
    """Whoever reads the database, or has another key, learns none of the tokens in it."""
    async with tab(home, "misaki") as browser:
        await (await browser.sets_out()).comes_back()
    async with home.app.database.read() as connection:
        [row] = (await connection.execute(select(login_consents))).all()
    assert row.friend_id == MISAKI and b"access" not in row.tokens
    assert opened("another key than the one of this house", row.tokens) is None
    assert opened(home.app.settings.enishi_secret_key.get_secret_value(), row.tokens) is not None
