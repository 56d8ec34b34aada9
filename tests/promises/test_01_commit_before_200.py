"""Promise 1: 200 only after the commit."""

from __future__ import annotations

import asyncio

import pytest

from bot.models import inbox
from tests.bot.machine import MISAKI, Machine


async def says(m: Machine, words: str) -> int | None:
    """Let Misaki write; the status that LINE was told."""
    body = {"message": {"type": "text", "text": words}}
    status: int | None = (await m.control("POST", f"users/{MISAKI}/send", body))["webhook"]["status"]
    return status


@pytest.mark.parametrize("storable", [True, False])
async def test_the_answer_is_as_true_as_the_disk(m: Machine, storable: bool) -> None:
    """LINE hears 200 exactly when the event is on disk, and not a moment before."""

    def probe(stage: str) -> None:
        seen.append(stage)
        if not storable:
            raise OSError("no space left on device")

    seen: list[str] = []
    m.probe = probe
    assert await says(m, "hello") == (200 if storable else 503)
    assert seen[0] == "accept"  # what is told comes after the probe, and so after the commit
    assert len(await m.rows(inbox)) == (1 if storable else 0)


async def test_while_the_commit_is_under_way_nobody_is_told_anything(m: Machine) -> None:
    """As long as the database is busy with somebody else, LINE waits for its answer."""
    lock = "SELECT 1" if m.database.is_sqlite else "LOCK TABLE inbox IN EXCLUSIVE MODE"
    async with m.database.write() as busy:
        await busy.exec_driver_sql(lock)
        asked = asyncio.create_task(says(m, "hello"))
        done, _ = await asyncio.wait([asked], timeout=0.2)
        assert not done
    assert await asked == 200


async def test_what_was_not_stored_comes_again_and_is_answered_once(m: Machine) -> None:
    """With redelivery on, an event that met a 503 is delivered again, and its answer is still free."""

    def fail_twice(stage: str) -> None:
        if stage == "accept" and len(failed) < 2:
            failed.append(stage)
            raise OSError("no space left on device")

    failed: list[str] = []
    m.probe = fail_twice
    await m.control("PUT", "webhook", {"redelivery": True, "redelivery_delays_ms": [5, 5, 5]})
    assert await says(m, "hello") == 503
    async with asyncio.timeout(5):
        while (await m.control("GET", "webhook"))["pending"]:
            pass  # until LINE has delivered it again
    await m.quiet()
    assert await m.shown(MISAKI) == ["hello"]
    assert await m.methods() == ["reply"]
