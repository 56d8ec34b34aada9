"""The cast of the stories: two students, two advisors and an admin, each with a phone."""

from __future__ import annotations

from dataclasses import dataclass

from tests.phone import Phone
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
        await self.takahashi.adds_the_account()
        for advisor, name in ((self.sato, "佐藤"), (self.suzuki, "鈴木")):
            await advisor.adds_the_account()
            await self.takahashi.types(f"/staff {name}")
            code = (await self.takahashi.bubble("EN-"))["text"]
            await advisor.types(code)
            await advisor.types("/on")

    async def billed(self) -> int:
        """Return how many messages were billed to the account so far."""
        return int((await self.world.control("GET", "ledger"))["push"]["billed"])


def gather(world: World) -> Cast:
    """Give everybody a phone."""
    slugs = ("misaki", "alex", "sato", "suzuki", "takahashi")
    return Cast(world, *(Phone(world, slug) for slug in slugs))
