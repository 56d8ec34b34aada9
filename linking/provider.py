"""The operator's OpenID Connect provider as it describes itself: its addresses, and the keys it signs with.

Used by `linking.oidc`. What it says is asked for when it is needed, and kept for an hour; a token with a key
that we do not know has the keys asked for anew, once a minute at most.
https://openid.net/specs/openid-connect-discovery-1_0.html
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from bot.clock import HOUR, MINUTE, Clock

CALL: Final = 5.0
"""Seconds that the provider has for an answer; a person is waiting."""

MOST_BYTES: Final = 256 * 1024
KEPT: Final = HOUR
PAUSE: Final = MINUTE
"""Between two looks for keys."""

ADDRESSES: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
KINDS: Final = ("RSA", "EC")
"""Keys of other kinds are not for signing id_tokens, whoever publishes them."""

LOOPBACK: Final = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])[:/]")


class ProviderAway(Exception):
    """The provider does not answer, or says nothing that can be used; the text says what."""


class Provider:
    """What a provider says of itself; it is given `call` seconds for each answer."""

    def __init__(self, clock: Clock, issuer: str, call: float = CALL) -> None:
        self.issuer, self._patience = issuer, aiohttp.ClientTimeout(total=call)
        self._clock, self._asking = clock, dict[str, asyncio.Task[dict[str, Any]]]()
        self._session: aiohttp.ClientSession | None = None
        self._described: dict[str, Any] = {}
        self._described_at = self._keys_at = -KEPT
        self._keys: KeySet | None = None

    async def description(self) -> Mapping[str, Any]:
        """Return its metadata; raises ProviderAway, also if it is another one that answers."""
        if self._clock.now() >= self._described_at + KEPT:
            said = await self._together(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._described, self._described_at = self._checked(said), self._clock.now()
        return self._described

    async def _together(self, address: str) -> dict[str, Any]:
        """Ask for an object once for all who are waiting for it, so that nobody waits behind another."""
        task = self._asking.get(address)
        if task is None:
            task = self._asking[address] = asyncio.create_task(self.get(address))
            task.add_done_callback(lambda _: self._asking.pop(address, None))
        return await asyncio.shield(task)

    def _checked(self, said: dict[str, Any]) -> dict[str, Any]:
        if said.get("issuer") != self.issuer:
            raise ProviderAway("it calls itself another issuer than ENISHI_OIDC_ISSUER")
        for name in ADDRESSES:
            address = said.get(name)
            if not isinstance(address, str) or not self._is_safe(address):
                raise ProviderAway(f"its {name} is no https address")
        return said

    def _is_safe(self, address: str) -> bool:
        return address.startswith("https://") or bool(
            LOOPBACK.match(address) and LOOPBACK.match(self.issuer + "/")
        )

    async def keys(self, anew: bool = False) -> KeySet:
        """Return the keys that it signs with; `anew` looks again, if that has not been done just now."""
        described = await self.description()
        address, since = described["jwks_uri"], self._clock.now() - self._keys_at
        if self._keys is None or since >= KEPT or (anew and since >= PAUSE) or address in self._asking:
            self._keys_at = self._clock.now()
            self._keys = _readable(await self._together(address))
        return self._keys

    async def get(self, address: str) -> dict[str, Any]:
        """Ask for a JSON object; raises ProviderAway."""
        return await self._call("GET", address, {}, None)

    async def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        """Send a form, and return the JSON object that answers it, also where it is an error; as `get`."""
        return await self._call("POST", address, headers, form)

    async def _call(
        self, method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._patience)
        asks = {"Accept": "application/json", **headers}
        try:
            request = self._session.request(method, address, headers=asks, data=form, allow_redirects=False)
            async with request as answer:
                body = await _read(answer)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise ProviderAway(type(error).__name__) from None
        if answer.status >= 500 or (method == "GET" and answer.status != 200):
            raise ProviderAway(f"HTTP {answer.status}")
        return _object(body)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    body = b""
    async for part in answer.content.iter_chunked(16 * 1024):
        body += part
        if len(body) > MOST_BYTES:
            raise ValueError("more than anybody needs to say")
    return body


def _object(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProviderAway("what it says is no JSON object") from None


def _readable(said: Mapping[str, Any]) -> KeySet:
    """Read the keys that sign, and leave out all others; raises ProviderAway if none is left."""
    listed = said.get("keys")
    keys = [key for each in (listed if isinstance(listed, list) else []) if (key := _signing(each))]
    if not keys:
        raise ProviderAway("its keys cannot be read")
    return KeySet(keys)


def _signing(said: object) -> Key | None:
    """Read a key that signs; None if it is another one, or of a kind that we cannot read."""
    if not isinstance(said, dict) or said.get("kty") not in KINDS or said.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(said)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
