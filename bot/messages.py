"""LINE's messages as plain dicts, checked against LINE's limits where they are built.

Lengths are counted as LINE counts them: UTF-16 units in texts and postback data, graphemes in labels.
https://developers.line.biz/en/reference/messaging-api/#message-objects
https://developers.line.biz/en/docs/messaging-api/text-character-count/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import msgspec
import regex

from bot.errors import MessageError

Action = dict[str, Any]
Flex = dict[str, Any]


class Sender(TypedDict):
    """Who speaks: a name of at most 20 characters, and an icon on HTTPS."""

    name: str
    iconUrl: NotRequired[str]


class Message(TypedDict, total=False):
    """Any message object; the keys depend on its `type`."""

    type: str
    text: str
    altText: str
    template: dict[str, Any]
    contents: Flex
    quickReply: dict[str, Any]
    sender: Sender
    quoteToken: str
    packageId: str
    stickerId: str
    originalContentUrl: str
    previewImageUrl: str
    duration: int
    title: str
    address: str
    latitude: float
    longitude: float


TEXT = 5000
ALT = 1500
LABEL = 20
FLEX_LABEL = 40
HEADING = 30
"""Graphemes up to which a card's title is a heading."""
DATA = 300
QUICK = 13
BUBBLE = 30 * 1024
CAROUSEL = 50 * 1024

TOWER = 14
"""UTF-16 units of the longest grapheme that means something: a flag of tags."""

_graphemes = regex.compile(r"\X")


def utf16(text: str) -> int:
    """Count UTF-16 code units, as LINE counts texts and postback data."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Count grapheme clusters, as LINE counts labels and template texts."""
    return len(_graphemes.findall(text))


def cut(text: str, limit: int) -> str:
    """Shorten to that many graphemes, the last one an ellipsis when something had to go."""
    if len(text) <= limit:
        return text
    clusters = _graphemes.findall(text)
    kept = text if len(clusters) <= limit else "".join(clusters[: limit - 1]) + "…"
    return cut_utf16(kept, TOWER * limit)  # one letter can carry a thousand marks


def cut_utf16(text: str, limit: int = TEXT) -> str:
    """Shorten to that many UTF-16 units without breaking a character."""
    if utf16(text) <= limit:
        return text
    kept, used = [], 1
    for cluster in _graphemes.findall(text):
        used += utf16(cluster)
        if used > limit:
            break
        kept.append(cluster)
    return "".join(kept) + "…"


def _need(ok: bool, what: str) -> None:
    if not ok:
        raise MessageError(what)


def _within(name: str, length: int, least: int, most: int) -> None:
    if not least <= length <= most:
        raise MessageError(f"{name} has {length} characters, LINE takes {least} to {most}")


def _in_graphemes(name: str, words: str, most: int) -> None:
    """Check a length in graphemes; they are counted only if there are more characters than that."""
    if not 0 < len(words) <= most:
        _within(name, graphemes(words), 1, most)


def _in_units(name: str, words: str, most: int) -> None:
    """Check a length in UTF-16 units, of which no character has more than two."""
    if not 0 < 2 * len(words) <= most:
        _within(name, utf16(words), 1, most)


def text(words: str, quote: str | None = None) -> Message:
    """Build a text bubble; `quote` is the quote token of the message that it answers."""
    _in_units("a text", words, TEXT)
    message: Message = {"type": "text", "text": words}
    if quote:
        message["quoteToken"] = quote
    return message


def postback(label: str, data: str, shown: str | None = None, *, label_limit: int = LABEL) -> Action:
    """Build a button that tells the bot something; `shown` appears as the person's own bubble."""
    _in_graphemes("a label", label, label_limit)
    _in_units("postback data", data, DATA)
    action = {"type": "postback", "label": label, "data": data}
    if shown:
        _in_graphemes("a display text", shown, DATA)
        action["displayText"] = shown
    return action


def link(label: str, url: str, *, label_limit: int = LABEL) -> Action:
    """Build a button that opens a page."""
    _in_graphemes("a label", label, label_limit)
    _in_units("a link", url, 1000)
    return {"type": "uri", "label": label, "uri": url}


def say_it(label: str, words: str) -> Action:
    """Build a button that types a text for the person."""
    _in_graphemes("a label", label, LABEL)
    _in_graphemes("a message action's text", words, 300)
    return {"type": "message", "label": label, "text": words}


def pick_date(label: str, data: str, mode: str = "date", **limits: str) -> Action:
    """Build a button that opens the date picker; limits are initial, min and max in the mode's form."""
    _in_graphemes("a label", label, LABEL)
    _in_units("postback data", data, DATA)
    _need(mode in ("date", "time", "datetime"), f"a date picker has no mode {mode!r}")
    return {"type": "datetimepicker", "label": label, "data": data, "mode": mode, **limits}


def camera(label: str) -> Action:
    """Build a quick reply that opens the camera."""
    _in_graphemes("a label", label, LABEL)
    return {"type": "camera", "label": label}


def album(label: str) -> Action:
    """Build a quick reply that opens the pictures on the phone."""
    _in_graphemes("a label", label, LABEL)
    return {"type": "cameraRoll", "label": label}


def with_quick(message: Message, actions: Sequence[Action]) -> Message:
    """Put quick replies under a message; LINE shows them only under the last one of a request."""
    if not actions:
        return message
    _within("quick replies", len(actions), 1, QUICK)
    for action in actions:
        _in_graphemes("a quick reply's label", action.get("label", ""), LABEL)
    items = [{"type": "action", "action": action} for action in actions]
    return {**message, "quickReply": {"items": items}}


def buttons(alt: str, words: str, actions: Sequence[Action], title: str | None = None) -> Message:
    """Build a bubble with up to four buttons."""
    _in_graphemes("a buttons template's text", words, 60 if title else 160)
    _within("a buttons template's actions", len(actions), 1, 4)
    template: dict[str, Any] = {"type": "buttons", "text": words, "actions": list(actions)}
    if title:
        _in_graphemes("a title", title, 40)
        template["title"] = title
    return _template(alt, template)


def confirm(alt: str, words: str, yes: Action, no: Action) -> Message:
    """Build a bubble with two buttons side by side."""
    _in_graphemes("a confirm template's text", words, 240)
    return _template(alt, {"type": "confirm", "text": words, "actions": [yes, no]})


def _template(alt: str, template: dict[str, Any]) -> Message:
    _in_units("an altText", alt, ALT)
    return {"type": "template", "altText": alt, "template": template}


def flex(alt: str, contents: Flex) -> Message:
    """Build a Flex message from a bubble or a carousel of at most 12 bubbles.

    https://developers.line.biz/en/reference/messaging-api/#flex-message
    """
    _in_units("an altText", alt, ALT)
    if contents["type"] == "carousel":
        _within("a Flex carousel", len(contents["contents"]), 1, 12)
        _within("a Flex message's JSON", len(msgspec.json.encode(contents)), 1, CAROUSEL)
    for bubble in contents["contents"] if contents["type"] == "carousel" else [contents]:
        _within("a Flex bubble's JSON", len(msgspec.json.encode(bubble)), 1, BUBBLE)
    return {"type": "flex", "altText": alt, "contents": contents}


def flex_card(
    alt: str, title: str, lines: Sequence[str], actions: Sequence[Action], accent: str = "#2F6F5E"
) -> Message:
    """Build a plain card: a title, lines of text and buttons below each other; the first one stands out.

    A title that is a paragraph is shown as one, not in bold.
    """
    weight = "bold" if graphemes(title) <= HEADING and "\n" not in title else "regular"
    body: list[Flex] = [{"type": "text", "text": title, "weight": weight, "size": "md", "wrap": True}]
    body += [
        {"type": "text", "text": line, "size": "sm", "color": "#555555", "wrap": True}
        for line in lines
        if line
    ]
    bubble: Flex = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": body},
    }
    if actions:
        bubble["footer"] = {
            "type": "box",
            "layout": "vertical",
            "spacing": "sm",
            "contents": [
                _button(action, accent if number == 0 else None) for number, action in enumerate(actions)
            ],
        }
    return flex(alt, bubble)


def _button(action: Action, accent: str | None) -> Flex:
    _in_graphemes("a Flex button's label", action.get("label", ""), FLEX_LABEL)
    button: Flex = {
        "type": "button",
        "height": "sm",
        "action": action,
        "style": "primary" if accent else "secondary",
    }
    return {**button, "color": accent} if accent else button


def sticker(package_id: str, sticker_id: str, quote: str | None = None) -> Message:
    """Build a sticker; only those of LINE's list may be sent."""
    message: Message = {"type": "sticker", "packageId": package_id, "stickerId": sticker_id}
    if quote:
        message["quoteToken"] = quote
    return message


def medium(kind: str, url: str, preview: str = "", duration: int = 0) -> Message:
    """Build a photo, video or voice from its address; the first two need a small picture, voices their ms."""
    more: Message = {"duration": duration} if kind == "audio" else {"previewImageUrl": preview}
    return {"type": kind, "originalContentUrl": url, **more}


def location(title: str, address: str, latitude: float, longitude: float) -> Message:
    """Build a place on the map."""
    return {
        "type": "location",
        "title": cut_utf16(title, 100),
        "address": cut_utf16(address, 100),
        "latitude": latitude,
        "longitude": longitude,
    }


def sender(name: str, icon: str | None = None) -> Sender:
    """Name who speaks; a name that is too long for LINE is cut."""
    who: Sender = {"name": cut_utf16(name, 20)}
    if icon:
        _in_units("an icon's address", icon, 2000)
        who["iconUrl"] = icon
    return who
