"""What the dialog engine decides, put into bubbles; nothing else comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import messages
from bot.messages import Message
from bot.turn import Turn
from dialogs import effects
from dialogs.runs import RUNS
from handlers import flow_view, gifts, known, survey_view
from linking import links
from linking import words as linking_words


@dataclass
class Answer:
    """What a survey says to one input: bubbles in order, and a handoff to ask for after them.

    In `doubt` she was misread twice, so the question comes with a person to ask.
    """

    bubbles: list[Message] = field(default_factory=list)
    handoff: effects.Handoff | None = None
    doubt: bool = False


def say(turn: Turn, decided: Sequence[effects.Effect]) -> Answer:
    """Put what the engine decided into bubbles, without anything else coming of it."""
    answer = Answer(doubt=any(isinstance(each, effects.OfferHuman) for each in decided))
    offered = any(isinstance(each, effects.Gift) for each in decided)  # with the link that it comes with
    for effect in decided:
        if not (offered and isinstance(effect, effects.OfferLink)):
            _words(turn, effect, answer)
    answer.bubbles = survey_view.joined(answer.bubbles)
    return answer


def _words(turn: Turn, effect: effects.Effect, answer: Answer) -> None:
    bubbles = answer.bubbles
    match effect:
        case effects.Say(text, given):
            said = "\n\n".join(filter(None, [survey_view.echo(turn, given), text]))
            bubbles.append(messages.text(messages.cut_utf16(said)))
        case effects.Ask(view):
            bubbles.append(survey_view.question(turn, view, answer.doubt))
        case effects.Differs():
            bubbles.append(flow_view.differs(turn, effect))
        case effects.Minor():
            bubbles.append(flow_view.minor(turn, effect))
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
        case effects.Finished():
            before = survey_view.echo(turn, effect.echo), flow_view.known(turn, effect.known)
            said = "\n".join(filter(None, [*before, effect.text or ""]))
            if said:
                bubbles.append(messages.text(messages.cut_utf16(said)))
        case effects.Cancelled(_, run_id):
            bubbles.append(survey_view.cancelled(turn, run_id))
        case effects.Kept():
            bubbles.append(messages.text(turn._("All right, everything stays as it is.")))
        case effects.Gift(page):
            bubbles.extend(filter(None, [gifts.give(turn, page)]))
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
