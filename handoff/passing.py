"""What of a message can be passed on to another chat: text, stickers that may be sent, places.

Called by the relay in both directions; it reads LINE's message objects and never a table.
https://developers.line.biz/en/reference/messaging-api/#message-event
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import regex

from bot import messages
from bot.messages import Message
from handoff import parcels
from handoff.voices import Say

# https://developers.line.biz/en/docs/messaging-api/sticker-list/
SENDABLE = {
    "446": range(1988, 2028),
    "789": range(10855, 10895),
    "1070": range(17839, 17879),
    "6136": range(10551376, 10551400),
    "6325": range(10979904, 10979928),
    "6359": range(11069848, 11069872),
    "6362": range(11087920, 11087944),
    "6370": range(11088016, 11088040),
    "6632": range(11825374, 11825398),
    "8515": range(16581242, 16581266),
    "8522": range(16581266, 16581290),
    "8525": range(16581290, 16581314),
    "11537": range(52002734, 52002774),
    "11538": range(51626494, 51626534),
    "11539": range(52114110, 52114150),
}

_clusters = regex.compile(r"\X")


def passable(message: Mapping[str, Any], _: Say, quote: str | None = None) -> tuple[Message, ...]:
    """Return the bubbles that carry a message into another chat, none if that cannot be done yet."""
    match message.get("type"):
        case "text":
            return _texts(str(message.get("text") or ""), quote)
        case "sticker":
            return (_sticker(message, _, quote),)
        case "location":
            return _place(message, _)
    return ()


def _texts(words: str, quote: str | None) -> tuple[Message, ...]:
    """Split what is longer than one bubble; nobody's words are cut."""
    found = [messages.text(piece) for piece in pieces(words) if piece.strip()]
    if found and quote:
        found[0]["quoteToken"] = quote
    return tuple(found)


def pieces(words: str) -> list[str]:
    """Cut words into parts that each fit a bubble, between two characters."""
    if messages.utf16(words) <= messages.TEXT:
        return [words]
    parts, used = [""], 0
    for cluster in _clusters.findall(words):
        size = messages.utf16(cluster)
        if used + size > messages.TEXT:
            parts, used = [*parts, ""], 0
        parts[-1], used = parts[-1] + cluster, used + size
    return parts


def _sticker(message: Mapping[str, Any], _: Say, quote: str | None) -> Message:
    """Pass a sticker on if a bot may send it, else say what it said."""
    package, number = str(message.get("packageId", "")), str(message.get("stickerId", ""))
    if number.isdecimal() and int(number) in SENDABLE.get(package, ()):
        return messages.sticker(package, number, quote)
    said = message.get("text") or next(iter(message.get("keywords") or ()), "")
    words = _("(sticker: {said})").format(said=messages.cut(str(said), 100)) if said else _("(a sticker)")
    return messages.text(words, quote)


def _place(message: Mapping[str, Any], _: Say) -> tuple[Message, ...]:
    """Pass a place on, with a line of text: LINE reports a quote on text and stickers only."""
    latitude, longitude = message.get("latitude"), message.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return ()
    title, address = str(message.get("title") or ""), str(message.get("address") or "")
    here = _("A place")
    place = messages.location(title or here, address or title or here, latitude, longitude)
    return place, messages.text("📍 " + messages.cut(title or address or here, 100))


def kind(message: Mapping[str, Any], _: Say) -> str:
    """Name what was sent."""
    return parcels.name(str(message.get("type")), _)
