"""The funnel of a month that people live through, against figures that were counted by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from bot.clock import DAY, HOUR, MINUTE
from emulator.config import user_id_of
from tests.browser import fresh_browser
from tests.furniture import furnish
from tests.phone import Phone, said
from tests.world import MONDAY_NOON, World, world

Added = tuple[str, str | None, int, int | None, str]
MONTH: list[Added] = [
    # who, by which QR code, when after the first Monday's noon, after how long she links, as whom
    ("a1", "fair", 0, 3 * MINUTE, "T0001 sample-misaki"),
    ("a2", "fair", 10 * MINUTE, 2 * HOUR, "T0002 sample-haruto"),
    ("a3", None, 1 * DAY, 5 * MINUTE, "T0003 sample-yui"),
    ("b1", "fair", 7 * DAY, None, ""),
    ("b2", "poster", 8 * DAY, 26 * HOUR, "T0004 sample-ren"),
    ("b3", "poster", 8 * DAY + HOUR, 4 * MINUTE, "T0005 sample-aoi"),
    ("c1", None, 14 * DAY, None, ""),
    ("c2", "poster", 20 * DAY, 8 * MINUTE, "T0006 sample-sota"),
    ("d1", None, 27 * DAY, 3 * DAY, "T0007 sample-hina"),
    ("d2", "fair", 27 * DAY + 20 * HOUR, 9 * MINUTE, "T0008 sample-riku"),
]
"""20 hours after a Sunday's noon it is the next week in Tokyo. b3 unlinks later, so he is not linked."""

FIGURES = """\
By route
fair: 4 added, 3 linked (75%), half of them within 9 minutes
without a route: 3 added, 2 linked (67%), half of them within 36 hours
poster: 3 added, 2 linked (67%), half of them within 13 hours

By week
week of 2026-12-28: 1 added, 1 linked (100%), half of them within 9 minutes
week of 2026-12-21: 1 added, 1 linked (100%), half of them within 3 days
week of 2026-12-14: 2 added, 1 linked (50%), half of them within 8 minutes
week of 2026-12-07: 3 added, 1 linked (33%), half of them within 26 hours
week of 2026-11-30: 3 added, 3 linked (100%), half of them within 5 minutes"""


async def links(phone: Phone, member: str) -> None:
    """Go the whole way from the chat to LINE and back, in a browser of her own."""
    member_id, password = member.split()
    async with fresh_browser() as browser:
        await phone.types("連携")
        await browser.opens((await phone.taps("連携する"))["open"], phone)
        await browser.presses("次へ", phone, member_id=member_id, password=password)
        await browser.presses("連携する", phone)


async def adds(house: World, who: str, code: str | None) -> None:
    """Add the account, by a QR code that writes its name or without one."""
    await house.control("POST", "users", {"slug": who, "name": who, "language": "ja"})
    await Phone(house, who).adds_the_account()
    if code:
        await Phone(house, who).types(f"#{code}")


async def unlinks(phone: Phone) -> None:
    """Undo the link in the chat."""
    await phone.types("連携解除")
    await phone.taps("連携を解除する")


async def test_the_figures_of_a_month(sqlite_url: str) -> None:
    """Adds, linked share and the middle time to link, by route and by week, are those counted by hand."""
    async with world(sqlite_url, enishi_owner_line_id=user_id_of("alex")) as house:
        await furnish(house)
        happen: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (15 * DAY, lambda: unlinks(Phone(house, "b3")))
        ]
        for who, code, at, after, member in MONTH:
            happen.append((at, partial(adds, house, who, code)))
            if after is not None:
                happen.append((at + after, partial(links, Phone(house, who), member)))
        for at, what in sorted(happen, key=lambda each: each[0]):
            await house.passes(max(0, MONDAY_NOON + at - house.clock.at))
            await what()
        admin = Phone(house, "alex")
        await admin.adds_the_account()
        await admin.types("/links")
        assert said(await admin.sees("By route")) == FIGURES
