"""LINE's ID tokens: who signed in, if LINE says so, to us, in answer to this very browser, and now.

Used by the login pages. For the web LINE signs with our channel's secret, for apps with keys that it
publishes; each algorithm has its own key, so that no key serves the other, and no third one counts.
https://developers.line.biz/en/docs/line-login/verify-id-token/
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, OctKey

from linking.tokens import TokenRefused, UnknownKey, claims

ISSUER: Final = "https://access.line.me"
METHODS: Final = frozenset({"pwd", "lineautologin", "lineqr", "linesso", "mfa"})
"""How LINE may have made sure who she is (`amr`)."""

USER: Final = re.compile(r"U[0-9a-f]{32}")
Keys = Callable[[bool], Awaitable[dict[str, Any]]]
"""Returns LINE's published keys; called with True they are asked for anew."""


@dataclass(frozen=True)
class Person:
    """Who signed in: her LINE user ID, which is that of the Messaging API, and her name there if told."""

    friend_id: str
    name: str


async def verified(token: str, channel_id: str, secret: str, nonce: str, now: int, keys: Keys) -> Person:
    """Return who signed in; raises TokenRefused, whose text says nothing of what the token says."""
    algorithm = _algorithm(token)
    expected = {"iss": ISSUER, "aud": channel_id, "nonce": nonce, "sub": None}
    if algorithm == "HS256":
        said = claims(token, OctKey.import_key(secret), ["HS256"], now, **expected)
    elif algorithm == "ES256":
        said = await _by_published_key(token, now, keys, expected)
    else:
        raise TokenRefused("an algorithm that LINE does not use")
    return _person(said)


async def _by_published_key(
    token: str, now: int, keys: Keys, expected: dict[str, str | None]
) -> dict[str, Any]:
    """Look at it with LINE's keys, which are fetched once more for a key that is new."""
    try:
        return claims(token, _key_set(await keys(False)), ["ES256"], now, **expected)
    except UnknownKey:
        return claims(token, _key_set(await keys(True)), ["ES256"], now, **expected)


def _key_set(published: dict[str, Any]) -> Key | KeySet:
    try:
        return KeySet.import_key_set(published)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError):
        raise TokenRefused("LINE's keys cannot be read") from None


def _algorithm(token: str) -> object:
    """Return the algorithm that a token names; it only chooses between two keys, each for one algorithm."""
    try:
        return jws.extract_compact(token.encode()).headers().get("alg")
    except (JoseError, ValueError, TypeError):
        raise TokenRefused("no token") from None


def _person(said: dict[str, Any]) -> Person:
    sub, methods, name = said.get("sub"), said.get("amr"), said.get("name")
    if not isinstance(sub, str) or not USER.fullmatch(sub):
        raise TokenRefused("sub is no LINE user")
    if not isinstance(methods, list) or not METHODS & {each for each in methods if isinstance(each, str)}:
        raise TokenRefused("amr names no way in which LINE makes sure")
    return Person(sub, name.replace("\0", "")[:40] if isinstance(name, str) else "")
