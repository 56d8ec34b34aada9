"""Message objects at LINE's limits: the last that passes and the first that does not, with LINE's words."""

from typing import Any

import pytest

from tests.emulator.desk import Desk
from tests.emulator.shapes import (
    APPLE,
    FAMILY,
    PHOTO,
    WORDS,
    box,
    bubble,
    button,
    buttons,
    column,
    flex,
    picker,
    postback,
    quick,
    template,
    text,
)

FINE: dict[str, dict[str, Any]] = {
    "5000 units of text": text("あ" * 5000),
    "2500 apples": text(APPLE * 2500),
    "20 families on a label": quick(FAMILY * 20),
    "300 families said": quick("a", action=postback(displayText=FAMILY * 300)),
    "13 quick replies": quick(*"abcdefghijklm"),
    "a camera": quick("a", action={"type": "camera", "label": "写真"}),
    "a sender": text("a", sender={"name": "案内係（自動）", "iconUrl": PHOTO}),
    "an emoji on its dollar": text("🍎$", emojis=[{"index": 2, "productId": "p", "emojiId": "1"}]),
    "textV2": {
        "type": "textV2",
        "text": "{a} {{b}}",
        "substitution": {"a": {"type": "emoji", "productId": "p", "emojiId": "1"}},
    },
    "a sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "an image": {"type": "image", "originalContentUrl": PHOTO, "previewImageUrl": PHOTO},
    "an image of this desk": text("a", sender={"iconUrl": "http://127.0.0.1:8080/bot.png"}),
    "a place": {"type": "location", "title": "駅", "address": "東京", "latitude": 35.6, "longitude": 139.7},
    "plain buttons": buttons(text=FAMILY * 160),
    "confirm": template(type="confirm", text="?", actions=[button(), button("いいえ")]),
    "carousel": template(type="carousel", columns=[column(3)] * 10),
    "a link to a telephone": buttons(actions=[{"type": "uri", "label": "tel", "uri": "tel:0312345678"}]),
    "dates": buttons(actions=[picker(min="2026-01-01", max="2026-12-31", initial="2026-05-05")]),
    "a bubble": flex(bubble(WORDS, {"type": "button", "action": button(), "style": "primary"})),
    "an icon on a baseline": flex(bubble(box({"type": "icon", "url": PHOTO}, WORDS, layout="baseline"))),
    "twelve bubbles": flex({"type": "carousel", "contents": [bubble(WORDS)] * 12}),
    "spans": flex(bubble({"type": "text", "contents": [{"type": "span", "text": "a", "weight": "bold"}]})),
    "imagemap": {
        "type": "imagemap",
        "baseUrl": PHOTO,
        "altText": "map",
        "baseSize": {"width": 1040, "height": 520},
        "actions": [{"type": "message", "text": "a", "area": {"x": 0, "y": 0, "width": 9, "height": 9}}],
    },
}

# first family: message, property, complaint
SCHEMA: dict[str, tuple[Any, str, str]] = {
    "empty text": (text(""), "messages[0].text", "May not be empty"),
    "no text": ({"type": "text"}, "messages[0].text", "May not be empty"),
    "5001 units": (text("a" * 5001), "messages[0].text", "Length must be between 0 and 5000"),
    "2501 apples": (text(APPLE * 2501), "messages[0].text", "Length must be between 0 and 5000"),
    "no type": ({"text": "a"}, "messages[0].type", "May not be empty"),
    "unknown type": (
        {"type": "poem"},
        "messages[0].type",
        "Must be one of the following values: [text, textV2, sticker, image, video, audio, location, "
        "imagemap, template, flex, coupon]",
    ),
    "14 quick replies": (
        quick(*"abcdefghijklmn"),
        "messages[0].quickReply.items",
        "Size must be between 1 and 13",
    ),
    "21 families on a label": (
        quick(FAMILY * 21),
        "messages[0].quickReply.items[0].action.label",
        "Length must be between 0 and 20",
    ),
    "no label": (
        quick("a", action={"type": "message", "text": "a"}),
        "messages[0].quickReply.items[0].action.label",
        "May not be empty",
    ),
    "switching in a quick reply": (
        quick("a", action={"type": "richmenuswitch", "label": "a", "richMenuAliasId": "a", "data": "d"}),
        "messages[0].quickReply.items[0].action.type",
        "Must be one of the following values: [postback, message, uri, datetimepicker, clipboard, camera, "
        "cameraRoll, location]",
    ),
    "301 units of data": (
        quick("a", action=postback(data="a" * 301)),
        "messages[0].quickReply.items[0].action.data",
        "Length must be between 0 and 300",
    ),
    "a long sender": (
        text("a", sender={"name": "a" * 21}),
        "messages[0].sender.name",
        "Length must be between 0 and 20",
    ),
    "a sender in plain http": (
        text("a", sender={"iconUrl": "http://a.example/i.png"}),
        "messages[0].sender.iconUrl",
        "Must be a valid HTTPS URL",
    ),
    "an emoji beside its dollar": (
        text("a$", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}]),
        "messages[0].emojis[0].index",
        "Invalid value",
    ),
    "an image in plain http": (
        {"type": "image", "originalContentUrl": "http://a.example/a", "previewImageUrl": PHOTO},
        "messages[0].originalContentUrl",
        "Must be a valid HTTPS URL",
    ),
    "audio of no length": (
        {"type": "audio", "originalContentUrl": PHOTO, "duration": 0},
        "messages[0].duration",
        "Must be a positive value",
    ),
    "a place of no name": (
        {"type": "location", "address": "a", "latitude": 0, "longitude": 0},
        "messages[0].title",
        "May not be empty",
    ),
    "a long altText": (
        {**buttons(), "altText": "a" * 1501},
        "messages[0].altText",
        "Length must be between 0 and 1500",
    ),
    "no contents": ({"type": "flex", "altText": "a"}, "messages[0].contents", "May not be empty"),
}


@pytest.mark.parametrize("message", FINE.values(), ids=FINE.keys())
async def test_line_takes(desk: Desk, message: dict[str, Any]) -> None:
    """A message within LINE's limits, in the units that LINE counts, is taken and shown."""
    assert await desk.validated(message) == (200, {})
    assert (await desk.push(message))[0] == 200
    assert (await desk.chat())["messages"][-1]["type"] == message["type"]


@pytest.mark.parametrize(("message", "prop", "complaint"), SCHEMA.values(), ids=SCHEMA.keys())
async def test_line_refuses_a_value(desk: Desk, message: Any, prop: str, complaint: str) -> None:
    """A value over its limit is named by property, and nothing is sent."""
    details = [{"message": complaint, "property": prop}]
    refused = (400, {"message": "The request body has 1 error(s)", "details": details})
    assert await desk.validated(message) == refused
    assert (await desk.push(message))[:2] == refused


async def test_all_errors_are_counted(desk: Desk) -> None:
    """Several wrong values are reported together, in the order of the messages."""
    status, body = await desk.validated(text(""), text("fine"), {"type": "text", "text": "a" * 5001})
    assert status == 400
    assert body["message"] == "The request body has 2 error(s)"
    assert [detail["property"] for detail in body["details"]] == ["messages[0].text", "messages[2].text"]


@pytest.mark.parametrize(
    ("messages", "name"),
    [("text", "'messages'"), ([1], "'messages[0]'"), ([text(1)], "'messages[0].text'")],  # type: ignore[arg-type]
)
async def test_wrong_json_types(desk: Desk, messages: Any, name: str) -> None:
    """A property of the wrong JSON type ends the check at that property."""
    got = await desk.line("POST", "/v2/bot/message/validate/push", {"messages": messages})
    message = f"The property, {name}, in the request body is invalid (line: -, column: -)"
    assert got[:2] == (400, {"message": message})
