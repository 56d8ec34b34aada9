"""The pages of what friends and advisors have sent: by signed addresses that end, and by nothing else.

Only the composition root imports this module. What a browser could run is only ever saved, never shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import web
from sqlalchemy import select

from bot import addresses, log, media
from bot.clock import Clock, local
from bot.db import TROUBLE, Database
from bot.filetypes import SHOWN, UNKNOWN
from bot.media import Medium
from bot.models import inbox

Render = Callable[..., web.Response]
"""Renders one of the house's pages: request, name, status, and the facts of the page."""

KEPT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Accept-Ranges": "bytes",
}
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Pages:
    """What the pages are made from; `zone` is the service's."""

    database: Database
    clock: Clock
    secret_key: str
    render: Render
    zone: Callable[[], str]


def routes(pages: Pages) -> list[web.RouteDef]:
    """Return the routes for the composition root's application."""
    shelf = _Shelf(pages)
    return [
        web.get("/media/{token}", shelf.page),
        web.get("/media/{token}/{part:file|preview}", shelf.bytes_of),
    ]


class _Shelf:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def page(self, request: web.Request) -> web.Response:
        """Show what was sent, or say that the address has ended."""
        try:
            found = await self._find(request)
            words = None if found else await self._words(request)
        except TROUBLE as error:
            log.get("media").error("page without database", error=log.where(error))
            return self._pages.render(request, "busy.html", 503)
        if found is None and words is None:
            return self._hardened(self._pages.render(request, "medium_gone.html", 404))
        token, until = request.match_info["token"], self._opened(request)[1]
        facts: dict[str, Any] = {
            "words": words,
            "medium": found,
            "shown": bool(found and found.type in SHOWN.get(found.kind, ())),
            "size": _size(found.size or 0) if found else "",
            "until": f"{local(until, self._pages.zone()):%m/%d %H:%M}",
            "file": f"/media/{quote(token)}/file",
            "preview": f"/media/{quote(token)}/preview" if found and found.preview else "",
        }
        return self._hardened(self._pages.render(request, "medium.html", **facts))

    def _hardened(self, answer: web.Response) -> web.Response:
        answer.headers["Content-Security-Policy"] = PAGE_POLICY
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    def _opened(self, request: web.Request) -> tuple[str, int]:
        read = addresses.read(self._pages.secret_key, request.match_info["token"], self._pages.clock.now())
        return read or ("", 0)

    async def _find(self, request: web.Request) -> Medium | None:
        message_id, _ = self._opened(request)
        if not message_id:
            return None
        async with self._pages.database.read() as connection:
            found = (await media.find(connection, [message_id])).get(message_id)
        return found if found and found.status == "ready" else None

    async def _words(self, request: web.Request) -> str | None:
        """Return the text of a message that is shown by a page, as long as it is kept."""
        message_id, _ = self._opened(request)
        said = select(inbox.c.body).where(inbox.c.message_id == message_id, inbox.c.kind == "message")
        async with self._pages.database.read() as connection:
            body = (await connection.execute(said)).scalar() if message_id else None
        data = msgspec.json.decode(body) if body else {}
        words = (data.get("message") or {}).get("text") if isinstance(data, dict) else None
        return words if isinstance(words, str) else None

    async def bytes_of(self, request: web.Request) -> web.StreamResponse:
        """Give the bytes themselves, or a range of them."""
        try:
            found = await self._find(request)
            return await self._give(request, found) if found else _gone()
        except TROUBLE as error:
            log.get("media").error("file without database", error=log.where(error))
            return web.Response(status=503, headers=KEPT)

    async def _give(self, request: web.Request, found: Medium) -> web.StreamResponse:
        part = request.match_info["part"]
        if part == "preview" and not found.preview:
            return _gone()
        async with self._pages.database.read() as connection:
            size = await media.size_of(connection, found, part)
        try:
            wanted = request.http_range
            start, end, _step = wanted.indices(size)
        except ValueError:
            start, end, wanted = 0, 0, slice(0, 0)
        ranged = "Range" in request.headers
        if ranged and start >= end:
            return web.Response(status=416, headers={**KEPT, "Content-Range": f"bytes */{size}"})
        response = web.StreamResponse(status=206 if ranged else 200, headers=_headers(found, part))
        response.content_length = end - start
        if ranged:
            response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        await response.prepare(request)
        if request.method != "HEAD":
            async for piece in media.read(self._pages.database, found.message_id, part, start, end):
                await response.write(piece)
        await response.write_eof()
        return response


def _gone() -> web.Response:
    return web.Response(status=404, headers=KEPT)


def _headers(found: Medium, part: str) -> dict[str, str]:
    """Show only what a browser cannot run; everything else is saved under its name."""
    if part == "preview":
        return {**KEPT, "Content-Type": found.preview or UNKNOWN, "Content-Disposition": "inline"}
    shown = found.type in SHOWN.get(found.kind, ())
    name = quote(found.name or f"{found.kind}{ENDINGS.get(found.type or '', '')}", safe="")
    how = "inline" if shown else "attachment"
    disposition = f"{how}; filename*=UTF-8''{name}"
    return {**KEPT, "Content-Type": found.type or UNKNOWN, "Content-Disposition": disposition}


ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/aac": ".aac",
    "audio/wav": ".wav",
}
"""LINE names files only; the rest is saved under its kind."""


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} KB"
