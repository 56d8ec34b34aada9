"""Two more ways to a link in a real browser: who is new, and who comes from the operator's own site.

What was on the screen at each stage is kept in artefacts/.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from emulator.config import user_id_of
from tests.linking.abroad import KEY, sample
from tests.page.demo import Desk, open_page
from tests.page.desk import needs_browser
from tests.phone import Phone
from tests.world import World, free_door, serve, world

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), needs_browser]


@asynccontextmanager
async def with_a_site(database_url: str) -> AsyncIterator[tuple[World, str]]:
    """The whole house beside the sample site that hands its members over; yields the site's address."""
    door, there = free_door()
    handing = {"enishi_handover_url": f"{there}/line", "enishi_handover_secret": KEY}
    async with world(database_url, **handing) as house:
        site = sample("handover", "site.py").Site(KEY, house.bot_url, lambda: house.clock.now() / 1000)
        runner = await serve(site.application(), door)
        yield house, there
        await runner.cleanup()


@asynccontextmanager
async def small(browser: Browser) -> AsyncIterator[Page]:
    """A Japanese phone's browser that nobody has used, without JavaScript."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, locale="ja-JP", java_script_enabled=False
    )
    yield await context.new_page()
    await context.close()


def opened(house: World, slug: str, address: str) -> str:
    """Return what opens an address in a browser in which LINE knows who she is."""
    return f"{house.line_url}/emulator/open?user={user_id_of(slug)}&url={address}"


async def test_who_is_new_and_who_comes_from_the_site(chromium: Browser, sqlite_url: str) -> None:
    """One becomes a member from the chat; the other goes from the site by LINE Login; each is who she is."""
    async with with_a_site(sqlite_url) as (house, there), open_page(chromium, house.line_url) as desk:
        async with small(chromium) as tab:
            await joins(desk, house, tab)
        async with small(chromium) as tab:
            await comes_from_the_site(desk, house, there, tab)
        assert desk.mistakes == []


async def joins(desk: Desk, house: World, tab: Page) -> None:
    misaki = Phone(house, "misaki")
    await misaki.adds_the_account()
    await misaki.taps("27卒")
    await misaki.types("連携")
    await tab.goto((await misaki.taps("連携する"))["open"])
    await tab.goto(opened(house, "misaki", tab.url.replace("&", "%26")))
    await desk.picture("join-1-doors", tab)
    await tab.get_by_role("link", name="はじめての方（新規登録）").click()
    await tab.get_by_label("お名前").fill("田中 みさき")
    await tab.get_by_label("メールアドレス").fill("misaki@example.jp")
    await tab.get_by_label("パスワード").fill("password1234")
    await tab.get_by_role("button", name="次へ").click()
    await expect(tab.get_by_role("alert")).to_contain_text("推測されやすい")
    await desk.picture("join-2-weak-password", tab)
    await tab.get_by_label("パスワード").fill("three tulips in may")
    await tab.get_by_role("button", name="次へ").click()
    await expect(tab.get_by_role("heading")).to_have_text(
        "田中 み◯◯ さんとして登録し、連携します。よろしいですか？"
    )
    await desk.picture("join-3-is-this-right", tab)
    await tab.get_by_role("button", name="連携する").click()
    await house.quiet()
    await desk.phone("student").hears("会員IDは N-")
    await desk.picture("join-4-member")
    assert "class:2027" in await misaki.tags()


async def comes_from_the_site(desk: Desk, house: World, there: str, tab: Page) -> None:
    await tab.goto(opened(house, "alex", there + "/"))
    await tab.get_by_label("会員ID").fill("T0002")
    await tab.get_by_label("パスワード").fill("sample-haruto")
    await tab.get_by_role("button", name="ログイン").click()
    await desk.picture("site-1-signed-in", tab)
    await tab.get_by_role("link", name="LINEと連携する").click()
    await desk.picture("site-2-line-login", tab)
    await tab.get_by_role("button", name="許可する").or_(tab.get_by_role("button", name="Allow")).click()
    await house.quiet()
    await desk.picture("site-3-add-friend", tab)
    await (
        tab.get_by_role("button", name="友だち追加").or_(tab.get_by_role("button", name="Add friend")).click()
    )
    await house.quiet()
    await expect(tab.locator("main")).to_contain_text("佐々木 陽◯◯ さんとして連携します")
    await tab.get_by_role("button", name="別の人です").click()
    await desk.picture("site-4-not-me", tab)
    await tab.get_by_role("link", name="別の会員としてサインインする").click()
    await tab.get_by_label("会員ID").fill("T0002")
    await tab.get_by_label("パスワード").fill("sample-haruto")
    await tab.get_by_role("button", name="ログイン").click()
    await expect(tab.locator("main")).to_contain_text("佐々木 陽◯◯ さんとして連携します")
    await desk.picture("site-5-as-whom-on-line", tab)
    await tab.get_by_role("button", name="連携する").click()
    await house.quiet()
    await expect(tab.locator("main")).to_contain_text("LINEのトーク")
    await desk.picture("site-6-done", tab)
    assert await tab.context.cookies() != [] and not [
        each for each in await tab.context.cookies() if each.get("name") == "enishi_link"
    ]
    alex = Phone(house, "alex")
    await alex.types("my data")
    await alex.sees("Linked as member T0002")
