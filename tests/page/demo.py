"""`enishi demo` as a newcomer has it: a process of its own, and its page with three phones in Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from tests.page.desk import PhoneOnPage

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
PATIENCE = 15_000
"""Milliseconds for which a step is waited for."""


@dataclass
class StoryPhone(PhoneOnPage):
    """A phone whose owner only clicks and types."""

    def quick(self, label: str) -> Locator:
        return self.find(".quick-replies").get_by_role("button", name=label, exact=True)

    def menu(self, label: str) -> Locator:
        return self.find(".rich-menu").get_by_role("button", name=label, exact=True)

    async def opens_menu(self) -> None:
        """Open the rich menu, which folds away when she types."""
        bar = self.find(".chat-bar")
        if await bar.get_attribute("aria-expanded") == "false":
            await bar.click()

    def button(self, label: str) -> Locator:
        return self.messages.get_by_role("button", name=label, exact=True).last

    async def hears(self, words: str) -> Locator:
        """Wait until a bubble of the bot or a human with these words is in view; returns it."""
        bubble = self.find("li[data-from=bot]", words).last
        await expect(bubble).to_be_in_viewport()
        return bubble


@dataclass
class Desk:
    """The demo's page; `mistakes` are errors of its own code."""

    page: Page
    mistakes: list[str] = field(default_factory=list)

    def phone(self, role: str) -> StoryPhone:
        return StoryPhone(self.page.locator(f"section.phone[data-role={role}]"))

    async def picture(self, name: str, page: Page | None = None) -> None:
        """Keep what is on the screen now as an artefact."""
        shown = page or self.page
        await shown.mouse.move(0, 0)  # nothing is lit up under it
        await shown.evaluate("document.fonts.ready")
        await shown.screenshot(path=ARTEFACTS / f"{name}.png", animations="disabled")


@asynccontextmanager
async def open_page(browser: Browser, address: str) -> AsyncIterator[Desk]:
    """Open the page as on a laptop; `mistakes` collects errors of its code and what could not be loaded."""
    ARTEFACTS.mkdir(exist_ok=True)
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP")
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    desk = Desk(await context.new_page())
    context.on("weberror", lambda error: desk.mistakes.append(str(error.error)))
    context.on("requestfailed", lambda request: desk.mistakes.append(f"{request.url}: {request.failure}"))
    try:
        await desk.page.goto(address)
        await desk.page.locator("section.phone[data-role=admin][data-user]").wait_for()
        yield desk
    finally:
        await context.close()
