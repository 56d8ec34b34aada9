"""The run store: loads a friend's positions in her surveys for a turn, and writes those that changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db
from bot.events import Event, opened
from bot.models import friends, inbox
from bot.turn import Batch, Part, Room, Turn
from dialogs.erasing import Unsent
from dialogs.position import Position
from dialogs.tables import earlier_runs, enrolments, runs


@dataclass
class Runs:
    """A friend's positions by survey; `put` is the only way to change one.

    `preview` is what she plays as staff to see it, and counts nowhere. `unsent` are the messages that she
    takes back in this turn. `enrolled` are the step plans in which she is enrolled in this turn, by plan and
    source, and when. `earlier` are her runs before the last of a survey: those of which there is something to
    write, and where a message is taken back, all.
    """

    positions: dict[str, Position] = field(default_factory=dict)
    preview: Position | None = None
    changed: set[str] = field(default_factory=set)
    unsent: list[Unsent] = field(default_factory=list)
    enrolled: dict[tuple[str, str], int] = field(default_factory=dict)
    earlier: dict[str, Position] = field(default_factory=dict)
    archived: dict[str, int] = field(default_factory=dict)

    left: bool = False

    def leave(self) -> None:
        """Forget all positions: they have gone to another LINE of hers."""
        self.positions.clear()
        self.changed.clear()
        self.preview, self.left = None, True

    def put(self, position: Position) -> None:
        """Replace the position in its survey; what she has answered in another run is kept beside it."""
        before = self.positions.get(position.survey)
        if before and before.run != position.run and before.answers:
            self.keep(before, max(before.started_at, before.touched_at, before.finished_at))
        self.positions[position.survey] = position
        self.changed.add(position.survey)

    def keep(self, position: Position, at: int) -> None:
        """Keep a run before the last one, which changed at that moment (ms)."""
        self.earlier[position.run] = position
        self.archived[position.run] = at

    def play(self, position: Position) -> None:
        """Replace the preview."""
        self.preview = position
        self.changed.add(PREVIEW)

    @property
    def live(self) -> Position | None:
        """The run with an open question, the one that she touched last if there are several."""
        open_ones = [each for each in self.positions.values() if each.live]
        return max(
            open_ones, key=lambda each: (not each.paused, each.touched_at, each.started_at), default=None
        )

    def by_id(self, run_id: str) -> Position | None:
        """Find a run by its id, as old buttons name it."""
        return next((each for each in self.positions.values() if each.run == run_id), None)


_OF_FRIENDS = select(runs.c.friend_id, runs.c.survey, runs.c.position).where(
    bulk.among(runs.c.friend_id, "ids")
)
_STAFF = select(friends.c.friend_id).where(friends.c.role.is_not(None))
RUNS = Part[Runs]("dialogs.runs")
AT_ONCE = 100
"""Runs of a page: reading them must not keep anybody waiting for long."""

PREVIEW = "/preview"
"""What stands for the survey in the row of a preview; no survey can have such an id."""


async def load(connection: AsyncConnection, batch: Batch) -> None:
    """Give each turn its friend's runs."""
    found: dict[str, Runs] = {friend_id: Runs() for friend_id in batch.turns}
    for row in await connection.execute(_OF_FRIENDS, {"ids": found}):
        position = Position.restore(row.position)
        if row.survey == PREVIEW:
            found[row.friend_id].preview = position
        else:
            found[row.friend_id].positions[row.survey] = position
    await _load_unsent(connection, batch, found)
    for friend_id, turn in batch.turns.items():
        RUNS.give(turn, found[friend_id])


async def _load_unsent(connection: AsyncConnection, batch: Batch, found: dict[str, Runs]) -> None:
    """Read what was in messages that are taken back, once more before it is gone, to find it in answers."""
    unsent = {_unsent(event): event.lane for event in batch.events("unsend")}
    unsent.pop("", None)
    if not unsent:
        return
    mine = select(inbox.c.lane, inbox.c.message_id, inbox.c.body).where(inbox.c.message_id.in_(unsent))
    for row in await connection.execute(mine.where(inbox.c.kind == "message")):
        words = (opened(row.body).get("message") or {}).get("text")
        if row.lane in found:
            found[row.lane].unsent.append(Unsent(row.message_id, words if isinstance(words, str) else ""))
    for friend_id, position in await earlier(connection, list(unsent.values())):
        if friend_id in found:
            found[friend_id].earlier[position.run] = position


async def earlier(connection: AsyncConnection, friend_ids: Sequence[str]) -> list[tuple[str, Position]]:
    """Return the runs of some friends that are not the last of their survey."""
    theirs = select(earlier_runs.c.friend_id, earlier_runs.c.position)
    rows = await connection.execute(theirs.where(earlier_runs.c.friend_id.in_(friend_ids)))
    return [(row.friend_id, Position.restore(row.position)) for row in rows]


async def follow(connection: AsyncConnection, friend_id: str, to: str) -> None:
    """Let the earlier runs of a friend be those of another LINE of hers."""
    hers = update(earlier_runs).where(earlier_runs.c.friend_id == friend_id)
    await connection.execute(hers.values(friend_id=to))


def _unsent(event: Event) -> str:
    unsend = event.data.get("unsend")
    return str(unsend.get("messageId") or "") if isinstance(unsend, dict) else ""


async def of_friends(
    connection: AsyncConnection, friend_ids: Sequence[str]
) -> dict[tuple[str, str], Position]:
    """Return the runs of some friends by friend and survey."""
    rows = await connection.execute(_OF_FRIENDS, {"ids": friend_ids})
    return {(row.friend_id, row.survey): Position.restore(row.position) for row in rows}


async def counts(connection: AsyncConnection, survey: str) -> tuple[int, int]:
    """Return how many runs of a survey were begun, staff left out, and how many of them are finished."""
    begun = finished = 0
    async for rows in _rows(connection, survey, staff=False):
        seen = [each for row in rows if (each := _glance(row.position)).state != "waiting"]
        begun += len(seen)
        finished += sum([each.finished for each in seen])
    return begun, finished


async def pages(
    connection: AsyncConnection, survey: str, since: int = 0, staff: bool = True
) -> AsyncIterator[list[tuple[str, Position]]]:
    """Yield all runs of a survey that changed since a moment (ms), each friend's last first, by pages."""
    async for rows in _rows(connection, survey, since, staff):
        yield [(row.friend_id, Position.restore(row.position)) for row in rows]


async def _rows(
    connection: AsyncConnection, survey: str, since: int = 0, staff: bool = True
) -> AsyncIterator[Sequence[Row[Any, Any, Any]]]:
    """Yield them as they are kept; whoever else runs on this loop has a turn between two pages."""
    for table in (runs, earlier_runs):
        page = select(table.c.friend_id, table.c.run_id, table.c.position)
        page = page.where(table.c.survey == survey, table.c.updated_at >= since).limit(AT_ONCE)
        if not staff:
            page = page.where(table.c.friend_id.not_in(_STAFF))
        key = table.c.friend_id if table is runs else table.c.run_id
        last = ""
        while rows := (await connection.execute(page.where(key > last).order_by(key))).all():
            yield rows
            last = str(getattr(rows[-1], key.name))
            await asyncio.sleep(0)


async def save(connection: AsyncConnection, batch: Batch) -> None:
    """Write the positions that changed, and the plans in which friends were enrolled."""
    gone = [friend_id for friend_id, turn in batch.turns.items() if RUNS.of(turn).left]
    if gone:
        await connection.execute(delete(runs).where(runs.c.friend_id.in_(gone)))
    rows = [_row(turn, survey) for turn in batch.turns.values() for survey in RUNS.of(turn).changed]
    await bulk.write(connection, db.upsert(connection, runs), rows)
    before = [row for turn in batch.turns.values() for row in _earlier(turn)]
    await bulk.write(connection, db.upsert(connection, earlier_runs), before)
    plans = [
        {"friend_id": turn.friend.friend_id, "plan": plan, "source": source, "enrolled_at": at}
        for turn in batch.turns.values()
        for (plan, source), at in RUNS.of(turn).enrolled.items()
    ]
    await bulk.write(connection, db.upsert(connection, enrolments), plans)


def _row(turn: Turn, survey: str) -> dict[str, object]:
    mine = RUNS.of(turn)
    position = mine.preview if survey == PREVIEW and mine.preview else mine.positions[survey]
    return {
        "friend_id": turn.friend.friend_id,
        "survey": survey,
        "run_id": position.run,
        "live": position.live and survey != PREVIEW,
        "position": position.dump(),
        "updated_at": turn.now,
    }


def _earlier(turn: Turn) -> Iterator[dict[str, object]]:
    mine = RUNS.of(turn)
    for run, at in mine.archived.items():
        yield {
            "run_id": run,
            "friend_id": turn.friend.friend_id,
            "survey": mine.earlier[run].survey,
            "position": mine.earlier[run].dump(),
            "updated_at": at,
        }


class _Glance(msgspec.Struct):
    """As much of a position as counting needs."""

    finished: bool = False
    state: str = ""


_glance = msgspec.json.Decoder(_Glance).decode

ROOM = Room(load, save)
