"""Finds what only the handlers can know of menus: dead buttons, and help or settings that are locked away.

Called by `handlers.check_bubbles`; the rest is `dialogs.check_menus`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.errors import Mistake
from dialogs.check_rules import shown_to_friends
from dialogs.check_team import FILE as TEAM
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
    """Find buttons of menus, and that of silence, which nobody answers: no room, no survey, no words."""
    for number, each in enumerate(content.menus.menus):
        for index, area in enumerate(each.areas):
            what, _, item = (area.postback or "").partition("do=")
            if what == "menu?" and not _answered(content, item, *orders.STAFF_MENU, orders.DUTY):
                place = ("menus", number, "areas", index, "postback")
                yield loaded.at(FILE, place, f"nothing answers `{item}`", f"write `{item}` under answers")
    useful = content.team.silence.useful
    if useful and useful.item and not _answered(content, useful.item):
        what, remedy = f"nothing answers `{useful.item}`", f"write `{useful.item}` under answers of {FILE}"
        yield loaded.at(TEAM, ("silence", "useful", "item"), what, remedy)


def _answered(content: Content, item: str, *more: str) -> bool:
    here = {*menu.ITEMS, *content.menus.answers, *more}
    return item in here or content.starting(f"menu:{item}") is not None
