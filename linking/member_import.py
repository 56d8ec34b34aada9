"""Bringing members into the built-in directory from a CSV file, as often as one likes.

Called by `enishi members import` and the demo. It commits every 500 rows, so that a running bot goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.db import Database
from linking import directory
from linking.members import Member
from linking.members_csv import Refused, Row, parse
from linking.passwords import Passwords
from linking.tables import credentials

AT_ONCE = 500


@dataclass(frozen=True)
class Imported:
    """What an import did, or in a dry run would do; counts are members."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = field(default_factory=tuple)


async def import_members(
    database: Database,
    clock: Clock,
    passwords: Passwords,
    data: bytes,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """Add and update the members of a CSV file; `progress` hears of (rows done, rows in all).

    Raises MembersFileError when the file is no list of members. A member who is not in it is left as she is.
    """
    rows, refused = parse(data)
    total = Imported(refused=tuple(refused))
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        total = _sum(total, await _take(database, clock, passwords, part, dry_run))
        progress(start + len(part), len(rows))
    return replace(total, refused=tuple(sorted(total.refused, key=lambda each: each.line)))


def _sum(one: Imported, other: Imported) -> Imported:
    return Imported(
        one.added + other.added,
        one.updated + other.updated,
        one.unchanged + other.unchanged,
        one.refused + other.refused,
    )


async def _take(
    database: Database, clock: Clock, passwords: Passwords, rows: Sequence[Row], dry_run: bool
) -> Imported:
    if dry_run:
        async with database.read() as connection:
            return (await _compare(connection, rows, lock=False))[1]
    with_password = [row for row in rows if row.password]
    hashes = await passwords.hash_all([row.password for row in with_password])
    by_member = dict(zip((row.member_id for row in with_password), hashes, strict=True))
    async with database.write() as connection:
        changed, result = await _compare(connection, rows, lock=True)
        await directory.keep(connection, changed, clock.now())
        await directory.keep_passwords(connection, by_member, clock.now())
    return result


async def _compare(
    connection: AsyncConnection, rows: Sequence[Row], lock: bool
) -> tuple[list[Member], Imported]:
    """Return the members to write and the counts; whoever never had a password needs one to sign in."""
    ids = [row.member_id for row in rows]
    known = await directory.find(connection, ids, lock)
    signed = await connection.execute(select(credentials.c.member_id).where(credentials.c.member_id.in_(ids)))
    able = set(signed.scalars()) | {row.member_id for row in rows if row.password}
    taken = [row for row in rows if row.member_id in able]
    refused = [Refused(row.line, "password is empty") for row in rows if row.member_id not in able]
    added = [Member(row.member_id, row.attributes) for row in taken if row.member_id not in known]
    updated = [
        Member(row.member_id, row.attributes, known[row.member_id].version + 1)
        for row in taken
        if row.member_id in known and not directory.same(known[row.member_id].attributes, row.attributes)
    ]
    unchanged = len(taken) - len(added) - len(updated)
    return added + updated, Imported(len(added), len(updated), unchanged, tuple(refused))
