"""What the pages of linking are made from; filled in by the composition root, read by the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot import content, i18n
from bot.clock import Clock
from bot.db import Database
from linking import rendering
from linking.directory import Directory
from linking.members import Elsewhere


async def _nowhere() -> str | None:
    return None


@dataclass(frozen=True)
class Pages:
    """Everything that the pages need from the rest of the house.

    `issue_link_token` asks LINE for a friend's link token, `service` and `content_page` read the content that
    is published now. The URLs are origins without a slash at their end. `elsewhere` has the sources whose
    sign-in is not ours, by the name in their address. `login` is where LINE Login says which friend
    somebody is, if it is set up; `chat` finds the address that opens the account's chat, `befriend` the one
    that adds it as a friend; `told` rings the inbox's bell.
    """

    database: Database
    clock: Clock
    public_url: str
    access_url: str
    secret_key: str
    source: Directory
    issue_link_token: Callable[[str], Awaitable[str]]
    service: Callable[[], content.Service]
    content_page: Callable[[str], content.Page | None]
    declared: Callable[[], content.Declared] = content.Declared
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)
    login: str | None = None
    chat: Callable[[], Awaitable[str | None]] = _nowhere
    befriend: Callable[[], Awaitable[str | None]] = _nowhere
    told: Callable[[], None] = lambda: None

    def render(
        self, request: web.Request, name: str, status: int = 200, chosen: str | None = None, /, **facts: Any
    ) -> web.Response:
        """Render a page in the visitor's language, with what every page says of the service."""
        speaks = self.speaks(request, chosen)
        service = self.service()
        about = {
            "name": service.name.to(speaks),
            "company": service.company.to(speaks),
            "email": service.contact.email,
        }
        return rendering.page(
            name, speaks, self.access_url, status, service=about, chosen=chosen or "", **facts
        )

    def speaks(self, request: web.Request, chosen: str | None = None) -> str:
        """Return the visitor's language."""
        return rendering.language(request, chosen)

    def words(self, request: web.Request, chosen: str | None = None) -> Callable[[str], str]:
        """Return the function that says an English sentence of the code in the visitor's language."""
        return i18n.gettext(self.speaks(request, chosen))
