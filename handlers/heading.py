"""Where a friend wanted to go when she was led to linking first; once she is linked, she gets there.

Kept on her own row; looked at after each of her events, so that no way of linking has to know of it.
"""

from __future__ import annotations

from bot.clock import HOUR
from bot.turn import Turn
from handlers import menu
from linking import links

KEPT = HOUR
"""After so long she has forgotten, and would be surprised."""


def go_on(turn: Turn) -> None:
    """Open what she wanted, if she is linked now and it is not too long ago."""
    friend = turn.friend
    item, since = friend.heading, friend.heading_at or 0
    if item is None:
        return
    late = turn.now - since > KEPT
    if late or links.is_linked(turn):
        friend.heading = friend.heading_at = None
        if not late:
            menu.open_item(turn, item)
