"""What is looked at again though nobody does anything: LINE's rich menus, and friends whom rules concern.

Wired by the composition root; `bot.life` and `enishi menus sync` call it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot import menu_shapes, menu_sync
from bot.bells import Bells
from bot.clock import Clock
from bot.db import Database
from bot.line import Line
from bot.menu_sync import Plan, Synced
from bot.menus import Drawn
from dialogs.published import Snapshot
from handlers import sweeping


class Upkeep:
    """Brings LINE, and what rules give to friends, in line with what is published."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        line: Line,
        bells: Bells,
        snapshot: Snapshot,
        folder: Path,
        public_url: str,
    ) -> None:
        self._database, self._clock, self._line, self._bells = database, clock, line, bells
        self._snapshot, self._folder, self._public_url = snapshot, folder, public_url
        self._swept = ""

    async def sweep(self) -> int:
        """Look at friends again, a page at a time, if rules say something else by now; returns how many."""
        content, now = self._snapshot.content, self._clock.now()
        wanted = sweeping.key(content, now)
        if wanted == self._swept:
            return 0
        async with self._database.write() as connection:
            called = await sweeping.call(connection, content, now)
        if called is None:
            self._swept = wanted
        elif called:
            self._bells.ring("inbox")
        return called or 0

    def drawn(self) -> list[Drawn] | None:
        """Return the rich menus of what is published; None in a process whose folder has other pictures.

        That one leaves them to the process that has published them.
        """
        content = self._snapshot.content
        if not menu_shapes.has_pictures(content.menus, self._folder):
            return None
        languages = content.service.languages
        return menu_shapes.drawn(content.menus, languages, self._folder, self._public_url)

    async def plan(self) -> Plan | None:
        """Say what a sync would do; see `drawn` for None."""
        drawn = self.drawn()
        return None if drawn is None else await menu_sync.foresee(self._database, self._line, drawn)

    async def sync(self, say: Callable[[str], None] = lambda line: None) -> Synced:
        """Bring LINE's rich menus in line with what is published; says each change as it is made."""
        drawn = self.drawn()
        async with self._database.alone("menus") as alone:
            if drawn is None or not alone:  # another process is at it
                return Synced()
            synced = await menu_sync.sync(self._database, self._clock, self._line, drawn, say)
        self._bells.ring("menus")
        return synced
