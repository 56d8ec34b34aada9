"""What a message means: a code, a command, words for a human, an answer, or something to be kind about."""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from dialogs import inputs
from dialogs.phrases import courtesy, deed, wants_less
from dialogs.position import Media
from dialogs.runs import RUNS
from dialogs.survey import plain
from dialogs.yesno import yes_or_no
from handlers import (
    bubbles,
    editing,
    menu,
    orders,
    preview,
    speaking,
    staff,
    survey_orders,
    surveys,
    tabs,
)
from handoff import asking, carrying, crisis, parcels, passing, relay, state


def on_message(turn: Turn) -> None:
    """Give a message to whoever it is for, in this order; exactly one of them answers."""
    if staff.take_code(turn):
        return
    if turn.friend.is_staff:
        _from_staff(turn)
    elif crisis.heard(turn):
        surveys.interrupt(turn)
        crisis.act(turn, speaking.glance(turn))
    elif not _command(turn) and not orders.obey(turn) and not _shortcut(turn) and not relay.hold(turn):
        _from_friend(turn)  # obey and shortcuts leave whoever is with a human alone


def _from_staff(turn: Turn) -> None:
    """A command, or words for a friend: what looks like a command never reaches a friend."""
    if preview.hear(turn) or editing.hear(turn) or survey_orders.hear(turn):
        return
    if orders.obey(turn) or relay.hold(turn):
        return
    if orders.obey_label(turn, _words(turn) or ""):
        return
    turn.say(
        messages.text(
            turn._("Not sent: nobody is open with you. “/queue” shows who waits, “/help” the rest.")
        )
    )


def _words(turn: Turn) -> str | None:
    words = state.message(turn).get("text")
    return words if isinstance(words, str) and state.message(turn).get("type") == "text" else None


def _command(turn: Turn) -> bool:
    """Begin the survey that has a command of its own: a slash and its id."""
    words = _words(turn)
    return words is not None and plain(words).startswith("/") and _shortcut(turn)


def _shortcut(turn: Turn) -> bool:
    """Open what a menu button or a survey's keyword names; returns whether the text was one.

    Whoever waits for an advisor may do so too, and may stop waiting in any words.
    """
    words, own = _words(turn), state.STATE.of(turn).own
    if words is None or (own and own.silent):
        return False
    if item := menu.item_named(turn, words):
        menu.open_item(turn, item)
    elif started := surveys.start_on(turn, f"keyword:{plain(words)}"):
        speaking.answer(turn, started)
    elif own and deed(words) == "cancel":
        asking.ask(turn, "words")
    else:
        return False
    return True


def _from_friend(turn: Turn) -> None:
    given = bubbles.given(turn)
    if isinstance(given, inputs.Sent) and _of_known_album(turn, given.media):
        return
    if isinstance(given, inputs.Typed) and surveys.takes_any_text(turn):
        given = bubbles.together(turn, given)
        if given is None:
            return
    if given:
        answer = surveys.give(turn, given)
        if isinstance(given, inputs.Sent) and _is_answer(turn, given.media):
            carrying.fetch(turn, state.message(turn), carrying.ANSWER)
        if answer:
            speaking.answer(turn, answer)
            return
    _outside(turn, _words(turn))


def _of_known_album(turn: Turn, media: Media) -> bool:
    """Whether a picture belongs to a set of which one is an answer already; LINE sends them in any order."""
    return media.album is not None and any(each.album == media.album for each in _sent(turn))


def _is_answer(turn: Turn, media: Media) -> bool:
    return any(each.message_id == media.message_id for each in _sent(turn))


def _sent(turn: Turn) -> list[Media]:
    """Return what she has sent as answers."""
    return [
        answered.media
        for position in RUNS.of(turn).positions.values()
        for answered in position.answers.values()
        if answered.media
    ]


def _media(turn: Turn) -> None:
    """Say once what cannot be looked at, and show again what is open; else offer a person for it."""
    said = state.message(turn)
    if said.get("type") == "sticker" or carrying.is_spoken_of(turn, said):
        return
    live = RUNS.of(turn).live
    if parcels.is_medium(said) and not (live and not live.paused):
        turn.say(menu.pass_on_card(turn))
        return
    words = turn._("Thank you, but I can't look at {kind}. Could you put it in words?")
    sorry = messages.text(words.format(kind=passing.kind(said, turn._)))
    answer = surveys.resume(turn) if live and not live.paused else None
    speaking.answer(turn, answer, before=[sorry])


def _outside(turn: Turn, words: str | None) -> None:
    """Outside a survey a courtesy is answered, and a question is offered a person."""
    if words is None:
        _media(turn)
        return
    if tabs.open_named(turn, words):
        return
    if wants_less(words):
        menu.settings(turn)
        return
    kind = courtesy(words)
    if kind == "greeting":
        turn.say(menu.help_card(turn, turn._("Hello! What can I do for you?")))
    elif kind == "thanks":
        turn.say(messages.text(turn._("You're welcome.")))
    elif kind is None and yes_or_no(words) is not None:
        turn.say(menu.help_card(turn, turn._("What can I do for you?")))
    elif kind is None:
        turn.say(menu.pass_on_card(turn))
