"""What friends and advisors have sent as photos, videos, voices and files: kept in the database, for a time.

A turn wishes it (`Turn.fetch`), the fetcher brings it from LINE, an event tells the lane, pages show it.
In the database, since every machine has that, a deletion is one commit, and a backup holds no more than it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import derived_id
from bot.db import Database, Millis, metadata
from bot.events import RawEvent, encode

FETCHED = "media.fetched"
"""The event that tells a lane how a wish ended."""

PIECE = 512 * 1024
"""Bytes of one row; what is kept was cut by it, so it never changes."""

AT_ONCE = 500

Kind = Literal["image", "video", "audio", "file"]
KINDS: tuple[Kind, ...] = ("image", "video", "audio", "file")
Why = Literal["large", "gone", "type"]
"""Why something is not kept: too large, not at LINE (any more), of a kind that is not taken."""

media = Table(
    "media",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("friend_id", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", Text),
    Column("size", Integer),
    Column("duration", Integer),
    Column("type", Text),
    Column("preview", Text),
    Column("status", String(8), nullable=False),
    Column("why", String(8)),
    Column("lane", Text, nullable=False),
    Column("purpose", String(8), nullable=False),
    Column("wish_id", Text, nullable=False),
    Column("wanted_at", Millis, nullable=False),
    Column("kept_until", Millis),
    Column("tries", Integer, nullable=False),
    Column("next_at", Millis, nullable=False),
    Column("leased_until", Millis, nullable=False),
    Index(
        "ix_media_waiting",
        "next_at",
        postgresql_where=text("status = 'waiting'"),
        sqlite_where=text("status = 'waiting'"),
    ),
    Index("ix_media_friend_id", "friend_id"),
    Index("ix_media_kept_until", "kept_until"),
    comment="media: a photo, video, voice or file; waiting for the fetcher, ready, or refused",
)

media_pieces = Table(
    "media_pieces",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("part", String(8), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    comment="media: the bytes of what was sent ('file') and of its small picture ('preview'), in pieces",
)


class Wish(Struct, frozen=True):
    """Something that shall be fetched and told of to `lane`; sizes in bytes, durations in ms."""

    message_id: str
    friend_id: str
    kind: str
    lane: str
    purpose: str
    wish_id: str
    name: str | None = None
    size: int | None = None
    duration: int | None = None


class Medium(Struct, frozen=True):
    """What is known of one: who sent it, what its bytes are, and those of its small picture (`preview`)."""

    message_id: str
    friend_id: str
    kind: str
    status: str
    purpose: str
    name: str | None = None
    size: int | None = None
    duration: int | None = None
    type: str | None = None
    preview: str | None = None
    why: str | None = None
    kept_until: int | None = None


_KNOWN = [media.c[name] for name in Medium.__struct_fields__]
waiting = text("media.status = 'waiting'")  # a literal: a bound status cannot use the partial index


async def want(connection: AsyncConnection, wishes: Sequence[Wish], now: int) -> list[RawEvent]:
    """Write wishes down in the caller's transaction; returns the events for what is there already."""
    if not wishes:
        return []
    last = {wish.message_id: wish for wish in wishes}
    put = db.insert(connection, media)
    names = ("lane", "purpose", "wish_id")
    put = put.on_conflict_do_update(
        index_elements=["message_id"], set_={name: put.excluded[name] for name in names}
    )
    await connection.execute(put, [_row(wish, now) for wish in last.values()])
    there = select(media.c.message_id).where(media.c.message_id.in_(list(last)), media.c.status != "waiting")
    return [told(last[each], now) for each in (await connection.execute(there)).scalars()]


def _row(wish: Wish, now: int) -> dict[str, Any]:
    row = {name: getattr(wish, name) for name in Wish.__struct_fields__}
    new = {"status": "waiting", "wanted_at": now, "tries": 0, "next_at": now, "leased_until": 0}
    return {**row, **new}


def told(wish: Any, now: int) -> RawEvent:
    """Return the event that tells a lane that its wish has ended, one way or the other."""
    body = encode({"type": FETCHED, "message_id": wish.message_id})
    return RawEvent(derived_id("media", wish.wish_id), wish.lane, FETCHED, body, now)


async def find(connection: AsyncConnection, message_ids: Sequence[str]) -> dict[str, Medium]:
    """Return what is known of these messages' media, by LINE's ids."""
    rows = await connection.execute(select(*_KNOWN).where(media.c.message_id.in_(message_ids)))
    return {row.message_id: Medium(**row._mapping) for row in rows}


async def read(database: Database, message_id: str, part: str, start: int, end: int) -> AsyncIterator[bytes]:
    """Yield the bytes from `start` to before `end`, a piece at a time, with no transaction open between."""
    for number in range(start // PIECE, -(-end // PIECE)):
        piece = select(media_pieces.c.data).where(
            media_pieces.c.message_id == message_id,
            media_pieces.c.part == part,
            media_pieces.c.number == number,
        )
        async with database.read() as connection:
            data = (await connection.execute(piece)).scalar()
        if data is None:
            return  # deleted at this moment
        first = number * PIECE
        yield data[max(0, start - first) : end - first]


async def erase(connection: AsyncConnection, message_ids: Sequence[str]) -> None:
    """Let nothing stay of what was sent in these messages."""
    if message_ids:
        ids = list(message_ids)
        # The row first: a fetcher that keeps pieces has it locked, and finds it gone the next time.
        await connection.execute(delete(media).where(media.c.message_id.in_(ids)))
        await connection.execute(delete(media_pieces).where(media_pieces.c.message_id.in_(ids)))


async def erase_friend(connection: AsyncConnection, friend_id: str, passed_on: Sequence[str]) -> None:
    """Let nothing stay of what a friend has sent, nor of what was passed on or on its way to her."""
    await _erase_where(connection, or_(media.c.friend_id == friend_id, media.c.lane == friend_id))
    for start in range(0, len(passed_on), AT_ONCE):
        await erase(connection, passed_on[start : start + AT_ONCE])


async def follow(connection: AsyncConnection, old: str, new: str) -> None:
    """Let what somebody sent from her old LINE be hers on the new one."""
    await connection.execute(update(media).where(media.c.friend_id == old).values(friend_id=new))


async def sweep(connection: AsyncConnection, now: int) -> None:
    """Delete what has been kept for as long as it shall be."""
    await _erase_where(connection, media.c.kept_until <= now)


async def _erase_where(connection: AsyncConnection, which: Any) -> None:
    some = select(media.c.message_id).where(which).limit(AT_ONCE)
    while ids := (await connection.execute(some)).scalars().all():
        await erase(connection, ids)


async def size_of(connection: AsyncConnection, found: Medium, part: str) -> int:
    """Return how many bytes a part has."""
    if part == "file":
        return found.size or 0
    lengths = select(func.coalesce(func.sum(func.length(media_pieces.c.data)), 0))
    mine = lengths.where(media_pieces.c.message_id == found.message_id, media_pieces.c.part == part)
    return int((await connection.execute(mine)).scalar_one())
