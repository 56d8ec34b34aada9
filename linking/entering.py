"""Entering the operator's site from LINE, already signed in: her browser proves who she is, no address does.

Routed by `linking.login_routes`. A link names a site of the content, and perhaps whose link it is; whoever
opens it is asked for by LINE Login, silently first. The site begins, with a nonce in a cookie of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from aiohttp import web
from sqlalchemy import select

from bot.content import Site
from linking import assertions, references
from linking.attempts import Attempt
from linking.id_tokens import Person
from linking.passage import GOING, Passage
from linking.setting_out import SettingOut
from linking.tables import links
from linking.tokens import matches

NONCE = re.compile(r"[A-Za-z0-9_-]{16,128}")


class Entering:
    """GET /enter/{site}; without LINE Login or a secret it only leads to the site."""

    def __init__(self, way: Passage, setting_out: SettingOut | None, secret: str | None) -> None:
        self._way, self._pages = way, way.pages
        self._out, self._secret = setting_out, secret

    async def begin(self, request: web.Request) -> web.Response:
        """Send a browser to the site, and on from there, with the site's nonce, to LINE."""
        site = self._pages.service().site(request.match_info["site"])
        if site is None:
            return self._pages.render(request, "no_site.html", 404)
        if self._out is None or self._secret is None:
            return web.Response(status=303, headers={**GOING, "Location": site.url})
        language = self._way.language(request.query)
        if "nonce" in request.query:
            return await self._prove(request, self._out, site, language)
        ticket = references.ticketed(self._pages.secret_key, site.id, request.query.get("t", ""))
        if ticket is None and "t" in request.query:
            return self._way.unknown(request)
        attempt = self._out.attempts.new(site=site.id, ticket=ticket or "", language=language)
        return await self._out.go(request, site.url, attempt)

    async def _prove(self, request: web.Request, out: SettingOut, site: Site, language: str) -> web.Response:
        nonce, before = request.query["nonce"], await out.attempts.read(request)
        if not NONCE.fullmatch(nonce):
            return self._way.unknown(request)
        known = before if before and before.site == site.id else None
        attempt = out.attempts.new(
            site=site.id,
            site_nonce=nonce,
            ticket=known.ticket if known else "",
            language=language or (known.language if known else ""),
            silent=True,
        )
        return await out.leave(request, attempt)

    async def arrive(
        self, request: web.Request, attempt: Attempt, person: Person, stranger: bool
    ) -> web.Response:
        """Let her in whom LINE has named, if the link was hers and she is linked."""
        site = self._pages.service().site(attempt.site)
        if site is None or self._secret is None:
            return self._pages.render(request, "no_site.html", 404)
        if attempt.ticket and not matches(person.friend_id, attempt.ticket):
            return self._pages.render(
                request, "not_yours.html", 403, attempt.language or None, address=f"/enter/{site.id}"
            )
        member_id = await self._member(person.friend_id)
        if member_id is None:
            return await self._to_linking(request, attempt, person, stranger)
        clock = self._pages.clock
        assertion = assertions.sign(
            self._secret,
            self._pages.public_url,
            site.url,
            member_id,
            attempt.site_nonce,
            clock.new_secret(128),
            clock.now(),
        )
        return web.Response(
            status=303, headers={**GOING, "Location": assertions.carried(site.url, assertion)}
        )

    async def _member(self, friend_id: str) -> str | None:
        """Return who she is in the operator's service; a frozen link opens nothing."""
        hers = select(links.c.member_id).where(links.c.friend_id == friend_id, links.c.frozen_at.is_(None))
        async with self._pages.database.read() as connection:
            return (await connection.execute(hers)).scalar()

    async def _to_linking(
        self, request: web.Request, attempt: Attempt, person: Person, stranger: bool
    ) -> web.Response:
        """Link her first: which friend she is, is known by now."""
        visit = self._way.sessions.new(None, language=attempt.language)
        hers = self._way.sessions.proven(visit, person.friend_id, person.name, stranger)
        hers = replace(hers, site=attempt.site)
        return await self._way.go(request, self._way.address(hers), hers)
