"""Small signs in a friend's chat: that a person has read, that an answer is on its way.

Made beside the road once a turn is committed. Nothing depends on them: one that is lost stays lost.
https://developers.line.biz/en/reference/messaging-api/#mark-messages-as-read
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot import log
from bot.clock import HOUR, Clock
from bot.line import Line, LineError
from bot.turn import Gesture

MOST = 50
"""Signs under way at once; LINE takes 100 loading animations a second, and what is late says nothing."""


class Gestures:
    """One process's signs."""

    def __init__(self, clock: Clock, line: Line) -> None:
        self._clock, self._line = clock, line
        self._tasks: set[asyncio.Task[None]] = set()
        self._may_read: tuple[int, bool] | None = None
        self._log = log.get("gestures")

    def make(self, wished: Sequence[Gesture]) -> None:
        """Make signs in the background; returns at once."""
        for each in wished[: max(0, MOST - len(self._tasks))]:
            task = asyncio.create_task(self._make(each))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def quiet(self) -> None:
        """Wait until every sign is made."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _make(self, gesture: Gesture) -> None:
        try:
            if gesture.kind == "loading":
                await self._line.show_loading(gesture.friend_id, 5)
            elif await self._marks():
                await self._line.mark_as_read(gesture.token)
        except LineError as error:
            self._log.info("sign not made", kind=gesture.kind, status=error.status)

    async def _marks(self) -> bool:
        """Tell whether it is for us to mark messages as read: where LINE does it by itself it refuses."""
        now = self._clock.now()
        if self._may_read is None or not 0 <= now - self._may_read[0] < HOUR:
            self._may_read = now, await self._line.leaves_reading_to_us()
        return self._may_read[1]
