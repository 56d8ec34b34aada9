"""The rich menu: locked tiles that lead on through linking, and tabs that stay hers."""

from __future__ import annotations

from tests.browser import Browser
from tests.people import Cast
from tests.phone import said


async def links(cast: Cast, browser: Browser) -> None:
    """Misaki taps the newest link button, signs in and confirms."""
    await browser.opens((await cast.misaki.taps("連携する"))["open"], cast.misaki)
    await browser.presses("次へ", cast.misaki, member_id="T0001", password="sample-misaki")
    await browser.presses("連携する", cast.misaki)


async def switches(cast: Cast) -> int:
    """Count the calls by which the bot has told LINE what Misaki shall see."""
    path = f"/v2/bot/user/{cast.misaki.user_id}/richmenu/"
    return len([each for each in await cast.world.requests() if each["path"].startswith(path)])


async def test_a_locked_tile_leads_through_linking_and_on(cast: Cast, browser: Browser) -> None:
    """What needs a link says what opens; linked, she is where she wanted to go, and on the same tab."""
    # Given Misaki looks at the second tab, which LINE shows at once
    misaki = cast.misaki
    await misaki.adds_the_account()
    told = await switches(cast)
    await misaki.taps("サービス")
    assert "locked.services.ja" in str(await misaki.menu())
    assert await switches(cast) == told, "LINE has switched by itself"
    await misaki.taps("マイページ")

    # When she taps a locked tile, she reads what opens, and links
    await misaki.taps("面談を予約")
    await misaki.sees("連携すると、面談の日を担当者と決められます")
    await misaki.taps("サービス")
    await links(cast, browser)

    # Then she has what she wanted, once, and is still on her tab, of the open menu now
    await misaki.sees("連携が完了しました")
    await misaki.sees("面談の日は、担当者と相談して決めます")
    assert "open.services.ja" in str(await misaki.menu())

    # When she unlinks and links again, the tab is still hers, and nothing comes that she did not ask for
    await misaki.types("解除")
    await misaki.taps("連携を解除する")
    assert "locked.services.ja" in str(await misaki.menu())
    await misaki.taps("マイページ")
    await misaki.taps("サービス")
    await misaki.taps("マイページ")
    await misaki.news()
    await links(cast, browser)
    assert "open.mine.ja" in str(await misaki.menu())
    assert not [each for each in await misaki.news() if "面談の日は" in said(each)]

    # And her tab goes with her language
    await misaki.taps("サービス")
    await misaki.taps("設定・停止")
    await misaki.taps("English")
    assert "open.services.en" in str(await misaki.menu())


async def test_what_she_wanted_an_hour_ago_does_not_surprise_her(cast: Cast, browser: Browser) -> None:
    """Who links much later gets her link, and nothing about a tile that she has forgotten."""
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("合う求人を見る")
    await cast.world.passes(61 * 60_000)
    await links(cast, browser)
    await cast.misaki.sees("連携が完了しました")
    await cast.misaki.does_not_see("条件に合う求人は、担当者が")


async def test_services_begin_what_they_say(cast: Cast) -> None:
    """The tiles of the second tab begin their surveys, for whoever is linked or not."""
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.taps("サービス")
    await misaki.taps("サービス案内")
    await misaki.sees("就職・転職の相談を無料でお受けする窓口です")
    await misaki.taps("面接の準備")
    await misaki.sees("1/")
    await misaki.taps("人に相談")
    await misaki.sees("担当者")


async def test_a_computer_has_tabs_by_their_words(cast: Cast) -> None:
    """LINE for PC shows no menu: the name of a tab brings what is on it as a card, and never mid-survey."""
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.is_a_computer()
    await misaki.types("サービス")
    await misaki.does_not_see("サービス案内")
    await misaki.types("やめる")
    await misaki.types("サービス")
    await misaki.sees("サービス案内")
    await misaki.taps("転職の相談")
    await misaki.sees("1/")
