"""Photos, films, voices, files, places and stickers on the phones: sent by clicks, looked at as shown."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from emulator.content import sample
from tests.page.demo import Desk, StoryPhone

SHOWN = {
    ".photo img": "node => node.complete && node.naturalWidth > 0",
    "video.clip": "node => node.readyState > 0 && node.duration > 0",
    ".voice audio": "node => { node.preload = 'metadata'; return node.readyState > 0 && node.duration > 0; }",
}
"""What of each kind is on the screen, and when it is really there and plays."""


async def sends_each(desk: Desk, phone: StoryPhone) -> None:
    """Send one of each kind, chosen as a person does."""
    await _chooses(desk, phone, "photo", "写真.png", "image/png", sample("image"))
    await _chooses(desk, phone, "photo", "clip.mp4", "video/mp4", sample("video"))
    await _chooses(desk, phone, "anyFile", "voice.m4a", "audio/mp4", sample("audio"))
    await _chooses(desk, phone, "anyFile", "履歴書.pdf", "application/pdf", b"%PDF-1.7 example")
    await phone.do("attach").click()
    await phone.do("place").click()
    await phone.find(".places button").first.click()
    await phone.do("stickers").click()
    await phone.find(".sticker-choice").first.click()


async def _chooses(desk: Desk, phone: StoryPhone, what: str, name: str, kind: str, data: bytes) -> None:
    await phone.do("attach").click()
    async with desk.page.expect_file_chooser() as choosing:
        await phone.do(what).click()
    chooser = await choosing.value
    await chooser.set_files({"name": name, "mimeType": kind, "buffer": data})
    await expect(phone.find("li[data-from=user]:not(.pending)").last).to_be_visible()


async def _pulls_the_rest(theirs: Locator) -> None:
    """Ask for what had no room in one push, until each is there; how much that is depends on haste."""
    rest, pulled = theirs.get_by_role("button", name="残りを見る", exact=True), 0
    each = [theirs.locator(css) for css in (*SHOWN, ".sticker-message", ".location")]
    for there in (*each, theirs.filter(has_text="📎 履歴書.pdf")):
        while not await there.count():
            await expect(there.or_(rest.nth(pulled)).first).to_be_attached()
            if await rest.count() > pulled:
                await rest.nth(pulled).click()
                pulled += 1


async def sees_each(desk: Desk, phone: StoryPhone, name: str) -> None:
    """Wait until each is there and plays, and keep what it looks like; a file opens on a page of its own."""
    theirs = phone.find("li[data-from=bot]")
    await _pulls_the_rest(theirs)
    for place, there in SHOWN.items():
        node = await theirs.locator(place).last.element_handle()
        await desk.page.wait_for_function(there, arg=node)
    await expect(theirs.locator(".location").last).to_be_visible()
    for part in (".photo", "video.clip", ".sticker-message"):
        await theirs.locator(part).last.scroll_into_view_if_needed()
        await desk.picture(f"media-{name}-{part.rpartition('.')[2]}")
    async with desk.page.context.expect_page() as opening:
        await phone.find("li[data-from=bot]", "履歴書.pdf").get_by_text("開く", exact=True).last.click()
    tab = await opening.value
    await tab.set_viewport_size({"width": 390, "height": 844})
    await expect(tab.get_by_role("heading", name="履歴書.pdf")).to_be_visible()
    await desk.picture(f"media-{name}-page", tab)
    await tab.close()
