"""Taking a webhook apart: whatever is in it, each event survives alone, with its lane and its name."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import events
from bot.events import CHANNEL_LANE, NotAWebhook, RawEvent

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    *("type", "timestamp", "webhookEventId", "source", "replyToken"),
    *("message", "unsend", "mode", "deliveryContext"),
)
likely = st.fixed_dictionaries({}, optional={name: json for name in FIELDS})


def split(*parts: Any) -> list[RawEvent]:
    """Take apart a webhook of these events."""
    return events.split(msgspec.json.encode({"destination": "U", "events": list(parts)}))


def parsed(raw: RawEvent) -> events.Event:
    """Open an event as it comes back from the database."""
    row = {name: getattr(raw, name) for name in ("event_id", "lane", "kind", "body", "occurred_at")}
    return events.parse(SimpleNamespace(**row, seq=1, accepted_at=1, attempts=0))


@given(st.lists(json | likely, max_size=5))
def test_every_event_survives_alone(parts: list[Any]) -> None:
    """As many come out as went in, in the order of their time, each fit to be a row and to be opened."""
    found = split(*parts)
    assert len(found) == len(parts)
    assert [each.occurred_at for each in found] == sorted(each.occurred_at for each in found)
    for each in found:
        assert 0 <= each.occurred_at <= 2**53
        for name in (each.event_id, each.lane, each.kind, each.message_id or "", each.reply_token or ""):
            assert "\0" not in name
            assert len(name) <= 255
        assert each.event_id and each.lane
        assert isinstance(parsed(each).data, dict)


def test_events_come_out_in_the_order_of_their_time() -> None:
    """LINE's timestamp decides, not the place in the list; equal ones stay as they came."""
    found = split(
        *({"type": "x", "webhookEventId": str(n), "timestamp": at} for n, at in enumerate((3, 1, 3, 2)))
    )
    assert [each.event_id for each in found] == ["1", "3", "0", "2"]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_webhook_or_are_not(body: bytes) -> None:
    """Nothing but NotAWebhook is raised, whatever the bytes."""
    with suppress(NotAWebhook):
        assert isinstance(events.split(body), list)
    assert isinstance(parsed(RawEvent("e", "U", "?", body, 0)).data, dict)


@pytest.mark.parametrize(
    ("source", "lane"),
    [
        ({"type": "user", "userId": "U1"}, "U1"),
        ({"type": "group", "groupId": "C1", "userId": "U1"}, "C1"),
        ({"type": "room", "roomId": "R1"}, "R1"),
        ({"type": "group"}, CHANNEL_LANE),
        ({"type": "user"}, CHANNEL_LANE),
        ({"type": "space", "userId": "U1"}, "U1"),
        (None, CHANNEL_LANE),
    ],
)
def test_the_lane_of_an_event(source: Any, lane: str) -> None:
    """The user in a 1:1 chat, else the group or room, else the channel."""
    [found] = split({"type": "message", "webhookEventId": "1", "source": source})
    assert found.lane == lane
    assert events.is_personal(lane) == lane.startswith("U")


def test_an_event_without_an_id_is_known_by_what_it_says() -> None:
    """Its delivery does not count: a redelivery is the same event, another text is another one."""
    plain = {"type": "message", "message": {"type": "text", "text": "a"}}
    first, again, other = (
        split({**plain, **changes})[0].event_id
        for changes in (
            {"deliveryContext": {"isRedelivery": False}},
            {"deliveryContext": {"isRedelivery": True}},
            {"message": {"type": "text", "text": "b"}},
        )
    )
    assert first == again != other


def test_a_reply_token_in_standby_is_none() -> None:
    """While another module holds the chat, a token that comes along is not ours to use."""
    for mode, token, standby in (("active", "t", False), ("standby", None, True)):
        [raw] = split({"type": "message", "mode": mode, "replyToken": "t"})
        event = parsed(raw)
        assert (event.reply_token, event.standby) == (token, standby)


@pytest.mark.parametrize(
    ("unsend", "known"),
    [
        ({"messageId": "7"}, "7"),
        ({"messageId": 7}, None),
        ({"messageId": "7\0"}, None),
        ({}, None),
        ("7", None),
        (None, None),
    ],
)
def test_an_unsend_is_found_by_its_message(unsend: Any, known: str | None) -> None:
    """It carries the id of what was taken back; one that names none survives all the same."""
    [raw] = split({"type": "unsend", "webhookEventId": "1", "unsend": unsend})
    assert (raw.kind, raw.message_id) == ("unsend", known)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("a\0b", "ab"), ("\0\0", ""), ("\\u0000", "\\u0000"), ("\\\0", "\\"), ("\\\\u0000\0", "\\\\u0000")],
)
def test_no_decision_meets_a_nul(typed: str, read: str) -> None:
    """PostgreSQL stores no NUL in a text: an opened body has none, and looks the same otherwise."""
    assert events.opened(msgspec.json.encode({"text": typed})) == {"text": read}
