"""Linking by LINE Login: the way to LINE, and back with who she is there, which her browser has just proven.

Routed by `linking.login_routes`. It ties nobody: what comes back opens the link page, where she signs in and
says yes, and it tells that friend's lane where she came from.
https://developers.line.biz/en/docs/line-login/integrate-line-login/
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiohttp import web

from bot import inbox, log
from bot.events import RawEvent, encode
from bot.line import LineError
from bot.line_login import LineLogin, Tokens
from linking import consents, id_tokens, references
from linking.attempts import Attempt
from linking.entering import Entering
from linking.id_tokens import Person
from linking.passage import Passage
from linking.session import Visit
from linking.setting_out import SettingOut
from linking.tokens import TokenRefused, matches

CAME = "linking.came"
"""The event by which a friend's lane learns that LINE Login has named her to us, and by which route."""

PATIENCE = 8
"""Seconds for all that LINE is asked while a person waits."""

SILENT = frozenset({"LOGIN_REQUIRED", "INTERACTION_REQUIRED"})
"""LINE would have to show something, and was asked not to."""


class LoginPage:
    """GET /login and /login/callback."""

    def __init__(self, way: Passage, login: LineLogin, setting_out: SettingOut, entering: Entering) -> None:
        self._way, self._pages, self._login = way, way.pages, login
        self._out, self._entering = setting_out, entering
        self._log = log.get("login")

    async def begin(self, request: web.Request) -> web.Response:
        """Send a browser to LINE; whoever sat there before is signed out, unless her visit goes on."""
        query, visit = request.query, await self._way.sessions.read(request)
        goes_on = visit is not None and self._way.sessions.proves(visit, query.get("v"))
        attempt = self._out.attempts.new(
            route=_route(query),
            language=self._way.language(query),
            visit=self._way.sessions.proof(visit) if goes_on and visit else "",
        )
        answer = await self._out.leave(request, attempt, again="again" in query)
        if not goes_on:
            await self._way.sessions.keep(request, answer, None)
        return answer

    async def come_back(self, request: web.Request) -> web.Response:
        """Take whoever comes back from LINE, if this is the browser that has set out; it counts once."""
        attempt = await self._out.attempts.read(request)
        if attempt is None or not matches(request.query.get("state"), attempt.state):
            return await self._out.end(request, await self._again(request, attempt))
        if "error" in request.query:
            return await self._refused(request, attempt, request.query["error"])
        try:
            async with asyncio.timeout(PATIENCE):
                tokens, person = await self._identify(request.query, attempt)
        except TokenRefused as error:
            self._log.warning("login refused", why=str(error))
            return await self._out.end(request, await self._again(request, attempt))
        except (LineError, TimeoutError) as error:
            self._log.warning("LINE Login is away", error=log.where(error))
            return await self._out.end(request, self._away(request, attempt))
        return await self._out.end(request, await self._arrive(request, attempt, person, tokens))

    async def _identify(self, query: Mapping[str, str], attempt: Attempt) -> tuple[Tokens, Person]:
        """Change the code for tokens, and read who she is; raises TokenRefused, LineError."""
        try:
            tokens = await self._login.exchange(query.get("code", ""), attempt.verifier, self._out.callback)
        except LineError as error:
            if error.status == 400:
                raise TokenRefused("LINE does not take the code") from None
            raise
        now, (channel, secret) = self._pages.clock.now(), (self._login.channel_id, self._login.channel_secret)
        token, nonce = tokens.id_token, attempt.nonce
        return tokens, await id_tokens.verified(token, channel, secret, nonce, now, self._login.keys)

    async def _refused(self, request: web.Request, attempt: Attempt, error: str) -> web.Response:
        if attempt.silent and error in SILENT:
            shown = self._out.attempts.new(
                language=attempt.language,
                site=attempt.site,
                site_nonce=attempt.site_nonce,
                ticket=attempt.ticket,
            )
            return await self._out.leave(request, shown)
        if error != "ACCESS_DENIED":
            self._log.warning("LINE Login refused", error=error[:40] if error.isidentifier() else "?")
        address, language = attempt.beginning(), attempt.language or None
        declined = self._pages.render(request, "declined.html", 200, language, address=address)
        return await self._out.end(request, declined)

    async def _arrive(
        self, request: web.Request, attempt: Attempt, person: Person, tokens: Tokens
    ) -> web.Response:
        """Keep what she has agreed to, tell her lane, and go on to the link page as the friend she is."""
        is_friend = await self._is_friend(tokens)
        await self._note(attempt, person, tokens, is_friend)
        if attempt.site:
            return await self._entering.arrive(request, attempt, person, stranger=is_friend is False)
        before = await self._way.sessions.read(request)
        visit = self._visit(attempt, before)
        hers = self._way.sessions.proven(visit, person.friend_id, person.name, is_friend is False)
        step = {"step": "check"} if hers.member_id is not None else {}
        return await self._way.go(request, self._way.address(hers, **step), hers)

    def _visit(self, attempt: Attempt, before: Visit | None) -> Visit:
        """Return the visit that set out, if one did and is still there, else a new one."""
        if before is not None and attempt.visit and self._way.sessions.proves(before, attempt.visit):
            return before
        return self._way.sessions.new(None, attempt.route, attempt.language)

    async def _is_friend(self, tokens: Tokens) -> bool | None:
        """Ask whether she has the account as a friend; None when LINE does not say."""
        try:
            return await self._login.is_friend(tokens.access)
        except LineError as error:
            self._log.warning("friendship unknown", status=error.status)
            return None

    async def _note(self, attempt: Attempt, person: Person, tokens: Tokens, is_friend: bool | None) -> None:
        clock, friend_id = self._pages.clock, person.friend_id
        body = encode({"type": CAME, "route": attempt.route, "friend": is_friend})
        event = RawEvent(clock.new_id(), friend_id, CAME, body, clock.now())
        async with self._pages.database.write() as connection:
            await consents.keep(connection, clock, self._pages.secret_key, friend_id, tokens)
            if not attempt.site:  # whoever enters a site has come to us long ago
                await inbox.put(connection, [event], clock.now())
        self._pages.told()

    async def _again(self, request: web.Request, attempt: Attempt | None) -> web.Response:
        """Say that it begins anew; in private browsing LINE's automatic sign-in ends like this."""
        address, chosen = "/login?again=1", None
        if attempt is not None:
            address, chosen = attempt.beginning(again="1"), attempt.language
        return await self._way.show(request, "begin_again.html", None, 403, chosen=chosen, address=address)

    def _away(self, request: web.Request, attempt: Attempt) -> web.Response:
        address, language = attempt.beginning(), attempt.language or None
        return self._pages.render(request, "line_away.html", 503, language, address=address)


def _route(query: Mapping[str, str]) -> str | None:
    route = query.get("r", "")
    return route if references.ROUTE.fullmatch(route) else None
