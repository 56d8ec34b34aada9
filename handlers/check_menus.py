"""Finds what only the handlers can know of menus: dead buttons, and help or settings that are locked away.

Called by `handlers.check_bubbles`; the rest is `dialogs.check_menus`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.errors import Mistake
from dialogs.check_rules import shown_to_friends
from dialogs.content import Content
from dialogs.loaded import Loaded
from handlers import menu, orders

FILE: Final = "menus.yaml"
OPEN_TO_ALL: Final = {"talk": "a human can help", "settings": "the settings are"}
"""What everybody reaches, linked or not, whatever else a menu locks."""


def check(loaded: Loaded, content: Content) -> Iterator[Mistake]:
    """Find dead buttons, and menus of friends without help or settings."""
    yield from _dead_buttons(loaded, content)
    for index in shown_to_friends(content.menus):
        shown = content.menus.rules[index].menu
        behind = {area.postback for each in content.menus.menus_of(shown) for area in each.areas}
        for item, why in OPEN_TO_ALL.items():
            if f"menu?do={item}" not in behind:
                what = f"friends can get `{shown}`, and nothing in it says where {why}"
                remedy = f'add an area with postback "menu?do={item}": that is never locked'
                yield loaded.at(FILE, ("rules", index, "menu"), what, remedy)


def _dead_buttons(loaded: Loaded, content: Content) -> Iterator[Mistake]:
    """Find buttons of menus that nobody answers: no room of the house, no survey, no words of the content."""
    house = {*menu.ITEMS, *orders.STAFF_MENU, orders.DUTY}
    for number, each in enumerate(content.menus.menus):
        for index, area in enumerate(each.areas):
            what, _, item = (area.postback or "").partition("do=")
            known = item in house or item in content.menus.answers or content.starting(f"menu:{item}")
            if what == "menu?" and not known:
                place = ("menus", number, "areas", index, "postback")
                yield loaded.at(FILE, place, f"nothing answers `{item}`", f"write `{item}` under answers")
