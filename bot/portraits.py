"""Drawn icons of advisors: a person on a coloured disc, told apart by its colour, and nobody's photo.

Served by the composition root's application; `bot.addresses` says who has which. It never reads a name.
https://developers.line.biz/en/docs/messaging-api/icon-nickname-switch/
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

from aiohttp import web
from PIL import Image, ImageDraw

from bot.addresses import PORTRAITS

SIZE = 240
FINE = 4
"""So much larger it is drawn, and then made small, for smooth edges."""
DISCS = ("#2F6F5E", "#35618E", "#8A5A2B", "#7A4B8C", "#A24A4A", "#4C7A34", "#5A6472", "#B07A1F")
PERSON = "#FFFFFF"


@cache
def picture(number: int) -> bytes:
    """Draw one of the icons as PNG."""
    side = SIZE * FINE
    paper = Image.new("RGB", (side, side), DISCS[number])
    pen = ImageDraw.Draw(paper)
    pen.ellipse(_around(side, 0.5, 0.39, 0.16), fill=PERSON)
    pen.ellipse(_around(side, 0.5, 0.92, 0.31), fill=PERSON)
    out = BytesIO()
    paper.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _around(side: int, x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return (side * (x - radius), side * (y - radius), side * (x + radius), side * (y + radius))


async def serve(request: web.Request) -> web.Response:
    """Answer with the icon of that number."""
    number = int(request.match_info["number"])
    if number >= PORTRAITS:
        raise web.HTTPNotFound
    return web.Response(
        body=picture(number), content_type="image/png", headers={"Cache-Control": "max-age=86400"}
    )
