"""Finds rules of menus that never count: unknown menus, schedules without a moment, what others cover.

Called by `dialogs.check_menus`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Final

from bot.certainty import certain
from bot.errors import Mistake
from bot.facts import Facts
from bot.friends import STAFF
from bot.menu_plan import MenuRule, Menus
from dialogs.content import Content
from dialogs.loaded import Loaded

FILE: Final = "menus.yaml"
KNOWN: Final = ("role", "linked")
SOME_DAY: Final = date(2026, 11, 30)
EVERYBODY: Final = [
    Facts(SOME_DAY, role=role, linked=linked) for role, linked in product((None, *STAFF), (False, True))
]
"""All that a friend can be as far as these two go; of the rest a rule can say anything."""
FRIENDS: Final = [facts for facts in EVERYBODY if facts.role is None]


def check_rules(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find rules that name no menu, or that no friend ever meets."""
    menus = content.menus
    tabbed = {menu: each.id for each in menus.sets for menu in each.tabs.values()}
    named = {menu.id for menu in menus.menus} | set(menus.tabs_of)
    for index, rule in enumerate(menus.rules):
        if rule.menu in tabbed:
            what = f"`{rule.menu}` is a tab of the set `{tabbed[rule.menu]}`"
            yield loaded.at(FILE, ("rules", index, "menu"), what, f"write `{tabbed[rule.menu]}`")
        elif rule.menu not in named:
            what, remedy = f"there is no menu `{rule.menu}`", "name one of the menus or sets"
            yield loaded.at(FILE, ("rules", index, "menu"), what, remedy)
        if rule.during and (why := rule.during.never):
            what = f"this schedule never applies: {why}"
            yield loaded.at(FILE, ("rules", index, "during"), what, "correct its days")
        if said := _never_reached(menus, index):
            yield loaded.at(FILE, ("rules", index), *said)


def _never_reached(menus: Menus, index: int) -> tuple[str, str] | None:
    rule, earlier = menus.rules[index], menus.rules[:index]
    if rule.when and all(_says(rule, each) is False for each in EVERYBODY):
        return "the condition of this rule can never hold", "change it, or remove the rule"
    open_ = [each for each in EVERYBODY if _says(rule, each) is not False]
    if any(_covers(each, rule) for each in earlier) or not any(
        all(_says(each, facts) is not True or each.during for each in earlier) for facts in open_
    ):
        return "this rule is never reached: an earlier one always wins", "move it up, or remove one of them"
    return None


def _says(rule: MenuRule, facts: Facts) -> bool | None:
    return True if rule.when is None else certain(rule.when, facts, KNOWN)


def _covers(earlier: MenuRule, rule: MenuRule) -> bool:
    """Whether a rule says the same as an earlier one, at the same times or fewer."""
    return earlier.when == rule.when and earlier.during in (None, rule.during)


def shown_to_friends(menus: Menus) -> list[int]:
    """Return the rules by which somebody who is no staff may get a menu."""
    return [
        index
        for index, rule in enumerate(menus.rules)
        if any(_says(rule, facts) is not False for facts in FRIENDS)
    ]
