"""What a person does with the phone, apart from taps: follow, block, write, send files, unsend, read.

Called by `control`; each act changes the chat and returns the events that LINE would send for it.
"""

import base64
import binascii
from typing import Any

from emulator.content import mime_of, sample
from emulator.events import QUOTED, event, message_event
from emulator.people import Content, Shown, User
from emulator.webhooks import Event
from emulator.world import World

MEDIA = ("image", "video", "audio", "file")


class Impossible(Exception):
    """The phone does not offer this act right now; the message says why."""


def follow(world: World, user: User) -> list[Event]:
    """Add the account as a friend, or unblock it."""
    if user.reachable:
        raise Impossible(f"{user.name} is a friend already")
    back = user.blocked
    user.friend, user.blocked = True, False
    system_line(world, user, "unblocked" if back else "added")
    return [event(world, "follow", user, {"follow": {"isUnblocked": back}}, repliable=True)]


def block(world: World, user: User) -> list[Event]:
    """Block the account."""
    if not user.reachable:
        raise Impossible(f"{user.name} is not a friend, or has blocked the account already")
    user.blocked = True
    user.quick_reply = user.quick_reply_id = None
    system_line(world, user, "blocked")
    return [event(world, "unfollow", user, {}, repliable=False)]


SYSTEM = {
    "added": "友だちに追加しました｜Added as a friend",
    "unblocked": "ブロックを解除しました｜Unblocked",
    "blocked": "ブロックしました｜Blocked",
}


def system_line(world: World, user: User, which: str) -> None:
    """Show one of the grey lines that belong to nobody."""
    body = {"type": "system", "text": SYSTEM[which]}
    world.people.show(user, Shown(world.ids.message(), "system", world.now(), body, "system", read=True))
    world.changed(user)


def say(
    world: World, user: User, message: dict[str, Any], part_of: dict[str, Any] | None = None
) -> tuple[Shown, list[Event]]:
    """Send a message as control API bodies describe it; ValueError when it is not one."""
    if user.blocked:
        raise Impossible(f"{user.name} has blocked the account")
    kind = message.get("type")
    content = None
    if kind in MEDIA and message.get("externalUrl"):
        body = _elsewhere(str(kind), str(message["externalUrl"]))
    elif kind in MEDIA:
        content = _content(world, str(kind), message)
        body = _media_body(str(kind), message, content) | (part_of or {})
    else:
        body = _plain_body(kind, message)
    quoted = message.get("quoteMessageId")
    line = show_from_user(world, user, body, content=content, quoted_id=_quoted(world, user, quoted))
    return line, [message_event(world, user, line)]


def say_set(
    world: World, user: User, pictures: list[dict[str, Any]], order: list[int]
) -> tuple[list[Shown], list[Event]]:
    """Send pictures together; `order` says by their numbers, from 1, in which LINE tells of them."""
    if len(pictures) < 2 or any(each.get("type") != "image" or each.get("externalUrl") for each in pictures):
        raise ValueError("messages must be two images or more")
    order = order or [*range(1, len(pictures) + 1)]
    if sorted(order) != [*range(1, len(pictures) + 1)]:
        raise ValueError("order must name each image once, from 1")
    number, lines, events = world.ids.message(), [], []
    for index, picture in enumerate(pictures, 1):
        whole = {"imageSet": {"id": number, "index": index, "total": len(pictures)}}
        line, [told] = say(world, user, picture, whole)
        lines.append(line)
        events.append(told)
    return lines, [events[index - 1] for index in order]


def show_from_user(
    world: World,
    user: User,
    body: dict[str, Any],
    *,
    via: str = "send",
    content: Content | None = None,
    quoted_id: str | None = None,
) -> Shown:
    """Put a line of the user's into the chat."""
    line = Shown(
        world.ids.message(),
        "user",
        world.now(),
        body,
        via,
        quote_token=world.ids.quote() if body["type"] in QUOTED else None,
        read_token=world.ids.quote(),
        quoted_id=quoted_id,
        content=content,
    )
    world.people.show(user, line)
    user.spoke_at = line.at
    world.changed(user)
    return line


def _quoted(world: World, user: User, message_id: Any) -> str | None:
    if message_id is None:
        return None
    found = world.people.message(str(message_id))
    if found is None or found[0] is not user or not found[1].quote_token or found[1].unsent:
        raise Impossible("that message cannot be quoted in this chat")
    return found[1].id


def _plain_body(kind: Any, message: dict[str, Any]) -> dict[str, Any]:
    if kind == "text":
        if not isinstance(message.get("text"), str) or not message["text"]:
            raise ValueError("text must not be empty")
        return {"type": "text", "text": message["text"]}
    if kind == "sticker":
        names = {"packageId": str(message.get("packageId")), "stickerId": str(message.get("stickerId"))}
        return {"type": "sticker", **names, "stickerResourceType": "STATIC"}
    if kind == "location":
        place = {name: message[name] for name in ("title", "address") if message.get(name)}
        at = {name: float(message.get(name, 0)) for name in ("latitude", "longitude")}
        return {"type": "location", **place, **at}
    raise ValueError("type must be text, sticker, location, image, video, audio or file")


def _content(world: World, kind: str, message: dict[str, Any]) -> Content:
    try:
        data = base64.b64decode(message.get("contentBase64") or "", validate=True)
    except (binascii.Error, TypeError):
        raise ValueError("contentBase64 is not Base64") from None
    if not data:
        data = sample(kind)
    delay = world.config.media_delay_ms if kind in ("video", "audio") else 0
    return Content(data, mime_of(kind, data), world.now() + delay, message.get("fileName"))


def _elsewhere(kind: str, url: str) -> dict[str, Any]:
    """What a LIFF app sends: LINE has only the address, so its content cannot be had from LINE."""
    where = {"type": "external", "originalContentUrl": url, "previewImageUrl": url}
    return {"type": kind, "contentProvider": where}


def _media_body(kind: str, message: dict[str, Any], content: Content) -> dict[str, Any]:
    if kind == "file":
        name = message.get("fileName") or "file.bin"
        return {"type": "file", "fileName": str(name), "fileSize": len(content.data)}
    body: dict[str, Any] = {"type": kind, "contentProvider": {"type": "line"}}
    if kind in ("video", "audio"):
        body["duration"] = int(message.get("duration") or 3_000)
    return body


def unsend(world: World, user: User, message_id: Any) -> list[Event]:
    """Take a message of one's own back."""
    found = world.people.message(str(message_id))
    if found is None or found[0] is not user or found[1].sender != "user" or found[1].unsent:
        raise Impossible("there is no such message of this user to take back")
    line = found[1]
    line.unsent, line.content = True, None
    world.changed(user)
    return [event(world, "unsend", user, {"unsend": {"messageId": line.id}}, repliable=False)]


def read(world: World, user: User) -> None:
    """Mark everything that the bot sent as read."""
    for line in user.messages:
        line.read = line.read or line.sender == "bot"
    world.changed(user)
