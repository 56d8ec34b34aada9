"""What LINE Login remembers: who has consented to what, codes on their way, tokens, and the channel's own.

Owned by `world`; the page at access.line.me and the endpoints decide, this keeps. Times are ms.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
CODE_LIFE = 10 * MINUTE
ACCESS_LIFE = 30 * DAY
REFRESH_LIFE = 90 * DAY
CHANNEL_TOKEN_LIFE = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class Wish:
    """What an authorization request asks for, once it has been found in order."""

    redirect_uri: str
    state: str
    scope: tuple[str, ...]
    nonce: str | None
    challenge: str | None
    prompt: str
    bot_prompt: str | None

    def proven_by(self, verifier: str) -> bool:
        """Whether a code verifier is the one behind the challenge; without a challenge any is."""
        if self.challenge is None:
            return True
        digest = hashlib.sha256(verifier.encode()).digest()
        made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return hmac.compare_digest(made, self.challenge)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a user has let the channel do; `first_at` is when, and `at` when these tokens were made."""

    user_id: str
    scope: tuple[str, ...]
    nonce: str | None
    first_at: int
    at: int
    refresh_token: str = ""


class Logins:
    """The Login channel's books."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self.consents: dict[str, set[str]] = {}
        self._codes: dict[str, tuple[str, Wish, int]] = {}
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        self._channel: dict[str, int] = {}

    def issue_code(self, code: str, user_id: str, wish: Wish) -> None:
        """Remember a code of a user who has agreed."""
        self._codes[code] = (user_id, wish, self._now())

    def take_code(self, code: str) -> tuple[str, Wish] | None:
        """Use a code up, whether or not the exchange succeeds; None when it is unknown, used or too old."""
        user_id, wish, at = self._codes.pop(code, (None, None, 0))
        if user_id is None or wish is None or self._now() - at > CODE_LIFE:
            return None
        return user_id, wish

    def issue(self, access_token: str, refresh_token: str, user_id: str, wish: Wish) -> Grant:
        """Remember the tokens of a new login."""
        now = self._now()
        grant = Grant(user_id, wish.scope, wish.nonce, now, now, refresh_token)
        self._access[access_token] = self._refresh[refresh_token] = grant
        return grant

    def renew(self, access_token: str, refresh_token: str) -> Grant | None:
        """Make a new access token; the refresh token lives no longer for it. None when it is not good."""
        grant = self._refresh.get(refresh_token)
        if grant is None or self._now() - grant.first_at > REFRESH_LIFE:
            return None
        again = Grant(grant.user_id, grant.scope, None, grant.first_at, self._now(), refresh_token)
        self._access[access_token] = again
        return again

    def granted(self, access_token: str) -> Grant | None:
        """Return what a live access token stands for."""
        grant = self._access.get(access_token)
        return grant if grant is not None and self.seconds_left(grant) > 0 else None

    def was_granted(self, access_token: str) -> bool:
        """Whether that was an access token once, be it good or too old."""
        return access_token in self._access

    def seconds_left(self, grant: Grant) -> int:
        """For how many more seconds an access token is good."""
        return (grant.at + ACCESS_LIFE - self._now()) // 1000

    def revoke(self, access_token: str) -> None:
        """End an access token and the refresh token that came with it."""
        grant = self._access.pop(access_token, None)
        if grant is not None:
            self._refresh.pop(grant.refresh_token, None)

    def deauthorize(self, user_id: str) -> None:
        """Forget what a user has agreed to, and every token of hers."""
        self.consents.pop(user_id, None)
        for book in (self._access, self._refresh):
            for token in [each for each, grant in book.items() if grant.user_id == user_id]:
                del book[token]

    def issue_channel_token(self, token: str) -> None:
        """Remember a stateless channel access token."""
        self._channel[token] = self._now()

    def is_channel_token(self, token: str) -> bool:
        """Whether that is a channel access token which is still good."""
        at = self._channel.get(token)
        return at is not None and self._now() - at <= CHANNEL_TOKEN_LIFE
