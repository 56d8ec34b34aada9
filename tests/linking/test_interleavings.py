"""One member, one friend, whatever meets whatever: all that links, moves, freezes and imports at once."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot import worker
from bot.db import Database
from bot.models import attributes, outbox, tags
from bot.models import friends as friends_table
from bot.models import inbox as inbox_table
from linking import book, directory, newcomers, nonces
from linking.link_import import import_links
from linking.newcomers import Newcomer
from linking.passwords import Passwords
from linking.tables import credentials, gifts, link_nonces, links, members, registrations
from tests.linking.house import MEMBERS, REN, SAKI, YUI, House

FRIENDS = (SAKI, REN, YUI)
IDS = ("S-1001", "S-1002", "S-1003")
NOBODYS = "S-1004"
"""A member who never comes back by the LINE whose button it was."""

WORKERS = 3
EMPTIED = (
    links,
    gifts,
    link_nonces,
    registrations,
    inbox_table,
    outbox,
    tags,
    attributes,
    friends_table,
    members,
    credentials,
)


@dataclass(frozen=True)
class Act:
    """Something that happens to a friend and a member; `other` is another friend."""

    what: str
    friend_id: str
    member_id: str
    other: str


KINDS = (
    "link",  # by LINE's account link
    "login",  # by LINE Login
    "take",  # and whatever is in the way gives way
    "take by login",
    "release",  # a frozen link
    "swap",  # another LINE brings the nonce
    "again",  # a nonce that was there before
    "fail",
    "unlink",
    "freeze",
    "import",
    "change",  # by the operator's system
    "sign in",  # somewhere else, with what is said there of her
    "join",  # become a member
)
acts = st.builds(Act, st.sampled_from(KINDS), *map(st.sampled_from, (FRIENDS, IDS, FRIENDS)))
lives = st.lists(st.lists(acts, min_size=3, max_size=10), min_size=2, max_size=2)


@dataclass
class Life:
    """A house in which several things happen at once; `rightful` are the ties that somebody has asked for."""

    house: House
    used: list[tuple[str, str]] = field(default_factory=list)
    rightful: set[tuple[str, str]] = field(default_factory=set)
    numbers: int = 0

    async def happen(self, act: Act) -> None:
        """Let it happen, in transactions of its own."""
        match act.what:
            case "unlink" | "freeze":
                await self.house.is_told(act.friend_id, f"test.{act.what}")
            case "change":
                self.numbers += 1
                await self.house.changes(act.member_id, grad_year=2000 + self.numbers)
            case "sign in":
                self.numbers += 1
                async with self.house.database.write() as connection:
                    said = {"phase": f"p{self.numbers}"}
                    await directory.add(connection, act.member_id, said, self.house.clock.now())
            case "import":
                self.rightful.add((act.friend_id, act.member_id))
                line = f"member_id,line_user_id\n{act.member_id},{act.friend_id}\n"
                await import_links(self.house.database, self.house.clock, line.encode())
            case "join":
                await self.present(act, await self.registered(act.friend_id))
            case _:
                await self.present(act, act.member_id)

    async def registered(self, friend_id: str) -> str:
        """Let somebody register by this friend's button."""
        self.numbers += 1
        new = Newcomer(f"N-{self.numbers}", friend_id, None, "hash", {"phase": "new"})
        async with self.house.database.write() as connection:
            await newcomers.keep(connection, new, self.house.clock.now())
        return new.member_id

    async def present(self, act: Act, member_id: str) -> None:
        """Let a nonce be issued, and come back from LINE."""
        over: nonces.Over | None = (
            "both" if act.what.startswith("take") else "frozen" if act.what == "release" else None
        )
        if act.what == "again" and self.used:
            nonce, friend_id = self.used[-1]
        else:
            friend_id = act.other if act.what == "swap" else act.friend_id
            member_id = NOBODYS if act.what == "swap" else member_id
            nonce = await self.house.nonce(member_id, act.friend_id, over=over)
            if friend_id == act.friend_id:
                self.rightful.add((friend_id, member_id))
            self.used.append((nonce, friend_id))
        if "login" in act.what:
            await self.house.is_told(friend_id, book.PROVEN, link={"result": "ok", "nonce": nonce})
        elif act.what == "fail":
            await self.house.hears(self.house.line_says(None, nonce, "failed"))
        else:
            await self.house.hears(self.house.line_says(friend_id, nonce))


async def work(house: House, database: Database, done: asyncio.Event) -> None:
    """Take turns for as long as anything may come."""
    mine = house.another_worker(database)
    while await mine.step() or not done.is_set():
        await asyncio.wait([asyncio.ensure_future(done.wait())], timeout=0.002)


async def live(url: str, passwords: Passwords, both: list[list[Act]]) -> None:
    """Let two series of acts and three workers go on side by side, then look at what has come of it."""
    async with House.open(url, passwords) as house:
        async with house.database.write() as connection:
            for table in EMPTIED:
                await connection.execute(delete(table))
        await house.import_csv(MEMBERS + f"{NOBODYS},himawari,,2030,,\n")
        life, done = Life(house), asyncio.Event()
        databases = [Database(url) for _ in range(WORKERS)]
        workers = [asyncio.create_task(work(house, each, done)) for each in databases]

        async def series(some: list[Act]) -> None:
            for act in some:
                await life.happen(act)

        await asyncio.gather(*map(series, both))
        done.set()
        await asyncio.gather(*workers)
        await house.settles()
        for each in databases:
            await each.close()
        await look(life)


async def look(life: Life) -> None:
    """One to one, with whom it was asked for, knowing what is true, and each gift told once."""
    house, ties = life.house, await life.house.ties()
    assert len(set(ties.values())) == len(ties)
    assert set(ties.items()) <= life.rightful
    frozen = await house.frozen()
    for friend_id in FRIENDS:
        hers = ties.get(friend_id) if friend_id not in frozen else None
        assert (await house.friend(friend_id)).attributes == (await house.record(hers) if hers else {})
    async with house.database.read() as connection:
        given = (await connection.execute(select(gifts))).all()
        said = (await connection.execute(select(outbox.c.message))).scalars().all()
        waiting = (await connection.execute(select(registrations.c.member_id))).scalars().all()
    told = Counter(
        row.gift_id
        for message in said
        for row in given
        if row.gift_id in json.loads(json.dumps(str(message)))
    )
    assert all(told[row.gift_id] == (1 if row.page else 0) for row in given)
    assert not set(waiting) & (await house.versions()).keys()


@pytest.mark.parametrize("lanes", [1, 50])
@settings(
    max_examples=int(os.environ.get("INTERLEAVINGS", 6)),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lives)
def test_whatever_meets_whatever(
    postgres_url: str,
    passwords: Passwords,
    monkeypatch: pytest.MonkeyPatch,
    lanes: int,
    both: list[list[Act]],
) -> None:
    """Account link, LINE Login, moves, releases, freezing, imports, changes and new members, all at once."""
    monkeypatch.setattr(worker, "LANES", lanes)
    asyncio.run(live(postgres_url, passwords, both))
