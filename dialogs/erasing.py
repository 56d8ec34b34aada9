"""What becomes of an answer whose message she has taken back: nothing that she typed or sent stays.

Pure, like the engine. A free text, a photo or a file is then a skipped question; what a text was understood
as stays chosen. Of a free text in several messages only the one that she took back goes.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from bot.conditions import Facts
from dialogs.ledger import settle
from dialogs.position import Answered, Position
from dialogs.scene import Result, Scene
from dialogs.survey import Survey, Written


class Unsent(Struct, frozen=True):
    """A message that she has taken back: LINE's id of it, and its text if it was one."""

    message_id: str
    words: str = ""


def take_back(survey: Survey, position: Position, unsent: Unsent, facts: Facts, language: str) -> Result:
    """Forget a message wherever it was an answer or a part of one; `taken` is false if it was none."""
    without = ((step, _without(survey, step, each, unsent)) for step, each in position.answers.items())
    found = {step: each for step, each in without if each}
    typed = tuple([each for each in position.typed if each != unsent.words])
    unread = tuple([each for each in position.unread if each.message_id != unsent.message_id])
    if not found and (typed, unread) == (position.typed, position.unread):
        return Result(position, taken=False)
    partly = position.partly if typed == position.typed else None
    left = position.but(answers={**position.answers, **found}, typed=typed, unread=unread, partly=partly)
    scene = Scene(survey, left, facts, language)
    given, changes = settle(scene.position, scene.path, complete=position.finished)
    return scene.but(given=given, trail=scene.path.trail).result(*changes)


def _without(survey: Survey, step: str, answered: Answered, unsent: Unsent) -> Answered | None:
    """Return what is left of an answer, None if the message was no part of it."""
    if answered.media and answered.media.message_id == unsent.message_id:
        return replace(answered, value=None, raw="", skipped=True, media=None)
    raw = _cut(answered.raw, unsent.words)
    if raw is None:
        return None
    question = survey.questions.get(step)
    if isinstance(question, Written):
        rest = raw if question.format == "free" else ""
        return replace(answered, value=rest or None, raw=rest, skipped=not rest)
    return replace(answered, raw=raw)


def _cut(raw: str, words: str) -> str | None:
    """Return what she typed without one of its messages, which follow each other by lines."""
    lines = f"\n{raw}\n"
    if not words or f"\n{words}\n" not in lines:
        return None
    return lines.replace(f"\n{words}\n", "\n").strip("\n")
