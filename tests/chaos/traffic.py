"""The friends of a chaos run: each writes one input after the other and knows which were taken at once."""

from __future__ import annotations

import asyncio
import random

import aiohttp

from tests.chaos.platform import Platform
from tests.chaos.verdict import Input

AT_ONCE = 64
REPEATED = 0.1
"""Share of inputs that LINE delivers twice by itself, and that are redelivered on purpose besides."""


class Traffic:
    """All friends of a run; inputs go out as `allow` lets them."""

    def __init__(self, platform: Platform, friends: list[str], inputs: int, seed: int) -> None:
        self._platform, self._friends, self._each = platform, friends, inputs
        self._dice = random.Random(seed)
        self._allowed = asyncio.Semaphore(0)
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._may = 0
        self.sent: list[Input] = []
        self.marks: dict[str, str] = {}
        self.refused = 0
        self.redelivered = 0

    @property
    def total(self) -> int:
        """How many inputs there will be."""
        return len(self._friends) * self._each

    def allow(self, inputs: int) -> None:
        """Let so many more inputs go out."""
        self._may += inputs
        for _ in range(inputs):
            self._allowed.release()

    async def caught_up(self) -> None:
        """Wait until what is allowed was sent."""
        while len(self.sent) < min(self._may, self.total):  # noqa: ASYNC110 - sends are what is waited for
            await asyncio.sleep(0.02)

    async def run(self) -> None:
        """Let every friend send all her inputs."""
        await asyncio.gather(*(self._talk(number, user) for number, user in enumerate(self._friends)))

    async def _talk(self, friend: int, user: str) -> None:
        burst = 0
        for number in range(self._each):
            if not burst:  # now and then she writes several times in a row, before anything is answered
                burst = min(self._dice.choice((1, 1, 2, 3)), self._each - number)
            await self._allowed.acquire()
            async with self._gate:
                await self._say(friend, user, f"f{friend}-{number}")
            burst -= 1

    async def _say(self, friend: int, user: str, mark: str) -> None:
        message = {"type": "text", "text": mark}
        answer = await self._platform.control("POST", f"users/{user}/send", {"message": message})
        taken = answer["webhook"]["status"] == 200
        self.marks[answer["events"][0]["webhookEventId"]] = mark
        self.refused += not taken
        self.sent.append(Input(friend, mark, taken))
        if self._dice.random() < REPEATED:
            self.redelivered += 1
            again = {"webhookEventId": answer["events"][0]["webhookEventId"]}
            try:
                await self._platform.control("POST", "redeliver", again)
            except aiohttp.ClientResponseError:
                self.redelivered -= 1
