"""A survey played by an admin on her own phone, to see it: nothing of it counts anywhere.

No tag, no attribute, no result, and no deed: where something would happen, it is said instead.
"""

from __future__ import annotations

import unicodedata

from bot import messages
from bot.clock import MINUTE
from bot.i18n import N_
from bot.turn import Turn
from dialogs import effects, engine, inputs
from dialogs.position import Position
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.survey import Survey
from handlers import bubbles, commands, drafts, editing_view, known, survey_view, surveys
from handoff import state

HEARS = 30 * MINUTE
"""How long after its last answer a preview takes what she types; commands and quotes are never answers."""

DEEDS: dict[type[object], str] = {
    effects.Handoff: N_("(Here an advisor would be told.)"),
    effects.OfferLink: N_("(Here linking would be offered to whoever is not linked.)"),
    effects.Gift: N_("(Here a gift would be handed over.)"),
    effects.ShowMenu: N_("(Here the rich menu would change.)"),
    effects.Enrol: N_("(Here a step plan would begin.)"),
}


def start(turn: Turn, survey: Survey) -> None:
    """Play a survey from its first question, in place of an earlier preview."""
    facts = known.facts(turn, survey.id)
    result = engine.start(survey, facts, turn.friend.speaks, run=turn.new_id(), now=turn.now)
    words = turn._("Preview of “{title}”. What you answer is kept nowhere and goes to nobody.")
    title = messages.cut(survey.title.to(turn.friend.speaks), 60)
    _show(turn, survey, result, [messages.text(words.format(title=title))])


def hear(turn: Turn) -> bool:
    """Take what she types or sends as an answer to the open preview; returns whether it was one."""
    preview, said = RUNS.of(turn).preview, state.message(turn)
    words = said.get("text")
    if preview is None or not preview.live or turn.now - _lately(preview) > HEARS:
        return False
    given = bubbles.given(turn)
    command = isinstance(words, str) and _is_command(words)
    if said.get("quotedMessageId") or command or not isinstance(given, inputs.Typed | inputs.Sent):
        return False
    return _give(turn, given)


def tapped(turn: Turn, given: inputs.Input) -> bool:
    """Take a tap on a bubble of the preview; returns whether it was on one."""
    preview = RUNS.of(turn).preview
    if preview is None or getattr(given, "run", None) != preview.run or not turn.friend.is_staff:
        return False
    return _give(turn, given)


def _is_command(words: str) -> bool:
    return unicodedata.normalize("NFKC", words.lstrip()[:1]) in tuple(commands.SLASHES)


def _lately(preview: Position) -> int:
    return max([preview.started_at, *(each.at for each in preview.answers.values())])


def _give(turn: Turn, given: inputs.Input) -> bool:
    preview = RUNS.of(turn).preview
    if preview is None:
        return False
    survey = EDITION.shared(turn).survey(preview.survey, preview.version)
    survey = survey or drafts.version(turn, preview.survey, preview.version)
    if survey is None:
        return False
    facts = known.facts(turn, survey.id)
    result = engine.answer(survey, preview, given, facts, turn.friend.speaks, now=turn.now)
    if result.taken:
        _show(turn, survey, result, [])
    return result.taken


def _show(turn: Turn, survey: Survey, result: engine.Result, before: list[messages.Message]) -> None:
    RUNS.of(turn).play(result.position)
    words = [each for each in result.effects if type(each) not in DEEDS]
    bubbles = [*before, *surveys.say(turn, words).bubbles]
    deeds = [turn._(DEEDS[type(each)]) for each in result.effects if type(each) in DEEDS]
    if deeds:
        bubbles.append(messages.text("\n".join(dict.fromkeys(deeds))))
    ends = effects.Finished | effects.Cancelled | effects.Minor
    if not result.position.live and any(isinstance(each, ends) for each in words):
        bubbles.append(_over(turn, survey))
    turn.say(*survey_view.joined(bubbles))


def _over(turn: Turn, survey: Survey) -> messages.Message:
    again = messages.say_it(turn._("Once more"), f"/survey preview {survey.id}")
    every = messages.say_it(turn._("All surveys"), "/survey list")
    draft = drafts.of(turn, survey.id)
    publish = (
        [editing_view.tap(turn._("Publish"), do="publish", s=survey.id)] if draft and draft.items else []
    )
    actions = [again, *publish, every]
    return messages.buttons(turn._("You have one notice"), turn._("The preview ends here."), actions)
