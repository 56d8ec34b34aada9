"""What staff do, written down for good in the same commit as the deed: only added to, never changed.

Called where a deed is decided, in whichever lane that is; leads and admins read it by `/audit`.
"""

from __future__ import annotations

from bot.turn import Turn
from handoff.state import HOUSE, STATE

DECIDED_ELSEWHERE = frozenset(
    {
        "take",
        "handover",
        "incident",
        "done",
        "transfer",
        "release",
        "assign",
        "note",
        "tag",
        "c",
        "later",
        "snooze",
        "notes",
        "history",
    }
)
"""Commands whose deed is written down in the friend's lane, where it is known what became of it."""

QUIET = frozenset({"help", "menu", "to", "cancel", "settings", "link", "unlink"})
"""Commands that change nothing and show nothing of anybody."""


def record(turn: Turn, deed: str, staff_id: str | None = None, detail: str = "", about: str = "") -> None:
    """Write down a deed of the staff member whose turn it is, or of another; never anybody's words.

    `about` is a friend's id; in her own lane it is hers.
    """
    who = staff_id or turn.friend.friend_id
    found = HOUSE.shared(turn).staff.get(who)
    STATE.of(turn).deeds.append(
        {
            "id": turn.new_id(),
            "at": turn.now,
            "staff_id": who,
            "staff_name": found.name if found else turn.friend.staff_name or turn.friend.name,
            "deed": deed,
            "friend_id": about or (turn.friend.friend_id if who != turn.friend.friend_id else None),
            "detail": detail,
        }
    )


def ordered(turn: Turn, command: str) -> None:
    """Write down a command that a staff member has given, unless that is done where it is decided."""
    if turn.friend.is_staff and command not in DECIDED_ELSEWHERE | QUIET:
        record(turn, command)
