"""Two people come by the QR code of an event, in one real browser, and stay apart."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from tests.page.demo import Desk, StoryPhone, open_page
from tests.page.desk import needs_browser
from tests.processes import demo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), needs_browser]

ON_A_PHONE = {"width": 390, "height": 844}


async def test_two_people_come_by_a_code_in_one_browser(chromium: Browser) -> None:
    """The first one leaves before he says yes; the second one registers, and is nobody but herself."""
    async with demo() as address, open_page(chromium, address) as desk:
        await two_come_by_a_code(desk)
        assert desk.mistakes == []


async def two_come_by_a_code(desk: Desk) -> None:
    haruto = await scans(desk, await somebody_new(desk, "はると"))
    await agrees(desk, haruto, "login-1")
    await haruto.get_by_role("button", name="友だち追加").click()
    await signs_in(desk, haruto)

    yui = await scans(desk, await somebody_new(desk, "ゆい"))
    await agrees(desk, yui)
    await yui.get_by_role("button", name="あとで").click()
    await registers(desk, yui)

    await haruto.get_by_role("button", name="連携する").click()
    await expect(haruto.get_by_role("heading")).to_contain_text("はじめから")
    await desk.picture("login-7-the-first-one-begins-again", haruto)
    await haruto.close()
    await yui.close()
    phone = desk.phone("student")
    await phone.do("add").click()
    await phone.hears("連携が完了しました")
    await desk.picture("login-8-told-when-she-adds-the-account")


async def somebody_new(desk: Desk, name: str) -> StoryPhone:
    """Hand the student's phone to somebody who has never seen the account."""
    phone = desk.phone("student")
    await phone.do("add-person").click()
    await phone.do("person-name").fill(name)
    await phone.do("create-person").click()
    await expect(phone.find(".owner-who option:checked")).to_have_text(name)
    await expect(phone.do("add")).to_be_visible()
    return phone


async def scans(desk: Desk, phone: StoryPhone) -> Page:
    """Hold the phone before the code of the event."""
    answer = await desk.page.request.get(f"{desk.page.url}emulator/webhook")
    hook = urlsplit(json.loads(await answer.text())["url"])
    await phone.find(".add-scan input").fill(f"{hook.scheme}://{hook.netloc}/login?r=fair")
    await desk.picture("login-0-scanner")
    async with desk.page.context.expect_page() as opening:
        await phone.do("scan").click()
    tab = await opening.value
    await tab.set_viewport_size(ON_A_PHONE)  # type: ignore[arg-type]
    return tab


async def agrees(desk: Desk, tab: Page, picture: str | None = None) -> None:
    """Let LINE tell who she is."""
    await expect(tab.get_by_text("次の情報の提供を許可しますか")).to_be_visible()
    if picture:
        await desk.picture(f"{picture}-consent", tab)
    await tab.get_by_role("button", name="許可する").click()
    await expect(tab.get_by_text("友だちに追加しますか")).to_be_visible()
    if picture:
        await desk.picture(f"{picture}-friend", tab)


async def signs_in(desk: Desk, tab: Page) -> None:
    """Sign in as a member, and leave it at the question."""
    await desk.picture("login-2-sign-in", tab)
    await tab.get_by_label("会員ID").fill("T0002")
    await tab.get_by_label("パスワード").fill("sample-haruto")
    await tab.get_by_role("button", name="次へ").click()
    await expect(tab.locator("main")).to_contain_text("佐々木 陽◯◯")
    await expect(tab.locator("main")).to_contain_text("LINEでのお名前は「はると」です")
    await desk.picture("login-3-is-this-you", tab)


async def registers(desk: Desk, tab: Page) -> None:
    """Become a member on the way; the account is not among her friends yet."""
    await expect(tab.locator("main")).not_to_contain_text("佐々木")
    await tab.get_by_role("link", name="はじめて").click()
    await tab.get_by_label("お名前").fill("高田 ゆい")
    await tab.get_by_label("メール").fill("yui@mail.example")
    await tab.get_by_label("パスワード").fill("violets in the morning rain")
    await desk.picture("login-4-register", tab)
    await tab.get_by_role("button", name="次へ").click()
    await expect(tab.locator("main")).to_contain_text("高田 ゆ◯◯")
    await desk.picture("login-5-is-this-you", tab)
    await tab.get_by_role("button", name="連携する").click()
    await expect(tab.locator("main")).to_contain_text("まだ友だちに追加されていません")
    await desk.picture("login-6-not-a-friend-yet", tab)
