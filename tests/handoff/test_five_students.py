"""Five students at once, two of one name, and one advisor who quotes: in any order each word arrives, once."""

from __future__ import annotations

from bot.db import Database
from tests.handoff.five import Figures, play


async def test_no_word_goes_astray(sqlite_url: str) -> None:
    """Of twenty stories in random orders every word reaches whom it was meant for, under the right name, once."""
    database, figures = Database(sqlite_url), Figures()
    await play(database, range(20), figures)
    await database.close()
    assert (figures.misrouted, figures.lost, figures.doubled) == ([], [], [])
    assert figures.messages >= 20 * 5 * 8
