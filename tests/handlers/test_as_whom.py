"""As whom she is linked: she reads it in her chat, and whoever taps twice is linked and told once."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from sqlalchemy import select

from linking.tables import links
from tests.browser import Browser
from tests.linking.login_tab import tab
from tests.people import Cast
from tests.phone import said


async def ties(cast: Cast) -> dict[str, str]:
    """Return who is linked to which member."""
    await cast.world.quiet()
    async with cast.world.app.database.read() as connection:
        return {row.friend_id: row.member_id for row in await connection.execute(select(links))}


async def test_whoever_was_led_to_end_somebody_elses_sign_in_sees_it(cast: Cast, browser: Browser) -> None:
    """Haruto signs in by Misaki's button and has her open what it ends in: she is told, and gets out."""
    # Given he has got hold of the address of her button
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.types("連携")
    hers = (await misaki.taps("連携する"))["open"]

    # When he signs in by it, and she opens the address in LINE that comes of it
    async with tab(cast.world) as his:
        await his.goes(hers)
        await his.sends(member_id="T0002", password="sample-haruto")
        await his.goes(his.location)
        await his.sends()
    await browser.opens(his.location, misaki)

    # Then her chat, and not her lock screen, says as whom she is linked, and two taps undo it
    card = await misaki.sees("佐々木 陽◯◯ さんとして連携しています")
    assert "佐々木" not in card["altText"] and await ties(cast) == {misaki.user_id: "T0002"}
    await misaki.taps("別の人です")
    await misaki.taps("連携を解除する")
    assert await ties(cast) == {} and "locked" in str(await misaki.menu())


async def test_tapping_twice_links_once(cast: Cast) -> None:
    """On a slow line she taps “Link” twice: both requests arrive, and she is told once, and nothing else."""
    misaki = cast.misaki
    async with tab(cast.world, "misaki") as browser:
        await (await (await browser.sets_out()).comes_back()).signs_in()
        await misaki.news()
        parts = urlsplit(browser.url)
        cookies = {each.key: each.value for each in browser.http.cookie_jar}
        async with tab(cast.world, "misaki") as second:
            second.http.cookie_jar.update_cookies(cookies)
            second.url, second.html = browser.url, browser.html
            await asyncio.gather(browser.sends(), second.sends())
        assert parts.path == "/link" and {browser.status, second.status} == {200}
    assert await ties(cast) == {misaki.user_id: "T0001"}
    told = [said(each) for each in await misaki.news()]
    assert len([each for each in told if "さんとして連携しています" in each]) == 1
    assert not [each for each in told if "すでに" in each or "確認ができず" in each]
