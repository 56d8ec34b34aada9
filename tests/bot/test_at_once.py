"""What a turn says to its own friend is leased in the turn's commit, by the same rules as all else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import lease, outgoing, switches
from bot import outbox as lines
from bot.clock import HOUR, MINUTE, SECOND
from bot.compose import Composed, Head, Limits, Token
from bot.db import Database
from bot.events import Event
from bot.friends import Friend
from bot.models import attempts, friends, outbox, reply_tokens
from bot.outbox import Draft
from bot.outcomes import Attempt
from tests.bot.machine import ALEX, Machine
from tests.world import StandingClock

NOW = StandingClock().at
FRIENDS = ("U1", "U2")
everybody = st.sampled_from(FRIENDS)
drafts: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    recipient=st.sampled_from((*FRIENDS, "U3")),
    klass=st.sampled_from(["answer", "account", "human", "automatic"]),
    pushable=st.booleans(),
    timed=st.booleans(),
    expires_at=st.sampled_from([None, NOW, NOW + MINUTE]),
    not_before=st.sampled_from([None, None, NOW + SECOND]),
)
ages = st.sampled_from([0, 5 * SECOND, 2 * HOUR])
situations = st.fixed_dictionaries(
    {
        "said": st.lists(drafts, max_size=8),
        "came": st.lists(st.tuples(everybody, ages), max_size=3),
        "kept": st.lists(st.tuples(everybody, ages), max_size=2),
        "waits": st.lists(drafts, max_size=2),
        "under way": st.sets(everybody),
        "with a human": st.sets(everybody),
        "wants no more": st.sets(everybody),
        "far": st.sets(everybody),
        "limits": st.builds(
            Limits, st.just(False), st.sampled_from([(), ("reply",), ("push",)]), st.booleans()
        ),
    }
)
Situation = dict[str, Any]
HELLO = {"recipient": "U1", "klass": "answer"}
QUIET: Situation = {
    **dict.fromkeys(("said", "came", "kept", "waits"), ()),
    **dict.fromkeys(("under way", "with a human", "wants no more", "far"), frozenset()),
    "limits": Limits(),
}


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


class Leaser:
    """Who leases by a situation's limits."""

    def __init__(self, clock: StandingClock, limits: Limits) -> None:
        self.clock, self.limits = clock, limits

    async def lease_new(
        self,
        connection: AsyncConnection,
        recipients: Sequence[str],
        heads: Sequence[Head],
        came: Sequence[Token],
    ) -> tuple[Composed, list[str]]:
        """Lease what is not written yet."""
        return await lease.lease_new(connection, recipients, heads, came, NOW, self.clock, self.limits)

    async def lease_at_once(self, connection: AsyncConnection, recipients: Sequence[str]) -> list[Attempt]:
        """Lease what waits."""
        return await lease.lease_lines(connection, recipients, NOW, self.clock, self.limits)


def drafted(fields: Sequence[dict[str, Any]], name: str) -> list[Draft]:
    """Return messages, each with a text of its own."""
    return [
        Draft(id=f"{name}{number}", message={"text": f"{name}{number}"}, created_at=NOW, cause="", **each)
        for number, each in enumerate(fields)
    ]


async def furnish(connection: AsyncConnection, situation: Situation, people: Sequence[Friend]) -> None:
    """Let everything be as it was before the turn."""
    await connection.execute(insert(friends), [_saved(friend) for friend in people])
    kept = [Token(f"kept{n}", whose, NOW - age) for n, (whose, age) in enumerate(situation["kept"])]
    await lines.keep_tokens(connection, kept, {})
    await lines.put(connection, drafted(situation["waits"], "waits"))
    going = [Attempt(f"going {whose}", whose, "push", b"", 0, NOW) for whose in situation["under way"]]
    await lease.write_attempts(connection, going)


def _saved(friend: Friend) -> dict[str, Any]:
    names = ("friend_id", "first_seen_at", "with_human", "paused", "zone", "followed")
    return {name: getattr(friend, name) for name in names}


async def left_behind(connection: AsyncConnection, leased: Sequence[Attempt]) -> Any:
    """Return what is written down, an attempt by whom it goes to and what it says."""
    names = {row.id: (row.recipient, row.body) for row in await connection.execute(select(attempts))}
    table = select(outbox).order_by(outbox.c.recipient, outbox.c.seq)
    said = [
        (row.id, row.status, row.not_before, names.get(row.attempt_id))
        for row in await connection.execute(table)
    ]
    tokens = await connection.execute(select(reply_tokens).order_by(reply_tokens.c.token))
    bound = [(row.token, names.get(row.used_by)) for row in tokens]
    attempt = [(each.recipient, each.method, each.body, each.rows, each.token_at) for each in leased]
    return said, bound, sorted(names.values()), sorted(attempt)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(situation=situations)
@example(situation={**QUIET, "said": [HELLO], "kept": [("U1", 0)], "came": [("U1", 5 * SECOND)]})
@example(situation={**QUIET, "said": [HELLO], "waits": [HELLO], "came": [("U1", 0)]})
async def test_leased_as_it_is_written_or_read_again(sqlite_url: str, situation: Situation) -> None:
    """A batch leaves the same lines, attempts and tokens behind, whichever way its messages are leased."""
    clock = StandingClock()
    people = [
        Friend(
            each,
            NOW,
            with_human=each in situation["with a human"],
            paused=each in situation["wants no more"],
            zone="America/New_York" if each in situation["far"] else None,
        )
        for each in FRIENDS
    ]
    them = {each.friend_id: each for each in people}
    events = [
        Event(n, f"e{n}", whose, "message", NOW - age, NOW - age, 0, {"replyToken": f"came{n}"})
        for n, (whose, age) in enumerate(situation["came"])
    ]
    leaser = Leaser(clock, situation["limits"])
    found = []
    database = Database(sqlite_url)
    try:
        for way in (leaser, None):
            async with database.write() as connection:
                await furnish(connection, situation, people)
                said = drafted(situation["said"], "said")
                leased, left = await outgoing.put(connection, said, events, them, way, NOW)
                leased += await leaser.lease_at_once(connection, left)
                found.append(await left_behind(connection, leased))
                await connection.rollback()
    finally:
        await database.close()
    assert found[0] == found[1]
