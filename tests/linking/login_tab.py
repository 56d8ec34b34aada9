"""A browser tab on its way through LINE Login, one hop at a time, so that a test can meddle in between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

import aiohttp
from yarl import URL

from emulator.config import user_id_of
from tests.browser import Form
from tests.world import World


class Tab:
    """One browser with its cookies; `answer` is the last one, `location` where it sends her."""

    def __init__(self, world: World, http: aiohttp.ClientSession) -> None:
        self.world, self.http = world, http
        self.status, self.html, self.location, self.url = 0, "", "", ""
        self.headers: dict[str, str] = {}
        self.seen = ""

    async def goes(self, url: str, **headers: str) -> Tab:
        """Make one hop."""
        self.url = urljoin(self.url or self.world.bot_url, url)
        async with self.http.get(self.url, allow_redirects=False, headers=headers) as answer:
            return await self._read(answer)

    async def sends(self, deed: str = "", **fields: str) -> Tab:
        """Send the page's first form, with a button of that value and more fields."""
        page = Form(self.html)
        data = {**page.forms[0], **fields, **({"do": deed} if deed else {})}
        where, origin = urljoin(self.url, page.actions[0] or self.url), "/".join(self.url.split("/")[:3])
        async with self.http.post(
            where, data=data, allow_redirects=False, headers={"Origin": origin}
        ) as answer:
            return await self._read(answer)

    async def _read(self, answer: aiohttp.ClientResponse) -> Tab:
        self.status, self.html = answer.status, await answer.text()
        self.headers = dict(answer.headers)
        self.location = self.headers.get("Location", "")
        if self.url.startswith(self.world.bot_url):
            self.seen += self.html
        return self

    def belongs_to(self, slug: str) -> Tab:
        """Be that person's browser at LINE from now on."""
        self.http.cookie_jar.update_cookies(
            {"line_emulator_user": user_id_of(slug)}, URL(self.world.line_url)
        )
        return self

    async def sets_out(self, path: str = "/login", deed: str = "allow") -> Tab:
        """Go to LINE and agree there; LINE's redirect back is left to the test."""
        await self.goes(path)
        await self.goes(self.location)
        if not self.location:
            await self.sends(deed)
        if not self.location:
            await self.sends("add")
        return self

    async def comes_back(self, **changes: str) -> Tab:
        """Follow LINE's redirect, with other values in it if the test says so."""
        parts = urlsplit(self.location)
        query = {**dict(parse_qsl(parts.query)), **changes}
        query = {name: value for name, value in query.items() if value}
        return await self.goes(f"{self.world.bot_url}{parts.path}?{urlencode(query)}")

    def brought(self, name: str) -> str:
        """Return what the last redirect carries under that name."""
        return parse_qs(urlsplit(self.location).query)[name][0]

    async def signs_in(self, member_id: str = "T0001", password: str = "sample-misaki") -> Tab:
        """Follow to the link page and sign in there, up to the question as whom."""
        await self.goes(self.location)
        await self.sends(member_id=member_id, password=password)
        return await self.goes(self.location)


@asynccontextmanager
async def tab(world: World, slug: str | None = None) -> AsyncIterator[Tab]:
    """Open a browser that nobody has used, on that person's phone if one is named."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        opened = Tab(world, http)
        yield opened.belongs_to(slug) if slug else opened
