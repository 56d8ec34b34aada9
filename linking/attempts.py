"""A browser's way through LINE Login: an encrypted cookie with what LINE must bring back, for ten minutes.

Used by the login pages. Only the browser that has set out can come back, once.
https://developers.line.biz/en/docs/line-login/integrate-line-login/#pkce
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from aiohttp import web
from aiohttp_session.cookie_storage import EncryptedCookieStorage

from bot.clock import MINUTE, Clock
from linking.oidc import challenge

COOKIE = "enishi_login"
LIFE = 10 * MINUTE
BITS = 256


@dataclass(frozen=True)
class Attempt:
    """One way there and back; `state`, `nonce` and `verifier` are never shown.

    `site` is which of the operator's sites she enters, `site_nonce` by which that one knows her browser
    again, and `ticket` whose link she has opened. `visit` proves which visit goes on with her; `silent` is
    whether LINE may show nothing.
    """

    state: str
    nonce: str
    verifier: str
    begun_at: int
    route: str | None = None
    language: str = ""
    site: str = ""
    site_nonce: str = ""
    ticket: str = ""
    visit: str = ""
    silent: bool = False

    @property
    def challenge(self) -> str:
        """What LINE is shown of the verifier (S256)."""
        return challenge(self.verifier)

    def beginning(self, **more: str) -> str:
        """Return the address at which an attempt like this begins."""
        known = {"r": self.route or "", "lang": self.language, **more}
        query = urlencode({name: value for name, value in known.items() if value})
        path = f"/enter/{self.site}" if self.site else "/login"
        return f"{path}?{query}" if query else path


class Attempts:
    """Opens, keeps and ends attempts."""

    def __init__(self, clock: Clock, secret_key: str, secure: bool) -> None:
        self._clock = clock
        # Lax: LINE's redirect comes from another site, and has to find it.
        self._cookies = EncryptedCookieStorage(
            hmac.digest(secret_key.encode(), b"enishi.linking.login", hashlib.sha256),
            cookie_name=f"__Host-{COOKIE}" if secure else COOKIE,
            max_age=LIFE // 1000,
            path="/",
            secure=secure,
            httponly=True,
            samesite="Lax",
        )

    def new(self, **facts: Any) -> Attempt:
        """Return a new attempt."""
        state, nonce, verifier = (self._clock.new_secret(BITS) for _ in range(3))
        return Attempt(state, nonce, verifier, self._clock.now(), **facts)

    async def read(self, request: web.Request) -> Attempt | None:
        """Return the attempt of this browser, if it has one that still counts."""
        data = (await self._cookies.load_session(request)).get("attempt")
        try:
            attempt = msgspec.convert(data, Attempt)
        except msgspec.ValidationError:
            return None  # none at all, or another release's
        return attempt if self._clock.now() < attempt.begun_at + LIFE else None

    async def keep(self, request: web.Request, response: web.Response, attempt: Attempt | None) -> None:
        """Write the attempt into the answer's cookie; None ends it."""
        session = await self._cookies.new_session()
        if attempt is not None:
            session["attempt"] = asdict(attempt)
        await self._cookies.save_session(request, response, session)
