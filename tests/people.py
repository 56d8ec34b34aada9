"""The cast of the stories: two students, two advisors and an admin, each with a phone."""

from __future__ import annotations

from dataclasses import dataclass

from tests.phone import Phone, said
from tests.world import World


@dataclass(frozen=True)
class Cast:
    """Everybody, and the world in which they live."""

    world: World
    misaki: Phone
    alex: Phone
    sato: Phone
    suzuki: Phone
    takahashi: Phone

    async def has_staff(self) -> None:
        """Takahashi runs the account; Sato and Suzuki become advisors by code, and are on duty."""
        advisors = (self.sato, self.suzuki)
        async with self.world.at_once():
            for person in (self.takahashi, *advisors):
                await person.adds_the_account()
        async with self.world.at_once():
            await self.takahashi.types("/staff 佐藤")
            await self.takahashi.types("/staff 鈴木")
        codes = [text for each in await self.takahashi.bubbles() if (text := said(each)).startswith("EN-")]
        async with self.world.at_once():
            for advisor, code in zip(advisors, codes[-2:], strict=True):
                await advisor.types(code)
                await advisor.types("/on")

    async def billed(self) -> int:
        """Return how many messages were billed to the account so far."""
        return int((await self.world.control("GET", "ledger"))["push"]["billed"])


def gather(world: World) -> Cast:
    """Give everybody a phone."""
    slugs = ("misaki", "alex", "sato", "suzuki", "takahashi")
    return Cast(world, *(Phone(world, slug) for slug in slugs))
