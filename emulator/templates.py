"""Template messages and imagemaps: buttons, confirm, carousels, and pictures with areas to tap.

https://developers.line.biz/en/reference/messaging-api/#template-messages
"""

from typing import Any

from emulator.actions import AROUND_TEMPLATE, IN_IMAGE_CAROUSEL, IN_TEMPLATE
from emulator.counting import graphemes
from emulator.rules import (
    Findings,
    Rule,
    anything,
    by_type,
    choice,
    link,
    listing,
    media,
    number,
    pattern,
    record,
    text,
)

_TITLE = text(40, unit=graphemes)
_COLOR = pattern(r"#[0-9a-fA-F]{6}")
_RATIO = choice("rectangle", "square")
_FIT = choice("cover", "contain")


def _text_beside_picture(plain: int) -> Any:
    beside, alone = text(60, least=1, unit=graphemes), text(plain, least=1, unit=graphemes)

    def check(value: dict[str, Any], path: str, findings: Findings) -> None:
        if value.get("text") is not None:
            rule = beside if value.get("thumbnailImageUrl") or value.get("title") else alone
            rule(value["text"], findings.within(path, "text"), findings)

    return check


def _alike(value: dict[str, Any], path: str, findings: Findings) -> None:
    columns = [column for column in value.get("columns") or [] if isinstance(column, dict)]
    for name in ("thumbnailImageUrl", "title"):
        if len({column.get(name) is None for column in columns}) > 1:
            findings.add(findings.style.other, findings.within(path, "columns"))
            return
    if len({len(column.get("actions") or ()) for column in columns}) > 1:
        findings.add(findings.style.other, findings.within(path, "columns"))


_PICTURE: dict[str, Rule] = {
    "thumbnailImageUrl": media,
    "imageBackgroundColor": _COLOR,
    "title": _TITLE,
    "defaultAction": AROUND_TEMPLATE,
}
_SHAPE = {"imageAspectRatio": _RATIO, "imageSize": _FIT}
_COLUMN = record(
    {"text": anything, "actions": listing(IN_TEMPLATE, 3, least=1)}, _PICTURE, _text_beside_picture(120)
)

TEMPLATES = by_type(
    {
        "buttons": record(
            {"type": anything, "text": anything, "actions": listing(IN_TEMPLATE, 4, least=1)},
            {**_PICTURE, **_SHAPE},
            _text_beside_picture(160),
        ),
        "confirm": record(
            {
                "type": anything,
                "text": text(240, least=1, unit=graphemes),
                "actions": listing(IN_TEMPLATE, 2, least=2),
            }
        ),
        "carousel": record({"type": anything, "columns": listing(_COLUMN, 10, least=1)}, _SHAPE, _alike),
        "image_carousel": record(
            {
                "type": anything,
                "columns": listing(record({"imageUrl": media, "action": IN_IMAGE_CAROUSEL}), 10, least=1),
            }
        ),
    }
)

_SIDE = number(0, 2**31 - 1)
_AREA = record({"x": _SIDE, "y": _SIDE, "width": _SIDE, "height": _SIDE})
_LABEL = text(100)
_TAPS = by_type(
    {
        "message": record({"type": anything, "text": text(400, least=1), "area": _AREA}, {"label": _LABEL}),
        "uri": record({"type": anything, "linkUri": link(), "area": _AREA}, {"label": _LABEL}),
        "clipboard": record(
            {"type": anything, "clipboardText": text(1000, least=1), "area": _AREA}, {"label": _LABEL}
        ),
    }
)
_VIDEO = record(
    {"originalContentUrl": media, "previewImageUrl": media, "area": _AREA},
    {"externalLink": record({"linkUri": link(), "label": text(30, least=1)})},
)
IMAGEMAP: dict[str, Rule] = {
    "baseUrl": media,
    "altText": text(1500, least=1),
    "baseSize": record({"width": number(1040, 1040), "height": number(1, 2**31 - 1)}),
    "actions": listing(_TAPS, 50, least=1),
}
IMAGEMAP_OPTIONAL: dict[str, Rule] = {"video": _VIDEO}
