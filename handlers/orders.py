"""Each command of the table with the function that carries it out."""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from dialogs.japanese import fold
from handlers import (
    admin,
    cards,
    commands,
    editing,
    known,
    menu,
    mine,
    moving,
    reloading,
    routes,
    staff,
    survey_orders,
    tying,
)
from handlers.command_rows import BY_KEY, LEADS
from handoff import asking, audit, duty, handing, jotting, orders, shifts, state


def _leave(turn: Turn, _rest: str = "") -> None:
    asking.leave(turn)


def _audit(turn: Turn, rest: str = "") -> None:
    turn.ask_report("audit", name=rest)


def _desk(turn: Turn, _rest: str = "") -> None:
    turn.ask_report("desk")


def help_words(turn: Turn, _rest: str = "") -> None:
    """Show staff their commands, and friends what the bot can do for them."""
    if not turn.friend.is_staff:
        menu.help_words(turn)
        return
    title = turn._("Commands for you")
    lines = commands.help_lines(turn.friend.role, turn.friend.speaks, turn._)
    word = f"/{commands.shown(BY_KEY['menu'], turn.friend.speaks)}"
    turn.say(messages.flex_card(turn._("You have one notice"), title, lines, [messages.say_it(word, word)]))


def staff_menu(turn: Turn, _rest: str = "") -> None:
    """Show staff what their rich menu has, for LINE on a computer, and friends what they can do."""
    if not turn.friend.is_staff:
        menu.help_words(turn)
        return
    switch = turn._("Off duty") if state.serves(turn) else turn._("On duty")
    named = [
        (turn._("Who is waiting"), "queue"),
        (turn._("With you"), "mine"),
        (switch, "duty"),
        (turn._("Finish a conversation"), "done"),
        (turn._("The figures"), "stats"),
        (turn._("Commands for you"), "help"),
    ]
    actions = [
        messages.postback(label, f"menu?do={item}", label)
        for label, item in named
        if item != "stats" or turn.friend.role in LEADS
    ]
    title = turn._("What can I do for you?")
    turn.say(cards.choices(title, title, [], [], actions, []))


DEEDS = commands.bind(
    {
        "take": orders.take,
        "done": orders.done,
        "to": orders.to,
        "queue": orders.queue,
        "who": orders.who,
        "now": orders.now,
        "on": duty.on,
        "off": duty.off,
        "transfer": handing.transfer,
        "release": handing.release,
        "handover": shifts.hand_over,
        "note": jotting.note,
        "notes": jotting.notes,
        "history": jotting.history,
        "c": jotting.canned,
        "later": jotting.later,
        "snooze": jotting.snooze,
        "tag": jotting.tag,
        "audit": _audit,
        "incident": orders.incident,
        "desk": _desk,
        "capacity": duty.capacity,
        "skills": duty.skills,
        "assign": handing.assign,
        "cancel": orders.cancel,
        "stats": admin.stats,
        "links": routes.ask,
        "survey": survey_orders.obey,
        "staff": staff.make_code,
        "stop": admin.stop,
        "resume": admin.resume,
        "parked": admin.parked,
        "retry": admin.retry,
        "undo": editing.undo,
        "reload": reloading.reload,
        "talk": menu.talk,
        "leave": _leave,
        "menu": staff_menu,
        "link": tying.offer,
        "unlink": tying.ask_unlink,
        "settings": menu.settings,
        "know": mine.know,
        "correct": mine.correct,
        "mute": mine.pause,
        "unmute": mine.unpause,
        "erase": mine.ask_erase,
        "moved": moving.offer,
        "freeze": moving.freeze,
        "help": help_words,
    }
)


STAFF_MENU = {"queue": "queue", "mine": "who", "done": "done", "stats": "stats", "help": "help"}
"""What the buttons of the staff's rich menu run, by their `menu?do=`."""
DUTY = "duty"
"""The button that runs `on` or `off`, whichever she is not."""


def open_item(turn: Turn, item: str) -> bool:
    """Answer a tap on the staff's menu as the command would; returns whether it was one."""
    key = ("off" if state.serves(turn) else "on") if item == DUTY else STAFF_MENU.get(item)
    if key is None:
        return False
    if turn.friend.role in BY_KEY[key].roles:
        audit.ordered(turn, key)
        DEEDS[key](turn, "")
    else:
        turn.say(messages.text(turn._("The figures are for leads and admins.")))
    return True


def obey_label(turn: Turn, words: str) -> bool:
    """Do what a button of the staff's menu does when somebody types its label; returns whether it was one."""
    for area in (area for each in known.content(turn).menus.menus for area in each.areas):
        item = (area.postback or "").removeprefix("menu?do=")
        if item in (*STAFF_MENU, DUTY) and fold(words) in {fold(name) for name in area.label.root.values()}:
            return open_item(turn, item)
    return False


def obey(turn: Turn) -> bool:
    """Carry out a typed command; returns whether the message was one."""
    return commands.obey(turn, DEEDS)
