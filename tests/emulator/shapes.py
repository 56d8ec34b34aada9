"""Message objects in their shortest good form, to be bent out of shape by tests."""

from typing import Any

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
