"""What the pages of linking are made from; filled in by the composition root, read by the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot import content, i18n
from bot.clock import Clock
from bot.db import Database
from linking import rendering
from linking.members import MemberSource


@dataclass(frozen=True)
class Pages:
    """Everything that the pages need from the rest of the house.

    `issue_link_token` asks LINE for a friend's link token, `service` and `content_page` read the content that
    is published now. The URLs are origins without a slash at their end.
    """

    database: Database
    clock: Clock
    public_url: str
    access_url: str
    secret_key: str
    source: MemberSource
    issue_link_token: Callable[[str], Awaitable[str]]
    service: Callable[[], content.Service]
    content_page: Callable[[str], content.Page | None]

    def render(
        self, request: web.Request, name: str, status: int = 200, chosen: str | None = None, /, **facts: Any
    ) -> web.Response:
        """Render a page in the visitor's language, with what every page says of the service."""
        speaks = rendering.language(request, chosen)
        service = self.service()
        about = {
            "name": service.name.to(speaks),
            "company": service.company.to(speaks),
            "email": service.contact.email,
        }
        return rendering.page(
            name, speaks, self.access_url, status, service=about, chosen=chosen or "", **facts
        )

    def words(self, request: web.Request, chosen: str | None = None) -> Callable[[str], str]:
        """Return the function that says an English sentence of the code in the visitor's language."""
        return i18n.gettext(rendering.language(request, chosen))
