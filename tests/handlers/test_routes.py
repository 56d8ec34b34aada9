"""Where friends come from: the first touch stays, and the figures by route and by week."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot import i18n
from bot.clock import DAY, HOUR, MINUTE
from handlers.routes import CODE, funnels
from tests.browser import Browser
from tests.people import Cast
from tests.phone import said
from tests.world import MONDAY_NOON


class Row(NamedTuple):
    """A friend as the report reads her."""

    route: str | None
    followed_at: int
    linked_at: int | None


def test_figures_by_route_and_by_week() -> None:
    """Adds, linked share and the middle time to link; weeks begin on Monday in Tokyo."""
    now = MONDAY_NOON
    rows = [
        Row("fair", now, now + 3 * MINUTE),
        Row("fair", now, now + 5 * HOUR),
        Row("fair", now - DAY, now + MINUTE),
        Row("fair", now - 7 * DAY, None),
        Row(None, now - 400 * DAY, now),
    ]
    by_route, by_week = funnels(rows, now)
    english = i18n.gettext("en")
    assert [each.told(name or "-", english) for name, each in by_route.items()] == [
        "fair: 4 added, 3 linked (75%), half of them within 5 hours",
        "-: 1 added, 1 linked (100%), half of them within 400 days",
    ]
    assert {day: (each.adds, len(each.took)) for day, each in by_week.items()} == {
        "2026-11-30": (2, 2),
        "2026-11-23": (2, 1),
    }


@pytest.mark.parametrize(
    ("words", "code"), [("#fair", True), (" #FAIR-2 ", True), ("#就活", False), ("a #b", False)]
)
def test_only_a_code_is_a_code(words: str, code: bool) -> None:
    """A hash and a short name, and nothing else in the message."""
    assert bool(CODE.fullmatch(words)) == code


async def test_the_first_touch_stays(cast: Cast, browser: Browser) -> None:
    """The QR code by which she came counts, whatever she opens or scans later."""
    await cast.has_staff()
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.types("＃fair")
    await misaki.sees("承りました")
    await misaki.types("#poster")
    await misaki.types("連携")
    await browser.opens((await misaki.taps("連携する"))["open"], misaki)
    await browser.presses("次へ", misaki, member_id="T0001", password="sample-misaki")
    await browser.presses("連携する", misaki)
    await cast.alex.adds_the_account()
    await cast.takahashi.types("/links")
    told = said(await cast.takahashi.sees("経路別"))
    assert "fair：追加1人、連携1人（100%）" in told and "poster" not in told
    assert "経路なし：追加1人、連携0人（0%）" in told and "2026-11-30の週：追加2人" in told
