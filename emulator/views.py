"""What the phones show: users, chats and messages as the control API writes them.

Read-only; called by `control`.
"""

import re
from typing import Any

from emulator.people import Shown, User
from emulator.world import World

_HIDDEN = frozenset({"quickReply", "quoteToken"})
_HOLE = re.compile(r"\{\{|\}\}|\{(\w{1,20})\}")


def user_json(world: World, user: User) -> dict[str, Any]:
    """A User of the control API."""
    return {
        "userId": user.id,
        "slug": user.slug,
        "name": user.name,
        "language": user.language,
        "pictureUrl": f"/emulator/picture/{user.id}",
        "role": user.role,
        "shown": user.shown,
        "friend": user.friend,
        "blocked": user.blocked,
        "pc": user.pc,
        "chatOpen": user.chat_open,
    }


def chat_json(world: World, user: User) -> dict[str, Any]:
    """A Chat of the control API: what this user's screen shows right now."""
    quick = None if user.pc or user.blocked else user.quick_reply
    return {
        "user": user_json(world, user),
        "messages": [_line_json(world, line) for line in user.messages],
        "quickReply": quick,
        "quickReplyMessageId": user.quick_reply_id if quick else None,
        "richMenu": _menu_json(world, user),
        "loading": user.chat_open and world.now() < user.loading_until,
        "unread": sum(1 for line in user.messages if line.sender == "bot" and not line.read),
    }


def _menu_json(world: World, user: User) -> dict[str, Any] | None:
    seen = world.menus.seen_by(user)
    if seen is None:
        return None
    menu, source = seen
    image = f"/emulator/menus/{menu.id}/image"
    return {"richMenuId": menu.id, "imageUrl": image, "object": menu.body, "source": source}


def _line_json(world: World, line: Shown) -> dict[str, Any]:
    body = {"type": "unsent"} if line.unsent else _body(world, line.body)
    shown = {
        **body,
        "id": line.id,
        "from": line.sender,
        "at": line.at,
        "quotable": line.quote_token is not None and not line.unsent,
        "unsent": line.unsent,
        "read": line.read,
        "billed": line.billed,
        "via": line.via,
    }
    if line.quoted_id:
        shown["quoted"] = _quoted(world, line.quoted_id)
    if line.content is not None:
        shown["contentUrl"] = f"/emulator/content/{line.id}"
    return shown


def _body(world: World, body: dict[str, Any]) -> dict[str, Any]:
    visible = {name: value for name, value in body.items() if name not in _HIDDEN}
    if body["type"] == "textV2":
        visible["text"] = _filled(world, body)
    return visible


def _filled(world: World, body: dict[str, Any]) -> str:
    known = body.get("substitution") or {}

    def fill(hole: re.Match[str]) -> str:
        if hole.group(1) is None:
            return hole.group(0)[0]
        what = known.get(hole.group(1)) or {}
        user = world.people.users.get((what.get("mentionee") or {}).get("userId", ""))
        return f"@{user.name}" if user else "🙂" if what.get("type") == "emoji" else "@All"

    return _HOLE.sub(fill, body["text"])


def _quoted(world: World, message_id: str) -> dict[str, Any]:
    found = world.people.message(message_id)
    if found is None:
        return {"id": message_id, "text": "", "from": "system"}
    line = found[1]
    words = line.body.get("text") or line.body.get("altText") or f"[{line.body['type']}]"
    return {"id": line.id, "text": "" if line.unsent else words, "from": line.sender}
