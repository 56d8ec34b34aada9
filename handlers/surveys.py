"""Surveys in a friend's turn: starts them, hands them what she does, carries out what the engine decides."""

from __future__ import annotations

from collections.abc import Sequence

from bot import messages
from bot.turn import Turn
from dialogs import effects, engine, erasing, inputs, prior
from dialogs.effects import SummaryRow
from dialogs.phrases import courtesy, deed
from dialogs.position import Position
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.survey import Survey, Written
from dialogs.timing import milliseconds
from handlers import differences, known, silence, survey_view
from handlers.noting import note
from handlers.office import HOUSE
from handlers.saying import Answer, say
from handoff import state
from handoff.state import STATE

__all__ = ["Answer", "note", "say"]

ANSWERS = "answers"
"""What deliveries to the operator's own system are of; their key is the run."""


def start_on(turn: Turn, trigger: str) -> Answer | None:
    """Start the survey that begins with `follow`, `keyword:…`, …; None if there is none to start."""
    edition = EDITION.shared(turn)
    # A stopped survey keeps quiet; but a button of the menu is answered, if only to say so.
    stopped = edition.content.starting(trigger) if trigger.startswith("menu:") else None
    survey = edition.starting(trigger) or stopped
    return start(turn, survey) if survey else None


def start(turn: Turn, survey: Survey) -> Answer:
    """Begin a survey, go on where she left it, or show the answers of one that she has finished."""
    runs = RUNS.of(turn)
    earlier = runs.positions.get(survey.id)
    if refused := _refused(turn, survey, earlier):
        return refused
    facts, language = known.facts(turn, survey.id), turn.friend.speaks
    if earlier and earlier.state not in ("done", "minor"):
        survey = _of(turn, earlier) or survey
        _interrupt(turn, survey.id)
        result = engine.resume(survey, earlier, facts, language, now=turn.now)
    else:
        _interrupt(turn)
        run = turn.new_id()
        result = engine.start(survey, facts, language, run=run, now=turn.now, earlier=earlier)
    silence.arm(turn, survey, result.position)
    return _end(turn, result, _carry_out(turn, result.position, result.effects))


def _refused(turn: Turn, survey: Survey, earlier: Position | None) -> Answer | None:
    """Say why a survey does not begin: it is finished and not asked again yet, closed, or she is a minor."""
    if minor := _minor(turn, survey.id):
        return minor
    done = earlier is not None and earlier.state == "done"
    if earlier and done and not asks_again(survey, earlier, turn.now) and (rows := told(turn, earlier)):
        return Answer([survey_view.answers(turn, rows)])
    if (earlier is None or done) and survey.id in EDITION.shared(turn).stopped:
        words = turn._("These questions are closed at the moment. Thank you for wanting to answer them.")
        return Answer([messages.text(words)])
    return None


def asks_again(survey: Survey, earlier: Position, now: int) -> bool:
    """Whether a survey that she has finished may be asked once more by now."""
    again = survey.again
    if again is None or (again.times and earlier.round >= again.times):
        return False
    return now - earlier.finished_at >= milliseconds(again.after)


def _minor(turn: Turn, survey_id: str) -> Answer | None:
    """Repeat what another survey told her whom the service may not serve yet: nothing more is asked."""
    for position in RUNS.of(turn).positions.values():
        if position.state == "minor" and position.survey != survey_id:
            survey = _of(turn, position)
            if survey:
                result = engine.resume(survey, position, known.facts(turn), turn.friend.speaks, now=turn.now)
                return say(turn, result.effects)
    return None


def typed(turn: Turn, words: str) -> inputs.Typed:
    """Return what she wrote with the id of her message, so that an unsend finds it."""
    return inputs.Typed(words, str(state.message(turn).get("id") or ""))


def takes_any_text(turn: Turn) -> bool:
    """Whether whatever she types now is an answer, so that she may take several bubbles for it."""
    live = RUNS.of(turn).live
    survey = _of(turn, live) if live and not live.paused and live.state == "asking" else None
    asked = survey.questions.get((live and live.step) or "") if survey else None
    return isinstance(asked, Written) and asked.format == "free"


def give(turn: Turn, given: inputs.Input) -> Answer | None:
    """Hand an input to the survey that it belongs to; None if no survey has a use for it."""
    position = _meant(turn, given)
    survey = _of(turn, position) if position else None
    if position is None or survey is None:
        if isinstance(given, inputs.Typed | inputs.Sent | inputs.Sticker):
            return None
        run = getattr(given, "run", None) or ""
        return Answer([survey_view.old_button(turn, effects.OldButton(run, None, None, None))])
    if _stray(survey, position, given):
        return None
    if minor := _minor(turn, survey.id):
        return minor
    result = engine.answer(
        survey, position, given, known.facts(turn, survey.id), turn.friend.speaks, now=turn.now
    )
    if not result.taken or (position.paused and _misread(result)):
        return None
    if not position.live and result.position.live:
        silence.arm(turn, survey, result.position)
    answer = _carry_out(turn, result.position, result.effects)
    if position.faced or turn.friend.said:
        differences.decide(turn, survey, position, result.position)
    answer = _end(turn, result, answer)
    if STATE.of(turn).own is not None:
        interrupt(turn)  # what she taps is answered, but her words are for the advisor and no answer later on
    return answer


def _end(turn: Turn, result: engine.Result, answer: Answer) -> Answer:
    """When a survey is finished, ask what was waiting: which of two words is right, or another survey."""
    if result.position.state != "done" or answer.handoff or STATE.of(turn).own is not None:
        return answer
    more = differ(turn)
    if more is None and len(RUNS.of(turn).positions) > 1:
        more = next_one(turn)
    if more:
        answer.bubbles = survey_view.joined([*answer.bubbles, *more.bubbles])
    return answer


def differ(turn: Turn) -> Answer | None:
    """Ask which is right where her answer and her member record differ, once."""
    found = differences.ask(turn)
    return _carry_out(turn, found.position, found.effects) if found else None


def next_one(turn: Turn) -> Answer | None:
    """Go on with a survey that waits for another one to be finished, an interrupted one first."""
    runs = RUNS.of(turn)
    waiting = [each for each in runs.positions.values() if each.state == "waiting"]
    position = runs.live or min(waiting, key=lambda each: each.started_at, default=None)
    survey = _of(turn, position) if position else None
    if position is None or survey is None or (position.live and not position.paused):
        return None
    facts = known.facts(turn, survey.id)
    result = engine.resume(survey, position, facts, turn.friend.speaks, now=turn.now)
    silence.arm(turn, survey, result.position)
    return _carry_out(turn, result.position, result.effects)


def renew(turn: Turn) -> None:
    """Let answers that she was not asked for follow her member record, now that it has changed."""
    names = list(turn.friend.said)
    for position in list(RUNS.of(turn).positions.values()):
        survey = _of(turn, position)
        if survey:
            result = prior.renew(survey, position, known.facts(turn, survey.id), turn.friend.speaks)
            if result.taken:
                RUNS.of(turn).put(result.position)
                note(turn, result.effects)
    differences.follow(turn, names)


def _stray(survey: Survey, position: Position, given: inputs.Input) -> bool:
    """Whether words after an interruption are hardly meant for the open question, which takes any."""
    asked = survey.questions.get(position.step or "")
    if not position.paused or not isinstance(given, inputs.Typed):
        return False
    return bool(courtesy(given.text) or (asked and asked.free and not deed(given.text)))


def _misread(result: engine.Result) -> bool:
    """Whether the survey could make nothing of what she typed; after an interruption it was no answer."""
    return any(
        each.misread if isinstance(each, effects.Summary) else each.view.reason in effects.UNREAD
        for each in result.effects
        if isinstance(each, effects.Summary | effects.Ask)
    )


def unfinished(turn: Turn) -> Position | None:
    """Return the run that she can go on with: the open one, else the latest that she stopped."""
    runs = RUNS.of(turn)
    stopped = [each for each in runs.positions.values() if each.state in ("cancelled", "expired", "waiting")]
    return runs.live or max(stopped, key=lambda each: each.started_at, default=None)


def told(turn: Turn, position: Position, language: str | None = None) -> list[tuple[str, SummaryRow]]:
    """Return her answers of one run in words, each with the run that a correction names."""
    survey = _of(turn, position)
    if survey is None:
        return []
    rows = engine.review(survey, position, known.facts(turn, survey.id), language or turn.friend.speaks)
    return [(position.run, row) for row in rows]


def resume(turn: Turn) -> Answer | None:
    """Show the open question of an interrupted or stopped survey again, on her own next action."""
    position = unfinished(turn)
    survey = _of(turn, position) if position else None
    if position is None or survey is None:
        return None
    facts = known.facts(turn, survey.id)
    result = engine.resume(survey, position, facts, turn.friend.speaks, now=turn.now)
    if not position.live:
        silence.arm(turn, survey, result.position)
    return _carry_out(turn, result.position, result.effects)


def _meant(turn: Turn, given: inputs.Input) -> Position | None:
    """Find the run that an input is for: the one that its button names, else the open one."""
    runs = RUNS.of(turn)
    run = getattr(given, "run", None)
    if run:
        return runs.by_id(run)
    live = runs.live
    return live if live and not (live.paused and isinstance(given, inputs.Sticker)) else None


def _of(turn: Turn, position: Position) -> Survey | None:
    """Return the survey in the version with which the run began."""
    return EDITION.shared(turn).survey(position.survey, position.version)


def _interrupt(turn: Turn, but: str = "") -> None:
    live = RUNS.of(turn).live
    if live and not live.paused and live.survey != but:
        RUNS.of(turn).put(engine.interrupt(live))


def interrupt(turn: Turn) -> None:
    """Let something else have the conversation; her open question waits for her."""
    _interrupt(turn)


def take_back(turn: Turn) -> None:
    """Forget answers that she typed in a message which she has taken back; nothing is said about it."""
    for unsent in RUNS.of(turn).unsent:
        for position in list(RUNS.of(turn).positions.values()):
            survey = _of(turn, position)
            if survey:
                facts = known.facts(turn, survey.id)
                result = erasing.take_back(survey, position, unsent, facts, turn.friend.speaks)
                if result.taken:
                    _carry_out(turn, result.position, result.effects)
        _take_back_beside(turn, unsent)


def _take_back_beside(turn: Turn, unsent: erasing.Unsent) -> None:
    """Forget it in runs before the last and in a preview, too, of which nothing is on her."""
    mine = RUNS.of(turn)
    for position in [*mine.earlier.values(), *([mine.preview] if mine.preview else [])]:
        survey = _of(turn, position)
        if survey is None:
            continue
        facts = known.facts(turn, survey.id)
        result = erasing.take_back(survey, position, unsent, facts, turn.friend.speaks)
        if result.taken and position is mine.preview:
            mine.play(result.position)
        elif result.taken:
            mine.keep(result.position, turn.now)
            _tell_operator(turn, position, result.position)


def _carry_out(turn: Turn, position: Position, decided: Sequence[effects.Effect]) -> Answer:
    runs = RUNS.of(turn)
    _tell_operator(turn, runs.positions.get(position.survey), position)
    if position.live and len(runs.positions) > 1:
        _interrupt(turn, position.survey)  # never two open questions
    runs.put(position)
    note(turn, decided)
    return say(turn, decided)


def _tell_operator(turn: Turn, before: Position | None, position: Position) -> None:
    """Let the operator's own system know what a finished run says, and each time that this changes."""
    was = before is not None and before.finished and before.run == position.run
    if not (position.finished or was) or not HOUSE.shared(turn).sends_answers:
        return
    if before is None or not was or before.answers != position.answers:
        turn.deliver(ANSWERS, position.run)
