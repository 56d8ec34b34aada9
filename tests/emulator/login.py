"""A browser at LINE Login's page and an app at its endpoints, on an emulator's desk."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from emulator.config import DEFAULT_LOGIN_CHANNEL, DEFAULT_LOGIN_SECRET
from tests.emulator.desk import MISAKI, Desk, Json

CALLBACK = "https://bot.example/login/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CLIENT = {"client_id": DEFAULT_LOGIN_CHANNEL, "client_secret": DEFAULT_LOGIN_SECRET}
ASKED = {
    "response_type": "code",
    "client_id": DEFAULT_LOGIN_CHANNEL,
    "redirect_uri": CALLBACK,
    "state": "a-state",
    "scope": "openid profile",
    "nonce": "a-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@dataclass
class App:
    """An app with LINE Login: what comes back to it, and what it asks of LINE."""

    desk: Desk
    page: str = ""
    status: int = 0
    back: dict[str, str] = field(default_factory=dict)

    async def asks(self, *, user: str | None = MISAKI, drop: str = "", **changes: str) -> App:
        """Send this user's browser to the page; nobody's if None."""
        self._query = {name: value for name, value in {**ASKED, **changes}.items() if name != drop}
        self._cookies = {} if user is None else {"Cookie": f"line_emulator_user={user}"}
        return await self._visit("GET", None)

    async def chooses(self, deed: str, *, friend: bool = False) -> App:
        """Press one of the page's buttons, with or without the tick for the friend."""
        return await self._visit("POST", {"do": deed, **({"friend": "on"} if friend else {})})

    async def _visit(self, method: str, form: Json) -> App:
        path = f"/oauth2/v2.1/authorize?{urlencode(self._query)}"
        options: dict[str, Any] = {"headers": self._cookies, "data": form, "allow_redirects": False}
        async with self.desk.client.request(method, path, **options) as answer:
            self.status, self.page = answer.status, await answer.text()
            location = answer.headers.get("Location", "")
        assert not location or location.startswith(CALLBACK)
        self.back = dict(parse_qsl(urlsplit(location).query))
        return self

    async def post(self, path: str, bearer: str = "", **form: str) -> tuple[int, Json]:
        """Send a form to one of the endpoints."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with self.desk.client.post(path, data=form, headers=headers) as answer:
            raw = await answer.read()
            return answer.status, await answer.json() if raw else None

    async def get(self, path: str, bearer: str = "") -> tuple[int, Json]:
        """Ask one of the endpoints."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with self.desk.client.get(path, headers=headers) as answer:
            return answer.status, await answer.json()

    async def exchanges(self, **changes: str) -> tuple[int, Json]:
        """Exchange the code that has come back."""
        form = {"grant_type": "authorization_code", "code": self.back.get("code", ""), **CLIENT}
        form |= {"redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changes}
        return await self.post("/oauth2/v2.1/token", **form)

    async def tokens(self, **asked: str) -> Json:
        """Go the whole way; the token endpoint's answer."""
        await self.asks(**asked)
        if not self.back:
            await self.chooses("allow")
        status, body = await self.exchanges()
        assert status == 200, body
        return body

    async def channel_token(self) -> str:
        """Get a stateless channel access token."""
        body = (await self.post("/oauth2/v3/token", grant_type="client_credentials", **CLIENT))[1]
        return str(body["access_token"])

    async def deauthorizes(self, bearer: str, token: Any) -> tuple[int, Json]:
        """Take a user's consent back."""
        headers = {"Authorization": f"Bearer {bearer}"}
        body = {"userAccessToken": token}
        async with self.desk.client.post("/user/v1/deauthorize", json=body, headers=headers) as answer:
            raw = await answer.read()
            return answer.status, await answer.json() if raw else None
