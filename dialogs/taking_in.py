"""Answers that were given elsewhere, taken into a run as if she had given them here; pure, like the engine.

Nothing is said and no deed is done: greetings, gifts and handoffs belong to whoever asked. An answer that is
as new as the one in the file, or newer, stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from msgspec import Struct

from bot.conditions import Facts
from dialogs.answers import FINISHED, unconditional
from dialogs.endings import due
from dialogs.ledger import settle
from dialogs.offers import offers
from dialogs.position import LIVE, Answered, Position, State, Value
from dialogs.scene import Result, Scene
from dialogs.survey import File, Question, Several, Survey
from dialogs.understand import settled, understand

STATES = (FINISHED, *(each for each in get_args(State) if each != "done"))


class Brought(Struct, frozen=True):
    """What a file tells of one run; times in ms, 0 where nobody noted them."""

    run: str
    version: str
    started_at: int
    state: str
    finished_at: int
    answers: Mapping[str, Answered]


def newer(brought: Brought, there: Position | None) -> dict[str, Answered]:
    """Return the answers that are not here yet."""
    known = there.answers if there else {}
    return {
        step: each for step, each in brought.answers.items() if step not in known or each.at > known[step].at
    }


def changes(brought: Brought, there: Position | None) -> bool:
    """Whether a run says anything that is not here yet."""
    ends = brought.state == FINISHED and not (there and there.finished)
    return there is None or ends or bool(newer(brought, there))


def take_in(survey: Survey, there: Position | None, brought: Brought, facts: Facts, language: str) -> Result:
    """Return the run with what is new, and the facts that change; not `taken` if she has another run."""
    if there is not None and (there.run != brought.run or not changes(brought, there)):
        return Result(there, taken=False)
    position = there or Position(brought.run, survey.id, survey.version, brought.started_at, paused=True)
    answers = {**position.answers, **newer(brought, there)}
    scene = Scene(survey, position.but(answers=answers), facts, language)
    ended = position.finished or brought.state == FINISHED
    given, facts_changed = settle(scene.position, scene.path, complete=ended)
    said = tuple(dict.fromkeys((*position.said, *(each.id for each in scene.path.said))))
    scene = scene.but(given=given, trail=scene.path.trail, said=said, picks=(), shelf=None)
    scene = _ended(scene, brought) if ended else _open(scene, brought)
    return scene.result(*facts_changed)


def _ended(scene: Scene, brought: Brought) -> Scene:
    """Close the run; what is due at its end was done elsewhere."""
    fired = (*scene.position.fired, *dict(due(scene)))
    if scene.position.finished:
        return scene.but(fired=fired)
    return scene.but(
        state="done", step=None, finished=True, finished_at=brought.finished_at, fired=fired, paused=False
    )


def _open(scene: Scene, brought: Brought) -> Scene:
    """Let the first open question wait for her; it takes no words that she did not mean for it."""
    asked = scene.path.open
    open_ = "asking" if asked else "summary"
    state = open_ if brought.state in LIVE else brought.state
    return scene.but(state=state, step=asked.id if asked else None, paused=True)


def meant(question: Question, given: object, today: date) -> Value:
    """Return the value that a file's answer has, as ids, as understood or in plain words; None for none.

    `today` is the day on which it was given.
    """
    facts, plain = Facts(today), unconditional(question)
    offered = offers(plain, facts)
    by_name: dict[str, Any] = {_words(offer.value): offer.value for offer in offered}
    by_name |= {offer.id: offer.value for offer in offered}
    if isinstance(given, list):
        values = [by_name[name] for each in given if (name := _words(each)) in by_name]
        fits = isinstance(question, Several) and values and len(values) == len(given)
        return list(dict.fromkeys(values)) if fits else None
    words = _words(given)
    if words in by_name:
        return [words] if isinstance(question, Several) else by_name[words]
    if isinstance(question, File):
        return words if words in question.media else None
    read = settled(understand(plain, offered, words, facts))
    return words if read is not None and question.free else read


def _words(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
