"""Those who are new: what she gave on the page waits until LINE has said that it was she, and counts then.

Kept by the pages, taken up in the friend's turn. So whoever registers by somebody else's button gets neither
a membership nor a word of her answers, and nothing here tells which addresses are known already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import HOUR, Clock
from bot.content import Attribute, Declared
from bot.errors import DecideAgain
from bot.events import encode
from bot.friends import Friend, Scalar, strongest
from linking import directory, member_data
from linking.directory import Credential
from linking.members import Member
from linking.tables import registrations

KEPT = HOUR
"""How long what was given on the page waits for LINE; her nonce lasts ten minutes."""

HERS = ("survey", "friend")
"""Kinds of sources whose words are her own."""

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has registered by this friend's button, and is not a member yet."""

    member_id: str
    friend_id: str
    email: str | None
    password_hash: str
    attributes: Mapping[str, Scalar] = field(default_factory=dict)

    def member(self, friend: Friend, declared: Declared) -> Member | None:
        """Return the member that she becomes with what she has answered, if it is her own button."""
        if friend.friend_id != self.friend_id:
            return None
        return Member(self.member_id, {**answers(friend, declared), **self.attributes})


def answers(friend: Friend, declared: Declared) -> dict[str, Scalar]:
    """Return what she has answered of those attributes that a member record may hold."""
    found: dict[str, Scalar] = {}
    for attribute in declared.attributes:
        said = {
            source: each
            for source, each in friend.said.get(attribute.id, {}).items()
            if source.partition(":")[0] in HERS
        }
        if said and "member" in attribute.precedence:
            value = strongest(said, attribute.order).value
            if member_data.fits(attribute.type, value):
                found[attribute.id] = value
    return found


def taken_over(declared: Declared) -> list[Attribute]:
    """Return the attributes that her answers may bring into her record."""
    return [each for each in declared.attributes if {"member", "survey"} <= set(each.precedence)]


def new_member_id(clock: Clock) -> str:
    """Return an ID that nobody has and nobody can guess, without letters that are mistaken for others."""
    number = int.from_bytes(clock.new_secret(192).encode(), "big")
    letters = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(10)]
    return f"N-{''.join(letters[:5])}-{''.join(letters[5:])}"


async def keep(connection: AsyncConnection, newcomer: Newcomer, now: int) -> None:
    """Keep what was given."""
    row = {**vars(newcomer), "attributes": encode(newcomer.attributes), "created_at": now}
    await connection.execute(insert(registrations), [row])


async def load(connection: AsyncConnection, member_ids: Sequence[str]) -> dict[str, Newcomer]:
    """Return those who have registered and are not members yet, by the ID that they will have."""
    mine = select(*[registrations.c[name] for name in Newcomer.__dataclass_fields__])
    rows = await connection.execute(mine.where(registrations.c.member_id.in_(member_ids)))
    return {
        row.member_id: Newcomer(**{**row._mapping, "attributes": msgspec.json.decode(row.attributes)})
        for row in rows
    }


async def settle(connection: AsyncConnection, joined: Sequence[tuple[Newcomer, Member]], now: int) -> None:
    """Make members of them, in the commit that makes their links."""
    ids = [newcomer.member_id for newcomer, _ in joined]
    gone = delete(registrations).where(registrations.c.member_id.in_(ids))
    if len((await connection.execute(gone.returning(registrations.c.member_id))).all()) != len(ids):
        raise DecideAgain("a registration has gone")
    credentials = [
        Credential(newcomer.member_id, newcomer.password_hash, newcomer.email) for newcomer, _ in joined
    ]
    await directory.enrol(connection, [member for _, member in joined], credentials, now)


async def drop(connection: AsyncConnection, friend_id: str) -> None:
    """Forget what was given by a friend's button."""
    await connection.execute(delete(registrations).where(registrations.c.friend_id == friend_id))


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Drop what LINE never confirmed."""
    await connection.execute(delete(registrations).where(registrations.c.created_at < now - KEPT))
