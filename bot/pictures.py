"""Small pictures of photos and videos, where LINE gives none: it wants one beside each that a bot sends.

https://developers.line.biz/en/reference/messaging-api/#image-message
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageOps

SIDE: Final = 480
MOST_PIXELS: Final = 30_000_000
"""What claims to be larger is not unpacked: it takes three bytes of memory for each."""


def small(photo: bytes) -> bytes:
    """Return a small JPEG of a photo, or of nothing in particular where there is no picture to be made of."""
    out = BytesIO()
    (_opened(photo) or _plain()).save(out, "JPEG", quality=80)
    return out.getvalue()


def _opened(photo: bytes) -> Image.Image | None:
    try:
        with Image.open(BytesIO(photo)) as found:
            if found.width * found.height > MOST_PIXELS:
                return None
            found.draft("RGB", (SIDE, SIDE))
            turned = ImageOps.exif_transpose(found).convert("RGB")
    except Exception:  # whatever a broken or hostile file makes its decoder raise
        return None
    turned.thumbnail((SIDE, SIDE))
    return turned


def _plain() -> Image.Image:
    """Draw what stands for a film: a triangle on grey."""
    picture = Image.new("RGB", (SIDE, SIDE * 3 // 4), (70, 82, 78))
    x, y, r = SIDE // 2, SIDE * 3 // 8, 48
    ImageDraw.Draw(picture).polygon(
        [(x - r * 2 // 3, y - r), (x - r * 2 // 3, y + r), (x + r, y)], (240, 244, 242)
    )
    return picture
