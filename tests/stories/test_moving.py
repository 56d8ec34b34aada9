"""A member's old phone is gone: she moves to a new LINE by signing in, and staff can freeze but not move."""

from __future__ import annotations

from tests.browser import Browser, fresh_browser
from tests.people import Cast
from tests.phone import Phone, said


async def signs_in(phone: Phone, browser: Browser, words: str = "連携") -> None:
    """Ask for the link button in the chat and sign in as T0001."""
    await phone.types(words)
    await browser.opens((await phone.taps("連携する"))["open"], phone)
    await browser.presses("次へ", phone, member_id="T0001", password="sample-misaki")


async def lives_on_the_old_phone(cast: Cast, browser: Browser) -> None:
    """Misaki answers, links, and has an advisor."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("27卒")
    await signs_in(cast.misaki, browser)
    await browser.presses("連携する", cast.misaki)
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    await cast.misaki.news()


async def test_everything_goes_with_her_to_the_new_phone(cast: Cast, browser: Browser) -> None:
    """Link, answers and gift are on the new LINE; the old one is locked, knows nothing more, and was told."""
    # Given Misaki has lost her phone, and writes from another LINE
    await lives_on_the_old_phone(cast, browser)
    new = cast.alex
    await new.adds_the_account()
    await new.taps("日本語") if "日本語" in await new.labels() else None

    # When she says so and signs in
    async with fresh_browser() as hers:
        await new.types("I can't use my old LINE any more.")
        await hers.opens((await new.taps("Link my membership"))["open"], new)
        await hers.presses("Next", new, member_id="T0001", password="sample-misaki")
        hers.shows("This membership is linked to another LINE")
        await hers.presses("Move it to this LINE", new)

    # Then she is at home there, and no gift is promised a second time
    await new.sees("so are your answers, advisor and gift")
    assert "open" in str(await new.menu()) and "class:2027" in await new.tags()
    await new.types("my data")
    told = said(await new.sees("What I know about you"))
    assert "T0001" in told and "27" in told

    # And the old one has nothing of it, whoever holds it now
    await cast.misaki.sees("別のLINEに移されました")
    assert "locked" in str(await cast.misaki.menu()) and await cast.misaki.tags() == set()
    await cast.misaki.types("私の情報")
    await cast.misaki.sees("まだ連携していません")
    await cast.sato.sees("別のLINEに移られたため")


async def test_whether_she_wants_notices_goes_with_her(cast: Cast, browser: Browser) -> None:
    """Stopped notices stay stopped on the new LINE; whoever comes back to her old one gets them again."""
    await cast.misaki.adds_the_account()
    await signs_in(cast.misaki, browser)
    await browser.presses("連携する", cast.misaki)
    await cast.misaki.types("設定")
    await cast.misaki.taps("お知らせを止める")
    await cast.alex.adds_the_account()
    for phone, move, link in (
        (cast.alex, "Move it to this LINE", "I can't use my old LINE any more."),
        (cast.misaki, "このLINEに移す", "前のLINEが使えない"),
    ):
        async with fresh_browser() as hers:
            await phone.types(link)
            await hers.opens(
                (await phone.taps("Link my membership" if phone is cast.alex else "連携する"))["open"], phone
            )
            label = "Next" if phone is cast.alex else "次へ"
            await hers.presses(label, phone, member_id="T0001", password="sample-misaki")
            await hers.presses(move, phone)
        if phone is cast.alex:
            await phone.types("settings")
            assert "Start notices again" in await phone.labels()
            await phone.taps("Start notices again")
    await cast.misaki.types("設定")
    assert "お知らせを止める" in await cast.misaki.labels()


async def test_staff_freeze_on_a_claim_and_only_a_sign_in_releases(cast: Cast, browser: Browser) -> None:
    """A frozen link opens nothing on the phone; she releases it herself by signing in from it."""
    await lives_on_the_old_phone(cast, browser)
    await cast.sato.types("/完了")
    await cast.sato.types("/凍結 T0001")
    await cast.sato.sees("会員ID T0001 の連携を停止しました")
    assert "locked" in str(await cast.misaki.menu())
    await cast.misaki.types("私の情報")
    await cast.misaki.sees("一時停止")
    await cast.misaki.types("連携解除")
    await cast.misaki.sees("連携していない")
    async with fresh_browser() as again:
        await signs_in(cast.misaki, again)
        again.shows("安全のために一時停止")
        await again.presses("連携する", cast.misaki)
    await cast.misaki.sees("また使えるようにしました")
    assert "open" in str(await cast.misaki.menu())


async def test_nobody_but_staff_freezes(cast: Cast, browser: Browser) -> None:
    """What a friend types does nothing to anybody's link, and a member who is nobody is told as such."""
    await lives_on_the_old_phone(cast, browser)
    await cast.alex.adds_the_account()
    await cast.alex.types("/freeze T0001")
    assert "open" in str(await cast.misaki.menu())
    await cast.sato.types("/freeze T9999")
    await cast.sato.sees("連携中の会員ID")
