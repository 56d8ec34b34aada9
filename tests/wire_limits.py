"""The lengths of LINE's reference that its OpenAPI files leave out, each in the unit in which LINE counts.

https://developers.line.biz/en/reference/messaging-api/ and …/docs/messaging-api/text-character-count/.
Called by tests/wire.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import regex

Thing = dict[str, Any]


def utf16(text: str) -> int:
    """Count as LINE does unless it says otherwise: 🍎 is 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Count what a person sees as one character."""
    return len(regex.findall(r"\X", text))


class Text(NamedTuple):
    """How long a text may be; with a least length it must be there."""

    most: int
    least: int = 0
    unit: Callable[[str], int] = utf16


class Node(NamedTuple):
    """One object of a body: where it is, what it is, and itself."""

    where: str
    kind: str
    thing: Thing


URL = Text(2000, 1)
LABELS = {
    "quickReply": Text(20, 1, graphemes),
    "template": Text(20, 1, graphemes),
    "imageCarousel": Text(12, 0, graphemes),
    "flexButton": Text(40, 1, graphemes),
    "flex": Text(40, 0, graphemes),
    "richMenu": Text(20, 0, graphemes),
    "default": Text(20, 0, graphemes),
    "imagemap": Text(100, 0, graphemes),
}
TEXTS: dict[str, dict[str, Text]] = {
    "text": {"text": Text(5000, 1)},
    "textV2": {"text": Text(5000, 1)},
    "image": {"originalContentUrl": URL, "previewImageUrl": URL},
    "video": {"originalContentUrl": URL, "previewImageUrl": URL, "trackingId": Text(100)},
    "audio": {"originalContentUrl": URL},
    "location": {"title": Text(100, 1), "address": Text(100, 1)},
    "imagemap": {"baseUrl": URL, "altText": Text(1500, 1)},
    "template": {"altText": Text(1500, 1)},
    "flex": {"altText": Text(1500, 1)},
    "sender": {"name": Text(20), "iconUrl": Text(2000)},
    "template:buttons": {"title": Text(40, 0, graphemes), "text": Text(160, 1, graphemes)},
    "template:confirm": {"text": Text(240, 1, graphemes)},
    "column": {"title": Text(40, 0, graphemes), "text": Text(120, 1, graphemes)},
    "richMenu": {"name": Text(300, 1, graphemes), "chatBarText": Text(14, 1, graphemes)},
    "action:postback": {"data": Text(300, 1)}
    | dict.fromkeys(("displayText", "text", "fillInText"), Text(300, 0, graphemes)),
    "action:message": {"text": Text(300, 1, graphemes)},
    "action:uri": {"uri": Text(1000, 1)},
    "action:datetimepicker": {"data": Text(300, 1)},
    "action:richmenuswitch": {"data": Text(300), "richMenuAliasId": Text(32, 1)},
    "action:clipboard": {"clipboardText": Text(1000, 1)},
}
COUNTS: dict[str, dict[str, tuple[int, int]]] = {
    "quickReply": {"items": (1, 13)},
    "text": {"emojis": (0, 20)},
    "imagemap": {"actions": (0, 50)},
    "template:buttons": {"actions": (1, 4)},
    "template:confirm": {"actions": (2, 2)},
    "template:carousel": {"columns": (1, 10)},
    "template:image_carousel": {"columns": (1, 10)},
    "column": {"actions": (1, 3)},
    "richMenu": {"areas": (0, 20)},
    "body": {"messages": (1, 5), "userIds": (1, 500), "customAggregationUnits": (1, 1)},
}
ONLY_QUICK_REPLY = {"camera", "cameraRoll", "location"}
DAY, HOUR = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d"
MOMENTS = {"date": DAY, "time": HOUR, "datetime": f"{DAY}[Tt]{HOUR}"}


def beyond_limits(template: str, body: Any) -> list[str]:
    """Say what in the body is too long, too many or out of place."""
    if not isinstance(body, dict):
        return []
    found = list(too_big("body", body, 2048))
    return found + [mistake for node in nodes(template, body) for mistake in mistakes(node)]


def too_big(where: str, thing: Thing, kilobytes: int) -> Iterator[str]:
    if len(json.dumps(thing, ensure_ascii=False).encode("utf-8", "surrogatepass")) > kilobytes * 1024:
        yield f"{where}: more than {kilobytes} KB"


def nodes(template: str, body: Thing) -> Iterator[Node]:
    """Walk every object of a body that has limits of its own."""
    yield Node("", "body", body)
    for index, message in listed(body, "messages"):
        yield from in_message(f"messages[{index}]", message)
    if template in {"/v2/bot/richmenu", "/v2/bot/richmenu/validate"}:
        yield Node("", "richMenu", body)
        for index, area in listed(body, "areas"):
            yield from in_action(f"areas[{index}].action", "richMenu", area.get("action"))


def listed(thing: Thing, key: str) -> Iterator[tuple[int, Thing]]:
    items = thing.get(key)
    return (
        (i, item) for i, item in enumerate(items if isinstance(items, list) else []) if isinstance(item, dict)
    )


def in_message(where: str, message: Thing) -> Iterator[Node]:
    yield Node(where, str(message.get("type")), message)
    if isinstance(message.get("sender"), dict):
        yield Node(f"{where}.sender", "sender", message["sender"])
    if isinstance(message.get("quickReply"), dict):
        yield Node(f"{where}.quickReply", "quickReply", message["quickReply"])
        for index, item in listed(message["quickReply"], "items"):
            yield from in_action(
                f"{where}.quickReply.items[{index}].action", "quickReply", item.get("action")
            )
    if isinstance(message.get("template"), dict):
        yield from in_template(f"{where}.template", message["template"])
    if isinstance(message.get("contents"), dict):
        yield Node(f"{where}.contents", f"flex:{message['contents'].get('type')}", message["contents"])
        yield from in_flex(f"{where}.contents", message["contents"])


def in_template(where: str, template: Thing) -> Iterator[Node]:
    yield Node(where, f"template:{template.get('type')}", template)
    pictures = template.get("type") == "image_carousel"
    for index, column in listed(template, "columns"):
        if not pictures:
            yield Node(f"{where}.columns[{index}]", "column", column)
        yield from in_action(f"{where}.columns[{index}].action", "imageCarousel", column.get("action"))
        yield from in_actions(f"{where}.columns[{index}]", column)
    yield from in_actions(where, template)


def in_actions(where: str, thing: Thing) -> Iterator[Node]:
    yield from in_action(f"{where}.defaultAction", "default", thing.get("defaultAction"))
    for index, action in listed(thing, "actions"):
        yield from in_action(f"{where}.actions[{index}]", "template", action)


def in_flex(where: str, part: Thing) -> Iterator[Node]:
    place = "flexButton" if part.get("type") == "button" else "flex"
    yield from in_action(f"{where}.action", place, part.get("action"))
    for key, value in part.items():
        if isinstance(value, dict) and key != "action":
            yield from in_flex(f"{where}.{key}", value)
        for index, item in listed(part, key):
            yield from in_flex(f"{where}.{key}[{index}]", item)


def in_action(where: str, place: str, action: Any) -> Iterator[Node]:
    if isinstance(action, dict):
        yield Node(where, f"action:{action.get('type')}", action)
        yield Node(where, f"at:{place}", action)


def mistakes(node: Node) -> Iterator[str]:
    """Hold one object to its lengths, its counts and its own rule."""
    for key, text in TEXTS.get(node.kind, {}).items():
        yield from length(node, key, text)
    for key, (least, most) in COUNTS.get(node.kind, {}).items():
        count = len(node.thing[key]) if isinstance(node.thing.get(key), list) else None
        if count is not None and not least <= count <= most:
            yield f"{node.where}.{key}: {count} items, {least} to {most} allowed".lstrip(".")
    if node.kind.startswith("at:"):
        yield from length(node, "label", LABELS[node.kind[3:]])
        yield from out_of_place(node)
    if node.kind in RULES:
        yield from RULES[node.kind](node)


def length(node: Node, key: str, text: Text) -> Iterator[str]:
    value = node.thing.get(key, "")
    if not isinstance(value, str):
        return
    size = text.unit(value)
    if not text.least <= size <= text.most:
        where = f"{node.where}.{key}".lstrip(".")
        yield f"{where}: {size} {text.unit.__name__}, {text.least} to {text.most} allowed"
    if key.endswith("Url") and value and not value.startswith("https://"):
        yield f"{node.where}.{key}: must begin with https://"


def out_of_place(node: Node) -> Iterator[str]:
    """Hold an action to the places where LINE knows it."""
    kind, place = node.thing.get("type"), node.kind[3:]
    if kind in ONLY_QUICK_REPLY and place != "quickReply":
        yield f"{node.where}: {kind} is for quick replies only"
    if kind == "richmenuswitch" and place != "richMenu":
        yield f"{node.where}: richmenuswitch is for rich menus only"
    if place == "quickReply" and "altUri" in node.thing:
        yield f"{node.where}.altUri: not in a quick reply"


def short_beside_a_title(node: Node) -> Iterator[str]:
    """Buttons and columns have room for 60 characters only under a picture or a title."""
    if node.thing.keys() & {"title", "thumbnailImageUrl"} and graphemes(str(node.thing.get("text", ""))) > 60:
        yield f"{node.where}.text: 60 graphemes at most beside a title or an image"


def equal_columns(node: Node) -> Iterator[str]:
    columns = [column for _, column in listed(node.thing, "columns")]
    parts = ("title", "thumbnailImageUrl")
    shapes = {(len(column.get("actions", ())), *(part in column for part in parts)) for column in columns}
    if len(shapes) > 1:
        yield f"{node.where}.columns: all need as many actions, and a title and an image all or none"


def postback(node: Node) -> Iterator[str]:
    if {"displayText", "text"} <= node.thing.keys():
        yield f"{node.where}: displayText and text exclude one another"
    if "fillInText" in node.thing and node.thing.get("inputOption") != "openKeyboard":
        yield f"{node.where}.fillInText: only with inputOption openKeyboard"


def uri(node: Node) -> Iterator[str]:
    if not re.match(r"(https?|line|tel):", str(node.thing.get("uri"))):
        yield f"{node.where}.uri: invalid uri scheme"


def picker(node: Node) -> Iterator[str]:
    shape = MOMENTS.get(str(node.thing.get("mode")), "")
    moments = {key: str(node.thing[key]) for key in ("initial", "min", "max") if key in node.thing}
    for key, moment in moments.items():
        if not re.fullmatch(shape, moment):
            yield f"{node.where}.{key}: not the form of mode {node.thing.get('mode')}"
    if "min" in moments and "max" in moments and moments["min"] >= moments["max"]:
        yield f"{node.where}: min must be before max"


def emojis(node: Node) -> Iterator[str]:
    units = str(node.thing.get("text", "")).encode("utf-16-le", "surrogatepass")
    for index, emoji in listed(node.thing, "emojis"):
        at = emoji.get("index", -1) * 2
        if at < 0 or units[at : at + 2] != "$".encode("utf-16-le"):
            yield f"{node.where}.emojis[{index}].index: must sit on a $"


def bubble(node: Node) -> Iterator[str]:
    yield from too_big(node.where, node.thing, 30)


def carousel(node: Node) -> Iterator[str]:
    yield from too_big(node.where, node.thing, 50)
    bubbles = [each for _, each in listed(node.thing, "contents")]
    if not 1 <= len(bubbles) <= 12:
        yield f"{node.where}.contents: {len(bubbles)} bubbles, 1 to 12 allowed"
    if len({each.get("size", "mega") for each in bubbles}) > 1:
        yield f"{node.where}.contents: all bubbles need the same size"


def menu_size(node: Node) -> Iterator[str]:
    extent = node.thing.get("size") or {}
    width, height = extent.get("width", 0), extent.get("height", 0)
    if not 800 <= width <= 2500 or height < 250 or width / height < 1.45:
        yield "size: 800 to 2500 wide, 250 or more high, and 1.45 times as wide as high"


def body(node: Node) -> Iterator[str]:
    seconds = node.thing.get("loadingSeconds")
    if seconds is not None and (seconds % 5 or not 5 <= seconds <= 60):
        yield "loadingSeconds: a multiple of five from 5 to 60"
    recipients = node.thing.get("to")
    if isinstance(recipients, list) and not 1 <= len(recipients) <= 500:
        yield f"to: {len(recipients)} recipients, 1 to 500 allowed"


RULES: dict[str, Callable[[Node], Iterator[str]]] = {
    "body": body,
    "text": emojis,
    "template:buttons": short_beside_a_title,
    "column": short_beside_a_title,
    "template:carousel": equal_columns,
    "flex:bubble": bubble,
    "flex:carousel": carousel,
    "action:postback": postback,
    "action:uri": uri,
    "action:datetimepicker": picker,
    "richMenu": menu_size,
}
