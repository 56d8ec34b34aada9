"""Surveys in a friend's turn: starts them, hands them what she does, carries out what the engine decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import messages
from bot.messages import Message
from bot.turn import Turn
from dialogs import effects, engine, erasing, inputs
from dialogs.position import Position
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.survey import Survey
from handlers import known, survey_view
from linking import links
from linking import words as linking_words


@dataclass
class Answer:
    """What a survey says to one input: bubbles in order, and a handoff to ask for after them."""

    bubbles: list[Message] = field(default_factory=list)
    handoff: effects.Handoff | None = None


def start_on(turn: Turn, trigger: str) -> Answer | None:
    """Start the survey that begins with `follow`, `keyword:…`, …; None if there is none to start."""
    survey = known.content(turn).starting(trigger)
    return start(turn, survey) if survey else None


def start(turn: Turn, survey: Survey) -> Answer:
    """Begin a survey, or go on with it where it is open."""
    runs = RUNS.of(turn)
    earlier = runs.positions.get(survey.id)
    facts = known.facts(turn, survey.id)
    if earlier and earlier.live:
        result = engine.resume(_of(turn, earlier) or survey, earlier, facts, turn.friend.speaks)
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
    result = engine.answer(survey, position, given, known.facts(turn, survey.id), turn.friend.speaks)
    return _carry_out(turn, result.position, result.effects) if result.taken else None


def resume(turn: Turn) -> Answer | None:
    """Show the open question of an interrupted survey again, on her own next action."""
    position = RUNS.of(turn).live
    survey = _of(turn, position) if position else None
    if position is None or survey is None:
        return None
    result = engine.resume(survey, position, known.facts(turn, survey.id), turn.friend.speaks)
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


def _carry_out(turn: Turn, position: Position, decided: Sequence[effects.Effect]) -> Answer:
    RUNS.of(turn).put(position)
    answer = Answer()
    for effect in decided:
        _fact(turn, effect)
        _words(turn, effect, answer)
    answer.bubbles = survey_view.joined(answer.bubbles)
    if any(isinstance(each, effects.SetAttribute | effects.DropAttribute) for each in decided):
        _learn_name(turn)
    return answer


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
            bubbles.append(survey_view.question(turn, view))
        case effects.Summary():
            bubbles.append(survey_view.summary(turn, effect))
        case effects.OldButton():
            bubbles.append(survey_view.old_button(turn, effect))
        case effects.OfferHuman(run, _):
            # Before the question: quick replies show under the last bubble only.
            bubbles.insert(max(0, len(bubbles) - 1), survey_view.offer_human(turn, run))
        case effects.Courteous(kind, view):
            _courteous(turn, kind, view, answer)
        case effects.Corrected(_, question, said):
            words = turn._("Changed: {question} is now “{answer}”.").format(question=question, answer=said)
            bubbles.append(messages.text(words))
        case effects.Finished(_, text, echo, _):
            said = "\n".join(filter(None, [survey_view.echo(turn, echo), text or ""]))
            if said:
                bubbles.append(messages.text(said))
        case effects.Cancelled():
            bubbles.append(messages.text(turn._("All right, we stop here. Your answers so far are kept.")))
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
        actions = survey_view.question(turn, view).get("quickReply", {}).get("items", [])
        bubble = messages.with_quick(bubble, [item["action"] for item in actions])
    answer.bubbles.append(bubble)


def _learn_name(turn: Turn) -> None:
    """Call her what she asked to be called."""
    name = turn.friend.attributes.get("call_name")
    turn.friend.call_name = name if isinstance(name, str) and name else None
