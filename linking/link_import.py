"""Ties that exist already, from a CSV file `member_id,line_user_id`: nobody is greeted as a stranger.

Called by `enishi links import`. It commits every 500 rows; each friend's lane learns of her link afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import Clock
from bot.db import Database
from linking import directory
from linking.members import normal_id
from linking.members_csv import MembersFileError, Refused, decode, records
from linking.tables import gifts, links

AT_ONCE = 500
TRIES = 5
COLUMNS = ["member_id", "line_user_id"]
LINE_USER_ID = re.compile(r"U[0-9a-f]{32}")
GIVEN_BEFORE = ""
"""The page of a gift that was given by whoever made the link."""


@dataclass(frozen=True)
class Tie:
    """A line that can be taken."""

    line: int
    member_id: str
    friend_id: str


@dataclass(frozen=True)
class Tied:
    """What an import did, or in a dry run would do."""

    added: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()


async def import_links(
    database: Database,
    clock: Clock,
    data: bytes,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Tied:
    """Link the members of a file to their friends, their gift counting as given; raises MembersFileError.

    `progress` hears of (lines done, lines in all).
    """
    ties, refused = parse(data)
    total = Tied(refused=tuple(refused))
    for start in range(0, len(ties), AT_ONCE):
        lines = ties[start : start + AT_ONCE]
        part = await _take(database, clock, lines, dry_run)
        total = Tied(total.added + part.added, total.unchanged + part.unchanged, total.refused + part.refused)
        progress(start + len(lines), len(ties))
    return Tied(total.added, total.unchanged, tuple(sorted(total.refused, key=lambda each: each.line)))


def parse(data: bytes) -> tuple[list[Tie], list[Refused]]:
    """Read the file; a member or a friend who is in it twice is taken once."""
    ties: list[Tie] = []
    refused: list[Refused] = []
    lines = records(decode(data))
    header = next(lines, (1, []))[1]
    if isinstance(header, str) or [normal_id(cell) for cell in header] != COLUMNS:
        raise MembersFileError("line 1: the columns must be member_id,line_user_id")
    seen: dict[str, int] = {}
    for line, cells in lines:
        tie = cells if isinstance(cells, str) else _tie(line, cells, seen)
        if isinstance(tie, str):
            refused.append(Refused(line, tie))
        else:
            seen[tie.member_id] = seen[tie.friend_id] = line
            ties.append(tie)
    return ties, refused


def _tie(line: int, cells: list[str], seen: dict[str, int]) -> Tie | str:
    if len(cells) != len(COLUMNS):
        return (
            f"has {len(cells)} of {len(COLUMNS)} cells" if len(cells) < 2 else "has cells beyond the header"
        )
    member_id, friend_id = normal_id(cells[0]), cells[1].strip()
    if not member_id:
        return "member_id is empty"
    if not LINE_USER_ID.fullmatch(friend_id):
        return "line_user_id is not U and 32 characters of 0-9 and a-f"
    for name, value in (("member_id", member_id), ("line_user_id", friend_id)):
        if value in seen:
            return f"the same {name} as in line {seen[value]}"
    return Tie(line, member_id, friend_id)


async def _take(database: Database, clock: Clock, ties: Sequence[Tie], dry_run: bool) -> Tied:
    if dry_run:
        async with database.read() as connection:
            return (await _compare(connection, ties, lock=False))[1]
    for _ in range(TRIES):
        try:
            return await _tie_new(database, clock, ties)
        except IntegrityError:
            continue  # a friend has linked at this very moment: look again
    return await _tie_new(database, clock, ties)


async def _tie_new(database: Database, clock: Clock, ties: Sequence[Tie]) -> Tied:
    async with database.write() as connection:
        new, result = await _compare(connection, ties, lock=True)
        now = clock.now()
        await _tie_all(connection, clock, new, now)
        members = await directory.find(connection, [tie.member_id for tie in new])
        await directory.tell(connection, members, now)
    return result


async def _compare(connection: AsyncConnection, ties: Sequence[Tie], lock: bool) -> tuple[list[Tie], Tied]:
    """Return the ties to make, and the counts; whoever is held here is not linked by a turn meanwhile."""
    ids = [tie.member_id for tie in ties]
    members = await directory.find(connection, ids, lock)
    either = or_(links.c.member_id.in_(ids), links.c.friend_id.in_([tie.friend_id for tie in ties]))
    rows = (await connection.execute(select(links).where(either))).all()
    there = {row.friend_id: row.member_id for row in rows}
    new: list[Tie] = []
    refused: list[Refused] = []
    unchanged = 0
    for tie in ties:
        if there.get(tie.friend_id) == tie.member_id:
            unchanged += 1
        elif tie.member_id not in members:
            refused.append(Refused(tie.line, "there is no such member: import members first"))
        elif tie.friend_id in there or tie.member_id in there.values():
            refused.append(Refused(tie.line, "the member or the friend is linked to somebody else"))
        else:
            new.append(tie)
    return new, Tied(len(new), unchanged, tuple(refused))


async def _tie_all(connection: AsyncConnection, clock: Clock, ties: Sequence[Tie], now: int) -> None:
    if not ties:
        return
    rows = [
        {"friend_id": tie.friend_id, "member_id": tie.member_id, "linked_at": now, "route": "import"}
        for tie in ties
    ]
    await connection.execute(links.insert(), rows)
    given = [
        {
            "member_id": tie.member_id,
            "gift_id": clock.new_secret(128),
            "page": GIVEN_BEFORE,
            "friend_id": tie.friend_id,
            "given_at": now,
        }
        for tie in ties
    ]
    had = db.insert(connection, gifts).on_conflict_do_nothing(index_elements=["member_id"])
    await connection.execute(had, given)
