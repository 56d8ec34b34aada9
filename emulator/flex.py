"""Flex messages: bubbles, carousels and their components, with the keys that LINE knows and no others.

https://developers.line.biz/en/reference/messaging-api/#flex-message
"""

import json
from typing import Any

from emulator.actions import IN_FLEX, IN_FLEX_BUTTON
from emulator.rules import (
    Findings,
    Rule,
    anything,
    boolean,
    by_type,
    choice,
    link,
    media,
    number,
    pattern,
    record,
    text,
)

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
BUBBLES = 12

_STEPS = "none|xs|sm|md|lg|xl|xxl"
_SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"
_PX = r"-?\d+(\.\d+)?px"
_LENGTH = r"\d+(\.\d+)?(px|%)"

_color = pattern(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?")
_step = pattern(rf"{_STEPS}|{_PX}|\d+(\.\d+)?%")
_length = pattern(_LENGTH)
_font = pattern(rf"{_SIZES}|{_PX}")
_weight, _slant = choice("regular", "bold"), choice("normal", "italic")
_decoration = choice("none", "underline", "line-through")
_align, _gravity = choice("start", "end", "center"), choice("top", "bottom", "center")
_flex, _count = number(0, 2**31 - 1), number(0, 2**31 - 1)
_shrink = choice("shrink-to-fit")


def _ratio(value: Any, path: str, findings: Findings) -> None:
    pattern(r"\d{1,6}(\.\d+)?:\d{1,6}(\.\d+)?")(value, path, findings)
    if not value.replace(":", "").replace(".", "").isdigit():
        return
    parts = [float(part) for part in value.split(":")]
    if len(parts) == 2 and not (all(1 <= part <= 100_000 for part in parts) and parts[1] <= 3 * parts[0]):
        findings.add(findings.style.other, path)


def _contents(kinds: Rule) -> Rule:
    def check(value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, list):
            findings.add(findings.style.other, path)
        elif any(item is None for item in value):
            findings.add("cannot contain null elements", path)
        else:
            for index, item in enumerate(value):
                kinds(item, findings.item(path, index), findings)

    return check


_PLACE: dict[str, Rule] = {
    "margin": _step,
    "position": choice("relative", "absolute"),
    **dict.fromkeys(("offsetTop", "offsetBottom", "offsetStart", "offsetEnd"), _step),
}
_type: dict[str, Rule] = {"type": anything}
_SPAN = record(
    {**_type, "text": text(5000, least=1)},
    {"size": _font, "color": _color, "weight": _weight, "style": _slant, "decoration": _decoration},
)


def _says_something(value: dict[str, Any], path: str, findings: Findings) -> None:
    if value.get("text") is None and not value.get("contents"):
        findings.add(findings.style.missing, findings.within(path, "text"))


_TEXT = record(
    _type,
    {
        **_PLACE,
        "flex": _flex,
        "text": text(5000, least=1),
        "size": _font,
        "align": _align,
        "gravity": _gravity,
        "color": _color,
        "weight": _weight,
        "style": _slant,
        "decoration": _decoration,
        "wrap": boolean,
        "lineSpacing": pattern(_PX),
        "action": IN_FLEX,
        "maxLines": _count,
        "contents": _contents(by_type({"span": _SPAN})),
        "adjustMode": _shrink,
        "scaling": boolean,
    },
    _says_something,
)
_BUTTON = record(
    {**_type, "action": IN_FLEX_BUTTON},
    {
        **_PLACE,
        "flex": _flex,
        "color": _color,
        "style": choice("primary", "secondary", "link"),
        "gravity": _gravity,
        "height": choice("md", "sm"),
        "adjustMode": _shrink,
        "scaling": boolean,
    },
)
_IMAGE = record(
    {**_type, "url": media},
    {
        **_PLACE,
        "flex": _flex,
        "align": _align,
        "gravity": _gravity,
        "size": pattern(rf"{_SIZES}|full|{_LENGTH}"),
        "aspectRatio": _ratio,
        "aspectMode": choice("fit", "cover"),
        "backgroundColor": _color,
        "action": IN_FLEX,
        "animated": boolean,
    },
)
_ICON = record({**_type, "url": media}, {**_PLACE, "size": _font, "aspectRatio": _ratio, "scaling": boolean})
_SEPARATOR = record(_type, {"margin": _step, "color": _color})
_FILLER = record(_type, {"flex": _flex})
_BACKGROUND = record(
    {
        "type": choice("linearGradient"),
        "angle": pattern(r"\d+(\.\d+)?deg"),
        "startColor": _color,
        "endColor": _color,
    },
    {"centerColor": _color, "centerPosition": pattern(r"\d+(\.\d+)?%")},
)


def _nested(value: Any, path: str, findings: Findings) -> None:
    _BOX(value, path, findings)


_COMPONENTS: dict[str, Rule] = {
    "box": _nested,
    "button": _BUTTON,
    "image": _IMAGE,
    "text": _TEXT,
    "separator": _SEPARATOR,
    "filler": _FILLER,
}
_UPRIGHT = _contents(by_type(_COMPONENTS))
_ON_A_LINE = _contents(by_type({**_COMPONENTS, "icon": _ICON}))


def _fill(value: dict[str, Any], path: str, findings: Findings) -> None:
    rule = _ON_A_LINE if value.get("layout") == "baseline" else _UPRIGHT
    if value.get("contents") is not None:
        rule(value["contents"], findings.within(path, "contents"), findings)


_BOX = record(
    {"type": choice("box"), "layout": choice("horizontal", "vertical", "baseline"), "contents": anything},
    {
        **_PLACE,
        "flex": _flex,
        "spacing": _step,
        "backgroundColor": _color,
        "borderColor": _color,
        "borderWidth": pattern(rf"none|light|normal|medium|semi-bold|bold|{_PX}"),
        "cornerRadius": _step,
        **dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), _length),
        **dict.fromkeys(("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), _step),
        "action": IN_FLEX,
        "justifyContent": choice(
            "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
        ),
        "alignItems": choice("center", "flex-start", "flex-end"),
        "background": _BACKGROUND,
    },
    _fill,
)
_VIDEO = record(
    {**_type, "url": media, "previewUrl": media, "altContent": by_type({"box": _nested, "image": _IMAGE})},
    {"aspectRatio": _ratio, "action": record({"type": choice("uri"), "uri": link()}, {"label": text(40)})},
)
_BLOCK = record({}, {"backgroundColor": _color, "separator": boolean, "separatorColor": _color})


def _not_empty(value: dict[str, Any], path: str, findings: Findings) -> None:
    if not any(value.get(block) for block in ("header", "hero", "body", "footer")):
        findings.add("At least one block must be specified", path or "/")


_BUBBLE = record(
    {"type": choice("bubble")},
    {
        "direction": choice("ltr", "rtl"),
        "size": choice("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "header": _nested,
        "hero": by_type({"box": _nested, "image": _IMAGE, "video": _VIDEO}),
        "body": _nested,
        "footer": _nested,
        "styles": record({}, dict.fromkeys(("header", "hero", "body", "footer"), _BLOCK)),
        "action": IN_FLEX,
    },
    _not_empty,
)


def _bubble(value: Any, path: str, findings: Findings) -> None:
    _BUBBLE(value, path, findings)
    _fits(value, BUBBLE_BYTES, path, findings)


def _fits(value: Any, most: int, path: str, findings: Findings) -> None:
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass"))
    if size > most:
        findings.add(f"Too large flex message. The maximum size is {most // 1024}KB", path or "/")


def _row(value: dict[str, Any], path: str, findings: Findings) -> None:
    bubbles = value.get("contents")
    if not isinstance(bubbles, list):
        return
    if not 1 <= len(bubbles) <= BUBBLES:
        findings.add(findings.style.items, findings.within(path, "contents"))
    if len({bubble.get("size", "mega") for bubble in bubbles if isinstance(bubble, dict)}) > 1:
        findings.add(findings.style.other, findings.within(path, "contents"))
    _fits(value, CAROUSEL_BYTES, path, findings)


FLEX_CONTAINER = by_type(
    {
        "bubble": _bubble,
        "carousel": record({**_type, "contents": _contents(by_type({"bubble": _bubble}))}, {}, _row),
    }
)
