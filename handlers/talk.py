"""What a message means: a code, a command, words for a human, an answer, or something to be kind about."""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from dialogs import inputs
from dialogs.phrases import courtesy
from dialogs.runs import RUNS
from handlers import menu, orders, speaking, staff, surveys
from handoff import relay


def on_message(turn: Turn) -> None:
    """Give a message to whoever it is for, in this order; exactly one of them answers."""
    if staff.take_code(turn):
        return
    if turn.friend.is_staff:
        _from_staff(turn)
    elif not orders.obey(turn) and not relay.hold(turn):  # obey leaves whoever is with a human alone
        _from_friend(turn)


def _from_staff(turn: Turn) -> None:
    """A command, or words for a friend: what looks like a command never reaches a friend."""
    if not orders.obey(turn) and not relay.hold(turn):
        turn.say(
            messages.text(turn._("Nobody is open with you. “/queue” shows who waits, “/help” the rest."))
        )


def _from_friend(turn: Turn) -> None:
    message = turn.event.data.get("message")
    message = message if isinstance(message, dict) else {}
    words = message.get("text") if message.get("type") == "text" else None
    given = inputs.Typed(words) if isinstance(words, str) else inputs.Sticker()
    if isinstance(words, str) or message.get("type") == "sticker":
        answer = surveys.give(turn, given)
        if answer:
            speaking.answer(turn, answer)
            return
    _outside(turn, words)


def _outside(turn: Turn, words: str | None) -> None:
    """Outside a survey: a keyword starts one, a courtesy is answered, a question is offered a person."""
    if words is None:
        if RUNS.of(turn).live is None and turn.event.data.get("message", {}).get("type") != "sticker":
            menu.help_words(turn)
        return
    started = surveys.start_on(turn, f"keyword:{words.strip()}")
    if started:
        speaking.answer(turn, started)
        return
    kind = courtesy(words)
    if kind == "greeting":
        turn.say(menu.help_card(turn, turn._("Hello! What can I do for you?")))
    elif kind == "thanks":
        turn.say(messages.text(turn._("You're welcome.")))
    elif kind is None:
        turn.say(
            menu.help_card(turn, turn._("I'm the assistant, a program. Shall I pass this on to a person?"))
        )
