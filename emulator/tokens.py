"""Things that LINE hands out and remembers for a while: reply tokens, retry keys, link tokens.

Owned by `world`; each store forgets the old from its front, so no call looks at all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MINUTE = 60_000
REPLY_AFTER_RECEIPT = MINUTE
REPLY_AFTER_EVENT = 20 * MINUTE
RETRY_KEY_LIFE = 24 * 60 * MINUTE
LINK_TOKEN_LIFE = 10 * MINUTE


@dataclass(slots=True)
class _Reply:
    user_id: str
    event_at: int
    received_at: int


class ReplyTokens:
    """Reply tokens: single use, 60 s from the last delivery, 20 min from the event."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._live: dict[str, _Reply] = {}

    def issue(self, token: str, user_id: str, event_at: int) -> None:
        """Remember a new token of an event that happened at event_at (ms)."""
        self._forget_old()
        self._live[token] = _Reply(user_id, event_at, self._now())

    def delivered(self, token: str) -> None:
        """Start the 60 s anew: the event went out (again). A used token stays used."""
        reply = self._live.get(token)
        if reply is not None:
            reply.received_at = self._now()

    def spend(self, token: str) -> str | None:
        """Use a token up: the user it answers, or None when it is unknown, used or too old."""
        reply = self._live.pop(token, None)
        if reply is None or not self._fresh(reply):
            return None
        return reply.user_id

    def _fresh(self, reply: _Reply) -> bool:
        now = self._now()
        in_time = now - reply.received_at <= REPLY_AFTER_RECEIPT
        return in_time and now - reply.event_at <= REPLY_AFTER_EVENT

    def _forget_old(self) -> None:
        oldest = self._now() - REPLY_AFTER_EVENT
        while self._live:
            token = next(iter(self._live))
            if self._live[token].event_at >= oldest:
                return
            del self._live[token]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted retry key stands for; sent is None where LINE returns no message ids."""

    at: int
    request_id: str
    sent: list[dict[str, Any]] | None


class RetryKeys:
    """Retry keys of accepted requests, remembered for 24 h from the first."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._accepted: dict[str, Accepted] = {}

    def find(self, key: str) -> Accepted | None:
        """What was accepted under this key in the last 24 h."""
        self._forget_old()
        return self._accepted.get(key.lower())

    def keep(self, key: str, request_id: str, sent: list[dict[str, Any]] | None) -> None:
        """Remember that a request with this key was accepted."""
        self._accepted[key.lower()] = Accepted(self._now(), request_id, sent)

    def _forget_old(self) -> None:
        oldest = self._now() - RETRY_KEY_LIFE
        while self._accepted:
            key = next(iter(self._accepted))
            if self._accepted[key].at > oldest:
                return
            del self._accepted[key]


class LinkTokens:
    """Link tokens: ten minutes, single use, each for one user."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._live: dict[str, tuple[str, int]] = {}

    def issue(self, token: str, user_id: str) -> None:
        """Remember a new token for this user."""
        self._live[token] = (user_id, self._now())

    def owner(self, token: str) -> str | None:
        """Whom a live token was issued for; None when it is unknown, used or expired."""
        user_id, issued_at = self._live.get(token, (None, 0))
        if user_id is None or self._now() - issued_at > LINK_TOKEN_LIFE:
            return None
        return user_id

    def spend(self, token: str) -> None:
        """Use a token up."""
        self._live.pop(token, None)
