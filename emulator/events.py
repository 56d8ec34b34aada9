"""Webhook events as LINE writes them: the common fields, and a message's own.

Used by `acts`, `taps` and `linking`. https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
"""

from typing import Any

from emulator.people import Shown, User
from emulator.webhooks import Event
from emulator.world import World

QUOTED = frozenset({"text", "sticker", "image", "video"})


def event(world: World, kind: str, user: User | None, payload: dict[str, Any], *, repliable: bool) -> Event:
    """An event of now; a repliable one carries a fresh reply token, one without a user has no source."""
    now = world.now()
    made: Event = {"type": kind, **payload, "webhookEventId": world.ids.event()}
    made |= {"deliveryContext": {"isRedelivery": False}, "timestamp": now}
    if user is not None:
        made["source"] = {"type": "user", "userId": user.id}
        if repliable:
            made["replyToken"] = world.ids.token()
            world.replies.issue(made["replyToken"], user.id, now)
    return made | {"mode": "active"}


def message_event(world: World, user: User, line: Shown) -> Event:
    """The event for a line that a user has just sent."""
    message: dict[str, Any] = {"type": line.body["type"], "id": line.id}
    if line.quote_token:
        message["quoteToken"] = line.quote_token
    message["markAsReadToken"] = line.read_token
    message |= {name: value for name, value in line.body.items() if name != "type"}
    if line.quoted_id:
        message["quotedMessageId"] = line.quoted_id
    return event(world, "message", user, {"message": message}, repliable=True)
