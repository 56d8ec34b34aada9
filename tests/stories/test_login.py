"""Linking by LINE Login: from a QR code or the operator's site, friend, membership and link in one pass."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.browser import Browser
from tests.people import Cast
from tests.phone import Phone, said


async def comes_by_login(browser: Browser, phone: Phone, route: str = "fair", *, adds: bool = True) -> None:
    """Scan the QR code of an event: agree at LINE, and add the account or not."""
    await browser.opens(f"{phone.world.bot_url}/login?r={route}", phone)
    if "許可する" in browser.page.text:
        await browser.presses("許可する", phone)
    if "友だち追加" in browser.page.text:
        await browser.presses("友だち追加" if adds else "あとで", phone)


async def signs_in(
    browser: Browser, phone: Phone, member: str = "T0001", password: str = "sample-misaki"
) -> None:
    """Sign in as a member of the example, and say yes."""
    await browser.presses("次へ", phone, member_id=member, password=password)


async def rows(cast: Cast, phone: Phone, table: str) -> int:
    """Count what a table keeps of somebody."""
    return sum(row.startswith(f"{table}: ") for row in await cast.world.rows_with(phone.user_id))


async def test_friend_member_and_link_in_one_pass(cast: Cast, browser: Browser) -> None:
    """Given an event's QR code, when she agrees and signs in, all is hers; unlinking is told to LINE."""
    misaki = cast.misaki
    await comes_by_login(browser, misaki)
    await misaki.sees("友だち追加ありがとうございます")
    assert "みさき" not in browser.page.text and "会員ID" in browser.page.text
    await signs_in(browser, misaki)
    browser.shows("◯◯")
    browser.shows("LINEでのお名前は「みさき」です")
    await browser.presses("連携する", misaki)
    browser.shows("LINEのトーク")
    await misaki.sees("例文集")
    assert "open" in str(await misaki.menu())
    assert await rows(cast, misaki, "login_consents") == 1
    await cast.takahashi.adds_the_account()
    await cast.takahashi.types("/links")
    await cast.takahashi.sees("fair")
    await misaki.types("連携を解除")
    async with line_login_is_away(cast):
        await misaki.taps("連携を解除する")
    assert "locked" in str(await misaki.menu()) and await rows(cast, misaki, "login_consents") == 1
    await cast.world.passes(3_600_000)
    told = [each for each in await cast.world.requests() if each["path"] == "/user/v1/deauthorize"]
    assert told[-1]["status"] == 204 and await rows(cast, misaki, "login_consents") == 0
    await browser.opens(f"{cast.world.bot_url}/login", misaki)
    browser.shows("次の情報の提供を許可しますか")


@asynccontextmanager
async def line_login_is_away(cast: Cast) -> AsyncIterator[None]:
    """Let LINE Login fail for as long as this lasts."""
    away = {"faults": [{"endpoint": "/oauth2/v3/token", "kind": "500"}]}
    await cast.world.control("PUT", "faults", away)
    yield
    await cast.world.control("PUT", "faults", {"faults": []})


async def test_who_adds_the_account_later_is_told_then(cast: Cast, browser: Browser) -> None:
    """Given she does not add the account, when she links, nothing is sent; when she adds it, all is there."""
    misaki = cast.misaki
    await comes_by_login(browser, misaki, adds=False)
    await signs_in(browser, misaki)
    await browser.presses("連携する", misaki)
    browser.shows("まだ友だちに追加されていません")
    assert [label for label, _ in browser.page.links if label == "友だちに追加"]
    pushed = [each["body"]["to"] for each in await cast.world.requests() if each["path"].endswith("/push")]
    assert misaki.user_id not in pushed and await misaki.bubbles() == []
    await misaki.adds_the_account()
    await misaki.sees("友だち追加ありがとうございます")
    await misaki.sees("例文集")
    assert "open" in str(await misaki.menu()) and await misaki.billed() == 0
    await misaki.blocks_the_account()
    await misaki.news()
    await misaki.adds_the_account()
    assert "例文集" not in "".join(map(said, await misaki.news()))


async def test_two_people_in_one_browser(cast: Cast, browser: Browser) -> None:
    """Whoever comes second at a shared computer begins anew: nobody is tied to whoever sat there before."""
    misaki, alex = cast.misaki, cast.alex
    await comes_by_login(browser, misaki)
    await signs_in(browser, misaki)
    left = browser.page
    await comes_by_login(browser, alex)
    browser.shows("Member ID" if "Member ID" in browser.page.text else "会員ID")
    second, browser.page = browser.page, left
    await browser.presses("連携する", misaki)
    assert browser.status == 403
    await comes_by_login(browser, alex)
    await signs_in(browser, alex, "T0002", "sample-haruto")
    browser.shows("Alex")
    await browser.presses("連携する", alex)
    assert await rows(cast, misaki, "links") == 0 and await rows(cast, alex, "links") == 1
    assert second.forms


async def test_who_turns_back_or_waits_too_long_begins_again(cast: Cast, browser: Browser) -> None:
    """A no at LINE, an old page and LINE out of order are told kindly, and nothing is linked or kept."""
    misaki = cast.misaki
    await browser.opens(f"{cast.world.bot_url}/login?r=fair", misaki)
    await browser.presses("キャンセル", misaki)
    browser.shows("連携せずに戻りました")
    assert ("はじめから", "/login?r=fair") in browser.page.links
    await browser.opens(f"{cast.world.bot_url}/login", misaki)
    cast.world.clock.at += 11 * 60_000
    await browser.presses("許可する", misaki)
    assert browser.status in (200, 403)
    await cast.world.control("PUT", "faults", {"faults": [{"endpoint": "/oauth2/v2.1/token", "kind": "500"}]})
    await browser.opens(f"{cast.world.bot_url}/login", misaki)
    browser.shows("いまLINEにつながりません")
    assert browser.status == 503 and await rows(cast, misaki, "login_consents") == 0


async def test_from_the_operators_site_and_away_again(cast: Cast, browser: Browser) -> None:
    """Signed in there first, she says yes once, to both names; deleting takes LINE's consent back."""
    misaki = cast.misaki
    await browser.opens(f"{cast.world.bot_url}/link/connect", misaki)
    await signs_in(browser, misaki)
    await browser.presses("許可する", misaki)
    await browser.presses("友だち追加", misaki)
    browser.shows("LINEでのお名前は「みさき」です")
    await browser.presses("連携する", misaki)
    await misaki.sees("例文集")
    await misaki.types("データを削除して")
    await misaki.taps("すべて削除する")
    await cast.world.passes(60_000)
    told = [each["status"] for each in await cast.world.requests() if each["path"] == "/user/v1/deauthorize"]
    assert told == [204] and await rows(cast, misaki, "login_consents") == 0
