"""When a decision fails: who is tried again and when, who is parked and told of, and who is never blamed."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError, OperationalError

from bot import inbox as border
from bot import messages
from bot.clock import MINUTE, SECOND
from bot.db import blames_the_house
from bot.errors import DecideAgain
from bot.events import TAKEN_BACK
from bot.models import friends, inbox, outbox, workers
from bot.turn import Turn
from tests.bot.machine import ALEX, MISAKI, SATO, Machine, event, typed


class Poison(Exception):
    """What a bug in a decision raises; its text quotes what somebody typed."""


def poisoned_by(words: str) -> object:
    """Return a decision that fails on these words and echoes all others."""

    def decide(turn: Turn) -> None:
        if typed(turn) == words:
            raise Poison(f"cannot read {words}")
        turn.say(messages.text(typed(turn) or "?"))

    return decide


async def test_a_failed_decision_takes_nobody_along(m: Machine) -> None:
    """Of a batch in which one decision fails, all others are taken at once, each exactly once."""
    m.decide = poisoned_by("2")  # type: ignore[assignment]
    await m.puts(*(event(f"U{number:032x}", number) for number in range(5)))
    await m.quiet()
    assert await m.statuses(inbox) == ["done", "done", "open", "done", "done"]
    assert len(await m.rows(outbox)) == 4


async def test_it_is_tried_again_four_times_and_then_parked(m: Machine) -> None:
    """Again after 1 s, 5 s, 30 s and 2 min, not a moment earlier; then parked with the place of its error."""
    tries: list[int] = []

    def decide(turn: Turn) -> None:
        tries.append(m.clock.now())
        raise Poison(typed(turn))

    m.decide = decide
    await m.puts(event(MISAKI, 1))
    await m.quiet()
    for delay in (1 * SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE):
        before = len(tries)
        await m.passes(delay - 1)
        assert len(tries) == before
        assert await m.statuses(inbox) == ["open"]
        await m.passes(1)
        assert len(tries) > before
    [row] = await m.rows(inbox)
    assert (row.status, row.attempts, row.not_before) == ("parked", 5, None)
    assert row.error.startswith("Poison at test_failures.py:")
    before = len(tries)
    await m.passes(60 * MINUTE)
    assert len(tries) == before


async def test_what_waits_for_its_retry_blocks_its_lane_and_no_other(m: Machine) -> None:
    """The next events of that friend wait behind it, in order; other friends go on."""
    m.decide = poisoned_by("1")  # type: ignore[assignment]
    await m.puts(event(MISAKI, 1), event(MISAKI, 2), event(MISAKI, 3))
    await m.quiet()
    await m.puts(event(ALEX, 4))
    await m.quiet()
    assert [row.status for row in await m.rows(inbox, inbox.c.lane == MISAKI)] == ["open"] * 3
    assert (await m.fates())[f"{ALEX}-4"] == "done"
    taken: list[str] = []
    m.decide = lambda turn: taken.append(typed(turn))
    await m.passes(1 * SECOND)
    assert taken == ["1", "2", "3"]


async def test_admins_are_told_of_a_parked_event_and_it_can_be_retried(m: Machine) -> None:
    """Every admin hears its id, nobody's words; a retry takes it at its old place with all its attempts."""
    await m.follows(SATO, role="admin")
    m.decide = poisoned_by("very private")  # type: ignore[assignment]
    await m.writes(MISAKI, "very private")
    await m.writes(MISAKI, "after it")
    for _ in range(5):
        await m.passes(2 * MINUTE)
    parked, after = (await m.rows(inbox))[-2:]
    assert (parked.status, after.status) == ("parked", "done")
    assert await m.shown(SATO) == [f"parked {parked.event_id}"]
    assert "private" not in parked.error
    m.decide = lambda turn: None
    async with m.database.write() as connection:
        await border.retry_parked(connection)
    await m.quiet()
    assert set(await m.statuses(inbox)) == {"done"}


async def test_what_is_taken_back_while_it_is_parked_is_nothing_to_decide(m: Machine) -> None:
    """A retry finds an empty message, and whoever decides is told so."""
    m.decide = poisoned_by("very private")  # type: ignore[assignment]
    await m.writes(MISAKI, "very private")
    for _ in range(5):
        await m.passes(2 * MINUTE)
    parked = (await m.rows(inbox))[-1]
    decided: list[tuple[str, dict[str, object]]] = []
    m.decide = lambda turn: decided.append((turn.event.kind, turn.event.data))
    async with m.database.write() as connection:
        await border.erase(connection, [parked.message_id])
        await border.retry_parked(connection)
    await m.quiet()
    assert decided == [(TAKEN_BACK, {})]


@pytest.mark.parametrize(("column", "value"), [("followed_at", 2**70), ("call_name", "a\0b")])
async def test_data_that_the_database_refuses_is_its_events_fault(
    m: Machine, column: str, value: object
) -> None:
    """A row that cannot be stored counts against its own event and stops nobody else."""

    def decide(turn: Turn) -> None:
        if turn.friend.friend_id == MISAKI:
            setattr(turn.friend, column, value)

    m.decide = decide
    await m.puts(event(MISAKI, 1), event(ALEX, 1))
    await m.quiet()
    takes_nul = m.database.is_sqlite and isinstance(value, str)
    assert await m.fates() == {f"{MISAKI}-1": "done" if takes_nul else "open", f"{ALEX}-1": "done"}
    assert ALEX in {row.friend_id for row in await m.rows(friends)}


@pytest.mark.parametrize(
    "conflict", [DecideAgain("moved"), IntegrityError("insert", {}, Exception("unique"))]
)
async def test_a_conflict_decides_again_now(m: Machine, conflict: Exception) -> None:
    """Who was overtaken decides again at once on what is true now, and it counts for nobody."""
    tries: list[str] = []

    def decide(turn: Turn) -> None:
        tries.append(typed(turn))
        if len(tries) < 4:
            raise conflict

    m.decide = decide
    await m.puts(event(MISAKI, 1))
    await m.quiet()
    [row] = await m.rows(inbox)
    assert (row.status, row.attempts, len(tries)) == ("done", 0, 4)


async def test_a_conflict_without_end_is_a_failure(m: Machine) -> None:
    """A decision that conflicts again and again is tried later like any other that fails."""

    def decide(turn: Turn) -> None:
        raise DecideAgain("moved")

    m.decide = decide
    await m.puts(event(MISAKI, 1))
    await m.quiet()
    [row] = await m.rows(inbox)
    assert (row.status, row.attempts) == ("open", 1)


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("commit", {}, Exception("disk full")),
        ConnectionResetError("gone"),
        TimeoutError("slow"),
    ],
)
async def test_a_database_in_trouble_is_nobodys_fault(m: Machine, trouble: Exception) -> None:
    """A lost connection, a deadlock, a time-out or a full disk counts for nobody, however often."""

    def decide(turn: Turn) -> None:
        raise trouble

    m.decide = decide
    await m.puts(event(MISAKI, 1), event(ALEX, 1))
    for _ in range(7):
        with pytest.raises(type(trouble)):
            await m.worker.step()
    assert [(row.status, row.attempts) for row in await m.rows(inbox)] == [("open", 0), ("open", 0)]
    m.decide = lambda turn: None
    await m.quiet()
    assert await m.statuses(inbox) == ["done", "done"]


async def test_the_database_knows_whose_fault_it_is(m: Machine) -> None:
    """What the driver says of bad data blames the data, what it says of itself blames the house."""
    with pytest.raises(Exception, match="workers") as missing:
        async with m.database.write() as connection:
            await connection.exec_driver_sql("DROP TABLE workers")
            await connection.execute(insert(workers), [{"worker_id": "w", "started_at": 1, "beat_at": 1}])
    assert blames_the_house(missing.value)
    with pytest.raises(Exception) as double:
        async with m.database.write() as connection:
            row = {"worker_id": "w", "started_at": 1, "beat_at": 1}
            await connection.execute(insert(workers), [row])
            await connection.execute(insert(workers), [row])
    assert isinstance(double.value, IntegrityError)
    assert not blames_the_house(double.value)
    with pytest.raises(Exception) as wrong:
        async with m.database.write() as connection:
            await connection.execute(insert(workers), [{"worker_id": "w", "started_at": 2**70, "beat_at": 1}])
    assert not blames_the_house(wrong.value)


class Killed(BaseException):
    """The process is killed at this point."""


async def dies(m: Machine) -> None:
    """Start a worker that is killed in its first step."""
    m.worker = m.new_worker()
    await m.worker.enrol()
    m.clock.at += 2 * MINUTE  # its heartbeat is old by the time the next one starts
    with pytest.raises(Killed):
        while await m.worker.step():
            pass


async def test_an_event_that_kills_the_process_is_found_and_parked(m: Machine) -> None:
    """After unclean exits what was open is played one by one: the killer is parked, all others are taken."""
    await m.follows(SATO, role="admin")

    def decide(turn: Turn) -> None:
        if typed(turn) == "3":
            raise Killed

    m.decide = decide
    await m.puts(*(event(f"U{number:032x}", number) for number in range(6)))
    for _ in range(4):
        await dies(m)
    m.worker = m.new_worker()
    await m.worker.enrol()
    await m.quiet()
    found = (await m.rows(inbox))[-6:]
    assert [row.status for row in found] == ["done", "done", "done", "parked", "done", "done"]
    assert found[3].error == "killed the process"
    assert await m.shown(SATO) == [f"parked {found[3].event_id}"]


async def test_kills_from_outside_park_nobody(m: Machine) -> None:
    """However often the process is killed, an event that waits for its turn is not blamed for it."""
    await m.puts(event(MISAKI, 1), event(MISAKI, 2), event(ALEX, 1))
    async with m.database.write() as connection:
        held = update(inbox).where(inbox.c.event_id == f"{MISAKI}-1")
        await connection.execute(held.values(not_before=m.clock.now() + 3600 * SECOND, attempts=4))
    for _ in range(10):
        m.worker = m.new_worker()
        await m.worker.enrol()
        m.clock.at += 2 * MINUTE
        while await m.worker.step():
            pass
    assert await m.fates() == {f"{MISAKI}-1": "open", f"{MISAKI}-2": "open", f"{ALEX}-1": "done"}
    await m.passes(3600 * SECOND)
    assert await m.statuses(inbox) == ["done", "done", "done"]


async def test_a_clean_exit_leaves_no_suspects(m: Machine) -> None:
    """A worker that signed out is not mistaken for one that died."""
    await m.worker.enrol()
    await m.puts(event(MISAKI, 1))
    await m.worker.sign_out()
    m.worker = m.new_worker()
    await m.worker.enrol()
    await m.quiet()
    [row] = await m.rows(inbox)
    assert (row.status, row.crashes) == ("done", 0)


async def test_a_step_that_is_killed_leaves_nothing_behind(m: Machine) -> None:
    """A process that dies before its commit leaves neither state nor words; the next one does it all."""
    await m.worker.enrol()
    for stage in ("decide", "commit"):

        def die(at: str, stage: str = stage) -> None:
            if at == stage:
                raise Killed

        m.probe = die
        await m.puts(event(MISAKI, 1 if stage == "decide" else 2))
        with pytest.raises(Killed):
            await m.worker.step()
        assert (await m.statuses(inbox))[-1] == "open"
        m.probe = lambda stage: None
        await m.worker.step()
    assert await m.statuses(inbox) == ["done", "done"]
    assert len(await m.rows(outbox)) == 2
