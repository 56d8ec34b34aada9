"""What LINE's answer to an attempt means: a value that says what to do next, judged without any I/O.

https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
https://developers.line.biz/en/reference/messaging-api/#send-reply-message
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from bot.clock import HOUR, SECOND

Method = Literal["reply", "push"]

REPLY_DEADLINE = 45 * SECOND
"""How long after our receipt a reply of unknown fate is repeated; the token lives for a minute."""

TOKEN_LIFE = 55 * SECOND
"""How long after our receipt a reply token is as good as LINE's minute, the way there and back included."""

PUSH_DEADLINE = 23 * HOUR
"""How long a push is repeated under its key; LINE remembers a key for 24 hours."""

BACK_OFF = (1 * SECOND, 2 * SECOND, 5 * SECOND, 15 * SECOND, 60 * SECOND, 300 * SECOND, 900 * SECOND)
REPLY_BACK_OFF = (1 * SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND)


class LineError(Exception):
    """LINE refused a call or did not answer; `status` is 0 when it did not."""

    def __init__(self, status: int, said: str) -> None:
        self.status = status
        super().__init__(f"LINE answered {status}: {said}" if status else f"LINE did not answer: {said}")


class Attempt(Struct, frozen=True):
    """A request to LINE as it was written down before it was made; `body` is sent byte for byte.

    `unsure`: an earlier try may have got through. `leased_until`: from then on another sender may make it.
    `rows` are its messages in order, each (id, pushable), while this process remembers them.
    """

    id: str
    recipient: str
    method: Method
    body: bytes
    tries: int
    first_at: int
    token_at: int | None = None
    messages: int = 1
    unsure: bool = False
    leased_until: int = 0
    rows: tuple[tuple[str, bool], ...] = ()


class Response(Struct, frozen=True):
    """What came back; status 0 when nothing did (time-out, reset)."""

    status: int
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = {}
    error: str = ""

    @property
    def said(self) -> str:
        """LINE's message, or what happened to the connection."""
        message = (self.body or {}).get("message")
        said = str(message) if message else self.error or f"status {self.status}"
        return said.replace("\0", "")


class Sent(Struct, frozen=True):
    """LINE has it; (message id, quote token) in the order of the request, as far as LINE named them."""

    messages: tuple[tuple[str | None, str | None], ...]
    request_id: str | None


class Again(Struct, frozen=True):
    """Repeat the same request at that time (ms)."""

    at: int
    error: str
    unsure: bool = True


class PushInstead(Struct, frozen=True):
    """No try of this reply can have got through and its token is dead, so a push cannot double it."""

    error: str


class OverQuota(Struct, frozen=True):
    """The month's free and paid messages are used up."""

    error: str


class Refused(Struct, frozen=True):
    """LINE will never take this request."""

    error: str


class Unknown(Struct, frozen=True):
    """Nobody can tell any more whether LINE showed it; it is not said again."""

    error: str


Outcome = Sent | Again | PushInstead | OverQuota | Refused | Unknown


def repeatable(attempt: Attempt, now: int) -> bool:
    """Tell whether an attempt can be made: LINE would take a push with a forgotten key for a new one."""
    return attempt.method == "reply" or not attempt.unsure or now <= attempt.first_at + PUSH_DEADLINE


def judge(attempt: Attempt, response: Response, now: int) -> Outcome:
    """Say what an answer means for an attempt; `attempt.tries` counts the tries before this one."""
    status = response.status
    if 200 <= status < 300 or (status == 409 and attempt.method == "push"):
        return _sent(response)
    if status == 429:
        return _throttled(attempt, response, now)
    if status == 0 or status >= 500 or status == 408:
        return _repeat(attempt, response, now)
    if attempt.method == "reply" and status == 400 and "Invalid reply token" in response.said:
        return _dead_token(attempt, response, now)
    return Refused(f"{status}: {response.said}")


def _dead_token(attempt: Attempt, response: Response, now: int) -> Outcome:
    """After a try of unknown fate a token that dies young is dead because that try got through."""
    if not attempt.unsure:
        return PushInstead(response.said)
    return Sent((), None) if now <= _token_at(attempt) + TOKEN_LIFE else Unknown(response.said)


def _token_at(attempt: Attempt) -> int:
    return attempt.first_at if attempt.token_at is None else attempt.token_at


def _sent(response: Response) -> Sent:
    """Read the ids of the bubbles; an answer that makes no sense is accepted all the same."""
    listed = (response.body or {}).get("sentMessages")
    found = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    pairs = tuple((_word(each.get("id")), _word(each.get("quoteToken"))) for each in found)
    headers = response.headers
    return Sent(pairs, headers.get("x-line-accepted-request-id") or headers.get("x-line-request-id"))


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value and "\0" not in value else None


def _throttled(attempt: Attempt, response: Response, now: int) -> Outcome:
    """Tell the month's limit from the rate's by its words: LINE gives both the same status."""
    if "monthly limit" in response.said.lower():
        return OverQuota(response.said)
    return _repeat(attempt, response, now, unsure=False)


def _repeat(attempt: Attempt, response: Response, now: int, unsure: bool = True) -> Outcome:
    """Try again until the deadline; `unsure`: this try may have got through."""
    steps = REPLY_BACK_OFF if attempt.method == "reply" else BACK_OFF
    at = now + steps[min(attempt.tries, len(steps) - 1)]
    if attempt.method == "reply":
        if at <= _token_at(attempt) + REPLY_DEADLINE:
            return Again(at, response.said, unsure)
        return Unknown(response.said) if unsure or attempt.unsure else PushInstead(response.said)
    if at <= attempt.first_at + PUSH_DEADLINE:
        return Again(at, response.said, unsure)
    return Refused(f"given up after 23 hours: {response.said}")
