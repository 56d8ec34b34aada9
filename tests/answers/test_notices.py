"""The operator's own system learns who is new and who has moved, so that the member is told beside LINE."""

from __future__ import annotations

from tests.answers.test_deliveries import Operator, answers, house
from tests.browser import Browser, fresh_browser
from tests.furniture import furnish
from tests.people import Cast
from tests.phone import Phone

NEW = {"name": "田中 みさき", "email": "misaki@example.jp", "password": "three tulips in may"}


async def registers(phone: Phone, browser: Browser) -> None:
    """Go from the chat's button by 'I'm new' to LINE."""
    await phone.types("連携")
    await browser.opens((await phone.taps("連携する"))["open"], phone)
    await browser.follows("はじめての方", phone)
    await browser.presses("次へ", phone, **NEW)
    browser.shows("さんとして登録し、連携します")
    await browser.presses("連携する", phone)


async def signs_in(phone: Phone, browser: Browser, email: str) -> None:
    """Ask for everything to be moved to this LINE, and sign in."""
    await phone.types("I can't use my old LINE any more.")
    await browser.opens((await phone.taps("Link my membership"))["open"], phone)
    await browser.presses("Next", phone, member_id=email, password=NEW["password"])
    browser.shows("This membership is linked to another LINE")
    await browser.presses("Move it to this LINE", phone)


async def moves(cast: Cast, browser: Browser) -> None:
    """Whoever knows her password takes her membership over with another phone."""
    await cast.alex.adds_the_account()
    await signs_in(cast.alex, browser, "misaki@example.jp")
    await cast.alex.sees("so are your answers, advisor and gift")


async def test_who_is_new_and_who_moves_is_told_beside_line(sqlite_url: str, browser: Browser) -> None:
    """Registered with her answers; moved, also if the new phone has everything deleted before it is told."""
    operator = Operator()
    async with house(sqlite_url, operator) as cast:
        # Given Misaki has answered, and becomes a member from within LINE
        await furnish(cast.world)
        await answers(cast)
        await registers(cast.misaki, browser)
        await cast.misaki.sees("会員IDは N-")
        (told,) = [each for each in operator.told if each["type"] == "member.registered"]
        assert told["attributes"]["name"] == "田中 みさき" and told["attributes"]["email"] == NEW["email"]
        assert told["attributes"]["grad_year"] == 2027 and told["attributes"]["region"] == "kansai"
        number = told["member_id"]
        await cast.misaki.types("私の情報")
        await cast.misaki.sees(f"会員ID {number}")

        # When another phone moves her and has everything deleted, while the operator's system is away
        operator.says = [503, 503]
        async with fresh_browser() as thief:
            await moves(cast, thief)
        await cast.alex.types("delete my data")
        await cast.alex.taps("Delete everything")
        assert [each["type"] for each in operator.told][-1] == "member.moved"
        waiting = [row for row in await cast.world.rows_with(number) if row.startswith("deliveries:")]
        assert len(waiting) == 1 and cast.alex.user_id not in waiting[0]
        for minutes in (1, 2, 6):
            await cast.world.passes(minutes * 60_000)

        # Then the operator hears of it all the same, and nothing of it waits here any more
        moved = operator.told[-1]
        assert moved["member_id"] == number and moved["at"].endswith("+09:00")
        assert not [row for row in await cast.world.rows_with(number) if row.startswith("deliveries:")]
