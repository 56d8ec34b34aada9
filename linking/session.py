"""The link page's session: an encrypted cookie that says who signs in by whose button, for ten minutes.

Used by the pages alone. Nothing of it stays behind after the way to LINE or after 'not me'.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import msgspec
from aiohttp import web
from aiohttp_session import Session
from aiohttp_session.cookie_storage import EncryptedCookieStorage

from bot.clock import MINUTE, Clock
from linking import references

COOKIE = "enishi_link"
LIFE = 10 * MINUTE


@dataclass(frozen=True)
class Visit:
    """One person's way through the link page; `secret` names the session and is never shown.

    `friend_id` is by whose button she came, and that she is this friend is for LINE to say, unless it has
    (`proven`), and then said as whom she is known there (`line_name`), and whether she has yet to add the
    account (`stranger`). Who comes from the operator's site is no friend yet. `kept` is what she needs to
    come back from `source`, where she signs in, or has signed in, then perhaps `afresh`; `proved_at` is when
    she has last shown that she is this member. `site` is which of the operator's sites she wants to enter.
    """

    secret: str
    friend_id: str | None
    member_id: str | None = None
    signed_in_at: int = 0
    route: str | None = None
    proven: bool = False
    line_name: str = ""
    stranger: bool = False
    site: str = ""
    language: str = ""
    source: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    afresh: bool = False
    proved_at: int = 0


class Sessions:
    """Opens, keeps and ends visits, and makes the forms' proof that they are ours."""

    def __init__(self, clock: Clock, secret_key: str, secure: bool) -> None:
        self._clock, self._secret_key = clock, secret_key
        # Lax, not Strict: a link tapped in a chat must find the form's session when the page is reloaded.
        self._cookies = EncryptedCookieStorage(
            hmac.digest(secret_key.encode(), b"enishi.linking.session", hashlib.sha256),
            # By this name a browser takes it from us alone, not from another host of the same domain.
            cookie_name=f"__Host-{COOKIE}" if secure else COOKIE,
            max_age=LIFE // 1000,
            path="/",
            secure=secure,
            httponly=True,
            samesite="Lax",
        )

    def new(self, friend_id: str | None, route: str | None = None, language: str = "") -> Visit:
        """Return a visit in which nobody is signed in."""
        return Visit(self._clock.new_secret(), friend_id, route=route, language=language)

    def signed_in(self, visit: Visit, member_id: str, proved_at: int = 0) -> Visit:
        """Return the visit after a sign-in, under a new secret: one planted before is worth nothing."""
        now, secret = self._clock.now(), self._clock.new_secret()
        hers = replace(visit, secret=secret, member_id=member_id, signed_in_at=now, kept={})
        return replace(hers, proved_at=proved_at)

    def proven(self, visit: Visit, friend_id: str, line_name: str, stranger: bool) -> Visit:
        """Return the visit once LINE has said in this browser which friend she is, under a new secret."""
        hers = replace(visit, secret=self._clock.new_secret(), friend_id=friend_id, proven=True)
        return replace(hers, line_name=line_name, stranger=stranger)

    def anew(self, visit: Visit) -> Visit:
        """Return the visit without whoever was signed in, under a new secret; which friend she is stays."""
        return replace(visit, secret=self._clock.new_secret(), member_id=None, signed_in_at=0)

    async def read(self, request: web.Request) -> Visit | None:
        """Return the visit of this browser, if it has one that still counts."""
        data = (await self._cookies.load_session(request)).get("visit")
        try:
            visit = msgspec.convert(data, Visit)
        except msgspec.ValidationError:
            return None  # none at all, or another release's
        if visit.member_id is not None and self._clock.now() >= visit.signed_in_at + LIFE:
            return None
        return visit

    async def keep(self, request: web.Request, response: web.Response, visit: Visit | None) -> None:
        """Write the visit into the answer's cookie; None ends it."""
        session = await self._cookies.new_session()
        if visit is not None:
            session["visit"] = asdict(visit)
        await self._save(request, response, session)

    async def _save(self, request: web.Request, response: web.Response, session: Session) -> None:
        await self._cookies.save_session(request, response, session)

    def proof(self, visit: Visit) -> str:
        """Return what a form of this session carries, so that no other site can send it."""
        return references.sign(self._secret_key, "form", _digest(visit))

    def proves(self, visit: Visit, given: Any) -> bool:
        """Tell whether a form that came back was made for this session."""
        shown = references.read(self._secret_key, "form", given) if isinstance(given, str) else None
        return shown is not None and hmac.compare_digest(shown, _digest(visit))


def _digest(visit: Visit) -> str:
    return hashlib.sha256(visit.secret.encode()).hexdigest()
