"""The web's share of linking: the link page, the notice, and the page of the gift.

Only the composition root imports this module. No page links anybody: LINE's event does.
https://developers.line.biz/en/docs/messaging-api/linking-accounts/
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy import select, union_all

from bot import log
from bot.db import TROUBLE
from bot.errors import Unavailable
from linking import references, rendering
from linking.elsewhere import Abroad
from linking.joining import Joining
from linking.link_page import LinkPage
from linking.passage import CONNECT, Passage
from linking.site import Pages
from linking.tables import gifts, survey_gifts

__all__ = ["Pages", "routes"]

Handler = Callable[[web.Request], Awaitable[web.Response]]


def routes(pages: Pages) -> list[web.RouteDef]:
    """Return the routes of linking for the composition root's application."""
    way = Passage(pages)
    link, abroad, joining = LinkPage(way), Abroad(way), Joining(way)
    return [
        web.get("/link", guarded(pages, link.show)),
        web.post("/link", guarded(pages, link.take)),
        web.get(CONNECT, guarded(pages, abroad.connect)),
        web.get("/link/new", guarded(pages, joining.show)),
        web.post("/link/new", guarded(pages, joining.take)),
        web.get("/link/to/{source}", guarded(pages, abroad.leave)),
        web.get(rendering.STYLE_PATH, rendering.style),
        web.get("/link/{source}", guarded(pages, abroad.come_back)),
        web.get("/notice", functools.partial(_notice, pages)),
        web.get("/gift/{token}", guarded(pages, functools.partial(_gift, pages))),
    ]


def guarded(pages: Pages, handler: Handler) -> Handler:
    """Turn a database in trouble into a page that says so in words."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except (*TROUBLE, Unavailable) as error:
            log.get("linking").error("page without database", error=log.where(error))
            return pages.render(request, "busy.html", 503)

    return answer


async def _notice(pages: Pages, request: web.Request) -> web.Response:
    """Show on one screen what a friend's data is used for."""
    service = pages.service()
    return pages.render(
        request,
        "notice.html",
        notice=service.notice,
        licence=service.licence,
        contact=service.contact,
        switch={},
    )


async def _gift(pages: Pages, request: web.Request) -> web.Response:
    """Show a gift to whom it was given: its address carries what only she was sent, signed."""
    gift_id = references.read(pages.secret_key, "gift", request.match_info["token"])
    async with pages.database.read() as connection:
        given = [select(table.c.page).where(table.c.gift_id == gift_id) for table in (gifts, survey_gifts)]
        page = (await connection.execute(union_all(*given))).scalar()
    promised = pages.service().gift
    # Whoever was linked before she came to us has had her gift there; we show what we give today.
    shown = pages.content_page(page or (promised.page if promised else "")) if page is not None else None
    if shown is None:
        return pages.render(request, "no_gift.html", 404)
    return pages.render(request, "gift.html", page=shown, switch={})
