"""The fetcher: brings what friends and advisors have sent from LINE into the database, beside the road.

Each is fetched once, repeated until LINE has it ready or will not give it, and then told to its lane.
https://developers.line.biz/en/reference/messaging-api/#get-content
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, inbox, log, pictures
from bot.bells import Bells
from bot.clock import DAY, HOUR, MINUTE, SECOND, Clock
from bot.db import Database
from bot.filetypes import SHOWN, UNKNOWN, recognise
from bot.line import Content, Line
from bot.media import PIECE, Why, erase, media, media_pieces, told, waiting
from bot.team import Media as Limits

AT_ONCE = 4
LEASE = 5 * MINUTE
"""Longer than all calls for one thing together may take."""

DELAYS = (1 * SECOND, 2 * SECOND, 5 * SECOND, 15 * SECOND, 1 * MINUTE, 5 * MINUTE)
PATIENCE = 6 * HOUR
"""For how long LINE is asked again while it does not answer; what it prepares is given a tenth of that."""

MEGABYTE = 1024 * 1024
MOST_PREVIEW = 1 * MEGABYTE
"""What LINE takes as the small picture of a photo or video."""


@dataclass(frozen=True, slots=True)
class Got:
    """LINE has given it."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Later:
    """Ask again at that moment (ms)."""

    at: int


@dataclass(frozen=True, slots=True)
class Never:
    """It will not be kept."""

    why: Why


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Its writer has unsent it; nothing is said about that here."""


def judge(row: Any, content: Content, transcoding: str, now: int) -> Got | Later | Never | TakenBack:
    """Say what LINE's answer means for a wish; `transcoding` is what it says of one in preparation."""
    if content.status == 200:
        return Got(content.data) if content.data else Never("gone")
    if content.status == 413:
        return Never("large")
    if content.status == 410:
        return TakenBack()
    # 404 when it was too long ago, or another bot's.
    if 400 <= content.status < 500 and content.status not in (401, 403, 408, 429):
        return Never("gone")
    patience = PATIENCE // 10 if content.status == 202 else PATIENCE
    if transcoding == "failed" or now - row.wanted_at > patience:
        return Never("gone")
    return Later(now + DELAYS[min(row.tries, len(DELAYS) - 1)])


class Fetcher:
    """One process's fetcher; `step` makes one round of requests."""

    def __init__(
        self, database: Database, clock: Clock, line: Line, bells: Bells, limits: Callable[[], Limits]
    ) -> None:
        self._database, self._clock, self._line, self._bells = database, clock, line, bells
        self._limits = limits
        self._log = log.get("fetcher")

    async def step(self) -> bool:
        """Fetch what is due, several things at once; returns whether there was anything."""
        due = select(media).where(waiting, media.c.next_at <= self._clock.now())
        async with self._database.read() as connection:
            if (await connection.execute(due.limit(1))).first() is None:
                return False
        async with self._database.write() as connection:
            rows = await _lease(connection, self._clock.now())
        ended = await asyncio.gather(*[self._fetch(row) for row in rows], return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error
        return bool(rows)

    async def _fetch(self, row: Any) -> None:
        most = self._limits().most_mb * MEGABYTE
        content = await self._line.content(row.message_id, most)
        preparing = content.status == 202 and row.kind in ("video", "audio")
        transcoding = await self._line.transcoding(row.message_id) if preparing else ""
        outcome = judge(row, content, transcoding, self._clock.now())
        if isinstance(outcome, Got):
            preview = await self._preview(row, outcome.data)
            await self._keep(row, outcome.data, preview)
        elif isinstance(outcome, Later):
            async with self._database.write() as connection:
                again = {"tries": row.tries + 1, "next_at": outcome.at, "leased_until": 0}
                await connection.execute(_still(row).values(**again))
        elif isinstance(outcome, TakenBack):
            async with self._database.write() as connection:
                await erase(connection, [row.message_id])
        else:
            self._log.warning("not kept", message=row.message_id, why=outcome.why, status=content.status)
            await self._end(row, status="refused", why=outcome.why)

    async def _preview(self, row: Any, data: bytes) -> bytes:
        """Return a small picture of a photo or video: LINE's, else one of our own."""
        if row.kind not in ("image", "video"):
            return b""
        content = await self._line.content(row.message_id, MOST_PREVIEW, "content/preview")
        known = recognise(content.data, "image") in ("image/jpeg", "image/png")
        if content.status == 200 and known:
            return content.data
        return await asyncio.to_thread(pictures.small, data if row.kind == "image" else b"")

    async def _keep(self, row: Any, data: bytes, preview: bytes) -> None:
        """Write it down a piece at a time, so that nobody waits for long; the last commit makes it ready."""
        type_ = recognise(data, row.kind)
        if row.kind in SHOWN and type_ not in SHOWN[row.kind]:
            type_ = UNKNOWN
        async with self._database.write() as connection:
            started = delete(media_pieces).where(media_pieces.c.message_id == row.message_id)
            await connection.execute(started)  # by one that died over it
        for part, whole in (("preview", preview), ("file", data)):
            for number in range(-(-len(whole) // PIECE)):
                piece = whole[number * PIECE : (number + 1) * PIECE]
                async with self._database.write() as connection:
                    if not await _keep_piece(connection, row, part, number, piece):
                        return  # taken back meanwhile
        shown = recognise(preview, "image") if preview else None
        await self._end(row, status="ready", size=len(data), type=type_, preview=shown)

    async def _end(self, row: Any, **changes: Any) -> None:
        """Write down how it ended, and tell the lane that wished it, in one commit."""
        now = self._clock.now()
        kept_until = now + self._limits().keep_days * DAY
        async with self._database.write() as connection:
            ended = _still(row).values(**changes, kept_until=kept_until)
            wish = (
                await connection.execute(ended.returning(media.c.wish_id, media.c.lane, media.c.message_id))
            ).first()
            if wish is not None:
                await inbox.put(connection, [told(wish, now)], now)
        self._bells.ring("inbox")


async def _lease(connection: AsyncConnection, now: int) -> Sequence[Any]:
    """Own some of what is due; whoever dies with it loses it in time."""
    due = select(media).where(waiting, media.c.next_at <= now, media.c.leased_until <= now)
    due = due.order_by(media.c.next_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    rows = (await connection.execute(due)).all()
    if rows:
        mine = update(media).where(media.c.message_id == bindparam("id"))
        leased = mine.values(leased_until=now + LEASE)
        await connection.execute(leased, [{"id": row.message_id} for row in rows])
    return rows


def _still(row: Any) -> Any:
    """Return an update of a wish that nobody has taken back or ended meanwhile."""
    return update(media).where(media.c.message_id == row.message_id, waiting)


async def _keep_piece(connection: AsyncConnection, row: Any, part: str, number: int, data: bytes) -> bool:
    """Write one piece down; returns False if the whole is not wished any more."""
    mine = select(media.c.message_id).where(media.c.message_id == row.message_id, waiting)
    if (await connection.execute(mine.with_for_update())).first() is None:
        return False
    piece = {"message_id": row.message_id, "part": part, "number": number, "data": data}
    # Another fetcher that took this one for dead may keep the same.
    put = db.insert(connection, media_pieces).on_conflict_do_nothing()
    await connection.execute(put, [piece])
    return True
