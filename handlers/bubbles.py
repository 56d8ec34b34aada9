"""What a friend's messages say: each by itself, or several typed in quick succession as one answer.

Only a question that takes any text waits for more, and only for a moment: see `Turn.wait`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import SECOND
from bot.events import Event
from bot.turn import AT_ONCE, Turn
from dialogs import inputs
from dialogs.phrases import courtesy, deed
from dialogs.position import Media, Unread
from dialogs.survey import plain
from handlers import commands, known, menu
from handoff import crisis, state

QUIET = 2 * SECOND
"""Bubbles that follow each other this closely are one thought."""


def given(turn: Turn) -> inputs.Typed | inputs.Sent | inputs.Sticker | None:
    """Return a message as surveys take it; None for a place and whatever else LINE may have."""
    words = _words(turn.event)
    if words is not None:
        return inputs.Typed(words, _id(turn.event))
    said = state.message(turn)
    kind = said.get("type")
    if kind == "sticker":
        return inputs.Sticker()
    if kind not in ("image", "video", "audio", "file") or not _id(turn.event):
        return None
    name, size, album = (said.get(each) for each in ("fileName", "fileSize", "imageSet"))
    return inputs.Sent(
        Media(
            _id(turn.event),
            kind,
            str(name) if name else None,
            size if isinstance(size, int) else None,
            str(album.get("id")) if isinstance(album, dict) else None,
        )
    )


def together(turn: Turn, first: inputs.Typed) -> inputs.Typed | None:
    """Return what she typed in this and the next bubbles, by lines; None while more may be under way.

    Courtesies among them are no part of it. A wish such as 「スキップ」, a command, a tap waits for nothing.
    """
    if deed(first.text):
        return first
    later = turn.events[turn.events.index(turn.event) + 1 :]
    run = [turn.event]
    for event in later:
        if not _follows(turn, run[-1], event):
            break
        run.append(event)
    until = run[-1].accepted_at + QUIET
    if len(run) > len(later) and len(run) < AT_ONCE and turn.now < until:
        turn.wait(until)
        return None
    turn.also.update(event.seq for event in run[1:])
    return _joined(run)


def _follows(turn: Turn, last: Event, event: Event) -> bool:
    """Whether an event is a bubble that goes on with the one before it."""
    words = _words(event)
    if words is None or event.occurred_at - last.occurred_at > QUIET or deed(words):
        return False
    command = plain(words).startswith("/") or commands.parse(words, turn.friend.role)
    named = menu.item_named(turn, words) or known.content(turn).starting(f"keyword:{plain(words)}")
    return not command and not named and not crisis.meant(turn, words)


def _joined(run: Sequence[Event]) -> inputs.Typed:
    bubbles = tuple(Unread(_id(event), _words(event) or "") for event in run)
    every = [each.words for each in bubbles]
    meant = [words for words in every if not courtesy(words)] or every
    return inputs.Typed("\n".join(meant), bubbles[0].message_id, bubbles)


def _words(event: Event) -> str | None:
    said = event.data.get("message")
    if event.kind != "message" or not isinstance(said, dict) or said.get("type") != "text":
        return None
    return said["text"] if isinstance(said.get("text"), str) else None


def _id(event: Event) -> str:
    said = event.data.get("message")
    return str(said.get("id") or "") if isinstance(said, dict) else ""
