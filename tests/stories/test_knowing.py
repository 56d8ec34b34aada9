"""What she asks about herself in the chat: what is known, to correct it, to stop notices; and coming back."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.people import Cast
from tests.phone import said


async def test_she_learns_what_is_known_of_her(cast: Cast, browser: Browser) -> None:
    """Answers, tags in the content's words, her membership and link, how long it stays; nothing internal."""
    # Given she has answered, linked, and asks in her own words
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.taps("27卒")
    await misaki.taps("連携する")
    await browser.opens((await misaki.taps("連携する"))["open"], misaki)
    await browser.presses("次へ", misaki, member_id="t0001", password="sample-misaki")
    await browser.presses("連携する", misaki)
    await misaki.types("私について何を知っていますか？")

    # Then it is told in words that she knows
    told = said(await misaki.sees("お預かりしていること"))
    for words in ("27卒", "会員ID T0001", "大学: 見本女子大学", "お知らせ：届きます", "2年で消します"):
        assert words in told
    for internal in ("class:2027", "survey:", "member", misaki.user_id, "grad_year"):
        assert internal not in told


async def test_what_the_team_notes_is_not_told(cast: Cast) -> None:
    """Who has said nothing is told so little; the way to the notice and to deletion is there all the same."""
    await cast.alex.adds_the_account()
    await cast.alex.types("What do you know about me?")
    await cast.alex.sees("What I know about you")
    await cast.alex.sees("Not linked yet.")
    assert {"Correct this", "Stop notices", "Delete my data"} <= set(await cast.alex.labels())


@pytest.mark.parametrize(
    ("stop", "start"), [("配信を止めて", "配信を再開して"), ("stop messages", "start messages")]
)
async def test_she_stops_notices_by_a_word(cast: Cast, stop: str, start: str) -> None:
    """One line stops them and one brings them back; the answer says what still reaches her."""
    await cast.misaki.adds_the_account()
    await cast.misaki.types(stop)
    await cast.misaki.sees("お知らせを止めました")
    await cast.misaki.types("私の情報")
    await cast.misaki.sees("お知らせ：停止中")
    await cast.misaki.types(start)
    await cast.misaki.sees("お知らせを再開しました")


async def test_correcting_leads_on(cast: Cast) -> None:
    """Within a survey 「訂正」 goes back one question; outside it leads to her answers, or to a person."""
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("27卒")
    await cast.misaki.types("訂正")
    await cast.misaki.does_not_see("どちらを訂正しますか")
    await cast.misaki.types("あとで")
    await cast.misaki.types("訂正")
    await cast.misaki.sees("どちらを訂正しますか")
    await cast.misaki.taps("回答を見る")
    await cast.misaki.sees("27卒")
    await cast.alex.adds_the_account()
    await cast.alex.taps("Class of 2027")
    await cast.alex.types("correct this")
    assert "1/6" in said((await cast.alex.bubbles())[-1])
    await cast.alex.does_not_see("couldn't read")


async def test_blocking_and_coming_back_keeps_the_link(cast: Cast, browser: Browser) -> None:
    """She is still linked, has the open menu, and no question that she has answered is asked again."""
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.taps("27卒")
    await misaki.taps("連携する")
    await browser.opens((await misaki.taps("連携する"))["open"], misaki)
    await browser.presses("次へ", misaki, member_id="T0001", password="sample-misaki")
    await browser.presses("連携する", misaki)
    await misaki.blocks_the_account()
    await misaki.news()
    await misaki.adds_the_account()
    new = "\n".join(map(said, await misaki.news()))
    assert "そのままです" in new or "おかえり" in new
    assert "27卒" not in new and "個人情報" not in new
    assert "open" in str(await misaki.menu())
    await misaki.types("連携")
    await misaki.sees("すでに連携")
