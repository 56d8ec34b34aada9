"""The link page over HTTP: a browser at it, the pages as they are composed, and LINE's side of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot import content
from linking import references
from linking.directory import Directory
from linking.site import Pages
from linking.web import routes
from tests.linking.house import SAKI, SECRET_KEY, SERVICE, House

ACCESS_URL = "https://access.line.example"
TOKEN = "T" * 32
PAGE = content.Page.model_validate(
    {
        "title": {"ja": "例文集", "en": "Examples"},
        "sections": [{"heading": "自己PR", "paragraphs": ["<b>粘り強さ</b>です。"]}],
    }
)


@dataclass
class Line:
    """LINE's side of the page: the friends for whom a token was asked; it can be out of order."""

    asked: list[str] = field(default_factory=list)
    broken: bool = False

    async def issue(self, friend_id: str) -> str:
        """Issue a link token."""
        self.asked.append(friend_id)
        if self.broken:
            raise OSError("LINE is away")
        return TOKEN


class Browser:
    """A browser with its cookies at the link page; it sends what a browser sends with a form."""

    def __init__(self, client: TestClient[Any, Any], origin: str) -> None:
        self.client, self.origin = client, origin
        self.html, self.status = "", 0
        self.response: ClientResponse

    async def opens(self, address: str, **headers: str) -> Browser:
        """Open an address of ours."""
        return await self._read(await self.client.get(URL(address).path_qs, headers=headers))

    async def opens_link(self, friend_id: str = SAKI, **query: str) -> Browser:
        """Open a friend's link button."""
        return await self.opens(references.link_url(self.origin, SECRET_KEY, friend_id, **query))

    async def sends(self, step: str, origin: str | None = "own", **fields: str) -> Browser:
        """Send the form for that step, as it stands in the page, with more fields filled in."""
        form = {**self.hidden(step), **fields}
        headers = {} if origin is None else {"Origin": self.origin if origin == "own" else origin}
        answer = await self.client.post("/link", data=form, headers=headers, allow_redirects=False)
        if answer.status == 303 and answer.headers["Location"].startswith("/link"):
            return await self.opens(answer.headers["Location"])
        return await self._read(answer)

    async def signs_in(self, member_id: str = "S-1001", password: str = "sakura") -> Browser:
        """Send the sign-in form."""
        return await self.sends("sign-in", member_id=member_id, password=password)

    def hidden(self, step: str) -> dict[str, str]:
        """Return the hidden fields of the form for that step."""
        for form in re.findall(r"<form.*?</form>", self.html, re.DOTALL):
            found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
            if found.get("step") == step:
                return found
        return {"step": step, "f": references.refer(SECRET_KEY, SAKI)}

    def has_cookie(self) -> bool:
        """Tell whether anything of the session is left in the browser."""
        return any(cookie.key == "enishi_link" for cookie in self.client.session.cookie_jar)

    @property
    def location(self) -> str:
        """Where the last answer sends the browser."""
        return self.response.headers.get("Location", "")

    async def _read(self, response: ClientResponse) -> Browser:
        self.response, self.status, self.html = response, response.status, await response.text()
        return self


def pages_of(house: House, line: Line, origin: str) -> Pages:
    """Return the pages as the composition root makes them."""
    return Pages(
        database=house.database,
        clock=house.clock,
        public_url=origin,
        access_url=ACCESS_URL,
        secret_key=SECRET_KEY,
        source=Directory(house.database, house.clock, house.passwords),
        issue_link_token=line.issue,
        service=lambda: SERVICE,
        content_page=lambda name: PAGE if name == "examples" else None,
    )


async def browsers(house: House, line: Line) -> AsyncIterator[Browser]:
    application = web.Application()
    server = TestServer(application)
    origin = "http://127.0.0.1"
    application.add_routes(routes(pages_of(house, line, origin)))
    async with TestClient(server) as client:
        yield Browser(client, origin)
