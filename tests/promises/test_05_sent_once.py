"""Promise 5: what LINE accepted is not sent again; what it did not accept is not dropped silently."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.clock import SECOND
from bot.models import attempts, outbox
from tests.bot.machine import ALEX, MISAKI, SATO, Machine

KINDS = ("500", "timeout_before", "timeout_after", "reset_before", "reset_after", "429_rate", "nonsense")
FRIENDS = (MISAKI, ALEX, SATO)


@pytest.mark.parametrize("seed", [7, 8])
async def test_a_bad_day_at_line_doubles_and_loses_nothing(m: Machine, seed: int) -> None:
    """A third of LINE's calls go wrong in every way, and senders die: each message is shown once."""
    for friend in FRIENDS:
        await m.follows(friend)
    rules = [{"endpoint": "*", "kind": kind, "probability": 0.05, "seconds": 0.01} for kind in KINDS]
    await m.control("PUT", "faults", {"faults": rules, "seed": seed})
    for number in range(12):
        for friend in FRIENDS:
            if number % 3:
                await m.tells(friend, f"push {number}")
            else:
                await m.writes(friend, f"reply {number}")
        await m.worker.step()
        await m.sender.step()
        if number % 4 == 3:
            await m.sender.quiet()
            m.sender = m.new_sender()  # the old one is never heard of again
        await m.passes(3 * SECOND)
    await m.faults()
    for _ in range(30):
        await m.passes(15 * SECOND)
    unknown = [row for row in await m.rows(outbox) if row.status == "unknown"]
    assert {row.status for row in await m.rows(outbox)} <= {"sent", "unknown"}
    assert "open" not in await m.statuses(attempts)
    for friend in FRIENDS:
        shown = Counter(await m.shown(friend))
        assert set(shown.values()) == {1}
        uncertain = sum(row.recipient == friend for row in unknown)
        assert 12 - uncertain <= len(shown) <= 12
    counted = m.metrics.attempts.labels("reply", "Unknown")._value.get()
    assert bool(unknown) == bool(counted)
