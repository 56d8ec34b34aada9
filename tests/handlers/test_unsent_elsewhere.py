"""What is taken back is gone although the bot says nothing there: in a group, or while in standby."""

from __future__ import annotations

from typing import Any

import pytest

from bot.events import encode, split
from tests.world import World

MISAKI = "U" + "1" * 32
GROUP = {"type": "group", "groupId": "C" + "2" * 32, "userId": MISAKI}
ALONE = {"type": "user", "userId": MISAKI}


async def happens(house: World, *events: dict[str, Any]) -> None:
    """Let LINE report events, and the bot take them."""
    for number, event in enumerate(events):
        named = {"webhookEventId": f"{event['type']}{number}", "timestamp": house.clock.now(), **event}
        await house.app.intake.accept(split(encode({"events": [named]})))
        await house.quiet()


@pytest.mark.parametrize(
    ("source", "mode", "then"),
    [(GROUP, "active", "active"), (ALONE, "standby", "standby"), (ALONE, "active", "standby")],
)
async def test_what_is_taken_back_is_gone(house: World, source: dict[str, str], mode: str, then: str) -> None:
    """No table keeps the words, and nothing is said about it."""
    message = {"id": "77", "type": "text", "text": "ひみつXYZZY"}
    await happens(house, {"type": "message", "mode": mode, "source": source, "message": message})
    assert await house.rows_with("ひみつXYZZY")
    said = len(await house.requests())
    await happens(house, {"type": "unsend", "mode": then, "source": source, "unsend": {"messageId": "77"}})
    assert await house.rows_with("ひみつXYZZY") == []
    assert len(await house.requests()) == said
