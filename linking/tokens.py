"""Tokens that others have signed (JWT): what they say, if signature, issuer, audience and time are right.

Used by the sources whose sign-in is elsewhere. The caller names the algorithms; the token never chooses one.
https://www.rfc-editor.org/rfc/rfc8725
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

LEEWAY: Final = 60
"""Seconds by which another machine's clock may differ from ours."""

LONGEST: Final = 16 * 1024


class TokenRefused(Exception):
    """A token is not to be believed; the text names what is wrong with it, and nothing that it says."""


class UnknownKey(TokenRefused):
    """It names a key that is not among those that we have."""


def claims(
    token: str, keys: Key | KeySet, algorithms: Sequence[str], now: int, **expected: str | None
) -> dict[str, Any]:
    """Return what a token says; raises TokenRefused.

    `now` is in ms. Each of `expected` must be there, and with that value unless it is None; so must its end.
    """
    if len(token) > LONGEST:
        raise TokenRefused("too long")
    options = {name: _option(value) for name, value in {"exp": None, **expected}.items()}
    try:
        said = jwt.decode(token, keys, algorithms=list(algorithms)).claims
        JWTClaimsRegistry(now // 1000, LEEWAY, **options).validate(said)
    except InvalidKeyIdError:
        raise UnknownKey("signed with a key that we do not know") from None
    except ClaimError as error:
        raise TokenRefused(f"{type(error).__name__}: {error.claim}") from None
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise TokenRefused(type(error).__name__) from None
    return said


def _option(value: str | None) -> ClaimsOption:
    return {"essential": True} if value is None else {"essential": True, "value": value}


def proved_at(said: Mapping[str, Any]) -> int:
    """Return when she has last shown there that it is she (ms); 0 if that is not told."""
    at = said.get("auth_time")
    return int(at * 1000) if isinstance(at, int) and not isinstance(at, bool) else 0


def matches(given: object, kept: str | None) -> bool:
    """Tell in constant time whether what came back is what was kept; nothing matches nothing."""
    if not kept or not isinstance(given, str):
        return False
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), kept.encode())
