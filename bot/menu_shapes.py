"""Rich menus of the content as LINE wants them, one for each set and language, with picture and tap areas.

https://developers.line.biz/en/reference/messaging-api/#rich-menu
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from bot import drawing, messages
from bot.menu_plan import Area, Menus, Shape
from bot.menus import Drawn

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def drawn(menus: Menus, languages: tuple[str, ...], folder: Path, public_url: str) -> list[Drawn]:
    """Return every menu in every language; the last rule's, in the first language, is everybody's default."""
    default = menus.name(menus.rules[-1].menu, None, languages[0]) if menus.rules else None
    return [_drawn(shape, folder, public_url, shape.name == default) for shape in menus.shapes(languages)]


def has_pictures(menus: Menus, folder: Path) -> bool:
    """Whether a folder has every picture as it was when these menus were published."""
    wanted = {name: digest for menu in menus.menus for name, digest in menu.digests.items()}
    return all(_digest(folder / name) == digest for name, digest in wanted.items())


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _drawn(shape: Shape, folder: Path, public_url: str, default: bool) -> Drawn:
    menu, image = shape.menu, shape.menu.image_for(shape.language)
    told = {
        "size": {"width": menu.size.width, "height": menu.size.height},
        "selected": menu.open,
        "chatBarText": menu.chat_bar.to(shape.language),
        "areas": [_area(area, shape, public_url) for area in menu.areas],
    }
    content_type = TYPES[Path(image).suffix.lower()] if image else TYPES[".png"]
    # What is drawn is known by what it is drawn from: another machine's font makes no other menu of it.
    looks = (folder / image).read_bytes() if image else drawing.signature(shape)
    digest = hashlib.sha256(msgspec.json.encode(told, order="sorted") + looks).hexdigest()
    picture = (folder / image).read_bytes if image else partial(drawing.picture, shape)
    return Drawn(shape.name, told, picture, content_type, digest, default, shape.alias)


def _area(area: Area, shape: Shape, public_url: str) -> dict[str, Any]:
    bounds = {"x": area.x, "y": area.y, "width": area.width, "height": area.height}
    return {"bounds": bounds, "action": _action(area, shape, public_url)}


def _action(area: Area, shape: Shape, public_url: str) -> Any:
    label = area.label.to(shape.language)
    if area.site:
        # One menu for all: it names nobody, and her browser says who she is.
        return messages.link(label, f"{public_url}/enter/{area.site}?lang={shape.language}")
    if area.url:
        return messages.link(label, area.url)
    if area.tab:
        alias = shape.alias_to(area.tab)
        return {
            "type": "richmenuswitch",
            "label": label,
            "richMenuAliasId": alias,
            "data": f"tab?is={area.tab}",
        }
    return messages.postback(label, area.postback or "", label)
