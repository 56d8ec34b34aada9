"""Border 1: everything that we were told is on disk, once, in lanes that one worker at a time owns.

The web accepts, the worker claims; what turns, timers and pages post comes in through `put`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Select, and_, bindparam, delete, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db, events
from bot.clock import MINUTE, SECOND, Clock
from bot.db import Database
from bot.errors import Unavailable
from bot.events import Event, RawEvent
from bot.models import inbox, lanes, reply_tokens

MOST_AT_ONCE = 500
PATIENCE = 1.5
"""Seconds that a webhook waits for its commit; LINE gives up after two."""

PROFILE_WAIT = 1 * SECOND
DELAYS = (1 * SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE)
TOKEN_REFRESH_SPAN = 20 * MINUTE
ERASED = "erased"
"""The lane of events whose friend had her data deleted; nothing in it is ever open."""

_open = text("inbox.status = 'open'")  # a literal: a bound status cannot use the partial index


async def put(connection: AsyncConnection, batch: Sequence[RawEvent], now: int, wait: int = 0) -> set[str]:
    """Store events, each id once, and return the personal lanes that are new.

    A new friend's first event is held back by `wait` milliseconds, so that her profile can arrive first.
    """
    new = await _open_lanes(connection, sorted({event.lane for event in batch}))
    first = {lane for lane in new if wait and events.is_personal(lane)}
    # One order for everybody: two crossing requests with the same duplicates would deadlock otherwise.
    ordered = sorted(batch, key=lambda event: (event.lane, event.occurred_at))
    rows = [_row(event, now, now + wait if event.lane in first else None) for event in ordered]
    await bulk.write(connection, bulk.once(connection, inbox, "event_id"), rows)
    await _refresh_tokens(connection, [event for event in batch if event.redelivered], now)
    return {lane for lane in new if events.is_personal(lane)}


def _row(event: RawEvent, now: int, not_before: int | None) -> dict[str, object]:
    return {
        "event_id": event.event_id,
        "lane": event.lane,
        "kind": event.kind,
        "body": event.body,
        "message_id": event.message_id,
        "occurred_at": event.occurred_at or now,
        "accepted_at": now,
        "not_before": not_before,
    }


async def _open_lanes(connection: AsyncConnection, names: Sequence[str]) -> set[str]:
    statement = (
        db.insert(connection, lanes).on_conflict_do_nothing(index_elements=["lane"]).returning(lanes.c.lane)
    )
    found = await connection.execute(statement, [{"lane": name} for name in names])
    return set(found.scalars())


async def _refresh_tokens(connection: AsyncConnection, again: Sequence[RawEvent], now: int) -> None:
    """Restart the minute of tokens that LINE has redelivered, if nobody has used them."""
    alive = [e for e in again if e.reply_token and now - e.occurred_at < TOKEN_REFRESH_SPAN]
    if not alive:
        return
    waiting = update(inbox).where(inbox.c.event_id == bindparam("e"), _open).values(accepted_at=now)
    await connection.execute(waiting, [{"e": event.event_id} for event in alive])
    unused = update(reply_tokens).where(
        reply_tokens.c.token == bindparam("t"), reply_tokens.c.used_by.is_(None)
    )
    await connection.execute(unused.values(received_at=now), [{"t": event.reply_token} for event in alive])


class Intake:
    """The web's way in: requests that wait at the same moment share one commit, without any linger."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        accepted: Callable[[set[str]], None] = lambda new: None,
        probe: Callable[[str], None] = lambda stage: None,
    ) -> None:
        self._database, self._clock, self._accepted, self._probe = database, clock, accepted, probe
        self._waiting: list[tuple[list[RawEvent], asyncio.Future[None]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def accept(self, batch: list[RawEvent]) -> None:
        """Return once the events are on disk; raises Unavailable when they are not, or not known to be."""
        entry = (batch, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(entry[1])
        except TimeoutError:
            if entry in self._waiting:
                self._waiting.remove(entry)
            raise Unavailable("the events could not be stored in time") from None

    async def _flush(self) -> None:
        """Commit group after group until nobody waits; a client that hangs up never cancels its group."""
        try:
            while self._waiting:
                group = self._next_group()
                if not await self._commit(group) and len(group) > 1:
                    for entry in group:
                        await self._commit([entry])
        finally:
            self._flushing = None

    def _next_group(self) -> list[tuple[list[RawEvent], asyncio.Future[None]]]:
        size, count = 0, 0
        for batch, _ in self._waiting:
            size += len(batch)
            if count and size > MOST_AT_ONCE:
                break
            count += 1
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _commit(self, group: list[tuple[list[RawEvent], asyncio.Future[None]]]) -> bool:
        """Store one group; when it is of one request, that one learns of the failure."""
        together = [event for batch, _ in group for event in batch]
        try:
            new = await self._store(together) if together else set()
        except Exception as error:  # whatever went wrong, each waiting request must get an answer
            if len(group) == 1:
                _settle(group[0][1], Unavailable(f"the events could not be stored: {type(error).__name__}"))
            return False
        for _, future in group:
            _settle(future, None)
        if together:
            self._accepted(new)
        return True

    async def _store(self, batch: list[RawEvent]) -> set[str]:
        async with self._database.write() as connection:
            new = await put(connection, batch, self._clock.now(), PROFILE_WAIT)
            self._probe("accept")
        return new


def _settle(future: asyncio.Future[None], error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
        future.exception()  # seen: a caller that has gone away must not make asyncio complain


async def claim(
    connection: AsyncConnection, now: int, limit: int, each: int = 5, only: Sequence[str] | None = None
) -> dict[str, list[Event]]:
    """Own up to `limit` lanes until the transaction ends, and return their next events in order."""
    names = await _lock_lanes(connection, now, limit, only)
    if not names:
        return {}
    # A second statement on purpose: it sees what was committed before the locks were had.
    rows = (await connection.execute(_NEXT, {"names": names, "each": each})).all()
    await erase(connection, [row.message_id for row in rows if row.overtaken])
    found: dict[str, list[Event]] = {}
    waiting: set[str] = set()
    for row in rows:
        if row.not_before is not None and row.not_before > now:
            waiting.add(row.lane)  # an event that waits for its retry blocks its lane
        if row.lane not in waiting:
            found.setdefault(row.lane, []).append(events.parse(row, row.overtaken))
    return found


async def _lock_lanes(
    connection: AsyncConnection, now: int, limit: int, only: Sequence[str] | None
) -> list[str]:
    if only is None:
        return await own(connection, _BUSY, limit, now=now)
    return await own(connection, _BUSY_ONLY, limit, now=now, only=only)


def owning(wanted: Select[Any], lane: Column[Any], seq: Column[Any]) -> Select[Any]:
    """Return a query for `own`: it locks lanes that `wanted` names by its rows, the oldest row first."""
    oldest = func.min(seq).label("oldest")
    wanted = wanted.with_only_columns(lane.label("lane"), oldest).group_by(lane)
    found = wanted.order_by(oldest).limit(bindparam("candidates")).subquery()
    locked = select(lanes.c.lane).join(found, found.c.lane == lanes.c.lane)
    locked = locked.order_by(found.c.oldest).limit(bindparam("limit"))
    # NO KEY UPDATE leaves inserts alone; SQLite knows no row locks and has its one writer instead.
    return locked.with_for_update(key_share=True, skip_locked=True, of=lanes)


async def own(connection: AsyncConnection, query: Select[Any], limit: int, **values: Any) -> list[str]:
    """Lock up to `limit` of the lanes that an `owning` query finds, and return them."""
    # Four times as many candidates as lanes: several workers find work side by side.
    return list(
        (await connection.execute(query, {"limit": limit, "candidates": 4 * limit, **values})).scalars()
    )


# Every batch asks these: to build them takes SQLAlchemy longer than it takes SQLite to answer.
_held_back = select(inbox.c.lane).where(
    _open, inbox.c.not_before.is_not(None), inbox.c.not_before > bindparam("now")
)
_busy = select(inbox.c.lane).where(_open, inbox.c.lane.not_in(_held_back))
_BUSY = owning(_busy, inbox.c.lane, inbox.c.seq)
_BUSY_ONLY = owning(_busy.where(bulk.among(inbox.c.lane, "only")), inbox.c.lane, inbox.c.seq)
_place = func.row_number().over(partition_by=inbox.c.lane, order_by=inbox.c.seq).label("place")
_ranked = select(inbox, _place).where(_open, bulk.among(inbox.c.lane, "names")).subquery()
_unsend = inbox.alias()  # LINE may deliver it before its message
_same = and_(_unsend.c.message_id == _ranked.c.message_id, _unsend.c.lane == _ranked.c.lane)
_earlier = exists().where(_same, _unsend.c.kind == "unsend", _unsend.c.seq < _ranked.c.seq)
_next = select(_ranked, and_(_ranked.c.kind == "message", _earlier).label("overtaken"))
_FINISH = update(inbox).where(bulk.among(inbox.c.seq, "seqs")).values(status="done")
_NEXT = _next.where(_ranked.c.place <= bindparam("each")).order_by(_ranked.c.seq)


async def finish(connection: AsyncConnection, seqs: Sequence[int]) -> None:
    """Mark events as taken."""
    await connection.execute(_FINISH, {"seqs": seqs})


async def erase(connection: AsyncConnection, message_ids: Sequence[str]) -> None:
    """Empty what is kept of messages that their writer has taken back; only the fact stays."""
    if message_ids:
        gone = update(inbox).where(inbox.c.message_id.in_(message_ids), inbox.c.kind != "unsend")
        await connection.execute(gone.values(body=events.EMPTY))


async def stumble(connection: AsyncConnection, event: Event, error: str, now: int) -> bool:
    """Count a failed decision against its event; returns whether it is parked now."""
    parked = event.attempts >= len(DELAYS)
    changes = {"attempts": event.attempts + 1, "error": error}
    if parked:
        changes |= {"status": "parked", "not_before": None}
    else:
        changes["not_before"] = now + DELAYS[event.attempts]
    await connection.execute(update(inbox).where(inbox.c.seq == event.seq, _open).values(**changes))
    return parked


async def retry_parked(connection: AsyncConnection) -> None:
    """Give every parked event another round of attempts; they come at their old place in their lanes."""
    parked = update(inbox).where(text("inbox.status = 'parked'"))
    await connection.execute(parked.values(status="open", attempts=0, crashes=0, not_before=None))


async def hold(connection: AsyncConnection, lane: str) -> None:
    """Own one lane until the transaction ends, waiting for whoever has it."""
    mine = select(lanes.c.lane).where(lanes.c.lane == lane)
    await connection.execute(mine.with_for_update(key_share=True))


async def erase_friend(connection: AsyncConnection, friend_id: str, message_ids: Sequence[str]) -> None:
    """Empty what was taken of a friend, wherever she is named; an event's id stays, so it is not taken again.

    `message_ids` are LINE's of words that were passed on between her and others. What is open stays.
    """
    taken = update(inbox).where(inbox.c.lane == friend_id, inbox.c.status != "open")
    nobodys = {"lane": ERASED, "status": "done", "body": b"{}", "message_id": None, "error": None}
    await connection.execute(taken.values(**nobodys))
    for start in range(0, len(message_ids), MOST_AT_ONCE):
        await erase(connection, message_ids[start : start + MOST_AT_ONCE])
    await erase_names(connection, friend_id)


async def erase_names(connection: AsyncConnection, friend_id: str) -> None:
    """Empty what was taken in any lane and names a friend."""
    named = db.holds(connection, inbox.c.body, friend_id)
    names_her = update(inbox).where(inbox.c.status != "open", named)
    await connection.execute(names_her.values(body=b"{}"))


async def close_lane(connection: AsyncConnection, friend_id: str) -> None:
    """Drop the lane of a friend who was erased; an event that comes at this moment opens a new one."""
    await db.stop_inserts(connection, lanes)
    anything = select(inbox.c.seq).where(inbox.c.lane == friend_id).limit(1)
    if (await connection.execute(anything)).first() is None:
        await connection.execute(delete(lanes).where(lanes.c.lane == friend_id))


async def came_since(connection: AsyncConnection, friend_id: str) -> dict[str, bool]:
    """Return the kinds of events that a friend's lane has, and whether any of that kind is still open."""
    hers = select(inbox.c.kind, inbox.c.status).where(inbox.c.lane == friend_id)
    found: dict[str, bool] = {}
    for kind, status in await connection.execute(hers):
        found[kind] = found.get(kind, False) or status == "open"
    return found
