"""Draws the picture of a rich menu that has none: tabs on top, tiles with an icon and a label.

Called by `bot.menu_shapes` and by `enishi menus draw`; needs a font with Japanese characters on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec
from PIL import Image, ImageDraw, ImageFont

from bot.errors import EnishiError
from bot.icons import BOX, DAY, DUSK, ICONS, SCALE, Box, Palette, Pen, box, disc, padlock
from bot.menu_plan import Area, Menu, Shape

VERSION: Final = 1
"""Goes up when pictures come out so differently that every menu should be drawn anew."""
FOLDERS: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
FONTS: Final = (
    "ipaexg.ttf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansJP-*.*tf",
    "ipag.ttf",
    "VL-PGothic-Regular.ttf",
    "TakaoPGothic.ttf",
    "ヒラギノ角ゴシック W6.ttc",
    "YuGothB.ttc",
    "meiryob.ttc",
)
"""Fonts with Japanese characters, the best first."""
NO_FONT: Final = (
    "no font with Japanese characters is on this machine: install one, such as the Debian package "
    "fonts-ipaexfont-gothic, or give each menu an `image` (`enishi menus draw` makes them on another machine)"
)
PALETTES: Final = {"day": DAY, "dusk": DUSK}
LOCKED_HALO, LOCKED_INK, ACCENT_HALO, WHITE, GOLD = "#EEF1F0", "#6F7F7A", "#417F6E", "#FFFFFF", "#C58B3B"
COLOURS: Final = 128
GAP: Final = 9
TILE: Final = (400, 405)
"""The size of tile for which the proportions are made; others are drawn larger or smaller."""


def signature(shape: Shape) -> bytes:
    """Return what a picture is drawn from, wherever it is drawn."""
    areas = [
        (area.label.to(shape.language), area.icon, area.look, area.tab == shape.tab)
        for area in shape.menu.areas
    ]
    return msgspec.json.encode((VERSION, shape.menu.colours, areas))


def font_file() -> Path | None:
    """Find a font with Japanese characters."""
    return _font_in(FOLDERS)


@cache
def _font_in(folders: Sequence[str]) -> Path | None:
    places = [each for folder in folders if (each := Path(folder).expanduser()).is_dir()]
    return next((found for name in FONTS for place in places for found in sorted(place.rglob(name))), None)


def picture(shape: Shape) -> bytes:
    """Draw a menu and return it as PNG; raises EnishiError where no font is found."""
    font = font_file()
    if font is None:
        raise EnishiError(NO_FONT)
    size, colours = shape.menu.size, PALETTES[shape.menu.colours]
    paper = Image.new("RGB", (size.width * SCALE, size.height * SCALE), colours.ground)
    for area in shape.menu.areas:
        if area.tab:
            _tab(paper, area, shape, colours, str(font))
        else:
            _tile(paper, area, shape, colours, str(font))
    small = paper.resize((size.width, size.height), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _tab(paper: Image.Image, area: Area, shape: Shape, colours: Palette, font: str) -> None:
    """Draw a tab: the one that is open stands out like a tile, the others lie in the ground."""
    pen, here = ImageDraw.Draw(paper), area.tab == shape.tab
    left, top, right, bottom = _card(area, shape.menu)
    box(pen, (left, top, right, bottom), colours.tile if here else colours.rest, radius=area.height / 4)
    if here:
        middle, half = (left + right) / 2, area.width / 8
        box(pen, (middle - half, bottom - 10, middle + half, bottom - 4), colours.accent, radius=3)
    words, ink = area.label.to(shape.language), colours.ink if here else colours.quiet_ink
    _write(pen, words, ((left + right) / 2, (top + bottom) / 2 - 2), ink, font, right - left - 32, 40)


def _tile(paper: Image.Image, area: Area, shape: Shape, colours: Palette, font: str) -> None:
    """Draw one button: a card, the icon on its halo, the words."""
    pen, locked, accent = ImageDraw.Draw(paper), area.look == "locked", area.look == "accent"
    left, top, right, bottom = card = _card(area, shape.menu)
    scale = min(area.width / TILE[0], area.height / TILE[1])
    box(pen, card, colours.accent if accent else colours.tile, radius=26)
    x, y = (left + right) / 2, (top + bottom) / 2
    if area.icon:
        middle = y - 42 * scale
        disc(pen, x, middle, 84 * scale, ACCENT_HALO if accent else LOCKED_HALO if locked else colours.halo)
        _stamp(
            paper,
            area.icon,
            (x, middle),
            scale,
            WHITE if accent else colours.quiet if locked else colours.icon,
        )
        if locked:
            _stamp(paper, "padlock", (x + 60 * scale, middle + 58 * scale), scale * 0.8, GOLD)
        y = bottom - 66 * scale
    words, ink = area.label.to(shape.language), WHITE if accent else LOCKED_INK if locked else colours.ink
    _write(pen, words, (x, y), ink, font, right - left - 32, 44 * max(scale, 0.8))


def _card(area: Area, menu: Menu) -> Box:
    """Return where a card lies in its area: a gap around it, twice as wide at the edges of the menu."""
    right, bottom = area.x + area.width, area.y + area.height
    return (
        area.x + GAP * (2 if area.x == 0 else 1),
        area.y + GAP * (2 if area.y == 0 else 1),
        right - GAP * (2 if right >= menu.size.width else 1),
        bottom - GAP * (2 if bottom >= menu.size.height else 1),
    )


def _stamp(paper: Image.Image, icon: str, place: tuple[float, float], scale: float, ink: str) -> None:
    """Draw an icon around a place, somewhat larger than it is written down."""
    side = BOX * SCALE
    layer = Image.new("RGBA", (side, side))
    (padlock if icon == "padlock" else ICONS[icon])(ImageDraw.Draw(layer), BOX / 2, BOX / 2, ink)
    size = round(side * 1.25 * scale)
    large = layer.resize((size, size), Image.Resampling.LANCZOS)
    x, y = (round(each * SCALE - size / 2) for each in place)
    paper.paste(large, (x, y), large)


def _write(
    pen: Pen, words: str, place: tuple[float, float], ink: str, font: str, room: float, size: float
) -> None:
    """Write one line in the middle, as large as fits, a little bolder than the font is."""
    points = round(size)
    while points > 12 and ImageFont.truetype(font, points).getlength(words) > room:
        points -= 1
    face, middle = ImageFont.truetype(font, points * SCALE), (place[0] * SCALE, place[1] * SCALE)
    pen.text(middle, words, fill=ink, font=face, anchor="mm", stroke_width=1, stroke_fill=ink)
