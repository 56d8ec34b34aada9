"""The link page's second step: as whom, what gives way, and on to LINE in the request that issues the token.

Used by the steps before it. Where LINE has said in this browser which friend she is, that friend's lane is
told at once; where it has not, LINE's own page says it. Either way the turn decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy import or_, select

from bot import inbox, log
from bot.clock import MINUTE, derived_id
from bot.events import RawEvent, encode
from linking import book, directory, newcomers, nonces
from linking.members import Member, masked
from linking.nonces import Over
from linking.passage import Passage
from linking.session import Visit
from linking.tables import links

FRESH = 5 * MINUTE
"""How old a sign-in may be that makes another link give way."""

NO_WAY: Final = {"already": "already.html", "locked": "frozen.html"}
"""What ends the way: they are linked, or this LINE's link is frozen and another member's."""

LINE_PATIENCE = 8
"""Seconds for a link token; a person is waiting."""


class Confirming:
    """From the sign-in to LINE."""

    def __init__(self, passage: Passage) -> None:
        self._way, self._pages = passage, passage.pages
        self._log = log.get("linking")

    async def arrive(self, request: web.Request, visit: Visit, member: Member) -> web.Response:
        """Go on from a sign-in, by whichever source, to the question as whom.

        Where nobody knows yet which friend she is, LINE Login says so first: she is asked once. No page is
        shown here: the address may have brought a token, which would stay in the browser's history.
        """
        signed_in = self._way.sessions.signed_in(visit, member.member_id, member.proved_at)
        if visit.friend_id is None:
            return await self._to_login(request, signed_in)
        return await self._way.go(request, self._way.address(signed_in, step="check"), signed_in)

    async def _to_login(self, request: web.Request, visit: Visit) -> web.Response:
        query = urlencode({"v": self._way.sessions.proof(visit)})
        return await self._way.go(request, f"{self._pages.login}?{query}", visit)

    async def ask(self, request: web.Request, visit: Visit, error: str | None = None) -> web.Response:
        """Ask whether it is she, showing no more of her name than she needs."""
        if visit.friend_id is None:
            return await self._to_login(request, visit)
        member_id = visit.member_id or ""
        over = await self._conflict(visit.friend_id, member_id)
        if over == "already" or over == "locked":
            return await self._tell(request, visit, over)
        async with self._pages.database.read() as connection:
            found = await directory.find(connection, [member_id])
            joining = {} if found else await newcomers.load(connection, [member_id])
        new = joining.get(member_id)
        member = Member(member_id, new.attributes) if new else found.get(member_id) or Member(member_id)
        name = masked(member)
        return await self._way.show(
            request,
            "confirm.html",
            visit,
            503 if error else 200,
            **self._way.hidden(visit),
            name=name,
            initial=name[0],
            line_name=visit.line_name,
            new_id=new.member_id if new else None,
            over=over or "",
            error=error,
            switch={"f": self._way.reference(visit), "step": "check"},
        )

    async def _conflict(
        self, friend_id: str | None, member_id: str
    ) -> Over | Literal["already", "locked"] | None:
        """Look what would have to give way to the link; the event's turn decides all the same.

        While nobody knows which friend she is, nothing can be in the way of it.
        """
        if friend_id is None:
            return None
        either = or_(links.c.friend_id == friend_id, links.c.member_id == member_id)
        async with self._pages.database.read() as connection:
            rows = (await connection.execute(select(links).where(either))).all()
        mine = next((row for row in rows if row.friend_id == friend_id), None)
        if mine is None:
            return "member" if rows else None
        if mine.member_id == member_id:
            return "already" if mine.frozen_at is None else "frozen"
        if mine.frozen_at is not None:
            return "locked"
        return "both" if len(rows) == 2 else "friend"

    async def _tell(self, request: web.Request, visit: Visit, why: str) -> web.Response:
        """End the visit of whoever has nothing to link here."""
        return await self._way.show(request, NO_WAY[why], None, chosen=visit.language)

    async def take(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> web.Response:
        """Take her yes, if it is to what would happen now; a link that gives way needs a fresh sign-in."""
        over = await self._conflict(visit.friend_id, visit.member_id or "")
        if (
            visit.friend_id is None
            or over == "already"
            or over == "locked"
            or (over or "") != form.get("over", "")
        ):
            # What she has agreed to is not what would happen now: she is asked as it is.
            return await self.ask(request, visit)
        if over is not None and self._pages.clock.now() >= visit.proved_at + FRESH:
            return await self._prove_anew(request, visit, form)
        if visit.proven:
            return await self._tie(request, visit, visit.friend_id, over)
        return await self._to_line(request, visit, visit.friend_id, over)

    async def _prove_anew(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> web.Response:
        """Send her to sign in afresh, once: where she came from she may have been signed in for days."""
        if visit.afresh and not visit.proved_at:
            self._log.warning("the site tells no auth_time, so no link can move", source=visit.source)
            return await self._way.show(request, "not_moved.html", None, 403, chosen=visit.language)
        if visit.source not in self._pages.elsewhere or visit.afresh:
            return await self._way.begin_again(request, form)
        # A page, not a redirect: no form of ours may lead to a site that its policy does not name.
        address = self._way.address(visit, f"/link/to/{visit.source}", again="1")
        return await self._way.show(request, "afresh.html", self._way.sessions.anew(visit), address=address)

    async def _to_line(
        self, request: web.Request, visit: Visit, friend_id: str, over: Over | None
    ) -> web.Response:
        """Issue the nonce and, last of all, LINE's link token; both leave in this redirect alone."""
        async with self._pages.database.write() as connection:
            nonce = await nonces.issue(
                connection,
                self._pages.clock,
                visit.member_id or "",
                friend_id,
                visit.secret,
                visit.route,
                over,
            )
        try:
            async with asyncio.timeout(LINE_PATIENCE):
                token = await self._pages.issue_link_token(friend_id)
        except Exception as error:
            self._log.warning("no link token", friend_id=friend_id, error=log.where(error))
            _ = self._pages.words(request, visit.language)
            sorry = _(
                "LINE didn't answer just now. You are not linked yet. Please try once more in a moment."
            )
            return await self.ask(request, visit, sorry)
        query = urlencode({"linkToken": token, "nonce": nonce})
        return await self._way.go(request, f"{self._pages.access_url}/dialog/bot/accountLink?{query}", None)

    async def _tie(
        self, request: web.Request, visit: Visit, friend_id: str, over: Over | None
    ) -> web.Response:
        """Tell the lane of the friend whom LINE Login has named; the nonce counts once, as LINE's would.

        So does her yes: of two taps the first one's event is taken, and its nonce stays.
        """
        clock = self._pages.clock
        async with self._pages.database.write() as connection:
            nonce = await nonces.issue(
                connection, clock, visit.member_id or "", friend_id, clock.new_secret(), visit.route, over
            )
            body = encode({"type": book.PROVEN, "link": {"result": "ok", "nonce": nonce}})
            once = derived_id(book.PROVEN, visit.secret)
            event = RawEvent(once, friend_id, book.PROVEN, body, clock.now())
            await inbox.put(connection, [event], clock.now())
        self._pages.told()
        befriend = await self._pages.befriend() if visit.stranger else None
        onward = f"/enter/{visit.site}" if visit.site else None
        facts = {"stranger": visit.stranger, "befriend": befriend, "onward": onward}
        return await self._way.show(request, "linked.html", None, chosen=visit.language, **facts)
