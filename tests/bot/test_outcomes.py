"""What LINE's answers mean: one table of attempt × answer × time → outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.clock import HOUR, MINUTE, SECOND
from bot.outcomes import (
    Again,
    Attempt,
    Outcome,
    OverQuota,
    PushInstead,
    Refused,
    Response,
    Sent,
    Unknown,
    judge,
)

T = 1_796_007_600_000
REPLY = Attempt("a", "U1", "reply", b"{}", tries=0, first_at=T, token_at=T)
PUSH = Attempt("b", "U1", "push", b"{}", tries=0, first_at=T)
UNSURE = replace(REPLY, tries=1, unsure=True)
THROTTLED = replace(REPLY, tries=1)

OK = Response(200, {"sentMessages": [{"id": "1", "quoteToken": "q"}]}, {"x-line-request-id": "r"})
DEAD = Response(400, {"message": "Invalid reply token"})
RATE = Response(429, {"message": "The API rate limit has been exceeded. Try again later."})
MONTH = Response(429, {"message": "You have reached your monthly limit."})
STRANGE_429 = Response(429, {"message": "Slow down"})
TIMEOUT = Response(0, error="TimeoutError")
RESET = Response(0, error="ClientOSError")
BROKEN = Response(500, {"message": "Internal Server Error"})
GATEWAY = Response(502)
LATE_408 = Response(408)
NONSENSE = Response(200, None)
ACCEPTED = Response(
    409,
    {"message": "The retry key is already accepted", "sentMessages": [{"id": "7"}]},
    {"x-line-accepted-request-id": "first", "x-line-request-id": "second"},
)
BAD = Response(400, {"message": "The request body has 1 error(s)"})
STRANGER = Response(401, {"message": "Authentication failed"})
FORBIDDEN = Response(403, {"message": "Access to this API is not available for your account"})
LARGE = Response(413)

SENT = Sent((("1", "q"),), "r")
BLANK = Sent((), None)
SOON = Again(T + 1 * SECOND, "TimeoutError")


def said(response: Response) -> str:
    return response.said


@pytest.mark.parametrize(
    ("attempt", "response", "after", "outcome"),
    [
        # A reply that got through
        (REPLY, OK, 0, SENT),
        (UNSURE, OK, 30 * SECOND, SENT),
        (REPLY, NONSENSE, 0, BLANK),
        # Its token is dead: never tried before, after a refusal for the rate, after a try of unknown fate
        (REPLY, DEAD, 0, PushInstead("Invalid reply token")),
        (REPLY, DEAD, 30 * MINUTE, PushInstead("Invalid reply token")),
        (THROTTLED, DEAD, 3 * SECOND, PushInstead("Invalid reply token")),
        (UNSURE, DEAD, 3 * SECOND, BLANK),
        (UNSURE, DEAD, 55 * SECOND, BLANK),
        (UNSURE, DEAD, 55 * SECOND + 1, Unknown("Invalid reply token")),
        (UNSURE, DEAD, 2 * HOUR, Unknown("Invalid reply token")),
        # A reply of unknown fate: the same token until 45 s after our receipt, then nobody knows
        (REPLY, TIMEOUT, 0, SOON),
        (REPLY, RESET, 0, Again(T + 1 * SECOND, "ClientOSError")),
        (REPLY, BROKEN, 0, Again(T + 1 * SECOND, "Internal Server Error")),
        (REPLY, GATEWAY, 0, Again(T + 1 * SECOND, "status 502")),
        (REPLY, LATE_408, 0, Again(T + 1 * SECOND, "status 408")),
        (REPLY, TIMEOUT, 44 * SECOND, Again(T + 45 * SECOND, "TimeoutError")),
        (REPLY, TIMEOUT, 44 * SECOND + 1, Unknown("TimeoutError")),
        (replace(UNSURE, tries=9), BROKEN, 37 * SECOND, Again(T + 45 * SECOND, "Internal Server Error")),
        (replace(UNSURE, tries=9), BROKEN, 38 * SECOND, Unknown("Internal Server Error")),
        (replace(REPLY, first_at=T + 40 * SECOND), TIMEOUT, 50 * SECOND, Unknown("TimeoutError")),
        # A reply that is throttled was certainly not taken
        (REPLY, RATE, 0, Again(T + 1 * SECOND, said(RATE), unsure=False)),
        (REPLY, STRANGE_429, 0, Again(T + 1 * SECOND, "Slow down", unsure=False)),
        (REPLY, RATE, 50 * SECOND, PushInstead(said(RATE))),
        (UNSURE, RATE, 50 * SECOND, Unknown(said(RATE))),
        (REPLY, MONTH, 0, OverQuota(said(MONTH))),
        # A reply that LINE will never take
        (REPLY, ACCEPTED, 0, Refused("409: The retry key is already accepted")),
        (REPLY, BAD, 0, Refused("400: The request body has 1 error(s)")),
        (UNSURE, BAD, 0, Refused("400: The request body has 1 error(s)")),
        (REPLY, STRANGER, 0, Refused("401: Authentication failed")),
        (REPLY, FORBIDDEN, 0, Refused("403: Access to this API is not available for your account")),
        (REPLY, LARGE, 0, Refused("413: status 413")),
        # A push, whose key makes every repetition safe
        (PUSH, OK, 0, SENT),
        (PUSH, NONSENSE, 0, BLANK),
        (PUSH, ACCEPTED, 0, Sent((("7", None),), "first")),
        (PUSH, TIMEOUT, 0, SOON),
        (PUSH, BROKEN, 0, Again(T + 1 * SECOND, "Internal Server Error")),
        (PUSH, RATE, 0, Again(T + 1 * SECOND, said(RATE), unsure=False)),
        (PUSH, MONTH, 0, OverQuota(said(MONTH))),
        (replace(PUSH, tries=3), TIMEOUT, 0, Again(T + 15 * SECOND, "TimeoutError")),
        (replace(PUSH, tries=99), TIMEOUT, 0, Again(T + 15 * MINUTE, "TimeoutError")),
        (replace(PUSH, tries=99), TIMEOUT, 23 * HOUR - 15 * MINUTE, Again(T + 23 * HOUR, "TimeoutError")),
        (
            replace(PUSH, tries=99),
            TIMEOUT,
            23 * HOUR - 15 * MINUTE + 1,
            Refused("given up after 23 hours: TimeoutError"),
        ),
        (PUSH, DEAD, 0, Refused("400: Invalid reply token")),
        (PUSH, BAD, 0, Refused("400: The request body has 1 error(s)")),
        (PUSH, STRANGER, 0, Refused("401: Authentication failed")),
        (PUSH, LARGE, 0, Refused("413: status 413")),
    ],
)
def test_what_an_answer_means(attempt: Attempt, response: Response, after: int, outcome: Outcome) -> None:
    """Each attempt, answer and moment have one outcome."""
    assert judge(attempt, response, T + after) == outcome


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({}, ()),
        ({"sentMessages": None}, ()),
        ({"sentMessages": "ok"}, ()),
        ({"sentMessages": [None, 3]}, ()),
        ({"sentMessages": [{"id": 5, "quoteToken": {}}]}, ((None, None),)),
        ({"sentMessages": [{"id": "a\0b", "quoteToken": "\0"}]}, ((None, None),)),
        ({"sentMessages": [{}, {"id": "2"}]}, ((None, None), ("2", None))),
    ],
)
def test_a_nonsensical_yes_is_a_yes(body: Mapping[str, Any], messages: tuple[Any, ...]) -> None:
    """A 200 whose body makes no sense is accepted, and nothing of it is kept that a database would refuse."""
    assert judge(REPLY, Response(200, body), T) == Sent(messages, None)


answers = st.builds(
    Response,
    st.sampled_from([0, 200, 201, 302, 400, 401, 403, 404, 408, 409, 413, 429, 500, 503]),
    st.none()
    | st.fixed_dictionaries({"message": st.sampled_from(["Invalid reply token", "monthly limit", "?"])}),
)
attempts = st.builds(replace, st.sampled_from([REPLY, PUSH]), tries=st.integers(0, 30), unsure=st.booleans())


@given(attempts, answers, st.integers(0, 30 * HOUR))
def test_no_answer_lets_a_message_be_shown_twice(attempt: Attempt, response: Response, after: int) -> None:
    """A push takes the place of a reply only if no try of that reply can have got through."""
    outcome = judge(attempt, response, T + after)
    may_be_shown = attempt.unsure or response.status in (0, 200, 201, 408) or response.status >= 500
    if isinstance(outcome, PushInstead):
        assert attempt.method == "reply" and not may_be_shown
    if isinstance(outcome, Again):
        assert outcome.at > T + after
        assert outcome.at <= T + (45 * SECOND if attempt.method == "reply" else 23 * HOUR)
    if isinstance(outcome, Unknown):
        assert attempt.method == "reply" and may_be_shown
