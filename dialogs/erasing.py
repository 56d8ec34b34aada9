"""What becomes of an answer whose message she has taken back: nothing that she typed stays.

Pure, like the engine. A free text is then a skipped question; what a text was understood as stays chosen.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.conditions import Facts
from dialogs.ledger import settle
from dialogs.position import Answered, Position
from dialogs.scene import Result, Scene
from dialogs.survey import Survey, Written


def take_back(survey: Survey, position: Position, typed: str, facts: Facts, language: str) -> Result:
    """Forget a typed text wherever it was an answer; `taken` is false if it was none."""
    found = {
        step: _without(survey, step, each) for step, each in position.answers.items() if each.raw == typed
    }
    if not found:
        return Result(position, taken=False)
    scene = Scene(survey, replace(position, answers={**position.answers, **found}), facts, language)
    given, changes = settle(scene.position, scene.path, complete=position.finished)
    return scene.but(given=given, trail=scene.path.trail).result(*changes)


def _without(survey: Survey, step: str, answered: Answered) -> Answered:
    if isinstance(survey.questions.get(step), Written):
        return replace(answered, value=None, raw="", skipped=True)
    return replace(answered, raw="")
