"""One survey with one friend at one moment, and the moves that the engine makes in it.

Used by `dialogs.engine` and `dialogs.endings` only; each move returns a new position and effects.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from bot.conditions import Facts
from dialogs import showing
from dialogs.effects import (
    Ask,
    Courteous,
    Courtesy,
    Echo,
    Effect,
    OfferHuman,
    OldButton,
    Reason,
    Say,
    SummaryRow,
)
from dialogs.offers import Offer, label, offers, outcome
from dialogs.path import Path, walk
from dialogs.position import Answered, Position
from dialogs.survey import Question, Several, Survey, Written
from dialogs.wording import words

UNTOUCHED: Final[Mapping[str, Any]] = {"picks": (), "shelf": None, "partly": None, "typed": (), "unread": ()}
"""What the position says of an open question to which nothing was said yet."""


class Result(Struct, frozen=True):
    """The new position, and what to do; `taken` is false if the survey had no use for what she did."""

    position: Position
    effects: tuple[Effect, ...] = ()
    taken: bool = True


class Scene(Struct, frozen=True, dict=True):
    """A survey, where she stands in it, what is known of her, and the moment (ms) of what she did."""

    survey: Survey
    position: Position
    facts: Facts
    language: str
    now: int = 0

    @cached_property
    def path(self) -> Path:
        """The path that her answers take."""
        return walk(self.survey, self.position.answers, self.facts)

    @property
    def open(self) -> Question | None:
        """The question that waits for her."""
        step = self.position.step if self.position.state == "asking" else None
        return self.survey.questions.get(step) if step else None

    def offered(self, question: Question) -> tuple[Offer, ...]:
        """What can be answered to a question."""
        return offers(question, self.known_to(question))

    def known_to(self, question: Question) -> Facts:
        """What its choices depend on: only some on the answers before it, for which the path is walked."""
        return self.path.facts if question.varies else self.facts

    def but(self, **changes: Any) -> Scene:
        """Return the same scene with other fields in the position."""
        scene = Scene(self.survey, self.position.but(**changes), self.facts, self.language, self.now)
        if "answers" not in changes:
            scene.__dict__["path"] = self.path
        return scene

    def result(self, *effects: Effect) -> Result:
        """Return the position as it is, with these effects."""
        return Result(self.position, effects)

    def ask(
        self,
        question: Question,
        reason: Reason,
        echo: Echo | None = None,
        known: tuple[SummaryRow, ...] = (),
    ) -> Ask:
        """Return the effect that shows a question; `known` are those passed by on the way to it."""
        return Ask(showing.question(self.position, self.path, question, self.language, reason, echo, known))


def open_question(scene: Scene, question: Question, reason: Reason) -> Result:
    """Open a question, answered before or not."""
    fresh = scene.but(state="asking", step=question.id, misread=0, **UNTOUCHED)
    return fresh.result(fresh.ask(question, reason))


def statements(scene: Scene) -> tuple[tuple[str, ...], tuple[Say, ...]]:
    """Return the ids of the statements made by now, and those on the path that were not made yet."""
    made = scene.position.said
    new = [step for step in scene.path.said if step.id not in made] if scene.path.said else []
    said = tuple([Say(words(step.say, scene.language, scene.path.facts)) for step in new])
    return (*made, *[step.id for step in new]), said


def misread(scene: Scene, question: Question, reason: Reason = "misread") -> Result:
    """Ask in other words; from the second time on offer a person."""
    times = scene.position.misread + 1
    again = scene.but(misread=times)
    asked = again.ask(question, reason)
    human = (OfferHuman(scene.position.run, question.id),) if times > 1 else ()
    return again.result(asked, *human)


def courteous(scene: Scene, kind: Courtesy) -> Result:
    """Answer a courtesy warmly once per question, and leave further ones alone."""
    if scene.position.thanked:
        return scene.result()
    thanked = scene.but(thanked=True)
    asked = scene.open
    return thanked.result(Courteous(kind, thanked.ask(asked, "shown").view if asked else None))


def old_button(scene: Scene, run: str, step: str | None, tapped: str | None = None) -> Result:
    """Recognise a tap on a bubble that is no longer open, and offer to change what she answered there."""
    answered = next((each for each in scene.path.answered if each.id == step), None)
    if run == scene.position.run and answered:
        known = showing.row(scene.position, scene.path, answered, scene.language)
        labels = {offer.id: offer.label.to(scene.language) for offer in scene.offered(answered)}
        return scene.result(
            OldButton(run, step, known.question, known.answer, labels.get(tapped or ""), scene.position.live)
        )
    asked = scene.open
    if run == scene.position.run and asked:
        return scene.result(scene.ask(asked, "shown"))
    return scene.result(OldButton(run, None, None, None))


def echo(scene: Scene, question: Question, answered: Answered) -> Echo | None:
    """Return how an answer is said back; a free text is thanked for, not repeated."""
    if answered.skipped:
        return None
    facts = scene.path.facts
    said = label(question, answered, facts, scene.language)
    written = [offer.echo for offer in outcome(question, answered, facts).offers if offer.echo]
    own = written[0] if written else question.echo
    if own:
        return Echo(said, words(own, scene.language, facts).replace("{answer}", said))
    free = isinstance(question, Written) and question.format == "free"
    return Echo(None if free else said)


def room(scene: Scene, question: Several, picks: tuple[str, ...]) -> int:
    """Return how many choices may still follow these."""
    exclusive = any(offer.exclusive for offer in scene.offered(question) if offer.id in picks)
    left = len(scene.offered(question)) - len(picks)
    return 0 if exclusive else min(question.most - len(picks), left)
