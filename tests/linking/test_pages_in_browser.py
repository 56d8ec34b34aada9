"""The pages of linking in a real browser: on a small phone, without JavaScript, readable by everybody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from linking import references, rendering
from linking.passwords import Passwords
from linking.web import routes
from tests.linking.house import SAKI, SECRET_KEY, House
from tests.linking.page import Line, pages_of
from tests.page.desk import needs_browser
from tests.world import free_door, serve


def in_browser(test: Callable[..., object]) -> Callable[..., object]:
    """Mark a test that looks at pages in the Chromium of its process."""
    return needs_browser(pytest.mark.browser(pytest.mark.asyncio(loop_scope="session")(test)))  # type: ignore[no-any-return]


@asynccontextmanager
async def phone(
    chromium: Browser, url: str, passwords: Passwords, width: int = 390
) -> AsyncIterator[tuple[Page, str]]:
    """Open a Japanese phone's browser without JavaScript at a site of ours; LINE's page is a stand-in."""
    door, origin = free_door()
    async with House.open(url, passwords) as house:
        application = web.Application()
        application.add_routes(routes(pages_of(house, Line(), origin)))
        site = await serve(application, door)
        context = await chromium.new_context(
            viewport={"width": width, "height": 844}, locale="ja-JP", java_script_enabled=False
        )
        yield await context.new_page(), origin
        await context.close()
        await site.cleanup()


@in_browser
async def test_the_whole_way_without_javascript(
    chromium: Browser, sqlite_url: str, passwords: Passwords
) -> None:
    """A wrong password, the right one, the question as whom, and on to LINE, with a browser's own headers."""
    async with phone(chromium, sqlite_url, passwords) as (page, origin):
        asked: list[str] = []

        async def line(route: object, request: object) -> None:
            asked.append(request.url)  # type: ignore[attr-defined]
            asked.append(request.headers.get("referer", ""))  # type: ignore[attr-defined]
            await route.fulfill(body="LINE")  # type: ignore[attr-defined]

        await page.route("https://access.line.example/**", line)
        await page.goto(references.link_url(origin, SECRET_KEY, SAKI))
        await page.get_by_label("会員ID").fill("S-1001")
        await page.get_by_label("パスワード").fill("wrong")
        await page.get_by_role("button", name="次へ").click()
        await expect(page.get_by_role("alert")).to_contain_text("一致しませんでした")
        await expect(page.get_by_label("会員ID")).to_have_value("S-1001")
        await page.get_by_label("パスワード").fill("sakura")
        await page.get_by_role("button", name="次へ").click()
        await expect(page.get_by_role("heading")).to_have_text(
            "田中 み◯◯ さんとして連携します。よろしいですか？"
        )
        await page.get_by_role("button", name="連携する").click()
        await page.wait_for_url("https://access.line.example/**")
        assert asked[0].startswith("https://access.line.example/dialog/bot/accountLink?linkToken=")
        assert asked[1] == "" and await page.context.cookies() == []


@in_browser
@pytest.mark.parametrize("width", [320, 390])
async def test_nothing_sticks_out_of_a_small_phone(
    chromium: Browser, sqlite_url: str, passwords: Passwords, width: int
) -> None:
    """No page needs sideways scrolling, and what is tapped is at least 44 pixels high."""
    async with phone(chromium, sqlite_url, passwords, width) as (page, origin):
        for path in (references.link_url("", SECRET_KEY, SAKI), "/link?f=x", "/notice", "/notice?lang=en"):
            await page.goto(origin + path)
            box = await page.locator("body").bounding_box()
            main = await page.locator("main").bounding_box()
            assert box and main and main["width"] <= width and box["width"] <= width
            for each in await page.locator("button, input:visible, .switch").all():
                size = await each.bounding_box()
                assert size and size["height"] >= 44


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "sheet", 7),
        ("soft", "paper", 4.5),
        ("leaf", "paper", 4.5),
        ("leaf", "sheet", 4.5),
        ("leaf", "mist", 4.5),
        ("on-leaf", "leaf", 4.5),
        ("on-leaf", "leaf-deep", 4.5),
        ("alert", "alert-paper", 4.5),
        ("field", "sheet", 3),
    ],
)
def test_colours_can_be_told_apart(scheme: int, front: str, back: str, least: float) -> None:
    """Every text meets WCAG AA on its ground, and fields are seen, by day and by night."""
    palettes = re.findall(r":root \{(.*?)\}", rendering.STYLE.decode(), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", palettes[scheme]))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least
