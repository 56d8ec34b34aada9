"""Message objects at LINE's limits: the last that passes and the first that does not, with LINE's words."""

from typing import Any

import pytest

from tests.emulator.desk import Desk

APPLE = "🍎"
FAMILY = "👨‍👩‍👧"
PHOTO = "https://photos.example/p.png"


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def quick(*labels: str, action: dict[str, Any] | None = None) -> dict[str, Any]:
    items = [{"type": "action", "action": action or button(label)} for label in labels]
    return text("?", quickReply={"items": items})


def button(label: str = "はい", **more: Any) -> dict[str, Any]:
    return {"type": "message", "label": label, "text": "yes", **more}


def postback(**more: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "ok", "data": "d", **more}


def picker(**more: Any) -> dict[str, Any]:
    return {"type": "datetimepicker", "label": "ok", "data": "d", "mode": "date", **more}


def template(**body: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "お知らせが1件あります", "template": body}


def buttons(**more: Any) -> dict[str, Any]:
    return template(**{"type": "buttons", "text": "?", "actions": [button()], **more})


def column(actions: int = 1, **more: Any) -> dict[str, Any]:
    return {"text": "?", "actions": [button()] * actions, **more}


def flex(contents: Any) -> dict[str, Any]:
    return {"type": "flex", "altText": "お知らせが1件あります", "contents": contents}


def box(*contents: Any, **more: Any) -> dict[str, Any]:
    return {"type": "box", "layout": "vertical", "contents": list(contents), **more}


def bubble(*contents: Any, **more: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": box(*contents), **more}


WORDS = {"type": "text", "text": "hello"}

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

# second family: message, pointer, complaint
STRUCTURE: dict[str, tuple[Any, str, str]] = {
    "a long title": (buttons(title="a" * 41), "template/title", "must not be longer than 40 characters"),
    "61 beside a title": (
        buttons(title="t", text="a" * 61),
        "template/text",
        "must not be longer than 60 characters",
    ),
    "161 alone": (buttons(text=FAMILY * 161), "template/text", "must not be longer than 160 characters"),
    "five actions": (buttons(actions=[button()] * 5), "template/actions", "must not be more than 4 items"),
    "a long uri": (
        buttons(actions=[{"type": "uri", "label": "a", "uri": "https://a.example/" + "a" * 1000}]),
        "template/actions/0/uri",
        "size must be between 0 and 1000",
    ),
    "no uri": (
        buttons(actions=[{"type": "uri", "label": "a", "uri": "gopher://a.example"}]),
        "template/actions/0/uri",
        "invalid uri",
    ),
    "an unlabelled action": (
        buttons(actions=[{"type": "message", "text": "a"}]),
        "template/actions/0/label",
        "must be specified",
    ),
    "four in a column": (
        template(type="carousel", columns=[column(4)]),
        "template/columns/0/actions",
        "must not be more than 3 items",
    ),
    "uneven columns": (
        template(type="carousel", columns=[column(1), column(2)]),
        "template/columns",
        "invalid property",
    ),
    "titles here and not there": (
        template(type="carousel", columns=[column(), column(title="t")]),
        "template/columns",
        "invalid property",
    ),
    "13 on a picture": (
        template(
            type="image_carousel", columns=[{"imageUrl": PHOTO, "action": {**button(), "label": "a" * 13}}]
        ),
        "template/columns/0/action/label",
        "must not be longer than 12 characters",
    ),
    "a lone choice": (
        template(type="confirm", text="?", actions=[button()]),
        "template/actions",
        "must not be more than 2 items",
    ),
    "min after max": (
        buttons(actions=[picker(min="2026-02-01", max="2026-01-01")]),
        "template/actions/0/min",
        "invalid property",
    ),
    "no keyboard for its text": (
        buttons(actions=[postback(fillInText="a")]),
        "template/actions/0/fillInText",
        "invalid property",
    ),
    "displayed twice": (
        buttons(actions=[postback(displayText="a", text="b")]),
        "template/actions/0/text",
        "invalid property",
    ),
    "an unknown component": (flex(bubble({"type": "poem"})), "/body/contents/0/type", "invalid property"),
    "a null element": (flex(bubble(None)), "/body/contents", "cannot contain null elements"),
    "a picture in plain http": (
        flex({"type": "bubble", "hero": {"type": "image", "url": "http://a.example/a.png"}}),
        "/hero/url",
        "invalid uri scheme",
    ),
    "a pipe in a url": (
        flex(
            {
                "type": "carousel",
                "contents": [{"type": "bubble", "hero": {"type": "image", "url": "https://a.example/a|b"}}],
            }
        ),
        "/contents/0/hero/url",
        "invalid uri scheme",
    ),
    "a picture of nothing": (
        flex({"type": "bubble", "hero": {"type": "image"}}),
        "/hero/url",
        "must be specified",
    ),
    "an unknown style": (
        flex({**bubble(WORDS), "styles": {"type": "x"}}),
        "/styles/type",
        "unknown field",
    ),
    "a long flex label": (
        flex({**bubble(WORDS), "footer": box({"type": "button", "action": button("a" * 41)})}),
        "/footer/contents/0/action/label",
        "invalid property",
    ),
    "an icon upright": (
        flex(bubble({"type": "icon", "url": PHOTO})),
        "/body/contents/0/type",
        "invalid property",
    ),
    "an odd colour": (
        flex(bubble({**WORDS, "color": "red"})),
        "/body/contents/0/color",
        "invalid property",
    ),
    "too tall": (
        flex(bubble({"type": "image", "url": PHOTO, "aspectRatio": "1:4"})),
        "/body/contents/0/aspectRatio",
        "invalid property",
    ),
    "13 bubbles": (
        flex({"type": "carousel", "contents": [bubble(WORDS)] * 13}),
        "/contents",
        "invalid property",
    ),
    "two widths": (
        flex({"type": "carousel", "contents": [bubble(WORDS), bubble(WORDS, size="nano")]}),
        "/contents",
        "invalid property",
    ),
    "over 30 KB": (
        flex(bubble(*[{**WORDS, "text": "a" * 4000}] * 8)),
        "/",
        "Too large flex message. The maximum size is 30KB",
    ),
    "over 50 KB": (
        flex({"type": "carousel", "contents": [bubble(*[{**WORDS, "text": "a" * 4000}] * 4)] * 4}),
        "/",
        "Too large flex message. The maximum size is 50KB",
    ),
    "an unspeakable key": (
        {"type": "textV2", "text": "{!owe}"},
        "text",
        "The key '!owe' enclosed in '{}' does not match the pattern '^[a-zA-Z0-9_]{1,20}$'.",
    ),
}


async def validated(desk: Desk, *messages: Any) -> tuple[int, Any]:
    return (await desk.line("POST", "/v2/bot/message/validate/push", {"messages": list(messages)}))[:2]


@pytest.mark.parametrize("message", FINE.values(), ids=FINE.keys())
async def test_line_takes(desk: Desk, message: dict[str, Any]) -> None:
    """A message within LINE's limits, in the units that LINE counts, is taken and shown."""
    assert await validated(desk, message) == (200, {})
    assert (await desk.push(message))[0] == 200
    assert (await desk.chat())["messages"][-1]["type"] == message["type"]


@pytest.mark.parametrize(("message", "prop", "complaint"), SCHEMA.values(), ids=SCHEMA.keys())
async def test_line_refuses_a_value(desk: Desk, message: Any, prop: str, complaint: str) -> None:
    """A value over its limit is named by property, and nothing is sent."""
    details = [{"message": complaint, "property": prop}]
    refused = (400, {"message": "The request body has 1 error(s)", "details": details})
    assert await validated(desk, message) == refused
    assert (await desk.push(message))[:2] == refused


@pytest.mark.parametrize(("message", "pointer", "complaint"), STRUCTURE.values(), ids=STRUCTURE.keys())
async def test_line_refuses_a_structure(desk: Desk, message: Any, pointer: str, complaint: str) -> None:
    """A template or Flex message that does not hold together is named by its place, the part by a pointer."""
    details = [{"message": complaint, "property": pointer}]
    body = {"message": "A message (messages[1]) in the request body is invalid", "details": details}
    assert await validated(desk, text("good"), message) == (400, body)


async def test_all_errors_are_counted(desk: Desk) -> None:
    """Several wrong values are reported together, in the order of the messages."""
    status, body = await validated(desk, text(""), text("fine"), {"type": "text", "text": "a" * 5001})
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
