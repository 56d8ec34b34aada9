"""What a tap means: postback data is `verb?key=value&…`, and each verb has its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from bot import messages
from bot.turn import Turn
from dialogs import inputs
from handlers import (
    admin,
    commands,
    editing,
    known,
    menu,
    mine,
    orders,
    preview,
    speaking,
    surveys,
    tabs,
    team,
    tying,
)
from handoff import events as handoff_events


def on_postback(turn: Turn) -> None:
    """Give a tap to the room that made the button; what she taps herself is always answered."""
    postback = turn.event.data.get("postback")
    postback = postback if isinstance(postback, dict) else {}
    data = str(postback.get("data", ""))
    verb, _, query = data.partition("?")
    if verb == "survey":
        _survey(turn, data, postback.get("params"))
    elif verb in VERBS:
        VERBS[verb](turn, {key: found[0] for key, found in parse_qs(query).items()})
    elif not handoff_events.on_postback(turn) and not commands.on_postback(turn, orders.DEEDS):
        menu.help_words(turn)


def _survey(turn: Turn, data: str, params: object) -> None:
    picked = params.get("date") or params.get("datetime") if isinstance(params, dict) else None
    given = inputs.decode(data, str(picked) if picked else None)
    if given and preview.tapped(turn, given):
        return
    answer = surveys.give(turn, given) if given else None
    speaking.answer(turn, answer)


def _menu(turn: Turn, values: Mapping[str, str]) -> None:
    item = values.get("do", "")
    if item == "talk":
        menu.talk(turn, wrote=values.get("m"))
    elif not (turn.friend.is_staff and orders.open_item(turn, item)):
        menu.open_item(turn, item)


def _resume(turn: Turn, _values: Mapping[str, str]) -> None:
    answer = surveys.resume(turn)
    if answer:
        speaking.answer(turn, answer)
    else:
        menu.help_words(turn)


def _begin(turn: Turn, values: Mapping[str, str]) -> None:
    survey = known.content(turn).survey(values.get("id", ""))
    if survey:
        speaking.answer(turn, surveys.start(turn, survey))
    else:
        menu.help_words(turn)


def _settings(turn: Turn, values: Mapping[str, str]) -> None:
    do = values.get("do")
    if do == "ask_unlink":
        tying.ask_unlink(turn)
    elif do == "unlink":
        tying.unlink(turn)
    elif do in ("pause", "unpause"):
        menu.pause(turn, do == "pause")
    elif do == "language":
        menu.set_language(turn, values.get("to", ""))
    else:
        turn.say(messages.text(turn._("All right, everything stays as it is.")))


def _mine(turn: Turn, values: Mapping[str, str]) -> None:
    mine.on_tap(turn, values.get("do", ""), values.get("at", ""))


def _admin(turn: Turn, values: Mapping[str, str]) -> None:
    """Buttons of admins' cards; whoever is admin no longer finds them dead."""
    if turn.friend.role != "admin":
        turn.say(messages.text(turn._("This button is for admins.")))
    elif values.get("do") == "resume":
        admin.resume_now(turn, values.get("old", "send"))
    elif deed := team.DOES.get(values.get("do", "")):
        deed(turn, values.get("who", ""))


VERBS: dict[str, Callable[[Turn, Mapping[str, str]], None]] = {
    "menu": _menu,
    "tab": tabs.switched,
    "survey_resume": _resume,
    "survey_begin": _begin,
    "settings": _settings,
    "mine": _mine,
    "admin": _admin,
    "edit": editing.tapped,
}
