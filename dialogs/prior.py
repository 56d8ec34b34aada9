"""What is known of a friend already, taken as an answer: confirmed in passing, not asked again.

Used by the engine at the question that would be asked next; without such an attribute it costs nothing.
"""

from __future__ import annotations

from bot.conditions import Facts
from dialogs import showing
from dialogs.effects import Ask, Differs, SummaryRow
from dialogs.ledger import settle
from dialogs.offers import label, offers
from dialogs.position import Answered, Position, Value
from dialogs.scene import Result, Scene, open_question
from dialogs.survey import Consent, Question, Survey
from dialogs.understand import understand


def known(question: Question, facts: Facts, at: int = 0) -> Answered | None:
    """Return the answer that other sources' word on the attribute comes to; None where it is none."""
    fact = facts.attributes.get(question.attribute or "")
    if fact is None or isinstance(question, Consent):
        return None
    every = offers(question, facts)
    meant: list[Value] = [offer.value for offer in every if _same(offer.fact, fact)]
    if not meant and _same(understand(question, every, str(fact), facts), fact):
        meant = [fact]
    return Answered(meant[0], "", at=at, known=True) if len(meant) == 1 else None


def _same(one: object, other: object) -> bool:
    """Compare; 1 and true are not the same, though Python says so."""
    return type(one) is type(other) and one == other


def adopt(scene: Scene) -> tuple[Scene, tuple[SummaryRow, ...]]:
    """Pass by open questions whose answers are known; returns what was passed by, to be confirmed."""
    passed: list[Question] = []
    while (asked := scene.path.open) and asked.known == "confirm":
        answered = known(asked, scene.facts, scene.now)
        if answered is None:
            break
        passed.append(asked)
        scene = scene.but(answers={**scene.position.answers, asked.id: answered})
    rows = [showing.row(scene.position, scene.path, asked, scene.language) for asked in passed]
    return scene, tuple(rows)


def face(
    survey: Survey, position: Position, step: str, theirs: Answered, facts: Facts, language: str
) -> Result:
    """Ask which is right, her answer or what her member record says; once for each thing that it says."""
    faced = {**position.faced, step: theirs.value}
    scene = Scene(survey, position.but(faced=faced, paused=False), facts, language)
    asked, hers = survey.questions[step], position.answers[step]
    opened = open_question(scene, asked, "differs")
    view = next(each.view for each in opened.effects if isinstance(each, Ask))
    labels = [label(asked, each, scene.path.facts, language) for each in (hers, theirs)]
    return Result(opened.position, (Differs(view, *labels),))


def renew(survey: Survey, position: Position, facts: Facts, language: str) -> Result:
    """Bring what was passed by in line with what other sources say by now; nothing is said about it."""
    stale = {step: each for step, each in position.answers.items() if each.known}
    if not stale:
        return Result(position, taken=False)
    answers = dict(position.answers)
    for step, each in stale.items():
        question = survey.questions.get(step)
        answered = known(question, facts, each.at) if question else None
        if answered:
            answers[step] = answered
        else:
            del answers[step]  # nobody says so any more
    scene = Scene(survey, position.but(answers=answers), facts, language)
    given, changes = settle(scene.position, scene.path, complete=position.finished)
    return scene.but(given=given, trail=scene.path.trail).result(*changes)
