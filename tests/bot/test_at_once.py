"""What a turn says to its own friend is leased in the turn's commit, by the same rules as all else."""

from __future__ import annotations

import pytest

from bot import switches
from bot.models import outbox
from tests.bot.machine import ALEX, Machine


@pytest.fixture
async def swift(m: Machine) -> Machine:
    """A machine whose worker has its sender beside it, with a friend."""
    await m.follows(ALEX)
    m.worker = m.new_worker(outgoing=m.sender)
    return m


async def test_an_answer_is_on_its_way_once_the_turn_is_committed(swift: Machine) -> None:
    """No step of the sender is needed to send it, and one settles it."""
    before = await swift.shown(ALEX)
    await swift.writes(ALEX, "hello")
    await swift.worker.step()
    await swift.sender.quiet()
    assert await swift.shown(ALEX) == [*before, "hello"]
    await swift.quiet()
    assert await swift.shown(ALEX) == [*before, "hello"]
    assert await swift.statuses(outbox) == ["sent"] * len(await swift.statuses(outbox))


async def test_what_waited_before_goes_before_it(swift: Machine) -> None:
    """Her line keeps its order, in one request."""
    await swift.tells(ALEX, "earlier")
    before, asked = await swift.shown(ALEX), len(await swift.methods())
    await swift.writes(ALEX, "later")
    await swift.worker.step()
    await swift.sender.quiet()
    assert await swift.shown(ALEX) == [*before, "earlier", "later"]
    assert (await swift.methods())[asked:] == ["reply"]


async def test_what_is_under_way_is_not_overtaken(swift: Machine) -> None:
    """While an attempt of hers has not ended, her next answer waits in line."""
    before = await swift.shown(ALEX)
    await swift.faults({"endpoint": "reply", "kind": "timeout_before", "count": 1, "seconds": 0.01})
    for words in ("first", "second"):
        await swift.writes(ALEX, words)
        await swift.worker.step()
        await swift.sender.quiet()
    assert await swift.shown(ALEX) == before
    await swift.quiet()
    await swift.passes(1_000)
    assert await swift.shown(ALEX) == [*before, "first", "second"]


async def test_nothing_goes_while_everything_is_stopped(swift: Machine) -> None:
    """What a turn says then stays in its line, until it is let go again."""
    before = await swift.shown(ALEX)
    for value, shown in (("1", before), ("", [*before, "hello"])):
        async with swift.database.write() as connection:
            await switches.set_value(connection, switches.STOPPED, value, swift.clock.now())
        if value:
            await swift.writes(ALEX, "hello")
        await swift.quiet()
        assert await swift.shown(ALEX) == shown
