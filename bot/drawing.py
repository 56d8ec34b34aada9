"""Rich menus of the content as LINE wants them: one for each menu and language, with image and tap areas.

https://developers.line.biz/en/reference/messaging-api/#rich-menu
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from bot import content, messages
from bot.menus import Drawn

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def drawn(menus: content.Menus, languages: tuple[str, ...], folder: Path) -> list[Drawn]:
    """Return every menu in every language; the last rule's, in the first language, is everybody's default."""
    default = menus.rules[-1].menu if menus.rules else None
    return [
        _draw(menu, language, folder, default=menu.id == default and language == languages[0])
        for menu in menus.menus
        for language in languages
    ]


def has_pictures(menus: content.Menus, folder: Path) -> bool:
    """Whether a folder has every picture as it was when these menus were published."""
    wanted = {name: digest for menu in menus.menus for name, digest in menu.digests.items()}
    return all(_digest(folder / name) == digest for name, digest in wanted.items())


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _draw(menu: content.Menu, language: str, folder: Path, *, default: bool) -> Drawn:
    path = folder / menu.image_for(language)
    image = path.read_bytes()
    shape = {
        "size": {"width": menu.size.width, "height": menu.size.height},
        "selected": menu.open,
        "chatBarText": menu.chat_bar.to(language),
        "areas": [_area(area, language) for area in menu.areas],
    }
    digest = hashlib.sha256(msgspec.json.encode(shape, order="sorted") + image).hexdigest()
    return Drawn(f"{menu.id}.{language}", shape, image, TYPES[path.suffix.lower()], digest, default)


def _area(area: content.Area, language: str) -> dict[str, Any]:
    label = area.label.to(language)
    action = (
        messages.link(label, area.url) if area.url else messages.postback(label, area.postback or "", label)
    )
    return {
        "bounds": {"x": area.x, "y": area.y, "width": area.width, "height": area.height},
        "action": action,
    }
