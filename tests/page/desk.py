"""A page with phones in a real Chromium, over an emulator with a bot that only takes notes."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Error, Locator, Page, ViewportSize, async_playwright

from emulator.app import create_app
from emulator.config import Config, user_id_of
from tests.emulator.desk import BEARER, NotingBot

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ON_A_LAPTOP: ViewportSize = {"width": 1440, "height": 900}
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"), reason="no chromium on this machine"
)


@dataclass
class PhoneOnPage:
    """One phone as a person sees it."""

    element: Locator

    def find(self, css: str, words: str | None = None) -> Locator:
        return self.element.locator(css, has_text=words)

    def do(self, name: str) -> Locator:
        return self.find(f"[data-do={name}]:visible")

    @property
    def messages(self) -> Locator:
        return self.find("li.message")

    async def write(self, text: str) -> None:
        await self.find("textarea").fill(text)
        await self.find("textarea").press("Enter")

    async def hold(self, words: str, choice: str) -> None:
        """Open the menu of the message with these words and choose."""
        await self.find(".bubble", words).last.click(button="right")
        await self.do(choice).click()


@dataclass
class PageDesk:
    """The page, the bot behind it, and LINE's API between them."""

    page: Page
    bot: NotingBot
    http: ClientSession

    def phone(self, role: str = "student") -> PhoneOnPage:
        return PhoneOnPage(self.page.locator(f"section.phone[data-role={role}]"))

    async def line(self, path: str, body: Any = None, **options: Any) -> Any:
        """POST to LINE's API as the bot would."""
        extra = options if body is None else {"json": body}
        headers = BEARER | ({"Content-Type": "image/png"} if "data" in options else {})
        async with self.http.post(path, headers=headers, **extra) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def push(self, *messages: Any, to: str = "misaki") -> None:
        await self.line("/v2/bot/message/push", {"to": user_id_of(to), "messages": list(messages)})

    async def follow(self, who: str = "misaki") -> None:
        async with self.http.post(f"/emulator/users/{user_id_of(who)}/follow", json={}) as response:
            assert response.status == 200
        self.bot.requests.clear()


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Place:
    """An emulator, its bot and a tab of Chromium, for one test after another: a new tab is dear."""

    page: Page
    bot: NotingBot
    http: ClientSession

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[PageDesk]:
        """Open the page as somebody new; a mistake in its own code fails whoever looked."""
        async with self.http.post("/emulator/reset") as response:
            assert response.status == 200
        self.bot.requests.clear()
        mistakes: list[str] = []

        def note(error: Error) -> None:
            mistakes.append(str(error))

        self.page.on("pageerror", note)
        try:
            await self.page.set_viewport_size(ON_A_LAPTOP)
            await self.page.goto("/")
            await self.page.locator("section.phone[data-role=admin][data-user]").wait_for()
            yield PageDesk(self.page, self.bot, self.http)
        finally:
            self.page.remove_listener("pageerror", note)
            await self.forget()
        assert mistakes == []

    async def forget(self) -> None:
        """Take back what a test has told the browser, and close the tabs that it has opened."""
        await self.page.unroute_all()
        await self.page.context.unroute_all()
        await self.page.context.clear_cookies()
        await self.page.evaluate("localStorage.clear()")
        for other in self.page.context.pages[1:]:
            await other.close()


@asynccontextmanager
async def open_place(browser: Browser) -> AsyncIterator[Place]:
    """An emulator that brakes nobody, a bot that takes notes, and a Japanese laptop's browser."""
    bot = NotingBot()
    async with AsyncExitStack() as stack:
        hooks = web.Application(client_max_size=64 * 1024 * 1024)
        hooks.router.add_post("/webhook", bot.take)
        server = await stack.enter_async_context(TestServer(hooks))
        config = Config(webhook_url=str(server.make_url("/webhook")), rate_factor=0)
        line = await stack.enter_async_context(TestServer(create_app(config)))
        origin = str(line.make_url("/"))
        http = await stack.enter_async_context(ClientSession(origin))
        context = await browser.new_context(locale="ja-JP", base_url=origin)
        context.set_default_timeout(8_000)
        stack.push_async_callback(context.close)
        yield Place(await context.new_page(), bot, http)
