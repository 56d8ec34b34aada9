"""Rewording a survey by chat: which step, which words, and that the next message is the new wording.

What must be checked or written is asked for as a report, so that no other turn waits for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from bot import messages
from bot.clock import MINUTE
from bot.turn import Turn
from dialogs.japanese import fold
from dialogs.rewording import words
from dialogs.runs import RUNS
from dialogs.survey import Survey
from handlers import commands, drafts, editing_view, known, preview
from handoff import state

HEARS: Final = 30 * MINUTE
"""How long after she chose a text what she types is its new wording; commands and quotes never are."""
LEAVE: Final = frozenset(fold(each) for each in ("やめる", "やめます", "キャンセル", "cancel", "leave"))


def edit(turn: Turn, survey: Survey) -> None:
    """`/survey edit welcome`: show the steps, and her draft if she has one."""
    _steps(turn, survey, _language(turn, None))
    draft = drafts.of(turn, survey.id)
    if draft and draft.items:
        current = drafts.drafted(turn, survey)
        turn.say(editing_view.waiting(current, draft, _language(turn, None), turn._))


def history(turn: Turn, survey: Survey) -> None:
    """`/survey history welcome`: who has reworded what."""
    turn.ask_report("edit", do="history", s=survey.id)


def undo(turn: Turn, _rest: str = "") -> None:
    """`/undo`: first show what was published last, and by whom."""
    turn.ask_report("edit", do="undoing")


def play(turn: Turn, survey: Survey) -> None:
    """`/survey preview welcome`: play it as her draft has it; what she types from now on is an answer."""
    if drafts.focus(turn):
        turn.ask_report("edit", do="blur")
    preview.start(turn, drafts.drafted(turn, survey))


def tapped(turn: Turn, values: Mapping[str, str]) -> None:
    """Take a tap on a button of the editor."""
    do, survey = values.get("do"), known.content(turn).survey(values.get("s", ""))
    if turn.friend.role != "admin":
        turn.say(messages.text(turn._("This button is for admins.")))
        return
    _end_preview(turn)
    if do in ("publish", "over", "discard", "undo"):
        turn.ask_report("edit", **values)
    elif do == "words" and (found := drafts.focus(turn)):
        draft, focus = found
        turn.ask_report(
            "edit", do="words", s=draft.survey, p=focus.spot, l=focus.language, m=values.get("m", "")
        )
    elif survey and do in ("steps", "step", "spot"):
        _look(turn, survey, do, values)
    else:
        turn.say(messages.text(turn._("All right, everything stays as it is.")))


def _end_preview(turn: Turn) -> None:
    """Whoever goes on in the editor plays no longer: what she types next is no answer."""
    played = RUNS.of(turn).preview
    if played and played.live:
        RUNS.of(turn).play(played.but(state="cancelled"))


def _look(turn: Turn, survey: Survey, do: str, values: Mapping[str, str]) -> None:
    language, place = _language(turn, values.get("l")), values.get("p", "")
    current = drafts.drafted(turn, survey)
    if do == "spot" and words(current, place, language) is not None:
        was = words(survey, place, language)
        turn.ask_report("edit", do="spot", s=survey.id, p=place, l=language, was=was)
    elif do == "step" and (not place or place in current.places):
        switch = editing_view.other(language, known.content(turn).service.languages)
        turn.say(*editing_view.step(current, place, language, switch, turn._))
    else:
        _steps(turn, survey, language)


def _steps(turn: Turn, survey: Survey, language: str) -> None:
    switch = editing_view.other(language, known.content(turn).service.languages)
    turn.say(*editing_view.steps(drafts.drafted(turn, survey), language, switch, turn._))


def _language(turn: Turn, wanted: str | None) -> str:
    """Return the language that is edited: the one asked for, else hers, else the service's first."""
    there = known.content(turn).service.languages
    return next((each for each in (wanted, turn.friend.speaks) if each in there), there[0])


def hear(turn: Turn) -> bool:
    """Take what she types as the new wording of the text that she has chosen; returns whether it was one."""
    found, said = drafts.focus(turn), state.message(turn)
    typed = said.get("text")
    if found is None or not isinstance(typed, str) or said.get("quotedMessageId"):
        return False
    draft, focus = found
    if turn.now - focus.since > HEARS or _is_command(typed):
        return False
    if fold(typed) in LEAVE:
        turn.ask_report("edit", do="leave")
        return True
    message_id = str(said.get("id"))
    meant = commands.parse(typed, turn.friend.role)
    if isinstance(meant, commands.Command):
        turn.say(_which(turn, typed, meant, message_id))
        return True
    where = {"s": draft.survey, "p": focus.spot, "l": focus.language, "m": message_id}
    turn.ask_report("edit", do="words", **where)
    return True


def _is_command(typed: str) -> bool:
    return unicodedata.normalize("NFKC", typed.lstrip()[:1]) in tuple(commands.SLASHES)


def _which(turn: Turn, typed: str, meant: commands.Command, message_id: str) -> messages.Message:
    """Ask whether a bare word that is also a command is the new wording."""
    word = commands.shown(meant.row, turn.friend.speaks)
    asks = turn._("Are these the new words, or a command?")
    these = editing_view.tap(turn._("The new words"), do="words", m=message_id)
    return messages.flex_card(
        turn._("You have one notice"), asks, [typed.strip()], [these, messages.say_it(f"/{word}", f"/{word}")]
    )


def take_back(turn: Turn) -> None:
    """Forget in her drafts a message that she has taken back."""
    unsend = turn.event.data.get("unsend")
    message_id = str(unsend.get("messageId")) if isinstance(unsend, dict) else ""
    if any(item.message_id == message_id for draft in drafts.mine(turn) for item in draft.items):
        turn.ask_report("edit", do="forget", m=message_id)
