"""Draws the rich menus and the assistant's icon of the example into `career/images`.

    python -m examples.make_menus [FONT.ttf]

The pictures are committed, so that nobody else needs a Japanese font.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from examples.menu_icons import (
    DAY,
    DUSK,
    SCALE,
    Icon,
    Palette,
    Pen,
    arc,
    book,
    box,
    briefcase,
    bubbles,
    calendar,
    chart,
    checklist,
    disc,
    gear,
    line,
    link,
    padlock,
    person,
    polygon,
    power,
    prompt,
    queue,
    tick,
)

FONT: Final = "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"
IMAGES: Final = Path(__file__).parent / "career" / "images"
WIDTH, HEIGHT = 1200, 810
ICON: Final = 1.25
TILE_W, TILE_H = WIDTH // 3, HEIGHT // 2


class Tile(NamedTuple):
    """One button: its icon, its words, and whether it is locked or calls for attention."""

    icon: Icon
    ja: str
    en: str
    locked: bool = False
    accent: bool = False


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
        Tile(chart, "いまの数字", "The figures"),
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
