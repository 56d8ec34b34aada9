"""What the dialog engine decides, noted on the friend: tags, attributes, her name, her menu, her plans."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Turn
from dialogs import effects
from dialogs.runs import RUNS
from handlers import differences, known


def note(turn: Turn, decided: Sequence[effects.Effect]) -> None:
    """Put on the friend what her answers say of her."""
    for effect in decided:
        _fact(turn, effect)
    names = [each.name for each in decided if isinstance(each, effects.SetAttribute | effects.DropAttribute)]
    if names:
        differences.follow(turn, names)
        _learn_name(turn)


def _fact(turn: Turn, effect: effects.Effect) -> None:
    match effect:
        case effects.SetTag(tag, source):
            turn.friend.tag(tag, source, turn.now)
        case effects.DropTag(tag, source):
            turn.friend.untag(source, tag)
        case effects.SetAttribute(name, value, source):
            turn.friend.learn(name, value, source, turn.now)
        case effects.DropAttribute(name, source):
            turn.friend.unlearn(source, name)
        case effects.ShowMenu(menu):
            turn.want_menu(known.menu_name(turn, menu))
        case effects.Enrol(plan, source):
            RUNS.of(turn).enrolled[plan, source] = turn.now
        case _:
            return


def _learn_name(turn: Turn) -> None:
    """Call her what she asked to be called."""
    name = turn.friend.attributes.get("call_name")
    turn.friend.call_name = name if isinstance(name, str) and name else None
