"""The built-in member directory: who may sign in with a member ID and a password, and what is known of them.

The link page verifies here, imports store here. It says 'wrong' alike to a wrong password and an unknown ID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, inbox
from bot.clock import Clock, derived_id
from bot.db import Database
from bot.events import RawEvent, encode
from bot.friends import Scalar
from linking import throttle
from linking.members import NOTHING, Member, Refusal, folded, normal_id
from linking.passwords import Passwords
from linking.tables import credentials, links, members

MOST_OF_AN_ADDRESS = 3
"""How many of those who gave the same e-mail address can sign in with it. Nobody has proven that it is hers,
so it is nobody's alone: it tells nobody who is here, and keeps nobody from registering."""

CHANGED = "linking.member"
"""The event by which a friend's lane learns that her member record has changed."""


@dataclass(frozen=True)
class Credential:
    """What a member signs in with beside her ID."""

    member_id: str
    password_hash: str
    email: str | None = None


class Directory:
    """Members and passwords in our own database."""

    def __init__(self, database: Database, clock: Clock, passwords: Passwords) -> None:
        self._database, self._clock, self.passwords = database, clock, passwords

    async def verify(
        self,
        given: Mapping[str, str],
        friend_id: str | None,
        address: str = "",
        kept: Mapping[str, str] = NOTHING,
    ) -> Member | Refusal:
        """Return the member whose `member_id` and `password` were given, or why nobody is signed in."""
        member_id, password = normal_id(given.get("member_id", "")), given.get("password", "")
        until = await self._try_once(member_id, friend_id, address)
        if until is not None:
            return Refusal("wait", until)
        found = await self._match(await self._find(member_id), password)
        if found is None:
            return Refusal("wrong")
        member, hashed = found
        await self._welcome(member_id, member.member_id, hashed, password, address)
        return replace(member, proved_at=self._clock.now())

    async def _match(
        self, meant: Sequence[tuple[Member, str] | None], password: str
    ) -> tuple[Member, str] | None:
        """Return the first whose password it is; all are tried, so that the time does not tell how many."""
        right = [
            each
            for each in meant
            if await self.passwords.matches(each[1] if each else None, password) and each is not None
        ]
        return right[0] if right else None

    async def has_members(self) -> bool:
        """Tell whether anybody could sign in here at all."""
        async with self._database.read() as connection:
            return (await connection.execute(select(credentials.c.member_id).limit(1))).first() is not None

    async def _try_once(self, member_id: str, friend_id: str | None, address: str) -> int | None:
        brakes = {throttle.PER_MEMBER: folded(member_id)}
        if friend_id is not None:
            brakes[throttle.PER_FRIEND] = friend_id
        if address:
            brakes[throttle.PER_ADDRESS] = address
        async with self._database.write() as connection:
            return await throttle.try_all(connection, brakes, self._clock.now())

    async def _find(self, typed: str) -> list[tuple[Member, str] | None]:
        """Find who may be meant: the ID as it is typed, else the only one that differs by its case alone.

        An e-mail address also means those who have registered with it, and always as many.
        """
        with_password = select(members, credentials).join(
            credentials, credentials.c.member_id == members.c.member_id
        )
        named = or_(members.c.member_id == typed, members.c.folded == folded(typed))
        async with self._database.read() as connection:
            rows = (await connection.execute(with_password.where(named).limit(3))).all()
            meant = [row for row in rows if row.member_id == typed] or rows
            found: list[Any] = [meant[0] if len(meant) == 1 else None]
            if "@" in typed:
                theirs = with_password.where(credentials.c.email == folded(typed))
                oldest = theirs.order_by(credentials.c.registered_at).limit(MOST_OF_AN_ADDRESS)
                found += (await connection.execute(oldest)).all()
                found += [None] * (1 + MOST_OF_AN_ADDRESS - len(found))
        return [(opened(row), row.password_hash) if row is not None else None for row in found]

    async def _welcome(self, typed: str, member_id: str, hashed: str, password: str, address: str) -> None:
        """Let go of the member's brake, not of the friend's: who tries other IDs may have one of her own.

        An e-mail address may be somebody else's as well, so of its tries only this right one is forgotten.
        """
        renewed = await self.passwords.hash_all([password]) if self.passwords.is_outdated(hashed) else []
        async with self._database.write() as connection:
            if folded(typed) == folded(member_id):
                await throttle.release(connection, throttle.PER_MEMBER, folded(typed))
            else:
                await throttle.give_back(connection, throttle.PER_MEMBER, folded(typed))
            if address:
                await throttle.give_back(connection, throttle.PER_ADDRESS, address)
            if renewed:
                await keep_passwords(connection, {member_id: renewed[0]}, self._clock.now())


def opened(row: Any) -> Member:
    """Open a row of the members table."""
    return Member(row.member_id, msgspec.json.decode(row.attributes), row.version)


async def find(connection: AsyncConnection, ids: Iterable[str], lock: bool = False) -> dict[str, Member]:
    """Return the members among these IDs; `lock` holds their rows until the transaction ends."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    query = select(members).where(members.c.member_id.in_(wanted)).order_by(members.c.member_id)
    rows = await connection.execute(query.with_for_update() if lock else query)
    return {row.member_id: opened(row) for row in rows}


async def keep_passwords(connection: AsyncConnection, hashes: Mapping[str, str], now: int) -> None:
    """Store password hashes by member ID."""
    rows = [{"member_id": m, "password_hash": h, "changed_at": now} for m, h in sorted(hashes.items())]
    if rows:
        statement = db.upsert(connection, credentials, keep=("email", "registered_at"))
        await connection.execute(statement, rows)


async def enrol(
    connection: AsyncConnection, new: Sequence[Member], able: Sequence[Credential], now: int
) -> None:
    """Add members who are new and how they sign in; an ID that is taken already is an error."""
    rows = [
        {
            "member_id": member.member_id,
            "attributes": encode(member.attributes),
            "version": member.version,
            "updated_at": now,
            "folded": folded(member.member_id),
        }
        for member in new
    ]
    await connection.execute(insert(members), rows)
    theirs = [{**vars(each), "changed_at": now, "registered_at": now} for each in able]
    await connection.execute(insert(credentials), theirs)


async def keep(connection: AsyncConnection, records: Sequence[Member], now: int) -> None:
    """Store members as they are now, and tell the lanes of those who are linked.

    The rows come first and the look for links second: a link that is being made meanwhile is either seen
    here, or sees the new version when it commits.
    """
    if not records:
        return
    rows = [
        {
            "member_id": member.member_id,
            "attributes": encode(member.attributes),
            "version": member.version,
            "updated_at": now,
            "folded": folded(member.member_id),
        }
        for member in sorted(records, key=lambda member: member.member_id)
    ]
    await connection.execute(_upsert(connection), rows)
    await tell(connection, {member.member_id: member for member in records}, now)


def _upsert(connection: AsyncConnection) -> Any:
    """Return what writes members; whoever was there before, also since just now, gets the next version."""
    statement = db.insert(connection, members)
    new = {name: statement.excluded[name] for name in ("attributes", "updated_at", "folded")}
    grown = {**new, "version": members.c.version + 1}
    return statement.on_conflict_do_update(index_elements=["member_id"], set_=grown)


async def put(
    connection: AsyncConnection, member_id: str, attributes: Mapping[str, Scalar], now: int
) -> tuple[Member, bool]:
    """Make this the member's record, and return it with whether it has changed; nobody is twice the first."""
    return await _change(connection, await _held(connection, member_id, now), attributes, now)


async def add(
    connection: AsyncConnection, member_id: str, attributes: Mapping[str, Scalar], now: int
) -> tuple[Member, bool]:
    """Take these attributes over into the member's record, as `put` does; what they do not name stays."""
    known = await _held(connection, member_id, now)
    return await _change(connection, known, {**known.attributes, **attributes}, now)


async def _held(connection: AsyncConnection, member_id: str, now: int) -> Member:
    """Return the member with her row locked; who is not there yet has version 0."""
    new = {"member_id": member_id, "attributes": b"{}", "version": 0, "updated_at": now}
    row = {**new, "folded": folded(member_id)}
    once = db.insert(connection, members).on_conflict_do_nothing(index_elements=["member_id"])
    await connection.execute(once.values(row))
    return (await find(connection, [member_id], lock=True))[member_id]


async def _change(
    connection: AsyncConnection, known: Member, attributes: Mapping[str, Scalar], now: int
) -> tuple[Member, bool]:
    if known.version and same(known.attributes, attributes):
        return known, False
    member = Member(known.member_id, attributes, known.version + 1)
    await keep(connection, [member], now)
    return member, True


def same(one: Mapping[str, Scalar], other: Mapping[str, Scalar]) -> bool:
    """Compare by type as well: to Python, 1 is True."""
    return {k: (type(v), v) for k, v in one.items()} == {k: (type(v), v) for k, v in other.items()}


async def tell(connection: AsyncConnection, changed: Mapping[str, Member], now: int) -> None:
    """Let the lanes of those who are linked know that there is something to learn of these members."""
    rows = await connection.execute(select(links).where(links.c.member_id.in_(changed)))
    posts = [_changed(row.friend_id, changed[row.member_id], now) for row in rows]
    if posts:
        await inbox.put(connection, posts, now)


def _changed(friend_id: str, member: Member, now: int) -> RawEvent:
    body = encode({"type": CHANGED, "version": member.version})
    event_id = derived_id(CHANGED, member.member_id, str(member.version), friend_id, str(now))
    return RawEvent(event_id, friend_id, CHANGED, body, now)


async def erase(connection: AsyncConnection, member_id: str) -> None:
    """Forget a member and her password."""
    await connection.execute(delete(members).where(members.c.member_id == member_id))
    await connection.execute(delete(credentials).where(credentials.c.member_id == member_id))
