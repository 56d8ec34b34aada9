"""How a survey goes on after an answer and how it ends: next question, summary, finish, correction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from msgspec.structs import replace

from dialogs import showing
from dialogs.effects import (
    Cancelled,
    Corrected,
    Deed,
    Echo,
    Effect,
    Enrol,
    Finished,
    Gift,
    Handoff,
    Kept,
    OfferHuman,
    OfferLink,
    Reason,
    ShowMenu,
    Summary,
    SummaryRow,
)
from dialogs.ledger import settle
from dialogs.minors import underage
from dialogs.prior import adopt
from dialogs.scene import UNTOUCHED, Result, Scene, statements
from dialogs.survey import Then
from dialogs.wording import words


def proceed(
    scene: Scene, echo: Echo | None = None, changed: str | None = None, reason: Reason = "next"
) -> Result:
    """Go to the first open question on the path, or to the end; `changed` is the step just answered."""
    asked = scene.path.open
    known: tuple[SummaryRow, ...] = ()
    if asked and asked.attribute in scene.facts.attributes:
        scene, known = adopt(scene)
        asked = scene.path.open
    minor = scene.survey.minor
    if minor and minor.when.holds(scene.path.facts):
        return underage(scene, minor, changed)
    given, facts = settle(scene.position, scene.path, complete=False)
    new, said = statements(scene)
    now = {"state": "asking", "step": asked.id} if asked else {}
    scene = scene.but(
        given=given, trail=scene.path.trail, said=new, misread=0, thanked=False, **UNTOUCHED, **now
    )
    if said and echo:  # her answer is said back before anything else is said
        said, echo = (replace(said[0], echo=echo), *said[1:]), None
    before: tuple[Effect, ...] = (*facts, *said)
    if asked:
        return scene.result(*before, scene.ask(asked, reason, echo, known))
    if scene.position.finished:
        return _corrected(scene, before, changed)
    if scene.survey.end.summary:
        scene = scene.but(state="summary", step=None)
        return scene.result(*before, _summary(scene, echo))
    return finish(scene, before, echo, known)


def finish(
    scene: Scene,
    before: tuple[Effect, ...] = (),
    echo: Echo | None = None,
    known: tuple[SummaryRow, ...] = (),
) -> Result:
    """Complete the survey: what earlier runs gave and this one does not is dropped, then come the deeds."""
    given, facts = settle(scene.position, scene.path, complete=True)
    keys = due(scene)
    again = scene.position.finished
    done = scene.but(
        state="done",
        step=None,
        finished=True,
        finished_at=scene.position.finished_at or scene.now,
        given=given,
        fired=(*scene.position.fired, *dict(keys)),
    )
    text = words(scene.survey.end.say, scene.language, scene.path.facts) if scene.survey.end.say else None
    finished = Finished(scene.survey.id, text, echo, again, known)
    return done.result(*before, *facts, finished, *(deed for _, deed in keys))


def _corrected(scene: Scene, before: tuple[Effect, ...], changed: str | None) -> Result:
    """Close a finished survey again after one of its answers was changed."""
    asked = scene.survey.questions.get(changed or "")
    if not asked:
        return finish(scene, before)
    given, facts = settle(scene.position, scene.path, complete=True)
    keys = due(scene)
    done = scene.but(state="done", step=None, given=given, fired=(*scene.position.fired, *dict(keys)))
    row = showing.row(done.position, done.path, asked, done.language)
    corrected = Corrected(row.step, row.question, row.answer)
    return done.result(*before, *facts, corrected, *(deed for _, deed in keys))


def due(scene: Scene) -> tuple[tuple[str, Deed], ...]:
    """Return the deeds that are due and were never done in this run, with the keys that say so."""
    ends = ((f"end/{each.do}/{each.id or ''}", each) for each in scene.survey.end.then)
    return tuple(
        (key, _deed(scene, then))
        for key, then in (*scene.path.deeds, *ends)
        if key not in scene.position.fired and (not then.when or then.when.holds(scene.path.facts))
    )


def gifts(scene: Scene) -> tuple[str, ...]:
    """Return what a finished run gives by her answers as they are now, be it handed over or not."""
    every = (*(then for _, then in scene.path.deeds), *scene.survey.end.then)
    due = [then for then in every if not then.when or then.when.holds(scene.path.facts)]
    return tuple([then.id for then in due if then.do == "gift" and then.id])


def _deed(scene: Scene, then: Then) -> Deed:
    match then.do:
        case "offer_link":
            return OfferLink()
        case "handoff":
            reason = then.reason or scene.survey.title
            return Handoff(words(reason, scene.language, scene.path.facts))
        case "gift":
            return Gift(then.id or "")
        case "menu":
            return ShowMenu(then.id or "")
        case "enrol":
            return Enrol(then.id or "", f"survey:{scene.survey.id}")
        case _:
            assert_never(then.do)


def _summary(scene: Scene, echo: Echo | None = None, misread: bool = False) -> Summary:
    shown = showing.summary(scene.survey, scene.position, scene.path, scene.language)
    return Summary(shown.run, shown.text, shown.rows, echo, misread)


def show_summary(scene: Scene) -> Result:
    """Show the summary again."""
    return scene.result(_summary(scene))


def misread_summary(scene: Scene) -> Result:
    """Show the summary again with a hint; from the second time on offer a person."""
    times = scene.position.misread + 1
    human: Iterator[Effect] = (OfferHuman(scene.position.run, None) for _ in range(times > 1))
    return scene.but(misread=times).result(_summary(scene, misread=True), *human)


def kept(scene: Scene) -> Result:
    """Leave an answer that was opened again as it is, and go on from there."""
    if scene.position.finished and not scene.path.open:
        return scene.but(state="done", step=None, misread=0, **UNTOUCHED).result(Kept())
    return proceed(scene)


def cancel(scene: Scene) -> Result:
    """Stop here; the answers stay, and so does what they gave."""
    if scene.position.finished:
        return scene.but(state="done", step=None, misread=0, **UNTOUCHED).result(Kept())
    stopped = scene.but(state="cancelled", misread=0, **UNTOUCHED)
    return stopped.result(Cancelled(scene.survey.id, scene.position.run))
