"""Words from person to person in random orders: how many went astray, were lost or came twice."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import uvloop

from bot.db import Database, migrate
from tests.databases import in_a_thread
from tests.handoff.five import Figures, play

SIDE_BY_SIDE = 50


def hold(count: int) -> bool:
    """Play so many stories, print what came of them, and tell whether every word arrived, once."""
    figures, began = Figures(), time.monotonic()
    for first in range(0, count, SIDE_BY_SIDE):
        with tempfile.TemporaryDirectory(prefix="enishi-words-") as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'enishi.db'}"
            in_a_thread(migrate, url)
            uvloop.run(_play(url, range(first, min(count, first + SIDE_BY_SIDE)), figures))
    wrong = len(figures.misrouted), len(figures.lost), len(figures.doubled)
    said = f"{figures.stories} stories of five students and one advisor, {figures.messages} messages: "
    print(said + "misrouted {}, lost {}, doubled {}".format(*wrong) + f" ({time.monotonic() - began:.0f} s)")
    for each in (*figures.misrouted, *figures.lost, *figures.doubled)[:10]:
        print(f"  {each}", file=sys.stderr)
    return not any(wrong)


async def _play(url: str, seeds: range, figures: Figures) -> None:
    database = Database(url)
    try:
        await play(database, seeds, figures)
    finally:
        await database.close()
