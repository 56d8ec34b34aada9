"""The wire check refuses what LINE refuses, and takes what LINE takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire import Request, check, logged, missing

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")

USER = "U" + "0" * 32
REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"
Thing = dict[str, Any]
POSTBACK = {"type": "postback", "label": "はい", "data": "a=1", "displayText": "はい"}
FAMILY = "👨‍👩‍👧‍👦"
"""One grapheme of eleven UTF-16 units."""


def reply(*messages: Thing) -> list[str]:
    """Check a reply of these messages."""
    return check(Request("POST", REPLY, {"replyToken": "0" * 32, "messages": list(messages)}))


def text(words: str = "こんにちは", **more: Any) -> Thing:
    return {"type": "text", "text": words, **more}


def quick(*actions: Thing) -> Thing:
    return text(quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def buttons(*actions: Thing, **more: Any) -> Thing:
    template = {"type": "buttons", "text": "どちらですか？", "actions": list(actions), **more}
    return {"type": "template", "altText": "お知らせが1件あります", "template": template}


def columns(*columns: Thing) -> Thing:
    return {"type": "template", "altText": "一覧", "template": {"type": "carousel", "columns": list(columns)}}


def flex(contents: Thing, **more: Any) -> Thing:
    return {"type": "flex", "altText": "お知らせ", "contents": contents, **more}


def bubble(*parts: Thing, **more: Any) -> Thing:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(parts)}, **more}


def button(**more: Any) -> Thing:
    return {"type": "button", "action": {**POSTBACK, **more}}


def picker(**more: Any) -> Thing:
    return {"type": "datetimepicker", "label": "日を選ぶ", "data": "d", "mode": "date", **more}


def menu(**more: Any) -> Request:
    bounds = {"x": 0, "y": 0, "width": 2500, "height": 843}
    whole = {
        "name": "open",
        "chatBarText": "メニュー",
        "selected": True,
        "size": {"width": 2500, "height": 843},
    }
    return Request(
        "POST", "/v2/bot/richmenu", {**whole, "areas": [{"bounds": bounds, "action": POSTBACK}], **more}
    )


CAMERA = {"type": "camera", "label": "写真"}
SWITCH = {"type": "richmenuswitch", "richMenuAliasId": "open", "data": "m"}
COLUMN = {"title": "求人", "text": "大阪", "actions": [POSTBACK]}
TAKEN = [
    text("あ" * 5000),
    text("🍎" * 2500),
    text("[$]", emojis=[{"index": 1, "productId": "p", "emojiId": "1"}]),
    text(sender={"name": "案内係（自動）", "iconUrl": "https://x.example/i.png"}, quoteToken="q"),
    quick(*[POSTBACK] * 13),
    quick({**POSTBACK, "label": FAMILY * 20}, CAMERA, picker(min="2026-01-01", max="2026-12-31")),
    quick({"type": "uri", "label": "開く", "uri": "https://x.example/"}),
    buttons(POSTBACK, {"type": "uri", "label": "電話", "uri": "tel:0312345678"}, text=FAMILY * 160),
    columns(COLUMN, {**COLUMN, "text": "京都"}),
    flex(bubble({"type": "text", "text": "27卒"}, {"type": "separator"}, button(label="あ" * 40))),
    flex({"type": "carousel", "contents": [bubble(button())] * 12}),
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {
        "type": "image",
        "originalContentUrl": "https://x.example/a.png",
        "previewImageUrl": "https://x.example/b.png",
    },
    {"type": "location", "title": "本社", "address": "大阪市", "latitude": 34.7, "longitude": 135.5},
    {
        "type": "textV2",
        "text": "{who}さん",
        "substitution": {"who": {"type": "mention", "mentionee": {"type": "all"}}},
    },
]
REFUSED = {
    "a text without text": {"type": "text"},
    "an empty text": text(""),
    "a text of 5001": text("あ" * 5001),
    "2501 apples, two units each": text("🍎" * 2501),
    "an unknown property": text(colour="red"),
    "an unknown type": {"type": "hologram", "text": "x"},
    "no type": {"text": "x"},
    "not an object": "hello",
    "an emoji beside its $": text("[$]", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}]),
    "14 quick replies": quick(*[POSTBACK] * 14),
    "no quick replies": quick(),
    "a label of 21 graphemes": quick({**POSTBACK, "label": FAMILY * 21}),
    "a quick reply without a label": quick({"type": "message", "text": "x"}),
    "a menu switch in a quick reply": quick(SWITCH),
    "an unknown action": quick({"type": "fly", "label": "x"}),
    "a camera outside quick replies": buttons(CAMERA),
    "postback data of 301": buttons({**POSTBACK, "data": "x" * 301}),
    "a postback without data": buttons({"type": "postback", "label": "x"}),
    "both displayText and text": buttons({**POSTBACK, "text": "x"}),
    "fillInText without a keyboard": buttons({**POSTBACK, "fillInText": "x"}),
    "a link of an unknown scheme": buttons({"type": "uri", "label": "x", "uri": "javascript:alert(1)"}),
    "a link of 1001": buttons({"type": "uri", "label": "x", "uri": "https://" + "x" * 993}),
    "a date of another mode": quick(picker(initial="2026-01-01T10:00")),
    "a span that ends before it begins": quick(picker(min="2026-12-31", max="2026-01-01")),
    "five buttons": buttons(*[POSTBACK] * 5),
    "61 graphemes beside a title": buttons(POSTBACK, title="件名", text="あ" * 61),
    "a title of 41": buttons(POSTBACK, title="あ" * 41),
    "buttons without altText": {key: value for key, value in buttons(POSTBACK).items() if key != "altText"},
    "a confirm of three": buttons(*[POSTBACK] * 3, type="confirm"),
    "11 columns": columns(*[COLUMN] * 11),
    "columns of unequal shape": columns(COLUMN, {"text": "京都", "actions": [POSTBACK]}),
    "an altText of 1501": {**flex(bubble()), "altText": "あ" * 1501},
    "a bubble of 31 KB": flex(bubble({"type": "text", "text": "x" * 31 * 1024})),
    "13 bubbles": flex({"type": "carousel", "contents": [bubble(button())] * 13}),
    "bubbles of two sizes": flex(
        {"type": "carousel", "contents": [bubble(size="kilo"), bubble(size="giga")]}
    ),
    "an unknown flex property": flex(bubble({"type": "text", "text": "x", "font": "serif"})),
    "a flex text that is a box": flex(bubble({"type": "text", "text": "x", "contents": [button()]})),
    "a flex button label of 41": flex(bubble(button(label="あ" * 41))),
    "an image over http": {
        "type": "image",
        "originalContentUrl": "http://x.example/",
        "previewImageUrl": "https://x/",
    },
    "a sender name of 21": text(sender={"name": "あ" * 21}),
    "a location without title": {
        "type": "location",
        "address": "大阪市",
        "latitude": 34.7,
        "longitude": 135.5,
    },
}


@pytest.mark.parametrize("message", TAKEN, ids=lambda message: str(message["type"]))
def test_what_line_takes_is_taken(message: Thing) -> None:
    """A message at its limits is no mistake."""
    assert reply(message) == []


@pytest.mark.parametrize("message", REFUSED.values(), ids=REFUSED)
def test_what_line_refuses_is_refused(message: Thing) -> None:
    """A message beyond one limit is a mistake, and the place is named."""
    found = reply(message)
    assert found
    assert all(line.startswith("messages[0]") for line in found)


REQUESTS: dict[str, tuple[Request, bool]] = {
    "a push with a key": (
        Request("POST", PUSH, {"to": USER, "messages": [text()]}, "0" * 8 + "-0000" * 3 + "-" + "0" * 12),
        True,
    ),
    "a key that is no UUID": (Request("POST", PUSH, {"to": USER, "messages": [text()]}, "again"), False),
    "a push to nobody": (Request("POST", PUSH, {"messages": [text()]}), False),
    "a reply with a key": (Request("POST", REPLY, {"replyToken": "x", "messages": [text()]}, "0"), False),
    "six messages": (Request("POST", REPLY, {"replyToken": "x", "messages": [text()] * 6}), False),
    "no messages": (Request("POST", REPLY, {"replyToken": "x", "messages": []}), False),
    "a body of 2 MB": (Request("POST", REPLY, {"replyToken": "x" * 2**21, "messages": [text()]}), False),
    "a body where none is": (Request("POST", f"/v2/bot/user/{USER}/linkToken", {"x": 1}), False),
    "a link token": (Request("POST", f"/v2/bot/user/{USER}/linkToken"), True),
    "a profile": (Request("GET", "/v2/bot/profile/{userId}"), True),
    "an unknown endpoint": (Request("GET", "/v2/bot/horoscope"), False),
    "a known path, another method": (Request("DELETE", REPLY), False),
    "LINE Login": (Request("POST", "/oauth2/v2.1/token"), True),
    "the list, not a menu called list": (Request("GET", "/v2/bot/richmenu/list"), True),
    "a menu image": (Request("POST", "/v2/bot/richmenu/richmenu-1/content"), True),
    "a menu": (menu(), True),
    "a menu's button for the next menu": (menu(areas=[{"bounds": {}, "action": SWITCH}]), True),
    "a menu with a bar of 15": (menu(chatBarText="あ" * 15), False),
    "a menu with a bar of 14 families": (menu(chatBarText=FAMILY * 14), True),
    "a menu too narrow": (menu(size={"width": 800, "height": 800}), False),
    "a menu of 21 areas": (menu(areas=[{"bounds": {}, "action": POSTBACK}] * 21), False),
    "an alias": (
        Request("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "open", "richMenuId": "r"}),
        True,
    ),
    "501 links at once": (
        Request("POST", "/v2/bot/richmenu/bulk/link", {"richMenuId": "r", "userIds": [USER] * 501}),
        False,
    ),
    "loading for 20 s": (
        Request("POST", "/v2/bot/chat/loading/start", {"chatId": USER, "loadingSeconds": 20}),
        True,
    ),
    "loading for 7 s": (
        Request("POST", "/v2/bot/chat/loading/start", {"chatId": USER, "loadingSeconds": 7}),
        False,
    ),
}


@pytest.mark.parametrize(("request_", "taken"), REQUESTS.values(), ids=REQUESTS)
def test_requests_are_told_apart(request_: Request, taken: bool) -> None:
    """Endpoint, method, header and body are held to LINE's descriptions and limits."""
    assert (check(request_) == []) is taken, check(request_)


def test_the_emulators_journal_can_be_checked() -> None:
    """An entry of the journal is read with its path's query and its retry key."""
    entry: Thing = {
        "method": "GET",
        "path": "/v2/bot/message/delivery/push?date=20261101",
        "body": None,
        "headers": {},
    }
    assert check(logged(entry)) == []
    body = {"replyToken": "x", "messages": [text()]}
    keyed = {"method": "POST", "path": REPLY, "body": body, "headers": {"retryKey": "k"}}
    assert check(logged(keyed)) == ["X-Line-Retry-Key: LINE refuses it here"]


def test_a_mistake_is_told_of_the_kind_that_was_meant() -> None:
    """The line names the property, not that none of all kinds fits."""
    assert reply({"type": "text"})[0] == "messages[0]: 'text' is a required property"
