"""The link page: sign in, see as whom, confirm, and on to LINE in the request that has just issued the token.

Routed by `linking.web`. By whose button a person came is in the session; who is linked is for LINE's event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy import or_, select

from bot import log
from bot.clock import MINUTE
from linking import directory, nonces, references
from linking.members import Member, Refusal, masked
from linking.nonces import Over
from linking.session import Sessions, Visit
from linking.site import Pages
from linking.tables import links

FRESH = 5 * MINUTE
"""How old a sign-in may be that makes another link give way."""

LINE_PATIENCE = 8
"""Seconds for a link token; a person is waiting."""

GOING = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""The headers of a redirect; LINE is not to learn from which address she comes."""


class LinkPage:
    """GET and POST /link."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._sessions = Sessions(pages.clock, pages.secret_key, pages.public_url.startswith("https://"))
        self._log = log.get("linking")

    async def show(self, request: web.Request) -> web.Response:
        """Show the sign-in form to whoever has opened a friend's link button.

        Only the redirect after a sign-in leads to the question as whom; opening the button begins afresh.
        """
        friend_id = self._friend(request.query)
        if friend_id is None:
            return self._unknown_link(request)
        visit = await self._sessions.read(request)
        hers = visit if visit is not None and visit.friend_id == friend_id else None
        if hers is not None and hers.member_id is not None and request.query.get("step") == "check":
            return await self._ask(request, hers, request.query)
        if hers is None or hers.member_id is not None:
            hers = self._sessions.new(friend_id, _route(request.query))
        return await self._form(request, hers, request.query)

    async def take(self, request: web.Request) -> web.Response:
        """Take one of the page's forms: `step` is sign-in, confirm or not-me."""
        form = await _fields(request)
        friend_id, visit = self._friend(form), await self._sessions.read(request)
        if friend_id is None:
            return self._unknown_link(request)
        if visit is None or visit.friend_id != friend_id or not self._is_ours(request, visit, form):
            return await self._begin_again(request, form)
        match form.get("step"), visit.member_id:
            case "sign-in", _:
                return await self._sign_in(request, visit, form)
            case "confirm", str():
                return await self._to_line(request, visit, form)
            case "not-me", _:
                return await self._leave(request, form)
        return await self._begin_again(request, form)

    def _friend(self, fields: Mapping[str, str]) -> str | None:
        return references.referred(self._pages.secret_key, fields.get("f", ""))

    def _is_ours(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> bool:
        """Tell whether the form was sent from our own page and belongs to this session."""
        origin = request.headers.get("Origin")
        if origin is None:
            fits = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        else:
            fits = origin.lower() == self._pages.public_url.lower()
        return fits and self._sessions.proves(visit, form.get("csrf"))

    async def _sign_in(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> web.Response:
        if not form.get("member_id", "").strip() or not form.get("password"):
            _ = self._pages.words(request, form.get("lang"))
            missing = _("Please fill in both your member ID and your password.")
            return await self._form(request, visit, form, missing, 422)
        found = await self._pages.source.verify(form, visit.friend_id, network(request))
        if isinstance(found, Refusal):
            return await self._refuse(request, visit, form, found)
        if await self._conflict(visit.friend_id, found.member_id) == "already":
            return await self._tell_already(request, form)
        signed_in = self._sessions.signed_in(visit, found.member_id)
        return await self._go(request, _address(form, step="check"), signed_in)

    async def _refuse(
        self, request: web.Request, visit: Visit, form: Mapping[str, str], refusal: Refusal
    ) -> web.Response:
        _ = self._pages.words(request, form.get("lang"))
        if refusal.why == "wrong":
            wrong = _("The member ID or the password doesn't match. Could you check both once more?")
            return await self._form(request, visit, form, wrong, 422)
        seconds = max(1, -(-(refusal.until - self._pages.clock.now()) // 1000))
        wait = _("To keep your account safe, signing in rests for a while. Please try again in {n} minutes.")
        answer = await self._form(request, visit, form, wait.format(n=-(-seconds // 60)), 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    async def _form(
        self,
        request: web.Request,
        visit: Visit,
        fields: Mapping[str, str],
        error: str | None = None,
        status: int = 200,
    ) -> web.Response:
        """Show the sign-in form, with what was typed but the password."""
        chosen = fields.get("lang")
        service = self._pages.service()
        answer = self._pages.render(
            request,
            "sign_in.html",
            status,
            chosen,
            **self._hidden(visit, fields),
            benefits=service.link.benefits,
            member_id=fields.get("member_id", "") if error else "",
            error=error,
            switch={"f": fields["f"], **({"r": visit.route} if visit.route else {})},
        )
        await self._sessions.keep(request, answer, visit)
        return answer

    async def _ask(
        self, request: web.Request, visit: Visit, fields: Mapping[str, str], error: str | None = None
    ) -> web.Response:
        """Ask whether it is she, showing no more of her name than she needs."""
        member_id = visit.member_id or ""
        over = await self._conflict(visit.friend_id, member_id)
        if over == "already":
            return await self._tell_already(request, fields)
        async with self._pages.database.read() as connection:
            found = await directory.find(connection, [member_id])
        name = masked(found.get(member_id) or Member(member_id))
        answer = self._pages.render(
            request,
            "confirm.html",
            503 if error else 200,
            fields.get("lang"),
            **self._hidden(visit, fields),
            name=name,
            initial=name[0],
            over=over or "",
            error=error,
            switch={"f": fields["f"], "step": "check"},
        )
        await self._sessions.keep(request, answer, visit)
        return answer

    def _hidden(self, visit: Visit, fields: Mapping[str, str]) -> dict[str, str]:
        return {"reference": fields["f"], "csrf": self._sessions.proof(visit)}

    async def _conflict(self, friend_id: str, member_id: str) -> Over | Literal["already"] | None:
        """Look what would have to give way to the link; the event's turn decides all the same."""
        either = or_(links.c.friend_id == friend_id, links.c.member_id == member_id)
        async with self._pages.database.read() as connection:
            rows = (await connection.execute(select(links).where(either))).all()
        same = [row for row in rows if row.friend_id == friend_id and row.member_id == member_id]
        if same:
            return "already" if same[0].frozen_at is None else "frozen"
        if len(rows) == 2:
            return "both"
        return ("friend" if rows[0].friend_id == friend_id else "member") if rows else None

    async def _tell_already(self, request: web.Request, form: Mapping[str, str]) -> web.Response:
        answer = self._pages.render(request, "already.html", 200, form.get("lang"))
        await self._sessions.keep(request, answer, None)
        return answer

    async def _to_line(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> web.Response:
        """Issue the nonce and, last of all, LINE's link token; both leave in this redirect alone."""
        member_id = visit.member_id or ""
        over = await self._conflict(visit.friend_id, member_id)
        if over == "already" or (over or "") != form.get("over", ""):
            # What she has agreed to is not what would happen now: she is asked as it is.
            return await self._ask(request, visit, form)
        if over is not None and self._pages.clock.now() >= visit.signed_in_at + FRESH:
            return await self._begin_again(request, form)
        async with self._pages.database.write() as connection:
            nonce = await nonces.issue(
                connection, self._pages.clock, member_id, visit.friend_id, visit.secret, visit.route, over
            )
        try:
            async with asyncio.timeout(LINE_PATIENCE):
                token = await self._pages.issue_link_token(visit.friend_id)
        except Exception as error:
            self._log.warning("no link token", friend_id=visit.friend_id, error=log.where(error))
            _ = self._pages.words(request, form.get("lang"))
            sorry = _(
                "LINE didn't answer just now. You are not linked yet. Please try once more in a moment."
            )
            return await self._ask(request, visit, form, sorry)
        query = urlencode({"linkToken": token, "nonce": nonce})
        return await self._go(request, f"{self._pages.access_url}/dialog/bot/accountLink?{query}", None)

    async def _leave(self, request: web.Request, form: Mapping[str, str]) -> web.Response:
        """End the session; the form that follows belongs to nobody."""
        return await self._go(request, _address(form), None)

    async def _go(self, request: web.Request, address: str, visit: Visit | None) -> web.Response:
        answer = web.Response(status=303, headers={**GOING, "Location": address})
        await self._sessions.keep(request, answer, visit)
        return answer

    async def _begin_again(self, request: web.Request, form: Mapping[str, str]) -> web.Response:
        answer = self._pages.render(
            request, "begin_again.html", 403, form.get("lang"), address=_address(form)
        )
        await self._sessions.keep(request, answer, None)
        return answer

    def _unknown_link(self, request: web.Request) -> web.Response:
        return self._pages.render(request, "unknown_link.html", 400)


def _address(fields: Mapping[str, str], **more: str) -> str:
    """Return the address of this page for the same friend, in the language that was chosen."""
    chosen = {"lang": fields["lang"]} if fields.get("lang") else {}
    return "/link?" + urlencode({"f": fields["f"], **more, **chosen})


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


def _route(query: Mapping[str, str]) -> str | None:
    route = query.get("r", "")
    return route if references.ROUTE.fullmatch(route) else None


async def _fields(request: web.Request) -> dict[str, str]:
    """Return the text fields of a form, without any NUL; anything else has none."""
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        form = await request.post()
    except (LookupError, UnicodeDecodeError):
        return {}  # no text in the encoding that it names
    return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}
