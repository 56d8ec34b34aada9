"""How a survey ends for whom the service may not serve yet: kindly, and forgetting what she has said."""

from __future__ import annotations

from typing import Final

from dialogs.effects import Minor, SetTag
from dialogs.ledger import settle
from dialogs.position import Given
from dialogs.scene import Result, Scene
from dialogs.timing import Minor as Rule
from dialogs.wording import words

MINOR: Final = "minor"
"""What stands for the step at which it came out; no question may be called so."""


def underage(scene: Scene, rule: Rule, step: str | None) -> Result:
    """End here; of all that she has answered in this survey only that it is so is kept."""
    said = Minor(scene.survey.id, words(rule.say, scene.language, scene.facts))
    bare = scene.but(state="minor", step=step, answers={}, trail=(), said=(), picks=(), shelf=None)
    bare = bare.but(partly=None, typed=(), unread=(), faced={}, misread=0, finished=False, finished_at=0)
    given, facts = settle(bare.position, bare.path, complete=True)
    if rule.tag is None:
        return bare.but(given=given).result(*facts, said)
    held = bare.but(given={**given, MINOR: Given((rule.tag,))})
    return held.result(*facts, SetTag(rule.tag, f"survey:{scene.survey.id}/{MINOR}"), said)


def told_again(scene: Scene) -> Result:
    """Say once more why nothing is asked."""
    rule = scene.survey.minor
    return scene.result(
        *([Minor(scene.survey.id, words(rule.say, scene.language, scene.facts))] if rule else [])
    )
