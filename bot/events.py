"""What happens to a friend, as the inbox keeps it and as a turn reads it.

`split` takes a webhook body apart without trusting any of it; `parse` opens one stored event.
https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, Any

import msgspec
from msgspec import Struct

CHANNEL_LANE = "channel"
EMPTY = b"{}"
"""What is left of a message that its writer has taken back."""

TAKEN_BACK = "takenBack"
"""The kind of such a message to a turn: it is nothing to answer or to pass on."""

Name = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00]{0,255}\Z")]
"""What becomes a key in the database: PostgreSQL stores no NUL, and no long text in an index."""

Moment = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class _Source(msgspec.Struct):
    type: str = ""
    userId: Name | None = None
    groupId: Name | None = None
    roomId: Name | None = None


class _Delivery(msgspec.Struct):
    isRedelivery: bool = False


class _Message(msgspec.Struct):
    id: Name | None = None


class _Unsend(msgspec.Struct):
    messageId: Name | None = None


class _Head(msgspec.Struct):
    type: Name
    webhookEventId: Name | None = None
    timestamp: Moment = 0
    mode: str = "active"
    source: _Source | None = None
    replyToken: Name | None = None
    deliveryContext: _Delivery = msgspec.field(default_factory=_Delivery)
    message: _Message | None = None
    unsend: Any = None


class _Webhook(msgspec.Struct):
    events: list[msgspec.Raw]
    destination: str = ""


class RawEvent(Struct, frozen=True):
    """One event on its way into the inbox; `body` is its JSON, byte for byte."""

    event_id: str
    lane: str
    kind: str
    body: bytes
    occurred_at: int
    message_id: str | None = None
    reply_token: str | None = None
    redelivered: bool = False


class Event(Struct, frozen=True):
    """One event as a turn sees it; `data` is the event's JSON object."""

    seq: int
    event_id: str
    lane: str
    kind: str
    occurred_at: int
    accepted_at: int
    attempts: int
    data: dict[str, Any]

    @property
    def reply_token(self) -> str | None:
        """LINE's permission to answer for free, if this event carries one."""
        token = self.data.get("replyToken")
        return token if isinstance(token, str) and self.data.get("mode", "active") == "active" else None

    @property
    def standby(self) -> bool:
        """Whether another module holds the chat, so that nothing may be answered."""
        return self.data.get("mode") == "standby"


class NotAWebhook(ValueError):
    """A signed body is not a webhook."""


_BROKEN = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
_webhook = msgspec.json.Decoder(_Webhook)
_head = msgspec.json.Decoder(_Head)
_any = msgspec.json.Decoder()
_nul = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""A NUL as JSON escapes it, behind backslashes that stand for themselves; PostgreSQL stores none."""

encode = msgspec.json.Encoder().encode


def split(body: bytes) -> list[RawEvent]:
    """Take a webhook apart into its events, in the order in which they happened.

    A broken or unknown event survives as one of kind '?' in the channel's lane. Raises NotAWebhook.
    """
    try:
        events = [bytes(each) for each in _webhook.decode(body).events]
    except _BROKEN:
        events = _mended(body)
    return sorted(map(_raw, events), key=lambda event: event.occurred_at)


def _mended(body: bytes) -> list[bytes]:
    """Take apart a body that msgspec refuses whole because of half a surrogate pair in somebody's text."""
    try:
        events = json.loads(body)["events"]
        if not isinstance(events, list):
            raise TypeError("events is not a list")
        return [json.dumps(each, ensure_ascii=False).encode("utf-8", "replace") for each in events]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotAWebhook(type(error).__name__) from None


def _raw(body: bytes) -> RawEvent:
    try:
        head = _head.decode(body)
        event_id = head.webhookEventId or _digest(_without_delivery(body))
    except _BROKEN:
        return RawEvent(_digest(body), CHANNEL_LANE, "?", body, 0)
    return RawEvent(
        event_id=event_id,
        lane=_lane(head.source),
        kind=head.type,
        body=body,
        occurred_at=head.timestamp,
        message_id=_message_id(head),
        reply_token=head.replyToken,
        redelivered=head.deliveryContext.isRedelivery,
    )


def _message_id(head: _Head) -> str | None:
    """Return LINE's id of the message that came, or that its writer has taken back."""
    if head.message is not None:
        return head.message.id
    try:
        return msgspec.convert(head.unsend, _Unsend).messageId if head.type == "unsend" else None
    except msgspec.ValidationError:
        return None


def _lane(source: _Source | None) -> str:
    """Return the user in a 1:1 chat, else the group or room, else the channel."""
    if source is None:
        return CHANNEL_LANE
    if source.type in ("group", "room"):
        return source.groupId or source.roomId or CHANNEL_LANE
    return source.userId or CHANNEL_LANE


def is_personal(lane: str) -> bool:
    """Tell whether a lane is a 1:1 chat; only those reach the features."""
    return lane.startswith("U")


def _without_delivery(body: bytes) -> bytes:
    data = _any.decode(body)
    data.pop("deliveryContext", None)
    return msgspec.json.encode(data, order="sorted")


def _digest(body: bytes) -> str:
    return "sha256-" + hashlib.sha256(body).hexdigest()


def opened(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a stored body, without any NUL; empty for what is none."""
    try:
        data = _any.decode(_nul.sub(rb"\1", body) if rb"\u0000" in body else body)
    except _BROKEN:
        data = {}
    return data if isinstance(data, dict) else {}


def parse(row: Any, gone: bool = False) -> Event:
    """Open an inbox row; of a message that was taken back before it was decided nothing is left."""
    gone = gone or (row.kind == "message" and row.body == EMPTY)
    return Event(
        seq=row.seq,
        event_id=row.event_id,
        lane=row.lane,
        kind=TAKEN_BACK if gone else row.kind,
        occurred_at=row.occurred_at,
        accepted_at=row.accepted_at,
        attempts=row.attempts,
        data={} if gone else opened(row.body),
    )
