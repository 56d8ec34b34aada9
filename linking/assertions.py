"""Assertions: which member has just entered, for one site, one browser and one minute, signed.

Made by `linking.entering` for the operator's site; the guide for that side is examples/entrance.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import OctKey

from bot.clock import SECOND

ALGORITHM: Final = "HS256"
LIFE: Final = 60
"""Seconds; it goes from our redirect to the site at once."""


def sign(secret: str, issuer: str, audience: str, member_id: str, nonce: str, jti: str, now: int) -> str:
    """Return the assertion; `now` is in ms. It says nothing of her but the member ID."""
    at = now // SECOND
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": member_id,
        "nonce": nonce,
        "jti": jti,
        "iat": at,
        "exp": at + LIFE,
    }
    return jwt.encode({"alg": ALGORITHM}, claims, OctKey.import_key(secret))


def carried(url: str, assertion: str) -> str:
    """Return the site's address with the assertion."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}{urlencode({'assertion': assertion})}"
