"""The log of what admins reworded by chat: drafts, and what of them is laid over the folder's content.

Its rows are never deleted: who changed what, when, and who took it back. Nothing of it is loaded in a
friend's turn; `handlers.drafts` reads it for admins alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.models import friends
from dialogs.rewording import Dropped, Reworded, dropping, undropped
from dialogs.tables import DRAFT, rewordings

Status = Literal["draft", "published", "discarded", "undone"]
MOST_SHOWN = 10


class Focus(Struct, frozen=True):
    """The spot whose new words she is about to type, in a language; `since` in ms.

    `was` is what was published there when she chose it.
    """

    spot: str
    language: str
    was: str
    since: int


class Body(Struct, frozen=True, omit_defaults=True):
    """What a row keeps as JSON."""

    items: tuple[Reworded, ...] = ()
    focus: Focus | None = None


class Change(Struct, frozen=True):
    """What one admin rewords of one survey; `number` counts what was published, `ended_at` is in ms."""

    id: str
    survey: str
    by: str
    status: Status
    items: tuple[Reworded, ...] = ()
    focus: Focus | None = None
    number: int | None = None
    ended_at: int | None = None
    name: str | None = None


async def drafts(connection: AsyncConnection, admins: Sequence[str]) -> dict[str, list[Change]]:
    """Return the drafts of some admins."""
    found: dict[str, list[Change]] = {}
    theirs = select(rewordings).where(rewordings.c.by.in_(admins), DRAFT)
    for row in await connection.execute(theirs.order_by(rewordings.c.began_at)):
        found.setdefault(row.by, []).append(_change(row))
    return found


async def draft(connection: AsyncConnection, by: str, survey: str) -> Change | None:
    """Return the draft of an admin for a survey; locked until the transaction ends."""
    mine = select(rewordings).where(rewordings.c.by == by, rewordings.c.survey == survey, DRAFT)
    row = (await connection.execute(mine.with_for_update())).first()
    return _change(row) if row else None


async def keep(connection: AsyncConnection, change: Change, now: int) -> None:
    """Write a draft, in place of what it was before."""
    body = msgspec.json.encode(Body(change.items, change.focus))
    row = {
        "id": change.id,
        "survey": change.survey,
        "by": change.by,
        "status": "draft",
        "body": body,
        "began_at": now,
    }
    again = db.insert(connection, rewordings).on_conflict_do_update(
        index_elements=["by", "survey"], index_where=DRAFT, set_={"body": body}
    )
    await connection.execute(again, [row])


async def discard(connection: AsyncConnection, change: Change, now: int) -> None:
    """Give a draft up; what it said stays in the log."""
    mine = update(rewordings).where(rewordings.c.id == change.id, DRAFT)
    await connection.execute(mine.values(status="discarded", ended_at=now))


async def publish(connection: AsyncConnection, change: Change, items: Sequence[Reworded], now: int) -> bool:
    """Make a draft part of what is laid over the folder; False when it is no draft any more."""
    latest = (await connection.execute(select(func.max(rewordings.c.number)))).scalar() or 0
    mine = update(rewordings).where(rewordings.c.id == change.id, DRAFT)
    body = msgspec.json.encode(Body(tuple(items)))
    done = mine.values(status="published", number=latest + 1, ended_at=now, body=body)
    return (await connection.execute(done)).rowcount == 1


async def undo(connection: AsyncConnection, change: Change, by: str, now: int) -> bool:
    """Take a published change back; False when somebody else has."""
    laid = update(rewordings).where(rewordings.c.id == change.id, rewordings.c.status == "published")
    done = await connection.execute(laid.values(status="undone", undone_by=by, undone_at=now))
    return done.rowcount == 1


async def drop(connection: AsyncConnection, gone: Sequence[Dropped], now: int) -> None:
    """Note what a reload has found no place for any more."""
    for change in await published(connection) if gone else ():
        lost = [each.item for each in gone if each.survey == change.survey and each.item in change.items]
        if lost:
            body = msgspec.json.encode(Body(dropping(change.items, lost, now)))
            mine = update(rewordings).where(rewordings.c.id == change.id)
            await connection.execute(mine.values(body=body))


async def published(connection: AsyncConnection) -> list[Change]:
    """Return what is laid over the folder, in the order in which it was published."""
    laid = select(rewordings).where(text("status = 'published'")).order_by(rewordings.c.number)
    return [_change(row) for row in await connection.execute(laid)]


async def log(connection: AsyncConnection, survey: str | None = None) -> list[Change]:
    """Return the latest changes that were published, the latest first, with their authors' names."""
    named = select(rewordings, friends.c.staff_name.label("name")).join(
        friends, friends.c.friend_id == rewordings.c.by, isouter=True
    )
    named = named.where(rewordings.c.number.is_not(None)).order_by(rewordings.c.number.desc())
    if survey:
        named = named.where(rewordings.c.survey == survey)
    return [_change(row, row.name) for row in await connection.execute(named.limit(MOST_SHOWN))]


def by_survey(changes: Iterable[Change]) -> dict[str, list[Reworded]]:
    """Return what is laid over each survey, the later after the earlier."""
    found: dict[str, list[Reworded]] = {}
    for change in changes:
        found.setdefault(change.survey, []).extend(undropped(change.items))
    return found


def _change(row: Row[Any], name: str | None = None) -> Change:
    body = msgspec.json.decode(row.body, type=Body)
    return Change(
        row.id, row.survey, row.by, row.status, body.items, body.focus, row.number, row.ended_at, name
    )
