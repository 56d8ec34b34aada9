"""Surveys in a friend's turn: starts them, hands them what she does, carries out what the engine decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import messages
from bot.messages import Message
from bot.turn import Turn
from dialogs import effects, engine, erasing, inputs
from dialogs.effects import SummaryRow
from dialogs.phrases import courtesy, deed
from dialogs.position import Position
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.survey import Survey
from handlers import known, survey_view
from handlers.office import HOUSE
from handoff.state import STATE
from linking import links
from linking import words as linking_words

ANSWERS = "answers"
"""What deliveries to the operator's own system are of; their key is the survey."""


@dataclass
class Answer:
    """What a survey says to one input: bubbles in order, and a handoff to ask for after them.

    In `doubt` she was misread twice, so the question comes with a person to ask.
    """

    bubbles: list[Message] = field(default_factory=list)
    handoff: effects.Handoff | None = None
    doubt: bool = False


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
    facts = known.facts(turn, survey.id)
    if earlier and earlier.state == "done" and (rows := told(turn, earlier)):
        return Answer([survey_view.answers(turn, rows)])
    if earlier is None and survey.id in EDITION.shared(turn).stopped:
        words = turn._("These questions are closed at the moment. Thank you for wanting to answer them.")
        return Answer([messages.text(words)])
    if earlier and earlier.state != "done":
        result = engine.resume(_of(turn, earlier) or survey, earlier, facts, turn.friend.speaks, now=turn.now)
    else:
        _interrupt(turn)
        run = turn.new_id()
        result = engine.start(survey, facts, turn.friend.speaks, run=run, now=turn.now, earlier=earlier)
    return _carry_out(turn, result.position, result.effects)


def give(turn: Turn, given: inputs.Input) -> Answer | None:
    """Hand an input to the survey that it belongs to; None if no survey has a use for it."""
    position = _meant(turn, given)
    survey = _of(turn, position) if position else None
    if position is None or survey is None:
        if isinstance(given, inputs.Typed | inputs.Sticker):
            return None
        run = getattr(given, "run", None) or ""
        return Answer([survey_view.old_button(turn, effects.OldButton(run, None, None, None))])
    if _stray(survey, position, given):
        return None
    result = engine.answer(
        survey, position, given, known.facts(turn, survey.id), turn.friend.speaks, now=turn.now
    )
    if not result.taken or (position.paused and _misread(result)):
        return None
    answer = _carry_out(turn, result.position, result.effects)
    if STATE.of(turn).own is not None:
        interrupt(turn)  # what she taps is answered, but her words are for the advisor and no answer later on
    return answer


def _stray(survey: Survey, position: Position, given: inputs.Input) -> bool:
    """Whether words after an interruption are hardly meant for the open question, which takes any."""
    asked = survey.questions.get(position.step or "")
    if not position.paused or not isinstance(given, inputs.Typed):
        return False
    return bool(courtesy(given.text) or (asked and asked.free and not deed(given.text)))


def _misread(result: engine.Result) -> bool:
    """Whether the survey could make nothing of what she typed; after an interruption it was no answer."""
    return any(
        each.misread if isinstance(each, effects.Summary) else each.view.reason == "misread"
        for each in result.effects
        if isinstance(each, effects.Summary | effects.Ask)
    )


def unfinished(turn: Turn) -> Position | None:
    """Return the run that she can go on with: the open one, else the latest that she stopped."""
    runs = RUNS.of(turn)
    stopped = [each for each in runs.positions.values() if each.state == "cancelled"]
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


def _interrupt(turn: Turn) -> None:
    live = RUNS.of(turn).live
    if live and not live.paused:
        RUNS.of(turn).put(engine.interrupt(live))


def interrupt(turn: Turn) -> None:
    """Let something else have the conversation; her open question waits for her."""
    _interrupt(turn)


def take_back(turn: Turn) -> None:
    """Forget answers that she typed in a message which she has taken back; nothing is said about it."""
    for typed in RUNS.of(turn).unsent.values():
        for position in list(RUNS.of(turn).positions.values()):
            survey = _of(turn, position)
            if survey:
                facts = known.facts(turn, survey.id)
                result = erasing.take_back(survey, position, typed, facts, turn.friend.speaks)
                if result.taken:
                    _carry_out(turn, result.position, result.effects)
        _take_back_preview(turn, typed)


def _take_back_preview(turn: Turn, typed: str) -> None:
    preview = RUNS.of(turn).preview
    survey = _of(turn, preview) if preview else None
    if preview and survey:
        facts = known.facts(turn, survey.id)
        result = erasing.take_back(survey, preview, typed, facts, turn.friend.speaks)
        if result.taken:
            RUNS.of(turn).play(result.position)


def _carry_out(turn: Turn, position: Position, decided: Sequence[effects.Effect]) -> Answer:
    _tell_operator(turn, RUNS.of(turn).positions.get(position.survey), position)
    RUNS.of(turn).put(position)
    note(turn, decided)
    return say(turn, decided)


def _tell_operator(turn: Turn, before: Position | None, position: Position) -> None:
    """Let the operator's own system know what a finished run says, and each time that this changes."""
    if not position.finished or not HOUSE.shared(turn).sends_answers:
        return
    if before is None or not before.finished or before.answers != position.answers:
        turn.deliver(ANSWERS, position.survey)


def say(turn: Turn, decided: Sequence[effects.Effect]) -> Answer:
    """Put what the engine decided into bubbles, without anything else coming of it."""
    answer = Answer(doubt=any(isinstance(each, effects.OfferHuman) for each in decided))
    for effect in decided:
        _words(turn, effect, answer)
    answer.bubbles = survey_view.joined(answer.bubbles)
    return answer


def note(turn: Turn, decided: Sequence[effects.Effect]) -> None:
    """Put on the friend what her answers say of her."""
    for effect in decided:
        _fact(turn, effect)
    if any(isinstance(each, effects.SetAttribute | effects.DropAttribute) for each in decided):
        _learn_name(turn)


def _fact(turn: Turn, effect: effects.Effect) -> None:
    match effect:
        case effects.SetTag(tag, source):
            turn.friend.tag(tag, source, turn.now)
        case effects.DropTag(tag, source):
            turn.friend.untag(source, tag)
        case effects.SetAttribute(name, value, source):
            turn.friend.learn(name, value, source, turn.now)
        case effects.DropAttribute(name, source):
            turn.friend.unlearn(source, name)
        case effects.ShowMenu(menu):
            turn.want_menu(known.menu_name(menu, turn.friend.speaks))
        case _:
            return


def _words(turn: Turn, effect: effects.Effect, answer: Answer) -> None:
    bubbles = answer.bubbles
    match effect:
        case effects.Say(text):
            bubbles.append(messages.text(text))
        case effects.Ask(view):
            bubbles.append(survey_view.question(turn, view, answer.doubt))
        case effects.Summary():
            bubbles.append(survey_view.summary(turn, effect, answer.doubt))
        case effects.OldButton():
            run = RUNS.of(turn).by_id(effect.run)
            bubbles.append(survey_view.old_button(turn, effect, run is not None and run.state == "done"))
        case effects.Courteous(kind, view):
            _courteous(turn, kind, view, answer)
        case effects.Corrected(_, question, said):
            words = turn._("Changed: {question} is now “{answer}”.").format(question=question, answer=said)
            bubbles.append(messages.text(messages.cut_utf16(words)))
        case effects.Finished(_, text, echo, _):
            said = "\n".join(filter(None, [survey_view.echo(turn, echo), text or ""]))
            if said:
                bubbles.append(messages.text(messages.cut_utf16(said)))
        case effects.Cancelled(_, run_id):
            bubbles.append(survey_view.cancelled(turn, run_id))
        case effects.Kept():
            bubbles.append(messages.text(turn._("All right, everything stays as it is.")))
        case effects.OfferLink() if not links.is_linked(turn):
            bubbles.append(linking_words.offer(turn, known.content(turn).service.link, "survey"))
        case effects.Handoff():
            answer.handoff = effect
        case _:
            return


def _courteous(turn: Turn, kind: str, view: effects.QuestionView | None, answer: Answer) -> None:
    """Answer thanks or a greeting warmly once; the question stays open and its buttons come back."""
    said = {
        "thanks": turn._("You're welcome."),
        "greeting": turn._("Hello! Good to hear from you."),
        "sorry": turn._("No worries at all."),
    }.get(kind, turn._("Thank you!"))
    bubble = messages.text(said)
    if view is not None:
        bubble = messages.with_quick(bubble, survey_view.buttons(turn, view))
    answer.bubbles.append(bubble)


def _learn_name(turn: Turn) -> None:
    """Call her what she asked to be called."""
    name = turn.friend.attributes.get("call_name")
    turn.friend.call_name = name if isinstance(name, str) and name else None
