"""Each command of the table with the function that carries it out."""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from handlers import admin, commands, menu, staff, tying
from handoff import asking, orders


def _leave(turn: Turn, _rest: str = "") -> None:
    asking.leave(turn)


def help_words(turn: Turn, _rest: str = "") -> None:
    """Show staff their commands, and friends what the bot can do for them."""
    if not turn.friend.is_staff:
        menu.help_words(turn)
        return
    title = turn._("Commands for you")
    lines = commands.help_lines(turn.friend.role, turn.friend.speaks, turn._)
    common = [commands.BY_KEY[key] for key in ("queue", "on", "off")]
    words = [commands.shown(row, turn.friend.speaks) for row in common]
    actions = [messages.say_it(f"/{word}", f"/{word}") for word in words]
    turn.say(messages.flex_card(turn._("You have one notice"), title, lines, actions))


DEEDS = commands.bind(
    {
        "take": orders.take,
        "done": orders.done,
        "to": orders.to,
        "queue": orders.queue,
        "who": orders.who,
        "now": orders.now,
        "on": orders.on,
        "off": orders.off,
        "cancel": orders.cancel,
        "stats": admin.stats,
        "staff": staff.make_code,
        "stop": admin.stop,
        "resume": admin.resume,
        "talk": menu.talk,
        "leave": _leave,
        "menu": menu.help_words,
        "link": tying.offer,
        "unlink": tying.ask_unlink,
        "settings": menu.settings,
        "help": help_words,
    }
)


def obey(turn: Turn) -> bool:
    """Carry out a typed command; returns whether the message was one."""
    return commands.obey(turn, DEEDS)
