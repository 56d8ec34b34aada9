"""How an answer leaves a turn: what comes before it, its bubbles, and the handoff that it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from bot import i18n
from bot.messages import Message
from bot.turn import Turn
from dialogs.position import Unread
from handlers import known, survey_view
from handlers.surveys import Answer, interrupt
from handoff import asking

MOST_GLANCE = 6
OTHER_LANGUAGE = "英語"
"""How a friend whom we answer in English is marked for the advisors, whose cards are in Japanese."""


def answer(turn: Turn, given: Answer | None, before: Sequence[Message] = ()) -> None:
    """Say an answer, joined to what comes before it; a wished handoff is asked for after it."""
    bubbles = survey_view.joined([*before, *(given.bubbles if given else [])])
    if bubbles:
        turn.say(*bubbles)
    if given and given.handoff:
        ask_human(turn, given.handoff.reason or "", said=given.handoff.wrote)


def ask_human(turn: Turn, reason: str, wrote: str | None = None, said: Sequence[Unread] = ()) -> None:
    """Ask for a human; an open question of a survey waits for her own next action.

    `wrote` is the LINE id of an earlier message of hers that is to be handed over, `said` what she wrote
    where a survey could not read it.
    """
    interrupt(turn)
    before = [(each.message_id, each.words) for each in said]
    asking.ask(turn, reason, wrote=wrote, said=before, glance=glance(turn))


def glance(turn: Turn) -> tuple[str, ...]:
    """Say what advisors should know of her at a glance: another language than theirs, then her tags.

    Tags are told in the content's words and order.
    """
    declared = known.content(turn).declared
    held = turn.friend.tags
    spoken = () if turn.friend.speaks == i18n.DEFAULT else (OTHER_LANGUAGE,)
    return (*spoken, *(tag.label.to(i18n.DEFAULT) for tag in declared.tags if tag.id in held))[:MOST_GLANCE]
