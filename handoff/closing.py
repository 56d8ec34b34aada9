"""A conversation is over: one closing bubble, with one tap on how it was if that may be asked.

Decided in her lane. It may be asked once her advisor has said how it ended, and not after bad news.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import messages
from bot.team import Outcome
from bot.turn import Turn
from handoff import cards, holding
from handoff.state import HOUSE, STATE, Conversation

GOOD, FAIR, POOR = 3, 2, 1


def close(turn: Turn, own: Conversation, result: Outcome | None) -> None:
    """Tell her that the assistant is back; `result` is how it ended, if that is known."""
    rating, words = HOUSE.shared(turn).plan.team.rating, turn._("The assistant is back with you.")
    bubble = messages.text(words)
    if rating and result and not result.bad_news:
        labels = {GOOD: turn._("It helped"), FAIR: turn._("So-so"), POOR: turn._("Not much")}
        taps = [cards.button(label, "rate", c=own.id, r=str(value)) for value, label in labels.items()]
        lines = [rating.ask.to(turn.friend.speaks)]
        bubble = messages.flex_card(cards.notice(turn._), words, lines, taps, accent="")
    turn.say(bubble, klass="account", not_before=holding.behind(turn, own))


def rate(turn: Turn, what: dict[str, str]) -> None:
    """Note how it was for her, once; whom it did not help is shown the way to somebody else."""
    found, rating = HOUSE.shared(turn).named.get(what.get("c", "")), HOUSE.shared(turn).plan.team.rating
    hers = found is not None and found.friend_id == turn.friend.friend_id
    if found is None or not hers or rating is None or what.get("r") not in ("1", "2", "3"):
        return
    if found.rated is None:
        change(turn, found, rated=int(what["r"]))
    thanks = rating.thanks.to(turn.friend.speaks)
    if what["r"] != str(POOR):
        turn.say(messages.text(thanks))
        return
    wrong = cards.button(turn._("Something felt wrong"), "wrong", c=found.id)
    talk = messages.postback(turn._("Ask a person"), "menu?do=talk", turn._("Ask a person"))
    turn.say(messages.flex_card(cards.notice(turn._), thanks, [], [talk, wrong], accent=""))


def change(turn: Turn, own: Conversation, **changes: Any) -> None:
    """Change a conversation that is over; it becomes hers no more by that."""
    known = STATE.of(turn).changed.get(own.id, own)
    STATE.of(turn).changed[own.id] = replace(known, **changes)
