"""Draws the rich menus and the assistant's icon of the example into `career/images`.

    python examples/make_menus.py [FONT.ttf]

The pictures are committed, so that nobody else needs a Japanese font.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

FONT: Final = "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"
IMAGES: Final = Path(__file__).parent / "career" / "images"
WIDTH, HEIGHT, SCALE = 1200, 810, 2
ICON: Final = 1.25
TILE_W, TILE_H = WIDTH // 3, HEIGHT // 2

Box = tuple[float, float, float, float]
Pen = ImageDraw.ImageDraw
Icon = Callable[[Pen, float, float, str], None]


class Palette(NamedTuple):
    """The colours of one menu."""

    ground: str
    tile: str
    ink: str
    icon: str
    halo: str
    quiet: str
    accent: str


DAY: Final = Palette("#E4EDEA", "#FFFFFF", "#21423B", "#2F6F5E", "#E3F1EC", "#9AAAA5", "#2F6F5E")
DUSK: Final = Palette("#DDE4EE", "#FFFFFF", "#24364F", "#3A5A86", "#E5ECF6", "#9AA6B5", "#3A5A86")


class Tile(NamedTuple):
    """One button: its icon, its words, and whether it is locked or calls for attention."""

    icon: Icon
    ja: str
    en: str
    locked: bool = False
    accent: bool = False


def line(pen: Pen, points: list[tuple[float, float]], colour: str, width: float = 5) -> None:
    """Draw a line with round ends and corners."""
    scaled = [(x * SCALE, y * SCALE) for x, y in points]
    pen.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
    radius = width * SCALE / 2
    for x, y in (scaled[0], scaled[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def box(pen: Pen, area: Box, colour: str | None = None, edge: str | None = None, radius: float = 8) -> None:
    """Draw a rounded rectangle."""
    scaled = [each * SCALE for each in area]
    pen.rounded_rectangle(scaled, radius * SCALE, fill=colour, outline=edge, width=5 * SCALE if edge else 0)


def disc(pen: Pen, x: float, y: float, radius: float, colour: str | None, edge: str | None = None) -> None:
    """Draw a circle."""
    area = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
    pen.ellipse(area, fill=colour, outline=edge, width=5 * SCALE if edge else 0)


def polygon(pen: Pen, points: list[tuple[float, float]], colour: str) -> None:
    """Draw a filled shape."""
    pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)


def dome(pen: Pen, x: float, y: float, radius: float, colour: str) -> None:
    """Draw the upper half of a disc, as shoulders."""
    area = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
    pen.pieslice(area, 180, 360, fill=colour)


def arc(
    pen: Pen, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float = 5
) -> None:
    """Draw a part of a circle, degrees clockwise from three o'clock."""
    area = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
    pen.arc(area, start, end, fill=colour, width=round(width * SCALE))


def briefcase(pen: Pen, x: float, y: float, colour: str) -> None:
    """Jobs."""
    box(pen, (x - 14, y - 34, x + 14, y - 12), edge=colour, radius=6)
    box(pen, (x - 40, y - 20, x + 40, y + 34), colour, radius=9)
    line(pen, [(x - 37, y + 4), (x - 8, y + 10)], "#FFFFFF", 3.5)
    line(pen, [(x + 8, y + 10), (x + 37, y + 4)], "#FFFFFF", 3.5)
    box(pen, (x - 7, y + 4, x + 7, y + 16), "#FFFFFF", radius=3)


def calendar(pen: Pen, x: float, y: float, colour: str) -> None:
    """Booking."""
    box(pen, (x - 36, y - 28, x + 36, y + 36), edge=colour, radius=9)
    box(pen, (x - 36, y - 28, x + 36, y - 8), colour, radius=8)
    for left in (-18, 18):
        line(pen, [(x + left, y - 37), (x + left, y - 24)], colour, 6)
    line(pen, [(x - 15, y + 13), (x - 4, y + 23), (x + 17, y + 2)], colour, 6)


def bubbles(pen: Pen, x: float, y: float, colour: str) -> None:
    """Talking with a person."""
    box(pen, (x - 8, y - 10, x + 42, y + 28), edge=colour, radius=15)
    polygon(pen, [(x + 20, y + 25), (x + 36, y + 25), (x + 36, y + 40)], colour)
    box(pen, (x - 46, y - 38, x + 24, y + 14), DAY.halo, radius=20)
    box(pen, (x - 42, y - 34, x + 20, y + 10), colour, radius=17)
    polygon(pen, [(x - 32, y + 4), (x - 32, y + 26), (x - 12, y + 6)], colour)
    for left in (-26, -11, 4):
        disc(pen, x + left, y - 12, 4, "#FFFFFF")


def link(pen: Pen, x: float, y: float, colour: str) -> None:
    """Linking: two links of a chain, on a slant."""
    radius = math.hypot(11, 11) + 3.5
    for side in (-17, 17):
        low, high = (x + side - 12, y - side + 12), (x + side + 12, y - side - 12)
        for off in (-11, 11):
            line(pen, [(low[0] + off, low[1] + off), (high[0] + off, high[1] + off)], colour, 7)
        arc(pen, *low, radius, 45, 225, colour, 7)
        arc(pen, *high, radius, 225, 405, colour, 7)


def checklist(pen: Pen, x: float, y: float, colour: str) -> None:
    """Answers."""
    box(pen, (x - 32, y - 34, x + 32, y + 38), edge=colour, radius=9)
    box(pen, (x - 15, y - 41, x + 15, y - 26), colour, radius=6)
    for top in (-8, 9, 26):
        line(pen, [(x - 20, y + top - 2), (x - 16, y + top + 2), (x - 9, y + top - 6)], colour, 4)
        line(pen, [(x + 1, y + top - 2), (x + 20, y + top - 2)], colour, 4.5)


def gear(pen: Pen, x: float, y: float, colour: str) -> None:
    """Settings."""
    for step in range(8):
        across, down = math.cos(math.radians(step * 45)), math.sin(math.radians(step * 45))
        line(pen, [(x + 24 * across, y + 24 * down), (x + 36 * across, y + 36 * down)], colour, 12)
    disc(pen, x, y, 29, colour)
    disc(pen, x, y, 12, DAY.halo)


def book(pen: Pen, x: float, y: float, colour: str) -> None:
    """The gift to read."""
    for side in (-1, 1):
        area = (x - 42, y - 28, x - 1, y + 28) if side < 0 else (x + 1, y - 28, x + 42, y + 28)
        box(pen, area, colour, radius=7)
        for top in (-12, 2, 16):
            start = x + side * 10
            line(pen, [(start, y + top), (start + side * 21, y + top)], "#FFFFFF", 3.5)


def queue(pen: Pen, x: float, y: float, colour: str) -> None:
    """People who wait."""
    for left, size in ((-30, 0.8), (30, 0.8), (0, 1.0)):
        ring = DUSK.halo
        disc(pen, x + left, y - 14 * size, 14 * size + 4, ring)
        disc(pen, x + left, y - 14 * size, 14 * size, colour)
        top = y + 6 * size
        dome(pen, x + left, top + 26 * size, 26 * size + 4, ring)
        dome(pen, x + left, top + 26 * size, 26 * size, colour)


def person(pen: Pen, x: float, y: float, colour: str) -> None:
    """A friend in one's care."""
    disc(pen, x - 8, y - 16, 17, colour)
    dome(pen, x - 8, y + 38, 30, colour)
    line(pen, [(x + 20, y - 6), (x + 29, y + 3), (x + 44, y - 16)], colour, 6)


def power(pen: Pen, x: float, y: float, colour: str) -> None:
    """On and off duty."""
    arc(pen, x, y + 3, 35, -55, 235, colour, 8)
    line(pen, [(x, y - 36), (x, y - 2)], colour, 8)


def tick(pen: Pen, x: float, y: float, colour: str) -> None:
    """Done."""
    disc(pen, x, y, 37, colour)
    line(pen, [(x - 17, y + 1), (x - 4, y + 14), (x + 18, y - 12)], "#FFFFFF", 7)


def chart(pen: Pen, x: float, y: float, colour: str) -> None:
    """Figures."""
    for left, top in ((-30, 8), (-9, -8), (12, -28)):
        box(pen, (x + left, y + top, x + left + 16, y + 30), colour, radius=4)
    line(pen, [(x - 38, y + 38), (x + 38, y + 38)], colour, 5)


def prompt(pen: Pen, x: float, y: float, colour: str) -> None:
    """Commands."""
    box(pen, (x - 42, y - 32, x + 42, y + 34), colour, radius=10)
    line(pen, [(x - 24, y - 12), (x - 10, y + 1), (x - 24, y + 14)], "#FFFFFF", 5)
    line(pen, [(x + 2, y + 15), (x + 24, y + 15)], "#FFFFFF", 5)


def padlock(pen: Pen, x: float, y: float, colour: str) -> None:
    """A small lock on a disc, for what needs linking."""
    disc(pen, x, y, 25, "#FFFFFF")
    disc(pen, x, y, 21, colour)
    arc(pen, x, y - 5, 8, 180, 360, "#FFFFFF", 3.5)
    box(pen, (x - 11, y - 4, x + 11, y + 11), "#FFFFFF", radius=3)


MENUS: Final[dict[str, tuple[Palette, list[Tile]]]] = {
    "locked": (DAY, [
        Tile(briefcase, "合う求人を見る", "Matching jobs", locked=True),
        Tile(calendar, "面談を予約", "Book an interview", locked=True),
        Tile(bubbles, "人に相談", "Talk to a person"),
        Tile(link, "連携する", "Link membership", accent=True),
        Tile(checklist, "回答を見る", "My answers"),
        Tile(gear, "設定・停止", "Settings, stop"),
    ]),
    "open": (DAY, [
        Tile(briefcase, "合う求人を見る", "Matching jobs"),
        Tile(calendar, "面談を予約", "Book an interview"),
        Tile(bubbles, "人に相談", "Talk to a person"),
        Tile(book, "例文集を読む", "Read the examples"),
        Tile(checklist, "回答を見る", "My answers"),
        Tile(gear, "設定・停止", "Settings, stop"),
    ]),
    "staff": (DUSK, [
        Tile(queue, "待っている人", "Who is waiting"),
        Tile(person, "担当中の人", "My friends"),
        Tile(power, "受付の開始・終了", "On or off duty"),
        Tile(tick, "対応を終える", "Finish a talk"),
        Tile(chart, "今日の数字", "Today's figures"),
        Tile(prompt, "コマンド一覧", "All commands"),
    ]),
}  # fmt: skip


def stamp(picture: Image.Image, icon: Icon, x: float, y: float, ink: str) -> None:
    """Draw an icon larger than it is written down."""
    layer = Image.new("RGBA", (120 * SCALE, 120 * SCALE))
    icon(ImageDraw.Draw(layer), 60, 60, ink)
    size = round(120 * SCALE * ICON)
    large = layer.resize((size, size), Image.Resampling.LANCZOS)
    picture.paste(large, (round(x * SCALE - size / 2), round(y * SCALE - size / 2)), large)


def draw_tile(
    picture: Image.Image, tile: Tile, place: tuple[int, int], words: str, colours: Palette, font: str
) -> None:
    """Draw one button: a card, the icon on its halo, the words."""
    pen, (column, row) = ImageDraw.Draw(picture), place
    left, top, gap = column * TILE_W, row * TILE_H, 9
    outer_left, outer_right = gap * (2 if column == 0 else 1), gap * (2 if column == 2 else 1)
    outer_top, outer_bottom = gap * (2 if row == 0 else 1), gap * (2 if row == 1 else 1)
    card = (left + outer_left, top + outer_top, left + TILE_W - outer_right, top + TILE_H - outer_bottom)
    box(pen, card, colours.accent if tile.accent else colours.tile, radius=26)
    x, y = (card[0] + card[2]) / 2, (card[1] + card[3]) / 2 - 42
    halo = "#417F6E" if tile.accent else ("#EEF1F0" if tile.locked else colours.halo)
    disc(pen, x, y, 84, halo)
    ink = "#FFFFFF" if tile.accent else (colours.quiet if tile.locked else colours.icon)
    stamp(picture, tile.icon, x, y, ink)
    if tile.locked:
        padlock(pen, x + 60, y + 58, "#C58B3B")
    colour = "#FFFFFF" if tile.accent else ("#6F7F7A" if tile.locked else colours.ink)
    write(pen, words, x, card[3] - 66, colour, font, card[2] - card[0] - 32)


def write(pen: Pen, words: str, x: float, y: float, colour: str, font: str, room: float) -> None:
    """Write one line in the middle, as large as fits, a little bolder than the font is."""
    size = 44
    while ImageFont.truetype(font, size).getlength(words) > room:
        size -= 1
    face = ImageFont.truetype(font, size * SCALE)
    pen.text(
        (x * SCALE, y * SCALE), words, fill=colour, font=face, anchor="mm", stroke_width=1, stroke_fill=colour
    )


def draw_menu(name: str, language: str, font: str) -> Path:
    """Draw one menu at twice its size, shrink it and save it with few colours."""
    colours, tiles = MENUS[name]
    picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), colours.ground)
    for index, tile in enumerate(tiles):
        words = tile.ja if language == "ja" else tile.en
        draw_tile(picture, tile, (index % 3, index // 3), words, colours, font)
    path = IMAGES / f"menu-{name}.{language}.png"
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def draw_assistant() -> Path:
    """Draw the assistant's icon: a friendly speech bubble, plainly no person."""
    side = 240
    picture = Image.new("RGB", (side * SCALE, side * SCALE), DAY.icon)
    pen = ImageDraw.Draw(picture)
    polygon(pen, [(84, 160), (84, 206), (130, 164)], "#FFFFFF")
    box(pen, (46, 58, 194, 170), "#FFFFFF", radius=44)
    line(pen, [(120, 58), (120, 40)], "#FFFFFF", 7)
    disc(pen, 120, 36, 10, "#F2C879")
    for left in (92, 148):
        disc(pen, left, 106, 11, DAY.ink)
    arc(pen, 120, 116, 26, 30, 150, DAY.ink, 6)
    path = IMAGES / "assistant.png"
    picture.resize((side, side), Image.Resampling.LANCZOS).quantize(64).save(path, optimize=True)
    return path


def main() -> None:
    """Draw everything and say how large it became."""
    font = sys.argv[1] if len(sys.argv) > 1 else FONT
    IMAGES.mkdir(exist_ok=True)
    made = [draw_menu(name, language, font) for name in MENUS for language in ("ja", "en")]
    for path in (*made, draw_assistant()):
        print(f"{path.name}: {path.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
