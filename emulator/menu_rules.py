"""What LINE takes as a rich menu and as its image.

https://developers.line.biz/en/reference/messaging-api/#rich-menu
"""

from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

from emulator.actions import IN_MENU
from emulator.counting import graphemes
from emulator.errors import bad_content_type, refusal, schema_errors
from emulator.rules import MENU, Findings, boolean, listing, number, record, text

IMAGE_BYTES = 1024 * 1024
IMAGE_TYPES = {"image/jpeg": "JPEG", "image/png": "PNG"}
_WHOLE = 2**31 - 1


def _wide_enough(value: dict[str, Any], path: str, findings: Findings) -> None:
    width, height = value.get("width"), value.get("height")
    if isinstance(width, int) and isinstance(height, int) and height >= 250 and width < 1.45 * height:
        findings.add("The ratio of width to height must be at least 1.45", path)


_BOUNDS = record(
    {
        "x": number(0, _WHOLE),
        "y": number(0, _WHOLE),
        "width": number(1, _WHOLE),
        "height": number(1, _WHOLE),
    }
)
RICH_MENU = record(
    {
        "size": record({"width": number(800, 2500), "height": number(250, _WHOLE)}, {}, _wide_enough),
        "selected": boolean,
        "name": text(300, least=1, unit=graphemes),
        "chatBarText": text(14, least=1, unit=graphemes),
        "areas": listing(record({"bounds": _BOUNDS, "action": IN_MENU}), 20),
    }
)
FIELDS = ("size", "selected", "name", "chatBarText", "areas")


def check_menu(body: dict[str, Any]) -> dict[str, Any]:
    """The rich menu object of a request; LineError 400 when LINE would refuse it.

    Areas may overrun the picture: LINE's own samples do, by a pixel.
    """
    findings = Findings(MENU)
    RICH_MENU(body, "", findings)
    if findings.details:
        raise schema_errors(findings.details)
    return {name: body[name] for name in FIELDS}


def check_image(data: bytes, kind: str) -> None:
    """Refuse what is not a JPEG or PNG of a rich menu's proportions, up to 1 MB."""
    if kind not in IMAGE_TYPES:
        raise bad_content_type(kind)
    try:
        with Image.open(BytesIO(data), formats=(IMAGE_TYPES[kind],)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError):
        width = height = 0
    wide = 800 <= width <= 2500 and height >= 250 and width >= 1.45 * height
    if not wide or len(data) > IMAGE_BYTES:
        raise refusal(400, "The image size is not allowed for richmenu")
