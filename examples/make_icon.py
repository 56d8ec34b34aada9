"""Draws the assistant's icon of the example: a friendly speech bubble, plainly no person.

    python -m examples.make_icon

The menus are drawn by `enishi menus draw`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from bot.icons import DAY, SCALE, arc, box, disc, line, polygon

PATH: Final = Path(__file__).parent / "career" / "images" / "assistant.png"
SIDE: Final = 240


def main() -> None:
    """Draw the icon at twice its size, shrink it and save it with few colours."""
    picture = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), DAY.icon)
    pen = ImageDraw.Draw(picture)
    polygon(pen, [(84, 160), (84, 206), (130, 164)], "#FFFFFF")
    box(pen, (46, 58, 194, 170), "#FFFFFF", radius=44)
    line(pen, [(120, 58), (120, 40)], "#FFFFFF", 7)
    disc(pen, 120, 36, 10, "#F2C879")
    for left in (92, 148):
        disc(pen, left, 106, 11, DAY.ink)
    arc(pen, 120, 116, 26, 30, 150, DAY.ink, 6)
    small = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.quantize(64).save(PATH, optimize=True)


if __name__ == "__main__":
    main()
