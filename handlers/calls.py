"""A person is called for her unasked: by an event of the operator's systems, or a tag that comes onto her.

Rules put such tags on, so a rule may decide it, too. She is told why; whoever has a person is left alone.
"""

from __future__ import annotations

from collections.abc import Callable

from bot import messages
from bot.turn import Turn
from handlers import beginnings, known, speaking, surveys
from handoff import asking
from handoff.state import STATE


def watch(turn: Turn, decide: Callable[[Turn], None]) -> None:
    """Decide an event with what its tags begin, and call a person where a tag that has come on says so."""
    tags = [each for each in known.content(turn).team.calls if each.on.startswith("tag:")]
    before = set(turn.friend.tags) if tags else set()
    beginnings.watch(turn, decide)
    for each in tags:
        tag = each.on.removeprefix("tag:")
        if tag in turn.friend.tags and tag not in before:
            _call(turn, each.on)


def on_event(turn: Turn) -> None:
    """Call a person where the content says so of what a member did elsewhere."""
    _call(turn, f"event:{turn.event.data.get('event')}")


def _call(turn: Turn, on: str) -> None:
    for each in known.content(turn).team.calls:
        fits = each.on == on and (each.when is None or each.when.holds(known.facts(turn)))
        if fits and _free(turn):
            surveys.interrupt(turn)
            words = messages.cut(known.say(turn, each.say), 400)
            asking.call_for(turn, on, words, topic=each.topic, glance=speaking.glance(turn))
            return


def _free(turn: Turn) -> bool:
    return turn.friend.followed and not turn.friend.is_staff and STATE.of(turn).own is None
