"""One LINE message of each kind that a bot can send, and the parts that tests look for."""

from typing import Any

PICTURE = "http://127.0.0.1:9/a.png"
MARKUP = "<img src=x onerror=\"document.title='owned'\"><b>太字</b>"
YES = {"type": "message", "label": "はい", "text": "はい、お願いします"}
LATER = {"type": "postback", "label": "あとで", "data": "later", "displayText": "あとで"}
DAY = {
    "type": "datetimepicker",
    "label": "日付を選ぶ",
    "data": "day",
    "mode": "date",
    "min": "2026-12-01",
    "max": "2026-12-31",
    "initial": "2026-12-05",
}
SITE = {"type": "uri", "label": "開く", "uri": "https://a.example/x"}


def text(words: str, **more: Any) -> dict[str, Any]:
    """A text message."""
    return {"type": "text", "text": words, **more}


def asking(words: str, *actions: Any) -> dict[str, Any]:
    """A text message with quick replies."""
    return text(words, quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def buttons(words: str, *actions: Any) -> dict[str, Any]:
    """A buttons template."""
    template = {"type": "buttons", "text": words, "actions": list(actions)}
    return {"type": "template", "altText": "お知らせ", "template": template}


def flex(*contents: Any) -> dict[str, Any]:
    """A Flex bubble with these components in its body."""
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {"type": "flex", "altText": "お知らせ", "contents": {"type": "bubble", "body": body}}


def _template(**template: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "お知らせ", "template": template}


_AREA = {"x": 0, "y": 0, "width": 520, "height": 520}
_LINE = {
    "type": "box",
    "layout": "baseline",
    "contents": [{"type": "icon", "url": "https://a.example/i.png"}, text("星", size="sm", flex=0)],
}
EACH_KIND: tuple[dict[str, Any], ...] = (
    text("文字"),
    {"type": "textV2", "text": "こんにちは、{{あなた}}"},
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {"type": "image", "originalContentUrl": PICTURE, "previewImageUrl": PICTURE},
    {"type": "video", "originalContentUrl": PICTURE, "previewImageUrl": PICTURE, "trackingId": "v"},
    {"type": "audio", "originalContentUrl": PICTURE, "duration": 61_000},
    {"type": "location", "title": "梅田", "address": "大阪市北区", "latitude": 34.7, "longitude": 135.5},
    {
        "type": "imagemap",
        "baseUrl": "http://127.0.0.1:9/map",
        "altText": "地図",
        "baseSize": {"width": 1040, "height": 520},
        "actions": [{"type": "message", "label": "左", "text": "左", "area": _AREA}],
    },
    buttons("どうしますか？", YES, LATER, DAY, SITE),
    _template(type="confirm", text="よろしいですか？", actions=[YES, LATER]),
    _template(type="carousel", columns=[{"text": "一", "actions": [YES]}, {"text": "二", "actions": [YES]}]),
    _template(type="image_carousel", columns=[{"imageUrl": PICTURE, "action": YES}]),
    flex(
        text("題", weight="bold", size="xl"),
        _LINE,
        {"type": "separator", "margin": "md"},
        {"type": "image", "url": PICTURE, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"},
        {"type": "button", "style": "primary", "action": YES},
        {"type": "text", "contents": [{"type": "span", "text": "赤", "color": "#ff0000"}]},
    ),
    {
        "type": "flex",
        "altText": "二枚",
        "contents": {
            "type": "carousel",
            "contents": [flex(text(words))["contents"] for words in ("甲", "乙")],
        },
    },
)
