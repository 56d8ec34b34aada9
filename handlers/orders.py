"""Each command of the table with the function that carries it out."""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from handlers import admin, commands, menu, staff, tying
from handoff import asking, orders, state


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
        "parked": admin.parked,
        "retry": admin.retry,
        "talk": menu.talk,
        "leave": _leave,
        "menu": menu.help_words,
        "link": tying.offer,
        "unlink": tying.ask_unlink,
        "settings": menu.settings,
        "help": help_words,
    }
)


STAFF_MENU = {"queue": "queue", "mine": "who", "done": "done", "stats": "stats", "help": "help"}
"""What the buttons of the staff's rich menu run, by their `menu?do=`."""


def open_item(turn: Turn, item: str) -> bool:
    """Answer a tap on the staff's menu as the command would; returns whether it was one."""
    key = ("off" if state.desk(turn).on_duty else "on") if item == "duty" else STAFF_MENU.get(item)
    if key is None:
        return False
    if turn.friend.role in commands.BY_KEY[key].roles:
        DEEDS[key](turn, "")
    else:
        turn.say(messages.text(turn._("The figures are for leads and admins.")))
    return True


def obey(turn: Turn) -> bool:
    """Carry out a typed command; returns whether the message was one."""
    return commands.obey(turn, DEEDS)
