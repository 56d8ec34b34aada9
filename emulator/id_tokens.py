"""ID tokens as LINE signs them: HS256 with the channel's secret for the web, ES256 with a key for apps.

Used by `login_routes`. https://developers.line.biz/en/docs/line-login/verify-id-token/
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OctKey

ISSUER = "https://access.line.me"
LIFE = 3600
"""Seconds."""


class Seal:
    """Signs and reads the ID tokens of one Login channel."""

    def __init__(self, secret: str, algorithm: Literal["HS256", "ES256"]) -> None:
        self._secret, self._algorithm = secret, algorithm

    @cached_property
    def _pair(self) -> ECKey:
        return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)

    def certs(self) -> dict[str, Any]:
        """The public keys, as LINE lists them."""
        return {"keys": [self._pair.as_dict(private=False)]}

    def sign(self, claims: dict[str, Any]) -> str:
        """Return an ID token with these claims."""
        header = {"typ": "JWT", "alg": self._algorithm}
        if self._algorithm == "ES256":
            header["kid"] = str(self._pair.kid)
        return jwt.encode(header, claims, self._key(self._algorithm))

    def read(self, token: str) -> dict[str, Any] | None:
        """Return the claims of a token that this channel's LINE has signed."""
        try:
            return dict(jwt.decode(token, self._key(self._algorithm), algorithms=[self._algorithm]).claims)
        except (JoseError, ValueError):
            return None

    def _key(self, algorithm: str) -> Key:
        return OctKey.import_key(self._secret) if algorithm == "HS256" else self._pair
