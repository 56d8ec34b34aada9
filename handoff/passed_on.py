"""The note that goes with a friend to whoever has her next: known by its place, so that an unsend counts."""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from handoff.state import HOUSE, STATE

LONGEST = 300


def place(turn: Turn) -> str | None:
    """Return where the event says that the note stands: LINE's id of the message, and how far into it."""
    data = turn.event.data
    return f"{data['message_id']}:{data.get('start') or 0}" if data.get("message_id") else None


def note(turn: Turn, place_: str | None) -> str:
    """Read the note, with its writer's name; empty without one, or if he has taken it back."""
    message_id, _, start = (place_ or "").partition(":")
    said = STATE.of(turn).said.get(message_id, {})
    words = str(said.get("text") or "")[int(start or 0) :].strip()
    author = HOUSE.shared(turn).staff.get(str(said.get("by")))
    return f"{author.name}「{messages.cut(words, LONGEST)}」" if author and words else ""
