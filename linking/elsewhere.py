"""Signing in on the operator's own site: the way there, the way back, and who comes from there by herself.

Routed by `linking.web`. What her browser needs to come back is in its session alone, so neither an answer
that was stolen nor one that was planted is worth anything in another browser.
"""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from linking.confirming import Confirming
from linking.members import Refusal
from linking.passage import CONNECT, Passage, network
from linking.session import Visit


class Abroad:
    """GET /link/connect, /link/to/{source} and /link/{source}."""

    def __init__(self, passage: Passage) -> None:
        self._way, self._pages = passage, passage.pages
        self._confirming = Confirming(passage)

    async def connect(self, request: web.Request) -> web.Response:
        """Begin with whoever comes from the operator's site; who she is there and in LINE is both asked."""
        if self._pages.login is None:
            return self._pages.render(request, "open_line.html", chat=await self._pages.chat())
        visit = self._way.sessions.new(None, language=_chosen(request))
        for name in self._pages.elsewhere:
            return await self._set_out(request, visit, name, "again" in request.query)
        return await self._way.go(request, self._way.address(visit), visit)

    async def leave(self, request: web.Request) -> web.Response:
        """Send her to sign in, with what only her browser knows."""
        name, visit = request.match_info["source"], await self._way.sessions.read(request)
        friend_id = self._way.friend(request.query)
        if name not in self._pages.elsewhere or (friend_id is None and request.query.get("f")):
            return self._way.unknown(request)
        if visit is None or visit.friend_id != friend_id or visit.member_id is not None:
            if friend_id is None:
                return await self._way.go(request, CONNECT, None)
            visit = self._way.sessions.new(friend_id, language=_chosen(request))
        return await self._set_out(request, visit, name, "again" in request.query)

    async def _set_out(self, request: web.Request, visit: Visit, name: str, afresh: bool) -> web.Response:
        speaks, back = self._pages.speaks(request, visit.language), f"{self._pages.public_url}/link/{name}"
        set_out = await self._pages.elsewhere[name].set_out(back, speaks, afresh)
        if isinstance(set_out, Refusal):
            return await self._tell(request, visit, set_out)
        gone = replace(visit, source=name, kept=dict(set_out.kept), afresh=afresh)
        return await self._way.go(request, set_out.address, gone)

    async def come_back(self, request: web.Request) -> web.Response:
        """Take whoever comes back from where she has signed in, if this is the browser that has set out."""
        name, visit = request.match_info["source"], await self._way.sessions.read(request)
        source = self._pages.elsewhere.get(name)
        if source is None:
            return self._way.unknown(request)
        if visit is None:
            return await self._way.begin_again(request, {})
        if visit.source != name or not visit.kept:
            return await self._begin_again(request, visit)
        here = replace(visit, kept={})  # whatever comes of it, this way back is used up
        found = await source.verify(request.query, visit.friend_id, network(request), visit.kept)
        if isinstance(found, Refusal):
            return await self._tell(request, here, found)
        return await self._confirming.arrive(request, here, found)

    async def _begin_again(self, request: web.Request, visit: Visit) -> web.Response:
        return await self._way.begin_again(request, {"f": self._way.reference(visit), "lang": visit.language})

    async def _tell(self, request: web.Request, visit: Visit, refusal: Refusal) -> web.Response:
        """Say that nobody was signed in, with the way to try again."""
        if refusal.why == "declined" and visit.friend_id is not None:
            return await self._way.go(request, self._way.address(visit), visit)
        if refusal.why != "away":
            return await self._begin_again(request, visit)
        address = self._way.address(visit, "/link" if visit.friend_id else CONNECT)
        return await self._way.show(request, "away.html", None, 503, chosen=visit.language, address=address)


def _chosen(request: web.Request) -> str:
    chosen = request.query.get("lang", "")
    return chosen if chosen in ("ja", "en") else ""
