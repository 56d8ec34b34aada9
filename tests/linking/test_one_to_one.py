"""One member, one friend, both ways: after any history, in batches, and with several workers at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import inbox, turn, worker
from bot.clock import MINUTE
from bot.db import Database
from bot.errors import DecideAgain
from bot.models import attributes, outbox, tags
from bot.models import friends as friends_table
from bot.models import inbox as inbox_table
from bot.turn import Batch
from linking import nonces
from linking.passwords import Passwords
from linking.tables import gifts, link_nonces, links
from tests.linking.house import REN, SAKI, YUI, House

FRIENDS = (SAKI, REN, YUI)
MEMBERS = ("S-1001", "S-1002", "S-1003")


@dataclass(frozen=True)
class Act:
    """Something that happens: a member links by a friend's button, or takes all that is in the way of it,
    or releases her frozen link; a friend unlinks, a nonce comes again, staff freeze, the record changes.
    """

    what: str
    friend_id: str
    member_id: str
    other: str


acts = st.builds(
    Act,
    st.sampled_from(
        [
            "link",
            "link",
            "take",
            "take",
            "release",
            "unlink",
            "late",
            "swap",
            "again",
            "fail",
            "freeze",
            "change",
        ]
    ),
    st.sampled_from(FRIENDS),
    st.sampled_from(MEMBERS),
    st.sampled_from(FRIENDS),
)
histories = st.lists(st.lists(acts, min_size=1, max_size=4), min_size=1, max_size=5)


async def happen(house: House, act: Act, used: list[str]) -> None:
    """Let it reach the inbox."""
    if act.what == "unlink":
        await house.is_told(act.friend_id, "test.unlink")
        return
    if act.what == "freeze":
        await house.is_told(act.friend_id, "test.freeze")
        return
    if act.what == "change":
        await house.changes(act.member_id, grad_year=2020 + len(used), phase=act.other[1])
        return
    over: nonces.Over | None = {"take": "both", "release": "frozen"}.get(act.what)  # type: ignore[assignment]
    new = not (act.what == "again" and used)
    nonce = await house.nonce(act.member_id, act.friend_id, over=over) if new else used[-1]
    used.append(nonce)
    house.clock.at += 11 * MINUTE if act.what == "late" else 1
    if act.what == "fail":
        await house.hears(house.line_says(None, nonce, "failed"))
    else:
        await house.hears(house.line_says(act.other if act.what == "swap" else act.friend_id, nonce))


def replay(house: House) -> tuple[dict[str, str], set[str]]:
    """Play what was decided against the plainest model of one to one that there is."""
    ties: dict[str, str] = {}
    gifted: set[str] = set()
    for friend_id, event_id, result in house.decided:
        member_id = result.member_id
        if event_id == "unlink":
            ties.pop(friend_id, None)
        elif result.outcome in ("linked", "moved"):
            assert member_id is not None and friend_id not in ties and member_id not in ties.values()
            assert (result.gift is not None) == (member_id not in gifted)
            ties[friend_id] = member_id
            gifted.add(member_id)
        elif result.outcome in ("already", "thawed"):
            assert ties[friend_id] == member_id
        elif result.outcome == "friend_taken":
            assert friend_id in ties
    return ties, gifted


async def forget_everything(database: Database) -> None:
    async with database.write() as connection:
        for table in (links, gifts, link_nonces, inbox_table, outbox, tags, attributes, friends_table):
            await connection.execute(delete(table))


async def live(url: str, passwords: Passwords, history: list[list[Act]]) -> None:
    """Live through a history, each group of acts decided together, and compare with the model."""
    async with House.open(url, passwords) as house:
        await forget_everything(house.database)
        used: list[str] = []
        for group in history:
            for act in group:
                await happen(house, act, used)
            await house.settles()
            ties, gifted = replay(house)
            assert await house.ties() == ties
            assert set(await house.given()) == gifted
            open_ones = {each: who for each, who in ties.items() if each not in await house.frozen()}
            for friend_id in FRIENDS:
                hers = open_ones.get(friend_id)
                known = (await house.friend(friend_id)).attributes
                assert known == (await house.record(hers) if hers else {})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_one_to_one_after_any_history(
    database_url: str, passwords: Passwords, history: list[list[Act]]
) -> None:
    """Linked, unlinked, replayed, swapped, late or failed, in whichever batches: one to one, and one gift."""
    asyncio.run(live(database_url, passwords, history))


async def test_one_to_one_with_several_workers(
    postgres_url: str, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve friends claim three members while three workers take them one by one: three are linked."""
    monkeypatch.setattr(worker, "LANES", 1)
    async with House.open(postgres_url, passwords) as house:
        crowd = [f"U{number:032x}" for number in range(12)]
        for number, friend_id in enumerate(crowd):
            nonce = await house.nonce(MEMBERS[number % 3], friend_id)
            await house.hears(house.line_says(friend_id, nonce))
        databases = [Database(postgres_url) for _ in range(3)]
        workers = [house.another_worker(database) for database in databases]

        async def work(number: int) -> None:
            while await workers[number].step():
                pass

        await asyncio.gather(*map(work, range(3)))
        await house.settles()
        ties = await house.ties()
        assert sorted(ties.values()) == sorted(MEMBERS)
        assert len(await house.given()) == 3
        answers = [len(await house.said(friend_id)) for friend_id in crowd]
        assert answers == [1] * 12
        for database in databases:
            await database.close()


async def test_members_who_move_while_several_workers_are_at_it(
    postgres_url: str, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight LINEs take over two members whose records change meanwhile: one to one, and current."""
    monkeypatch.setattr(worker, "LANES", 1)
    async with House.open(postgres_url, passwords) as house:
        crowd = [f"U{number:032x}" for number in range(8)]
        for number, friend_id in enumerate(crowd):
            nonce = await house.nonce(MEMBERS[number % 2], friend_id, over="both")
            await house.hears(house.line_says(friend_id, nonce))
        databases = [Database(postgres_url) for _ in range(3)]
        workers = [house.another_worker(database) for database in databases]

        async def work(number: int) -> None:
            while await workers[number].step():
                pass

        async def change() -> None:
            for year in range(2030, 2040):
                await house.changes(MEMBERS[year % 2], grad_year=year)

        await asyncio.gather(*map(work, range(3)), change())
        await house.settles()
        ties = await house.ties()
        assert sorted(ties.values()) == sorted(MEMBERS[:2])
        assert len(await house.given()) == 2
        for friend_id in crowd:
            hers = ties.get(friend_id)
            assert (await house.friend(friend_id)).attributes == (await house.record(hers) if hers else {})
        for database in databases:
            await database.close()


async def decide(house: House, connection: AsyncConnection) -> Batch:
    """Take what is open up to the commit, as the worker does."""
    claimed = await inbox.claim(connection, house.clock.now(), 10)
    batch = Batch(house.clock.now(), house.clock)
    await turn.load(connection, claimed, [house.room], batch, lambda _: {"name": "bot"})
    for each in batch.turns.values():
        house.dispatch(each)
    return batch


async def test_a_member_who_changes_before_the_links_commit(postgres_url: str, passwords: Passwords) -> None:
    """The link notices at its commit that the record has moved, and is decided again on the new one."""
    async with House.open(postgres_url, passwords) as house:
        nonce = await house.nonce("S-1001", SAKI)
        await house.hears(house.line_says(SAKI, nonce))
        moved = False
        try:
            async with house.database.write() as connection:
                batch = await decide(house, connection)
                await house.import_csv("member_id,password,grad_year\nS-1001,,2030\n")
                await turn.commit(connection, batch, [house.room])
        except DecideAgain:
            moved = True
        assert moved and await house.ties() == {}
        await house.settles()
        assert (await house.friend(SAKI)).attributes == {"grad_year": 2030}


async def test_a_member_who_changes_during_the_links_commit(postgres_url: str, passwords: Passwords) -> None:
    """A change that comes too late for the link waits for it, finds it, and is told to the friend's lane."""
    async with House.open(postgres_url, passwords) as house:
        nonce = await house.nonce("S-1001", SAKI)
        await house.hears(house.line_says(SAKI, nonce))
        async with house.database.write() as connection:
            await turn.commit(connection, await decide(house, connection), [house.room])
            change = asyncio.create_task(house.import_csv("member_id,password,grad_year\nS-1001,,2030\n"))
            done, _ = await asyncio.wait([change], timeout=0.3)
            assert not done
        await change
        assert (await house.friend(SAKI)).attributes["grad_year"] == 2027
        await house.settles()
        assert (await house.friend(SAKI)).attributes == {"grad_year": 2030}
