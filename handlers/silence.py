"""When she leaves an open question alone: one reminder at a decent hour, and in the end the run expires.

A timer is set when a run begins, and looks then how long she has been silent; no step of a survey moves it.
"""

from __future__ import annotations

from bot import messages
from bot.clock import HOUR, decent
from bot.turn import Turn
from dialogs import effects, engine
from dialogs.position import Position
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.survey import Survey
from dialogs.timing import milliseconds
from handlers import known, survey_view
from handlers.saying import say
from handoff.state import STATE

KIND = "surveys.silence"
FRESH = 2 * HOUR
"""A reminder that could not be sent for so long is not sent any more."""


def arm(turn: Turn, survey: Survey, position: Position) -> None:
    """Set the timer of a run that has begun, or goes on."""
    due = min(filter(None, (_reminds(turn, survey, position), _expires(survey, position))), default=None)
    if due is not None and position.live and not position.finished:
        turn.remind(KIND, survey.id, due, run=position.run)


def _reminds(turn: Turn, survey: Survey, position: Position) -> int | None:
    if survey.remind is None or position.reminded:
        return None
    # From now on at the earliest: one that is late by night would else be due all night long.
    return decent(max(position.touched_at + milliseconds(survey.remind.after), turn.now), known.zone(turn))


def _expires(survey: Survey, position: Position) -> int | None:
    return position.touched_at + milliseconds(survey.expires) if survey.expires else None


def on_timer(turn: Turn) -> bool:
    """Take the timer of a run; returns whether this was one."""
    data = turn.event.data
    if data.get("timer") != KIND:
        return False
    position = RUNS.of(turn).positions.get(str(data.get("key")))
    survey = EDITION.shared(turn).survey(position.survey, position.version) if position else None
    same = position and position.run == (data.get("data") or {}).get("run")
    if position and survey and same and position.live and not position.finished:
        _look(turn, survey, position)
    return True


def _look(turn: Turn, survey: Survey, position: Position) -> None:
    expires, reminds = _expires(survey, position), _reminds(turn, survey, position)
    if expires is not None and expires <= turn.now:
        RUNS.of(turn).put(engine.expire(position))
        return
    if reminds is not None and reminds <= turn.now:
        position = position.but(reminded=True)
        RUNS.of(turn).put(position)
        if _may(turn, survey, position):
            _remind(turn, survey, position)
    arm(turn, survey, position)


def _may(turn: Turn, survey: Survey, position: Position) -> bool:
    """Never while a human has her, or something else had the conversation, or she wants no notices."""
    free = STATE.of(turn).own is None and not position.paused
    wanted = turn.friend.followed and not turn.friend.paused
    return free and wanted and survey.id not in EDITION.shared(turn).stopped


def _remind(turn: Turn, survey: Survey, position: Position) -> None:
    rule = survey.remind
    if rule is None:
        return
    shown = engine.resume(survey, position, known.facts(turn, survey.id), turn.friend.speaks)
    open_now = [each for each in shown.effects if isinstance(each, effects.Ask | effects.Summary)]
    bubbles = [messages.text(known.say(turn, rule.say)), *say(turn, open_now).bubbles]
    turn.say(*survey_view.joined(bubbles), klass="automatic", expires_in=FRESH)


def touch(turn: Turn) -> None:
    """Whatever she does ends her silence; costs nothing where no survey reminds or expires."""
    live = RUNS.of(turn).live
    if live is None or live.finished or live.touched_at == turn.now:
        return
    survey = EDITION.shared(turn).survey(live.survey, live.version)
    if survey and (survey.remind or survey.expires):
        RUNS.of(turn).put(live.but(touched_at=turn.now))
