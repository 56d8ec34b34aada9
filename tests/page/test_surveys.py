"""The example's surveys in a real browser over a running bot: on a phone, and on a PC without quick replies.

What was on the screen at each stage is kept in artefacts/.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.async_api import Browser, expect

from tests.page.demo import Desk, StoryPhone, open_page
from tests.page.desk import needs_browser
from tests.processes import demo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), needs_browser]


async def test_three_surveys_from_the_keyword_to_the_end(chromium: Browser) -> None:
    """A new job by taps, an interview on a PC by words and cards, and an event that went wrong."""
    async with demo() as address, open_page(chromium, address) as desk:
        # Given a student who has left the first questions for later
        misaki = desk.phone("student")
        await misaki.do("add").click()
        await misaki.hears("1/6")
        await says(misaki, "あとで", "質問のつづき")

        # When she answers three surveys, the second at a PC
        await wants_a_new_job(desk, misaki)
        await prepares_at_a_pc(desk, misaki)
        await was_disappointed(desk, misaki)

        # Then an advisor hears of her, and nothing on the page went wrong
        await desk.phone("advisor").hears("イベントに不満")
        await desk.picture("survey-9-told-to-a-person")
        assert desk.mistakes == []


async def says(phone: StoryPhone, words: str, then: str) -> None:
    await phone.write(words)
    await phone.hears(then)


async def taps(phone: StoryPhone, *ways: tuple[str, str]) -> None:
    for label, then in ways:
        await phone.quick(label).click()
        await phone.hears(then)


async def wants_a_new_job(desk: Desk, misaki: StoryPhone) -> None:
    await says(misaki, "転職", "いまのお仕事の状況")
    await desk.picture("survey-1-new-job")
    await taps(misaki, ("在職中", "2/9"), ("半年以内", "3/9"), ("営業", "4/9"), ("3年以上", "5/9"))
    await taps(misaki, ("収入", "あと2つ"), ("残業・休日", "あと1つ"))
    await desk.picture("survey-2-several")
    await taps(misaki, ("決定", "6/9"), ("リモート", "あと2つ"), ("決定", "7/9"))
    await misaki.button("関西").click()
    await misaki.button("大阪府").click()
    await misaki.hears("8/9")
    await says(misaki, "営業のほかを知らないので、通用するか心配です", "9/9")
    await taps(misaki, ("電話で話したい", "10/10"))
    await misaki.quick("日時を選ぶ").click()
    await misaki.find(".picker-input").fill(f"{date.today() + timedelta(8)}T18:30")
    await desk.picture("survey-3-day-and-time")
    await misaki.do("pick").click()
    await misaki.hears("こちらで合っていますか？")
    await desk.picture("survey-4-summary")
    await misaki.messages.last.get_by_text("変更する").nth(8).click()
    await misaki.hears("このトークでうかがいます")
    await taps(misaki, ("LINEだけで", "こちらで合っていますか？"))
    await misaki.button("この内容でよい").click()
    await misaki.hears("教えてくださって")


async def prepares_at_a_pc(desk: Desk, misaki: StoryPhone) -> None:
    await misaki.do("pc").click()
    await says(misaki, "面接対策", "1/8")
    await expect(misaki.find(".quick-replies")).to_be_hidden()
    await says(misaki, "どうしよう", "大丈夫です。")
    await misaki.button("中堅・中小").click()
    await misaki.hears("2/8")
    for words, then in (("最終", "3/8"), ("あさって", "もうすぐですね"), ("zoomです", "5/8")):
        await says(misaki, words, then)
    await says(misaki, "選択肢は？", "カメラ・通信")
    await desk.picture("survey-5-choices-on-a-pc")
    await misaki.button("緊張").click()
    await misaki.hears("あと2つ")
    for words, then in (("決定", "6/8"), ("6", "1から5"), ("2くらい", "7/8")):
        await says(misaki, words, then)
    await desk.picture("survey-6-typed-on-a-pc")
    for words, then in (
        ("スキップ", "8/8"),
        ("今はいいです", "こちらで合っていますか？"),
        ("はい", "応援しています"),
    ):
        await says(misaki, words, then)
    await misaki.do("pc").click()


async def was_disappointed(desk: Desk, misaki: StoryPhone) -> None:
    await says(misaki, "イベントの感想", "1/5")
    await taps(misaki, ("合同説明会", "2/5"))
    await desk.picture("survey-7-scale")
    await taps(misaki, ("2 もう少し", "申し訳ありませんでした"), ("質問の時間", "あと2つ"), ("決定", "4/5"))
    await says(misaki, "質問の時間が5分しかありませんでした", "5/5")
    await desk.picture("survey-8-a-person-is-offered")
    await taps(misaki, ("話したい", "担当者に伝えました"))
