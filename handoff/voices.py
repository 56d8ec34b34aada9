"""Under which name somebody speaks in somebody else's chat, and how long ago something was, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection

import regex

from bot import messages
from bot.clock import MINUTE
from bot.messages import Sender
from bot.turn import Turn
from handoff.state import HOUSE, Conversation

Say = Callable[[str], str]
"""A person's gettext: English sentence to her language."""


def N_(words: str) -> str:  # the name that message extraction looks for
    """Mark an English sentence that is translated later, in the language of whoever reads it."""
    return words


LONGEST = 16
"""Graphemes of a name in a label: LINE shows 20 of a sender, and a number must still fit."""

_untidy = regex.compile(r"[\p{C}\p{Z}]+")
_readable = regex.compile(r"[\p{L}\p{N}]")
_reserved = regex.compile(r"LINE|\b(?i:line)\b")


def plain(name: str, _: Say) -> str:
    """Return a name that fits a label; one of symbols only says nothing and is replaced."""
    tidy = _untidy.sub(" ", name).strip()
    if not _readable.search(tidy):
        return _("Friend")
    # LINE refuses its own name in a sender: https://developers.line.biz/en/docs/messaging-api/icon-nickname-switch/
    return messages.cut(_reserved.sub("ＬＩＮＥ", tidy), LONGEST)


def label(name: str, taken: Collection[str], _: Say) -> str:
    """Return a label that none of the others has: the name, or the name and a number."""
    first = plain(name, _)
    number, found = 1, first
    while found in taken:
        number += 1
        found = f"{first} {number}"
    return found


def friend(turn: Turn, own: Conversation) -> Sender:
    """The friend whose turn it is, as the sender of her words to her advisor: her label, her picture."""
    picture = turn.friend.picture_url
    # LINE shows nothing that does not come by HTTPS.
    return messages.sender(own.shown, picture if picture and picture.startswith("https://") else None)


def advisor(turn: Turn, name: str, staff_id: str) -> Sender:
    """An advisor as the sender of words in a friend's chat, as she reads his name, with a drawn icon."""
    house = HOUSE.shared(turn)
    called = messages.cut(plain(house.plan.called(name, turn.friend.speaks), turn._), 10)
    words = turn._("{name} (advisor)").format(name=called)
    return messages.sender(words, house.addresses.portrait(staff_id))


def of(turn: Turn, own: Conversation) -> Sender:
    """The advisor who has her, as the sender of his words."""
    return advisor(turn, own.advisor_name or "", str(own.advisor_id))


def span(milliseconds: int, _: Say) -> str:
    """Say how long something took, in minutes or in hours and minutes."""
    hours, minutes = divmod(max(0, milliseconds) // MINUTE, 60)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return _("{minutes} min").format(minutes=minutes) if minutes else _("under 1 min")
