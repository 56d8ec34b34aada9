"""Plays a survey: survey + position + what she did → new position + effects, without clock or database.

Called by handlers with `facts` that leave out what this survey itself gave her (sources `survey:<id>/…`);
`facts.today` is the day in her zone. Every position survives JSON. Never builds a LINE message.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from bot.conditions import Facts
from dialogs import accepting, showing
from dialogs.effects import Handoff, SummaryRow
from dialogs.endings import cancel, finish, kept, misread_summary, proceed, show_summary
from dialogs.inputs import Command, Input, Picked, Sent, Sticker, Tap, Typed
from dialogs.japanese import core, fold
from dialogs.minors import told_again
from dialogs.phrases import courtesy, deed, nothing, unsure
from dialogs.position import Position, Unread
from dialogs.scene import (
    Result,
    Scene,
    courteous,
    misread,
    old_button,
    open_question,
)
from dialogs.survey import Several, Survey
from dialogs.understand import Unfit, understand
from dialogs.yesno import fine, yes_or_no

__all__ = ["Result", "answer", "begun", "expire", "interrupt", "resume", "review", "start"]

STOPPED = ("cancelled", "expired")
MOST_UNREAD = 10


def start(
    survey: Survey, facts: Facts, language: str, *, run: str, now: int, earlier: Position | None = None
) -> Result:
    """Begin a run; `earlier` is her last one of this survey, whose tags stay until she answers anew."""
    return proceed(Scene(survey, begun(survey, run, now, earlier), facts, language, now))


def begun(survey: Survey, run: str, now: int, earlier: Position | None = None) -> Position:
    """Return the position before the first question."""
    position = Position(run, survey.id, survey.version, now, touched_at=now)
    return replace(position, given=earlier.given, round=earlier.round + 1) if earlier else position


def answer(
    survey: Survey, position: Position, given: Input, facts: Facts, language: str, *, now: int = 0
) -> Result:
    """Take what she did at a moment (ms); `survey` must be of the version that the position names."""
    position = _taken_up(position, given)
    scene = Scene(survey, replace(position, paused=False, touched_at=now), facts, language, now)
    if position.state == "minor":
        return told_again(scene)
    match given:
        case Tap():
            return _tapped(scene, given)
        case Picked():
            return _picked_day(scene, given)
        case Typed():
            return _heard(scene, given, _typed(scene, given.text))
        case Sent(media):
            return accepting.sent(scene, scene.open, media)
        case Sticker():
            return courteous(scene, "sticker") if position.live else Result(position, taken=False)
        case Command():
            return _commanded(scene, given)
        case _:
            assert_never(given)


def _taken_up(position: Position, given: Input) -> Position:
    """Go on with a run that was stopped or has expired when its open question is answered after all."""
    late = position.state in STOPPED and isinstance(given, Tap | Picked) and given.step == position.step
    return replace(position, state="asking") if late else position


def interrupt(position: Position) -> Position:
    """Let something else have the conversation; the open question waits."""
    return replace(position, paused=True)


def expire(position: Position) -> Position:
    """End a run that nobody answers any more, quietly: her answers stay, and she may take it up again."""
    return replace(position, state="expired", picks=(), shelf=None, misread=0, unread=())


def resume(survey: Survey, position: Position, facts: Facts, language: str, *, now: int = 0) -> Result:
    """Show again what was open when the survey was interrupted or stopped, or begin one that has waited."""
    scene = Scene(survey, replace(position, paused=False, touched_at=now), facts, language, now)
    if position.state == "minor":
        return told_again(scene)
    if position.state == "waiting":
        return proceed(scene.but(started_at=now))
    if position.state == "summary":
        return show_summary(scene)
    on_path = {question.id for question in scene.path.asked}
    if scene.open and scene.open.id in on_path:
        return scene.result(scene.ask(scene.open, "resumed"))
    return (
        proceed(scene, reason="resumed")
        if position.state != "done"
        else old_button(scene, position.run, None)
    )


def review(survey: Survey, position: Position, facts: Facts, language: str) -> tuple[SummaryRow, ...]:
    """Return her answers in words, each to be changed with `Command("correct", target=row.step)`."""
    scene = Scene(survey, position, facts, language)
    return showing.summary(survey, position, scene.path, language).rows


def _tapped(scene: Scene, tap: Tap) -> Result:
    asked = scene.open
    if not asked or (tap.run, tap.step) != (scene.position.run, asked.id):
        return old_button(scene, tap.run, tap.step, tap.choice)
    return accepting.tapped(scene, asked, tap)


def _picked_day(scene: Scene, picked: Picked) -> Result:
    asked = scene.open
    if not asked or (picked.run, picked.step) != (scene.position.run, asked.id):
        return old_button(scene, picked.run, picked.step)
    meaning = understand(asked, (), picked.date, scene.path.facts)
    return accepting.understood(scene, asked, meaning, picked.date)


def _heard(scene: Scene, typed: Typed, result: Result) -> Result:
    """Keep what was no answer until the question is answered, or she asks for a person."""
    if result.position.misread <= scene.position.misread:
        return result
    bubbles = typed.bubbles or (Unread(typed.message_id, typed.text),)
    unread = (*scene.position.unread, *bubbles)[-MOST_UNREAD:]
    return replace(result, position=result.position.but(unread=unread))


def _typed(scene: Scene, text: str) -> Result:
    """An answer first, then a courtesy, then a command; where any text may answer, the answer last."""
    if scene.position.state == "summary":
        return _typed_at_summary(scene, text)
    asked = scene.open
    if not asked:
        return Result(scene.position, taken=False)
    meaning = None if asked.free else accepting.read(scene, asked, text)
    if meaning is not None and not isinstance(meaning, Unfit):
        return accepting.understood(scene, asked, meaning, text)
    if kind := courtesy(text):
        return courteous(scene, kind)
    wish = deed(text)
    if wish and (wish != "done" or isinstance(asked, Several)):
        return _commanded(scene, Command(wish))
    if unsure(text):
        return misread(scene, asked, "unsure")
    if asked.skip and not asked.free and nothing(text):
        return _commanded(scene, Command("skip"))
    meaning = accepting.read(scene, asked, text) if asked.free else meaning
    return accepting.understood(scene, asked, meaning, text)


def _typed_at_summary(scene: Scene, text: str) -> Result:
    wish = deed(text)
    if yes_or_no(text) or fine(text) or wish == "done" or courtesy(text) == "understood":
        return finish(scene)
    if row := _meant(scene, text):
        return _correct(scene, row.step)
    if kind := courtesy(text):
        return courteous(scene, kind)
    return _commanded(scene, Command(wish)) if wish and wish != "skip" else misread_summary(scene)


def _meant(scene: Scene, text: str) -> SummaryRow | None:
    """Return the row of the summary that she names by number, by its question or by its answer."""
    rows = review(scene.survey, scene.position, scene.facts, scene.language)
    said = core(text)
    if said.isdecimal() and 0 < int(said) <= len(rows):
        return rows[int(said) - 1]
    named = [row for row in rows if fold(row.question) in said or said == core(row.answer)]
    return named[0] if len(named) == 1 else None


def _commanded(scene: Scene, command: Command) -> Result:
    if command.run is not None and command.run != scene.position.run:
        return old_button(scene, command.run, command.step)
    match command.deed:
        case "cancel":
            return cancel(scene) if scene.position.live else scene.result()
        case "human":
            return scene.but(paused=True, unread=()).result(Handoff(wrote=scene.position.unread))
        case "correct":
            return _correct(scene, command.target or "")
        case "confirm":
            return finish(scene) if scene.position.state == "summary" else _go_on(scene)
        case "choices" | "continue":
            return _go_on(scene)
        case "back":
            return _back(scene, command)
        case "done" | "skip" | "keep" | "adopt" | "shelf":
            return _at_question(scene, command)
        case _:
            assert_never(command.deed)


def _at_question(scene: Scene, command: Command) -> Result:
    """Carry out what makes sense at an open question only."""
    asked = scene.open
    if not asked or (command.step and command.step != asked.id):
        return old_button(scene, scene.position.run, command.step)
    if command.deed == "shelf":
        opened = scene.but(shelf=command.target)
        return opened.result(opened.ask(asked, "shown"))
    if command.deed == "keep":
        return kept(scene) if asked.id in scene.position.answers else scene.result(scene.ask(asked, "shown"))
    if command.deed == "adopt":
        if asked.id in scene.position.faced:
            return accepting.accept(scene, asked, scene.position.faced[asked.id], "")
        return scene.result(scene.ask(asked, "shown"))
    if command.deed == "skip":
        if asked.skip:
            return accepting.accept(scene, asked, None, "", skipped=True)
        return scene.result(scene.ask(asked, "must"))
    return accepting.done(scene, asked)


def _back(scene: Scene, command: Command) -> Result:
    """Take back what was chosen or told so far first, then open the question before on the path."""
    asked = scene.open
    if command.step and asked and command.step != asked.id:
        return old_button(scene, scene.position.run, command.step)
    if asked and (scene.position.picks or scene.position.partly):
        return open_question(scene, asked, "back")
    number = scene.path.number(asked.id) if asked else scene.path.total + 1
    if not scene.position.live or number < 2:
        return _go_on(scene)
    return open_question(scene, scene.path.asked[number - 2], "back")


def _correct(scene: Scene, step: str) -> Result:
    """Open a question that was answered, whether the survey is finished or not."""
    asked = next((each for each in scene.path.answered if each.id == step), None)
    return open_question(scene, asked, "correct") if asked else _go_on(scene)


def _go_on(scene: Scene) -> Result:
    """Show again what is open; a tap after the end is answered as an old button."""
    if scene.open:
        return scene.result(scene.ask(scene.open, "shown"))
    return resume(scene.survey, scene.position, scene.facts, scene.language)
