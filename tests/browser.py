"""A person's browser without JavaScript: opens links from her phone, fills in and sends forms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

import aiohttp

from tests.phone import Phone


class Form(HTMLParser):
    """The forms of a page: action, fields and buttons, in order; and all its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.actions: list[str] = []
        self.buttons: list[tuple[int, str, str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self._open: tuple[str, str] | None = None
        self._label = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, their fields, buttons and links."""
        values = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.actions.append(values.get("action", ""))
        elif tag == "input" and self.forms and values.get("name"):
            self.forms[-1][values["name"]] = values.get("value", "")
        elif tag in ("button", "a"):
            self._open, self._label = (tag, values.get("href") or values.get("name", "")), ""
            if tag == "button":
                self.buttons.append(
                    (len(self.forms) - 1, "", values.get("name", ""), values.get("value", ""))
                )

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.text += data
        self._label += data

    def handle_endtag(self, tag: str) -> None:
        """Name the button or link that ends."""
        if tag == "button" and self.buttons:
            form, _, name, value = self.buttons[-1]
            self.buttons[-1] = (form, self._label.strip(), name, value)
        elif tag == "a" and self._open:
            self.links.append((self._label.strip(), self._open[1]))


class Browser:
    """One browser with its cookies."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self.url, self.status, self.page, self.pressed = "", 0, Form(""), 0

    async def opens(self, url: str, phone: Phone) -> None:
        """Open a link from a phone: LINE knows in this browser who its user is."""
        query = urlencode({"user": phone.user_id, "url": url})
        await self._get(f"{phone.world.line_url}/emulator/open?{query}")
        await phone.world.quiet()

    async def _get(self, url: str) -> None:
        async with self._http.get(url) as answer:
            await self._show(answer)

    async def _show(self, answer: aiohttp.ClientResponse) -> None:
        self.url, self.status = str(answer.url), answer.status
        self.page = Form(await answer.text())

    async def follows(self, label: str, phone: Phone) -> None:
        """Follow the link with that label."""
        for name, address in self.page.links:
            if label in name:
                await self._get(urljoin(self.url, address))
                await phone.world.quiet()
                return
        raise AssertionError(f"no link {label!r}, only {self.page.links} on {self.page.text}")

    async def presses(self, label: str, phone: Phone, **fields: str) -> None:
        """Fill in fields and press the button with that label."""
        for form, name, key, value in self.page.buttons:
            if label in name:
                data = {**self.page.forms[form], **fields, **({key: value} if key else {})}
                where = urljoin(self.url, self.page.actions[form] or self.url)
                self.pressed += 1
                origin = "/".join(self.url.split("/")[:3])
                async with self._http.post(where, data=data, headers={"Origin": origin}) as answer:
                    await self._show(answer)
                await phone.world.quiet()
                return
        raise AssertionError(
            f"no button {label!r}, only {[each[1] for each in self.page.buttons]} on {self.page.text}"
        )

    def shows(self, words: str) -> None:
        """Fail unless the page has these words."""
        assert words in self.page.text, f"{words!r} is not on the page ({self.status}):\n{self.page.text}"


@asynccontextmanager
async def fresh_browser() -> AsyncIterator[Browser]:
    """Open a browser that nobody has used."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Browser(http)
