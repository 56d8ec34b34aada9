"""The story from follow to done in a real browser: three phones, clicked and typed on, over a running bot.

What was on the screen at each stage is kept in artefacts/.
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.page import media
from tests.page.demo import Desk, open_page
from tests.page.desk import needs_browser
from tests.processes import demo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), needs_browser]

ON_A_PHONE = {"width": 390, "height": 844}


@pytest.mark.timeout(240)
async def test_the_story_from_follow_to_done(chromium: Browser) -> None:
    """A student follows, answers, links and talks with an advisor; an admin reads figures; all by clicks."""
    async with demo() as address, open_page(chromium, address) as desk:
        # Given three phones: a student who is a stranger, an advisor on duty and an admin
        await expect(desk.phone("admin").find("li", "卒業")).to_have_count(0)
        await desk.picture("story-1-before")

        # When the student follows, answers and links, and talks with the advisor
        await follows(desk)
        await switches_tabs(desk)
        await answers(desk)
        await links(desk)
        await talks(desk)
        await shows(desk)
        await ends(desk)

        # Then the conversation is over, the assistant is back, and the admin sees it in the figures
        await looks_at_the_figures(desk)
        assert desk.mistakes == []


async def follows(desk: Desk) -> None:
    misaki = desk.phone("student")
    await misaki.do("add").click()
    await misaki.hears("友だち追加ありがとうございます")
    await misaki.hears("1/6")
    await expect(misaki.menu("連携する")).to_be_visible()
    await desk.picture("story-2-followed")


async def switches_tabs(desk: Desk) -> None:
    misaki = desk.phone("student")
    await misaki.menu("サービス").click()
    await expect(misaki.menu("面接の準備")).to_be_visible()
    await desk.picture("story-2-tabs")
    await misaki.menu("マイページ").click()
    await expect(misaki.menu("連携する")).to_be_visible()


async def answers(desk: Desk) -> None:
    misaki = desk.phone("student")
    await misaki.find("button.quick").first.click()  # the class that is hunting now, whatever the year
    for label, then in (
        ("ES・面接の途中", "3/6"),
        ("関西", "4/6"),
        ("IT・通信", "あと2つ"),
        ("金融", "あと1つ"),
        ("決定", "5/6"),
    ):
        await misaki.quick(label).click()
        await misaki.hears(then)
    await desk.picture("story-3-asked-for-her-name")
    await misaki.write("みさき")
    await misaki.hears("6/6")
    await misaki.quick("そのうち話したい").click()
    await misaki.hears("こちらで合っていますか？")
    await desk.picture("story-4-summary")
    await misaki.button("この内容でよい").click()
    await misaki.hears("このトークからいつでも解除できます")
    await desk.picture("story-5-linking-offered")


async def links(desk: Desk) -> None:
    misaki = desk.phone("student")
    async with desk.page.context.expect_page() as opening:
        await misaki.button("連携する").click()
    tab = await opening.value
    await tab.set_viewport_size(ON_A_PHONE)  # type: ignore[arg-type]
    await signs_in(desk, tab)
    await tab.close()
    done = await misaki.hears("連携が完了しました")
    await expect(done).to_contain_text("例文集")
    await expect(misaki.menu("例文集を読む")).to_be_visible()
    await desk.picture("story-6-linked")


async def signs_in(desk: Desk, tab: Page) -> None:
    await tab.get_by_label("会員ID").fill("T0001")
    await desk.picture("link-1-sign-in", tab)
    await tab.get_by_label("パスワード").fill("wrong-password")
    await tab.get_by_role("button", name="次へ").click()
    await expect(tab.get_by_role("alert")).to_be_visible()
    await desk.picture("link-2-wrong-password", tab)
    await tab.get_by_label("パスワード").fill("sample-misaki")
    await tab.get_by_role("button", name="次へ").click()
    await expect(tab.locator("main")).to_contain_text("田中 み◯◯")
    await desk.picture("link-3-is-this-you", tab)
    await tab.get_by_role("button", name="連携する").click()
    await expect(tab.locator("main")).to_contain_text("LINEのトークにお戻りください")
    await desk.picture("link-4-done-at-line", tab)


async def talks(desk: Desk) -> None:
    misaki, sato = desk.phone("student"), desk.phone("advisor")
    await misaki.opens_menu()
    await misaki.menu("人に相談").click()
    await misaki.hears("担当者に伝えました")
    await misaki.write("面接の準備について聞きたいです")
    await sato.hears("相談希望")
    await desk.picture("story-7-asked")
    await sato.find(".chat-bar").click()  # folds the menu away, for more of the chat
    await sato.button("対応する").click()
    taken = await misaki.hears("お待たせしました")
    await expect(taken.locator(".sender")).to_have_text("佐藤（アドバイザー）")
    await sato.hears("面接の準備について聞きたいです")
    await sato.write("明日17時に、いっしょに練習しませんか？")
    await misaki.hears("いっしょに練習しませんか")
    await misaki.write("お願いします！")
    await sato.hears("お願いします！")
    await desk.phone("admin").opens_menu()
    await desk.phone("admin").menu("いまの数字").click()
    await desk.phone("admin").hears("対応中 1人")
    await desk.picture("story-8-talking")
    await desk.phone("admin").write("/desk")
    await desk.phone("admin").hears("相談デスク")
    await desk.picture("story-8-the-desk")


async def shows(desk: Desk) -> None:
    """Both send one of each kind: she from her phone, he from LINE on a computer."""
    misaki, sato = desk.phone("student"), desk.phone("advisor")
    await media.sends_each(desk, misaki)
    await media.sees_each(desk, sato, "to-advisor")
    await sato.do("pc").click()
    await media.sends_each(desk, sato)
    await media.sees_each(desk, misaki, "to-friend")
    await sato.do("pc").click()


async def ends(desk: Desk) -> None:
    misaki, sato = desk.phone("student"), desk.phone("advisor")
    await sato.write("/完了")
    await misaki.hears("ここからは案内係がお手伝いします")
    await sato.hears("完了：みさきさん")
    await desk.picture("story-9-done")


async def looks_at_the_figures(desk: Desk) -> None:
    boss = desk.phone("admin")
    await boss.write("/stats")
    figures = await boss.hears("対応中 0人")
    await expect(figures).to_contain_text("連携 1人")
    await desk.picture("story-10-figures")
