"""Our pages and a sample site of the operator's side by side, and a browser that goes between them."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp
from aiohttp import web

from bot import content
from linking import handover, oidc, references
from linking.members import Elsewhere
from linking.provider import Provider
from linking.records import Records
from linking.site import Pages
from linking.web import routes
from tests.browser import Form
from tests.linking.house import DECLARED, SAKI, SECRET_KEY, House
from tests.linking.page import ACCESS_URL, Line, pages_of
from tests.world import free_door, serve

EXAMPLES = Path(__file__).parents[2] / "examples"
NAME = {"id": "name", "type": "text", "label": "name"}
KNOWN = content.Declared(attributes=(*DECLARED.attributes, content.Attribute.model_validate(NAME)))
KEY = "what our site and the bot share, in tests"
CLIENT = ("enishi", "the client's secret, in tests")


class Walker:
    """A browser that follows every redirect but the one to LINE; `seen` is each address it was sent to."""

    def __init__(self, http: aiohttp.ClientSession, origin: str) -> None:
        self.http, self.origin, self.url, self.status = http, origin, "", 0
        self.page, self.html, self.seen = Form(""), "", list[str]()

    async def opens(self, address: str) -> Walker:
        """Open an address, ours if it names no other site."""
        return await self._go("GET", urljoin(self.origin, address))

    async def opens_link(self, friend_id: str = SAKI) -> Walker:
        """Open a friend's link button."""
        return await self.opens(references.link_url(self.origin, SECRET_KEY, friend_id))

    async def follows(self, label: str) -> Walker:
        """Follow the link with that label."""
        return await self.opens(urljoin(self.url, next(to for name, to in self.page.links if label in name)))

    async def presses(self, label: str, **fields: str) -> Walker:
        """Fill in fields and press the button with that label."""
        form, *_ = next(each for each in self.page.buttons if label in each[1])
        data = {**self.page.forms[form], **fields}
        where = urljoin(self.url, self.page.actions[form] or self.url)
        origin = "/".join(self.url.split("/")[:3])
        return await self._go("POST", where, data=data, headers={"Origin": origin})

    async def _go(self, method: str, address: str, **options: Any) -> Walker:
        async with self.http.request(method, address, allow_redirects=False, **options) as answer:
            self.status, self.html = answer.status, await answer.text()
            self.url = address
            self.page = Form(self.html)
            there = urljoin(address, answer.headers.get("Location", ""))
        if self.status not in (302, 303):
            return self
        self.seen.append(there)
        if there.startswith(ACCESS_URL):
            return self
        return await self._go("GET", there)

    @property
    def at_line(self) -> bool:
        """Whether the last thing that happened is that she was sent on to LINE."""
        return bool(self.seen) and self.seen[-1].startswith(ACCESS_URL) and self.status == 303


@dataclass
class Abroad:
    """Our site, the operator's, and a way to give somebody a browser."""

    house: House
    line: Line
    origin: str
    there: str
    site: Any
    sources: Mapping[str, Elsewhere]
    new_browser: Callable[[], Walker]


def _session() -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True)
    return aiohttp.ClientSession(cookie_jar=jar, headers={"Accept-Language": "ja"})


async def _chat() -> str:
    return "https://line.me/R/oaMessage/@enishi/?x"


def sample(folder: str, file: str) -> Any:
    """Load the module of a sample site."""
    spec = importlib.util.spec_from_file_location(f"sample_{folder}", EXAMPLES / folder / file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@asynccontextmanager
async def beside(
    house: House,
    build: Callable[[str, str, Callable[[], float]], Any],
    sources: Callable[[House, str, str, Records], Mapping[str, Elsewhere]],
    **changes: Any,
) -> AsyncIterator[Abroad]:
    """Serve both sites; `build` makes the operator's by its address and ours, `sources` what we ask of it."""
    (ours, origin), (theirs, there), line = free_door(), free_door(), Line()
    records = Records(house.database, house.clock, lambda: KNOWN, lambda: None)
    site = build(there, origin, lambda: house.clock.now() / 1000)
    elsewhere = sources(house, there, origin, records)
    pages: Pages = replace(pages_of(house, line, origin), elsewhere=elsewhere, **{"chat": _chat, **changes})
    application = web.Application()
    application.add_routes(routes(pages))
    async with AsyncExitStack() as ends:
        ends.push_async_callback((await serve(application, ours)).cleanup)
        ends.push_async_callback((await serve(site.application(), theirs)).cleanup)
        browsers: list[aiohttp.ClientSession] = []

        def new_browser() -> Walker:
            browsers.append(_session())
            return Walker(browsers[-1], origin)

        try:
            yield Abroad(house, line, origin, there, site, elsewhere, new_browser)
        finally:
            for each in browsers:
                await each.close()


@asynccontextmanager
async def by_handover(house: House, **changes: Any) -> AsyncIterator[Abroad]:
    """The sample site that hands its members over."""
    module = sample("handover", "site.py")

    def sources(house: House, there: str, origin: str, records: Records) -> Mapping[str, Elsewhere]:
        source = handover.HandOver(house.database, house.clock, f"{there}/line", KEY, origin, records.keep)
        return {handover.NAME: source}

    async with beside(
        house, lambda there, origin, now: module.Site(KEY, origin, now), sources, **changes
    ) as abroad:
        yield abroad


@asynccontextmanager
async def by_openid(house: House, **changes: Any) -> AsyncIterator[Abroad]:
    """The sample provider."""
    module, providers = sample("openid", "provider.py"), list[Provider]()

    def sources(house: House, there: str, origin: str, records: Records) -> Mapping[str, Elsewhere]:
        providers.append(Provider(house.clock, there))
        client = oidc.Client(*CLIENT, "openid profile", "sub")
        return {oidc.NAME: oidc.OpenId(house.clock, providers[0], client, records.keep)}

    def build(there: str, origin: str, now: Callable[[], float]) -> Any:
        return module.Provider(there, CLIENT, f"{origin}/link/oidc", now)

    async with beside(house, build, sources, **changes) as abroad:
        try:
            yield abroad
        finally:
            await providers[0].close()
