"""Templates and Flex messages that do not hold together, with LINE's pointers and words."""

from typing import Any

import pytest

from tests.emulator.desk import Desk
from tests.emulator.shapes import (
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
    template,
    text,
)

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


@pytest.mark.parametrize(("message", "pointer", "complaint"), STRUCTURE.values(), ids=STRUCTURE.keys())
async def test_line_refuses_a_structure(desk: Desk, message: Any, pointer: str, complaint: str) -> None:
    """A template or Flex message that does not hold together is named by its place, the part by a pointer."""
    details = [{"message": complaint, "property": pointer}]
    body = {"message": "A message (messages[1]) in the request body is invalid", "details": details}
    assert await desk.validated(text("good"), message) == (400, body)
