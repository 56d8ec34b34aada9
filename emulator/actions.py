"""Actions: what a tap does, with the limits of each place where a button can stand.

https://developers.line.biz/en/reference/messaging-api/#action-objects
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emulator.counting import graphemes
from emulator.rules import Findings, Rule, anything, by_type, choice, link, record, text

READ_300 = text(300, unit=graphemes)
DATA = text(300)
FORMATS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}


def action(
    label: int, *, required: bool, alt_uri: bool = True, also: Mapping[str, Rule] | None = None
) -> Rule:
    """The rule for an action whose label has at most so many graphemes."""
    words = {"label": text(label, least=int(required), unit=graphemes)}
    must, may = (words, {}) if required else ({}, words)

    def kind(needs: Mapping[str, Rule], allows: Mapping[str, Rule], *checks: Any) -> Rule:
        return record({"type": anything, **must, **needs}, {**may, **allows}, *checks)

    alt = {"altUri": record({"desktop": link()})} if alt_uri else {}
    kinds = {
        "postback": kind({"data": DATA}, _POSTBACK, _postback),
        "message": kind({"text": text(300, least=1, unit=graphemes)}, {}),
        "uri": kind({"uri": link()}, alt),
        "datetimepicker": kind({"data": DATA, "mode": choice(*FORMATS)}, _PICKER, _picker),
        "clipboard": kind({"clipboardText": text(1000, least=1)}, {}),
    }
    return by_type({**kinds, **(also or {})})


_POSTBACK = {
    "displayText": READ_300,
    "text": READ_300,
    "fillInText": READ_300,
    "inputOption": choice("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
}
_PICKER = {"initial": text(16), "max": text(16), "min": text(16)}


def _postback(value: dict[str, Any], path: str, findings: Findings) -> None:
    if value.get("displayText") and value.get("text"):
        findings.add(findings.style.other, findings.within(path, "text"))
    if value.get("fillInText") and value.get("inputOption") != "openKeyboard":
        findings.add(findings.style.other, findings.within(path, "fillInText"))


def _picker(value: dict[str, Any], path: str, findings: Findings) -> None:
    mode = value.get("mode")
    if mode not in FORMATS:
        return
    moments = {name: _moment(value, name, mode) for name in _PICKER}
    for name, moment in moments.items():
        if moment is None and value.get(name) is not None:
            findings.add(findings.style.other, findings.within(path, name))
    low, high = moments["min"], moments["max"]
    if low and high and low >= high:
        findings.add(findings.style.other, findings.within(path, "min"))


def _moment(value: Mapping[str, Any], name: str, mode: str) -> datetime | None:
    return picked(str(value[name]), mode) if value.get(name) is not None else None


def picked(written: str, mode: str) -> datetime | None:
    """A picker's value as a time without zone; None when it is malformed or out of LINE's range of years."""
    try:
        moment = datetime.strptime(written.replace("t", "T"), FORMATS[mode])
    except ValueError:
        return None
    return moment if 1900 <= moment.year <= 2100 else None


SWITCH = record(
    {"type": anything, "richMenuAliasId": text(32, least=1), "data": DATA},
    {"label": text(20, unit=graphemes)},
)
_DEVICE = record({"type": anything, "label": text(20, least=1, unit=graphemes)})

IN_TEMPLATE = action(20, required=True)
IN_IMAGE_CAROUSEL = action(12, required=False)
AROUND_TEMPLATE = action(20, required=False)
IN_FLEX_BUTTON = action(40, required=True)
IN_FLEX = action(40, required=False)
IN_MENU = action(20, required=False, also={"richmenuswitch": SWITCH})
IN_QUICK_REPLY = action(
    20, required=True, alt_uri=False, also={"camera": _DEVICE, "cameraRoll": _DEVICE, "location": _DEVICE}
)
