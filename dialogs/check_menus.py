"""Finds what would go wrong with rich menus: pictures and areas that LINE refuses, tabs that lead nowhere.

Rules are `dialogs.check_rules`; what only the handlers can know is `handlers.check_menus`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

import regex
from PIL import Image, UnidentifiedImageError

from bot import drawing
from bot.content import ANY
from bot.errors import Mistake
from bot.menu_plan import OURS, Area, Menu, Menus, TabSet, alias_of, shape_name
from dialogs.check_rules import check_rules
from dialogs.content import Content
from dialogs.loaded import Loaded
from dialogs.yaml_source import Place

FILE: Final = "menus.yaml"
IMAGE_BYTES: Final = 1_000_000
FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
LEAST_RATIO: Final = 1.45
"""https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image-requirements"""
ALIAS: Final = re.compile(r"[a-z0-9_-]{1,32}")
"""https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias"""
CARD: Final = 160
"""Graphemes that LINE takes in the words above a button.
https://developers.line.biz/en/reference/messaging-api/#buttons"""
OVERLAP: Final = 2
"""Pixels by which LINE's own samples overlap."""


def check_menus(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find all mistakes of menus.yaml that are none of single words."""
    menus = content.menus
    names = [*(("menus", each.id) for each in menus.menus), *(("sets", each.id) for each in menus.sets)]
    for number, (part, name) in enumerate(names):
        if name in [each for _, each in names[:number]]:
            index = number if part == "menus" else number - len(menus.menus)
            yield loaded.at(FILE, (part, index, "id"), f"`{name}` is here twice", "rename one of them")
    for index, menu in enumerate(menus.menus):
        place: Place = ("menus", index)
        if menu.size.width / menu.size.height < LEAST_RATIO:
            yield loaded.at(FILE, (*place, "size"), "the menu is too high", f"width ÷ height ≥ {LEAST_RATIO}")
        yield from _areas(menu, menus, loaded, place)
        yield from _pictures(menu, loaded, place)
    for index, tabs in enumerate(menus.sets):
        yield from _set(tabs, content, loaded, ("sets", index))
    yield from _answers(menus, loaded)
    yield from _sites(content, loaded)
    yield from check_rules(content, loaded)


def _answers(menus: Menus, loaded: Loaded) -> Iterator[Mistake]:
    for key, answer in menus.answers.items():
        carded = answer.button and (answer.url or answer.site or answer.handoff)
        for language, words in answer.say.root.items() if carded else ():
            if (length := len(regex.findall(r"\X", words))) > CARD:
                here = ("answers", key, "say", *(() if language == ANY else (language,)))
                what = f"above a button `say` has {length} characters"
                yield loaded.at(FILE, here, what, f"keep to {CARD}, or drop the button")
        if answer.locked and not answer.linked_only:
            what = "`locked` is never said, for this needs no link"
            yield loaded.at(FILE, ("answers", key, "locked"), what, "add `linked_only: true`, or drop it")


def _sites(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find links to sites that the service does not name, and names that are there twice."""
    known = [site.id for site in content.service.sites]
    for number, name in enumerate(known):
        if name in known[:number]:
            here: Place = ("sites", number, "id")
            yield loaded.at("service.yaml", here, f"`{name}` is here twice", "rename one of them")
    for place, named in _named_sites(content.menus):
        if named not in known:
            remedy = f"write {', '.join(known)}" if known else "add it under `sites` in service.yaml"
            yield loaded.at(FILE, place, f"there is no site `{named}`", remedy)


def _named_sites(menus: Menus) -> Iterator[tuple[Place, str]]:
    for index, menu in enumerate(menus.menus):
        for number, area in enumerate(menu.areas):
            if area.site:
                yield ("menus", index, "areas", number, "site"), area.site
    for key, answer in menus.answers.items():
        if answer.site:
            yield ("answers", key, "site"), answer.site


def _areas(menu: Menu, menus: Menus, loaded: Loaded, place: Place) -> Iterator[Mistake]:
    sets = [each for each in menus.sets if menu.id in each.tabs.values()]
    for number, area in enumerate(menu.areas):
        here = (*place, "areas", number)
        if area.x + area.width > menu.size.width or area.y + area.height > menu.size.height:
            yield loaded.at(FILE, here, "the area leaves the menu", "stay within its size")
        if area.tab and not sets:
            remedy = "add a set with this menu under `sets`"
            yield loaded.at(FILE, (*here, "tab"), f"`{menu.id}` is in no set of tabs", remedy)
        for each in sets:
            if area.tab and area.tab not in each.tabs:
                what, known = f"the set `{each.id}` has no tab `{area.tab}`", ", ".join(each.tabs)
                yield loaded.at(FILE, (*here, "tab"), what, f"write {known}")
    for (_, one), (second, other) in combinations(enumerate(menu.areas), 2):
        if _overlap(one, other):
            what = "this area lies over an earlier one: LINE takes it, and one of them will not answer there"
            yield loaded.at(FILE, (*place, "areas", second), what, "move or shrink one of them", warning=True)


def _overlap(one: Area, other: Area) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > OVERLAP and down > OVERLAP


def _pictures(menu: Menu, loaded: Loaded, place: Place) -> Iterator[Mistake]:
    if menu.image is None:
        if drawing.font_file() is None:
            yield loaded.at(FILE, (*place, "id"), drawing.NO_FONT, warning=True)
        return
    for language, file in menu.image.root.items():
        here = (*place, "image") if language == ANY else (*place, "image", language)
        if said := _picture(menu, loaded, file):
            yield loaded.at(FILE, here, *said)


def _picture(menu: Menu, loaded: Loaded, file: str) -> tuple[str, str] | None:
    """Return what is wrong with a menu's image, if anything."""
    path = loaded.folder / file
    if not path.is_file():
        return f"there is no {file}", "add the picture, or let `enishi menus draw` draw it"
    if path.stat().st_size > IMAGE_BYTES:
        return f"{file} is larger than 1 MB", "save it smaller"
    try:
        with Image.open(path) as image:
            size, kind = image.size, image.format
    except (UnidentifiedImageError, OSError):
        return f"{file} is not a picture", "save it as PNG or JPEG"
    if kind != FORMATS.get(path.suffix.lower()):
        return f"{file} is {kind} by its content", "save it as PNG or JPEG, and name it .png or .jpg"
    if size != (menu.size.width, menu.size.height):
        return f"{file} is {size[0]} × {size[1]}", f"save it as {menu.size.width} × {menu.size.height}"
    return None


def _set(tabs: TabSet, content: Content, loaded: Loaded, place: Place) -> Iterator[Mistake]:
    known = {menu.id: menu for menu in content.menus.menus}
    for tab, menu in tabs.tabs.items():
        here = (*place, "tabs", tab)
        if menu not in known:
            yield loaded.at(FILE, here, f"there is no menu `{menu}`", "name one of the menus")
        for language in content.service.languages:
            alias = alias_of(shape_name(tabs.id, tab, language))
            if not ALIAS.fullmatch(alias):
                what = f"LINE's name for this tab would be `{alias}`"
                room = 32 - len(OURS) - len(language) - 2
                yield loaded.at(
                    FILE, here, what, f"keep the ids of set and tab to {room} characters together"
                )
                break
    if all(menu in known for menu in tabs.tabs.values()):
        for tab in _out_of_reach(tabs, known):
            what = f"nothing in the set `{tabs.id}` leads to the tab `{tab}`"
            yield loaded.at(
                FILE, (*place, "tabs", tab), what, f"add an area with `tab: {tab}`, or drop the tab"
            )


def _out_of_reach(tabs: TabSet, known: dict[str, Menu]) -> list[str]:
    """Return the tabs to which nobody gets who begins at the first one."""
    reached, ahead = set(), [next(iter(tabs.tabs))]
    while ahead:
        tab = ahead.pop()
        if tab in tabs.tabs and tab not in reached:
            reached.add(tab)
            ahead += [area.tab for area in known[tabs.tabs[tab]].areas if area.tab]
    return [tab for tab in tabs.tabs if tab not in reached]
