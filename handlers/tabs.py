"""The tabs of a friend's menu: which one she is on, and what is on one, for whoever has no menu.

Called by `handlers.taps` for LINE's switches and by `handlers.talk` for a typed name.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot import messages
from bot.menu_plan import Area
from bot.turn import Turn
from dialogs.japanese import fold
from handlers import cards, known


def switched(turn: Turn, values: Mapping[str, str]) -> None:
    """Learn which tab she is on; LINE has shown it already, unless it could not or the menu has changed."""
    params = turn.event.data["postback"].get("params")
    alias = params.get("newRichMenuAliasId") if isinstance(params, dict) else None
    if any(values.get("is") in tabs for tabs in known.content(turn).menus.tabs_of.values()):
        turn.friend.tab = values["is"]
    known.show_menu(turn, seen=alias if isinstance(alias, str) else None)


def open_named(turn: Turn, words: str) -> bool:
    """Show what is on a tab of her menu that a text names: LINE for PC has no menu; False if none is."""
    menus, said = known.content(turn).menus, fold(words)
    every = [area for menu in menus.menus_of(known.shown(turn) or "") for area in menu.areas]
    named = next((a for a in every if a.tab and said in {fold(name) for name in a.label.root.values()}), None)
    if named is None:
        return False
    turn.friend.tab = named.tab
    known.show_menu(turn)
    tabs = menus.tabs_of[known.shown(turn) or ""]
    (menu,) = (each for each in menus.menus if each.id == tabs[named.tab or ""])
    language, title = turn.friend.speaks, turn._("What can I do for you?")
    actions = [_button(area, language) for area in menu.areas if not area.tab]
    turn.say(cards.choices(title, named.label.to(language), [], [], actions, []))
    return True


def _button(area: Area, language: str) -> messages.Action:
    label = area.label.to(language)
    return (
        messages.link(label, area.url) if area.url else messages.postback(label, area.postback or "", label)
    )
