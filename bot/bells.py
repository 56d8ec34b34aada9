"""Bells wake the loops of this process; on PostgreSQL another process can ring them too."""

from __future__ import annotations

import asyncio
from collections import defaultdict


class Bells:
    """Named bells; a ring that nobody waits for is kept for the next one who does."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def ring(self, name: str) -> None:
        """Wake whoever waits, or the next one who comes."""
        self._events[name].set()

    async def wait(self, name: str, at_most: float) -> None:
        """Return at a ring, or after that many seconds: polling is the safety net."""
        bell = self._events[name]
        try:
            async with asyncio.timeout(at_most):
                await bell.wait()
        except TimeoutError:
            pass
        bell.clear()
