"""One line to an advisor about a friend, in his language; said from her lane, where the truth is."""

from __future__ import annotations

from bot import i18n, messages
from bot.turn import Turn
from handoff.state import HOUSE


def tell(turn: Turn, advisor_id: str, words: str, **facts: str) -> None:
    """Tell an advisor one line about her, in his language; `words` is an English sentence of the code.

    Whoever is staff no longer is told nothing of her.
    """
    if advisor_id not in HOUSE.shared(turn).staff:
        return
    said = i18n.gettext(HOUSE.shared(turn).language(advisor_id))(words).format(**facts)
    turn.tell(advisor_id, messages.text(said), about=turn.friend.friend_id, timed=False)
