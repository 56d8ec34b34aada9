"""The door to LINE Login: a code for tokens, friendship, LINE's keys, and taking a consent back.

Used by the login pages and the loop that takes consents back, never in a turn.
https://developers.line.biz/en/reference/line-login/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from bot.clock import HOUR, SECOND, Clock
from bot.line import LineError
from bot.settings import Settings

CALL = 5.0
"""Seconds that LINE has for one call; a person is waiting."""

KEYS_LIFE = 1 * HOUR


class Gone(LineError):
    """LINE does not know the token any more: it has expired, or she has taken her consent back herself."""


@dataclass(frozen=True)
class Tokens:
    """What a login brings; neither it nor any part of it is ever shown or logged. Lives are in ms."""

    access: str
    refresh: str
    id_token: str
    access_life: int

    def __repr__(self) -> str:
        return "Tokens(…)"


class LineLogin:
    """One Login channel at LINE; close it at the end."""

    def __init__(self, settings: Settings, channel_id: str, channel_secret: str, clock: Clock) -> None:
        self.channel_id, self.channel_secret = channel_id, channel_secret
        self._origin, self._clock = settings.line_api_url, clock
        self._session: aiohttp.ClientSession | None = None
        self._keys: tuple[int, dict[str, Any]] = (0, {})

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Return the tokens for a code; raises LineError. LINE takes each code once, whatever comes of it."""
        form = {"code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
        return _tokens(await self._token("authorization_code", form))

    async def renew(self, refresh_token: str) -> str:
        """Return a new access token; raises LineError, or Gone."""
        try:
            said = await self._token("refresh_token", {"refresh_token": refresh_token})
        except LineError as error:
            raise (Gone(400, "refresh token") if "invalid_grant" in str(error) else error) from None
        return _text(said, "access_token")

    async def _token(self, grant_type: str, form: dict[str, str]) -> dict[str, Any]:
        return await self._call(
            "POST", "/oauth2/v2.1/token", data={**form, "grant_type": grant_type}, ours=True
        )

    async def is_friend(self, access_token: str) -> bool:
        """Tell whether she has the account as a friend and does not block it; raises LineError."""
        said = await self._call("GET", "/friendship/v1/status", bearer=access_token)
        return said.get("friendFlag") is True

    async def keys(self, fresh: bool = False) -> dict[str, Any]:
        """Return the keys with which LINE signs for apps, an hour old unless `fresh`; raises LineError."""
        until, known = self._keys
        if fresh or self._clock.now() >= until:
            known = await self._call("GET", "/oauth2/v2.1/certs")
            self._keys = (self._clock.now() + KEYS_LIFE, known)
        return known

    async def deauthorize(self, access_token: str) -> None:
        """Take back all that a user has let the channel do; raises LineError, or Gone.

        LINE takes no long-lived channel token here, so each call has a stateless one of its own.
        """
        form = {"grant_type": "client_credentials"}
        ours = _text(await self._call("POST", "/oauth2/v3/token", data=form, ours=True), "access_token")
        body = {"userAccessToken": access_token}
        try:
            await self._call("POST", "/user/v1/deauthorize", json=body, bearer=ours)
        except LineError as error:
            raise (Gone(400, "access token") if error.status == 400 else error) from None

    async def _call(
        self, method: str, path: str, *, bearer: str = "", ours: bool = False, **options: Any
    ) -> dict[str, Any]:
        """Make one call; `ours` adds the channel to its form.

        Of what LINE says an error repeats OAuth's own word alone: the rest may repeat what was sent.
        """
        if ours:
            channel = {"client_id": self.channel_id, "client_secret": self.channel_secret}
            options["data"] = {**options["data"], **channel}
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            request = self._open().request(method, self._origin + path, headers=headers, **options)
            async with request as answer:
                said = _json(await answer.read())
                if answer.status not in (200, 204):
                    raise LineError(answer.status, str(said.get("error", "refused"))[:40])
                return said
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise LineError(0, type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL))
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def _tokens(said: dict[str, Any]) -> Tokens:
    life = said.get("expires_in")
    seconds = life if isinstance(life, int) else 0
    access, refresh, id_token = (_text(said, f"{name}_token") for name in ("access", "refresh", "id"))
    return Tokens(access, refresh, id_token, seconds * SECOND)


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise LineError(0, f"an answer without {name}")
    return value


def _json(raw: bytes) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(raw) if raw else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
