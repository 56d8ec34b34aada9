"""Message objects: what LINE takes, in one table, shared by sending and by the validate endpoints.

https://developers.line.biz/en/reference/messaging-api/#message-objects
"""

import re
from collections.abc import Callable
from typing import Any

from emulator.actions import IN_QUICK_REPLY
from emulator.errors import bad_property, schema_error, schema_errors, structure_errors
from emulator.flex import FLEX_CONTAINER
from emulator.rules import (
    FLEX,
    SCHEMA,
    TEMPLATE,
    Findings,
    Rule,
    anything,
    by_type,
    choice,
    listing,
    media,
    number,
    pattern,
    positive,
    record,
    text,
)
from emulator.templates import IMAGEMAP, IMAGEMAP_OPTIONAL, TEMPLATES

QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex"})
_KEY = re.compile(r"[a-zA-Z0-9_]{1,20}")
_HOLE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def _emoji_places(value: dict[str, Any], path: str, findings: Findings) -> None:
    words = value.get("text")
    if not value.get("emojis") or not isinstance(words, str):
        return
    units = words.encode("utf-16-le", "surrogatepass")
    for index, emoji in enumerate(value["emojis"]):
        at = emoji.get("index") if isinstance(emoji, dict) else None
        if isinstance(at, int) and units[2 * at : 2 * at + 2] != b"$\0":
            where = findings.item(findings.within(path, "emojis"), index)
            findings.add(findings.style.other, findings.within(where, "index"))


def _plain_name(value: Any, path: str, findings: Findings) -> None:
    text(20, least=1)(value, path, findings)
    if "line" in value.lower().split():
        findings.add(findings.style.other, path)


_EMOJI = record({"index": number(0, 5000), "productId": text(100, least=1), "emojiId": text(100, least=1)})
_BUTTON = record({"action": IN_QUICK_REPLY}, {"type": choice("action"), "imageUrl": media})
_COMMON: dict[str, Rule] = {
    "quickReply": record({"items": listing(_BUTTON, 13, least=1)}),
    "sender": record({}, {"name": _plain_name, "iconUrl": media}),
}
_QUOTE: dict[str, Rule] = {"quoteToken": text(200, least=1)}
_WORDS = text(5000, least=1)
_MEDIA = {"originalContentUrl": media, "previewImageUrl": media}
_ALT = text(1500, least=1)


def _kind(required: dict[str, Rule], optional: dict[str, Rule] | None = None, *also: Any) -> Rule:
    return record({"type": anything, **required}, {**_COMMON, **(optional or {})}, *also)


MESSAGE = by_type(
    {
        "text": _kind({"text": _WORDS}, {**_QUOTE, "emojis": listing(_EMOJI, 20)}, _emoji_places),
        "textV2": _kind({"text": _WORDS}, {**_QUOTE, "substitution": anything}),
        "sticker": _kind({"packageId": text(20, least=1), "stickerId": text(20, least=1)}, _QUOTE),
        "image": _kind({**_MEDIA}),
        "video": _kind({**_MEDIA}, {"trackingId": pattern(r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]{1,100}")}),
        "audio": _kind({"originalContentUrl": media, "duration": positive}),
        "location": _kind(
            {
                "title": text(100, least=1),
                "address": text(100, least=1),
                "latitude": number(-90, 90, whole=False),
                "longitude": number(-180, 180, whole=False),
            }
        ),
        "imagemap": _kind({**IMAGEMAP}, {**IMAGEMAP_OPTIONAL}),
        "template": _kind({"altText": _ALT, "template": anything}),
        "flex": _kind({"altText": _ALT, "contents": anything}),
        "coupon": _kind({"couponId": text(100, least=1)}, {"deliveryTag": text(30)}),
    }
)


def _template(message: dict[str, Any]) -> list[dict[str, str]]:
    findings = Findings(TEMPLATE)
    TEMPLATES(message["template"], "template", findings)
    return findings.details


def _flex(message: dict[str, Any]) -> list[dict[str, str]]:
    findings = Findings(FLEX)
    FLEX_CONTAINER(message["contents"], "", findings)
    return findings.details


def _text_v2(message: dict[str, Any]) -> list[dict[str, str]]:
    keys = [hole.group(1) for hole in _HOLE.finditer(message["text"]) if hole.group(1) is not None]
    known = message.get("substitution") or {}
    pattern_error = f"does not match the pattern '^{_KEY.pattern}$'."
    complaints = []
    for key in keys:
        if not _KEY.fullmatch(key):
            complaints.append(f"The key '{key}' enclosed in '{{}}' {pattern_error}")
        elif key not in known:
            complaints.append(f"The key '{key}' enclosed in '{{}}' is not specified in 'substitution'.")
    return [{"message": complaint, "property": "text"} for complaint in complaints]


_STRUCTURE: dict[str, Callable[[dict[str, Any]], list[dict[str, str]]]] = {
    "template": _template,
    "flex": _flex,
    "textV2": _text_v2,
}


def check_messages(value: Any) -> list[dict[str, Any]]:
    """The 1 to 5 message objects of a request; LineError 400 in LINE's words when LINE would refuse them."""
    if value is None:
        raise schema_error("May not be empty", "messages")
    if not isinstance(value, list):
        raise bad_property("'messages'")
    if not 1 <= len(value) <= 5:
        raise schema_error("Size must be between 1 and 5", "messages")
    findings = Findings(SCHEMA)
    for index, message in enumerate(value):
        MESSAGE(message, f"messages[{index}]", findings)
    if findings.details:
        raise schema_errors(findings.details)
    for index, message in enumerate(value):
        structure = _STRUCTURE.get(message["type"])
        if structure is not None and (details := structure(message)):
            raise structure_errors(index, details)
    return value
