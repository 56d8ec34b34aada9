"""The icons and colours of rich menus that `bot.drawing` draws, by hand with a few strokes each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from PIL import ImageDraw

SCALE: Final = 2
"""Everything is drawn at twice its size, so that it shrinks to smooth edges."""
BOX: Final = 120
"""The side of the square that each icon is drawn in, around its middle."""

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
    rest: str
    quiet_ink: str


DAY: Final = Palette(
    "#E4EDEA", "#FFFFFF", "#21423B", "#2F6F5E", "#E3F1EC", "#9AAAA5", "#2F6F5E", "#CFDDD8", "#4F6A63"
)
DUSK: Final = Palette(
    "#DDE4EE", "#FFFFFF", "#24364F", "#3A5A86", "#E5ECF6", "#9AA6B5", "#3A5A86", "#C6D1E0", "#52657F"
)


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


def star(pen: Pen, x: float, y: float, colour: str) -> None:
    """What one thought of something."""
    corners = [(40 if each % 2 == 0 else 17, math.radians(each * 36 - 90)) for each in range(10)]
    polygon(pen, [(x + far * math.cos(turn), y + far * math.sin(turn)) for far, turn in corners], colour)


def signpost(pen: Pen, x: float, y: float, colour: str) -> None:
    """Another way to go."""
    line(pen, [(x, y - 38), (x, y + 40)], colour, 7)
    polygon(
        pen, [(x - 30, y - 30), (x + 26, y - 30), (x + 40, y - 18), (x + 26, y - 6), (x - 30, y - 6)], colour
    )
    polygon(pen, [(x + 30, y), (x - 26, y), (x - 40, y + 12), (x - 26, y + 24), (x + 30, y + 24)], colour)


def about(pen: Pen, x: float, y: float, colour: str) -> None:
    """What the service is."""
    disc(pen, x, y, 37, colour)
    disc(pen, x, y - 17, 5, "#FFFFFF")
    line(pen, [(x, y - 2), (x, y + 19)], "#FFFFFF", 8)


def bell(pen: Pen, x: float, y: float, colour: str) -> None:
    """Notices."""
    dome(pen, x, y - 2, 28, colour)
    polygon(pen, [(x - 28, y - 4), (x + 28, y - 4), (x + 36, y + 22), (x - 36, y + 22)], colour)
    line(pen, [(x, y - 36), (x, y - 28)], colour, 7)
    disc(pen, x, y + 32, 8, colour)


ICONS: Final[dict[str, Icon]] = {
    each.__name__: each
    for each in (
        about, bell, book, briefcase, bubbles, calendar, chart, checklist, gear, link, person, power, prompt,
        queue, signpost, star, tick,
    )
}  # fmt: skip
