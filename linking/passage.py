"""What the steps of the link page share: whose visit it is, whether a form is ours, and where it goes next.

Used by the pages of linking alone; it decides nothing about who is linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot import i18n
from linking import references
from linking.session import Sessions, Visit
from linking.site import Pages

GOING = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""The headers of a redirect; nobody is to learn from which address she comes."""

CONNECT = "/link/connect"
"""Where a visit begins that comes from the operator's site."""


class Passage:
    """The way through the link page, the same for each of its steps."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.sessions = Sessions(pages.clock, pages.secret_key, pages.public_url.startswith("https://"))

    def language(self, fields: Mapping[str, str]) -> str:
        """Return the language that an address or a form has chosen; empty if it has chosen none of ours."""
        return fields["lang"] if fields.get("lang") in i18n.LANGUAGES else ""

    def friend(self, fields: Mapping[str, str]) -> str | None:
        """Return whose button an address or a form names, None if it names nobody's."""
        return references.referred(self.pages.secret_key, fields.get("f", ""))

    def is_hers(self, visit: Visit | None, fields: Mapping[str, str]) -> bool:
        """Tell whether an address or a form belongs to the visit of this browser."""
        named = self.friend(fields)
        return visit is not None and visit.friend_id == named and (named is not None or not fields.get("f"))

    async def opened(self, request: web.Request) -> Visit | None:
        """Return the visit of whoever opens an address, begun afresh unless it is hers and not signed in.

        None if the address names no friend, and her browser knows of no visit from the operator's site.
        """
        query, visit = request.query, await self.sessions.read(request)
        friend_id = self.friend(query)
        if friend_id is None and not self.is_hers(visit, query):
            return None
        hers = visit if visit is not None and visit.friend_id == friend_id else None
        if hers is None:
            hers = self.sessions.new(friend_id, _route(query))
        elif hers.member_id is not None:
            hers = self.sessions.anew(hers)
        return spoken(hers, query)

    def is_ours(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> bool:
        """Tell whether the form was sent from our own page and belongs to this session."""
        origin = request.headers.get("Origin")
        if origin is None:
            fits = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        else:
            fits = origin.lower() == self.pages.public_url.lower()
        return fits and self.sessions.proves(visit, form.get("csrf"))

    async def sent(self, request: web.Request) -> tuple[Visit, dict[str, str]] | web.Response:
        """Return the visit and the form that belongs to it, or the page that says why not."""
        form, visit = await _fields(request), await self.sessions.read(request)
        if form.get("f") and self.friend(form) is None:
            return self.unknown(request)
        if not form.get("f") and (visit is None or visit.friend_id is not None):
            return self.unknown(request)
        if visit is None or not self.is_hers(visit, form) or not self.is_ours(request, visit, form):
            return await self.begin_again(request, form)
        return visit, form

    def hidden(self, visit: Visit) -> dict[str, str]:
        """Return what each form of this visit carries."""
        return {"reference": self.reference(visit), "csrf": self.sessions.proof(visit)}

    def reference(self, visit: Visit) -> str:
        """Return the friend's reference; it is empty while nobody knows which friend she is."""
        return references.refer(self.pages.secret_key, visit.friend_id) if visit.friend_id else ""

    def address(self, visit: Visit, path: str = "/link", **more: str) -> str:
        """Return an address of ours within this visit."""
        known = {"f": self.reference(visit), **more, "lang": visit.language}
        query = urlencode({name: value for name, value in known.items() if value})
        return f"{path}?{query}" if query else path

    async def show(
        self, request: web.Request, name: str, visit: Visit | None, status: int = 200, /, **facts: Any
    ) -> web.Response:
        """Render a page of this visit and keep the visit; None ends it."""
        chosen = facts.pop("chosen", visit.language if visit else None)
        answer = self.pages.render(request, name, status, chosen or None, **facts)
        await self.sessions.keep(request, answer, visit)
        return answer

    async def go(self, request: web.Request, address: str, visit: Visit | None) -> web.Response:
        """Redirect, with the visit as it is now; None ends it."""
        answer = web.Response(status=303, headers={**GOING, "Location": address})
        await self.sessions.keep(request, answer, visit)
        return answer

    async def begin_again(self, request: web.Request, fields: Mapping[str, str]) -> web.Response:
        """End the visit and say so, with the way to its beginning."""
        kept = {name: fields[name] for name in ("f", "lang") if fields.get(name)}
        address = ("/link" if kept.get("f") else CONNECT) + (f"?{urlencode(kept)}" if kept else "")
        return await self.show(
            request, "begin_again.html", None, 403, chosen=fields.get("lang"), address=address
        )

    def unknown(self, request: web.Request) -> web.Response:
        """Say that an address is not one of ours."""
        return self.pages.render(request, "unknown_link.html", 400)


def spoken(visit: Visit, fields: Mapping[str, str]) -> Visit:
    """Return the visit in the language that an address or a form has chosen."""
    chosen = fields.get("lang")
    return replace(visit, language=chosen) if chosen in ("ja", "en") else visit


def _route(query: Mapping[str, str]) -> str | None:
    route = query.get("r", "")
    return route if references.ROUTE.fullmatch(route) else None


def network(request: web.Request) -> str:
    """Return the network that a request comes from: an IPv4 address, or the first half of an IPv6 one.

    What a proxy says of it counts only if the proxy is our own, beside us or in our own network; and of its
    list only the last entry, which is the one that the proxy has seen itself.
    """
    peer = _parsed(request.remote or "")
    if peer is not None and (peer.is_loopback or peer.is_private):
        said = _parsed(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
        peer = said or peer
    if peer is None:
        return ""
    return str(ip_network((peer, 64), strict=False)) if peer.version == 6 else str(peer)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


async def _fields(request: web.Request) -> dict[str, str]:
    """Return the text fields of a form, without any NUL; anything else has none."""
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        form = await request.post()
    except (LookupError, UnicodeDecodeError):
        return {}  # no text in the encoding that it names
    return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}
