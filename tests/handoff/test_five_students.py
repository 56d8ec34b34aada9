"""Five students, two of one name, and one advisor who quotes: in any order each word arrives, once."""

from __future__ import annotations

from bot.db import Database
from tests.handoff.five import Figures, play


async def test_no_word_goes_astray(sqlite_url: str) -> None:
    """Of a dozen stories in random orders every word reaches whom it was meant for, once, as hers or his."""
    database, figures = Database(sqlite_url), Figures()
    await play(database, range(12), figures)
    await database.close()
    assert (figures.misrouted, figures.lost, figures.doubled) == ([], [], [])
    assert figures.messages >= 12 * 5 * 8
