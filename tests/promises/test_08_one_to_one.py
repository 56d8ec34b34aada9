"""Promise 8: one member, one friend, both ways, after any history. tests/linking has the property in full."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from linking.tables import links
from tests.browser import Browser
from tests.people import Cast
from tests.phone import Phone

PASSWORDS = {"T0001": "sample-misaki", "T0002": "sample-haruto"}


@asynccontextmanager
async def fresh_browser() -> AsyncIterator[Browser]:
    """Open a browser that nobody has used."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Browser(http)


async def tied(cast: Cast) -> dict[str, str]:
    """Return which friend is linked with which member."""
    async with cast.world.app.database.read() as connection:
        return {row.friend_id: row.member_id for row in await connection.execute(links.select())}


async def signs_in(phone: Phone, browser: Browser, member: str) -> None:
    """Go from the menu to the page that asks as whom to link."""
    await phone.taps("連携する")
    await browser.opens((await phone.taps("連携する"))["open"], phone)
    await browser.presses("次へ", phone, member_id=member, password=PASSWORDS[member])


async def test_two_friends_and_one_member(cast: Cast) -> None:
    """Two who both know a member's password: the first is linked, the second once the first has let go."""
    async with fresh_browser() as one, fresh_browser() as two:
        # Given both have signed in as the same member, at the same time
        misaki, suzuki = (cast.misaki, one), (cast.suzuki, two)
        for phone, browser in (misaki, suzuki):
            await phone.adds_the_account()
            await signs_in(phone, browser, "T0001")

        # When both confirm, then one is linked, and the other is told
        async with cast.world.at_once():
            for phone, browser in (misaki, suzuki):
                await browser.presses("連携する", phone)
        assert await tied(cast) == {cast.misaki.user_id: "T0001"}
        await cast.suzuki.sees("すでに別のLINEと連携しています")

        # And when the first lets go, the second can link; the first can, as somebody else
        await cast.misaki.types("連携解除")
        await cast.misaki.taps("連携を解除する")
        await signs_in(*suzuki, "T0001")
        await two.presses("連携する", cast.suzuki)
        await signs_in(*misaki, "T0001")
        one.shows("この会員情報は別のLINEと連携しています")
        await signs_in(*misaki, "T0002")
        await one.presses("連携する", cast.misaki)
        assert await tied(cast) == {cast.suzuki.user_id: "T0001", cast.misaki.user_id: "T0002"}
