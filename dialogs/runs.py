"""The run store: loads a friend's positions in her surveys for a turn, and writes those that changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db
from bot.events import Event, opened
from bot.models import friends, inbox
from bot.turn import Batch, Part, Room, Turn
from dialogs.erasing import Unsent
from dialogs.position import Position
from dialogs.tables import enrolments, runs


@dataclass
class Runs:
    """A friend's positions by survey; `put` is the only way to change one.

    `preview` is what she plays as staff to see it, and counts nowhere. `unsent` are the messages that she
    takes back in this turn. `enrolled` are the step plans in which she is enrolled in this turn, by plan and
    source, and when.
    """

    positions: dict[str, Position] = field(default_factory=dict)
    preview: Position | None = None
    changed: set[str] = field(default_factory=set)
    unsent: list[Unsent] = field(default_factory=list)
    enrolled: dict[tuple[str, str], int] = field(default_factory=dict)

    left: bool = False

    def leave(self) -> None:
        """Forget all positions: they have gone to another LINE of hers."""
        self.positions.clear()
        self.changed.clear()
        self.preview, self.left = None, True

    def put(self, position: Position) -> None:
        """Replace the position in its survey."""
        self.positions[position.survey] = position
        self.changed.add(position.survey)

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
    """Return how many have begun a survey, staff left out, and how many of them have finished it."""
    page = select(runs.c.friend_id, runs.c.position).order_by(runs.c.friend_id).limit(AT_ONCE)
    page = page.where(runs.c.survey == survey, runs.c.friend_id.not_in(_STAFF))
    begun = finished = 0
    last = ""
    while rows := (await connection.execute(page.where(runs.c.friend_id > last))).all():
        seen = [each for row in rows if (each := _glance(row.position)).state != "waiting"]
        begun += len(seen)
        finished += sum([each.finished for each in seen])
        last = rows[-1].friend_id
        await asyncio.sleep(0)
    return begun, finished


async def pages(
    connection: AsyncConnection, survey: str, since: int = 0, staff: bool = True
) -> AsyncIterator[list[tuple[str, Position]]]:
    """Yield all runs of a survey that changed since a moment (ms), by friend, a page at a time.

    Whoever else runs on this loop has a turn between two pages.
    """
    page = select(runs.c.friend_id, runs.c.position).order_by(runs.c.friend_id).limit(AT_ONCE)
    page = page.where(runs.c.survey == survey, runs.c.updated_at >= since)
    if not staff:
        page = page.where(runs.c.friend_id.not_in(_STAFF))
    last = ""
    while rows := (await connection.execute(page.where(runs.c.friend_id > last))).all():
        yield [(row.friend_id, Position.restore(row.position)) for row in rows]
        last = rows[-1].friend_id
        await asyncio.sleep(0)


async def save(connection: AsyncConnection, batch: Batch) -> None:
    """Write the positions that changed, and the plans in which friends were enrolled."""
    gone = [friend_id for friend_id, turn in batch.turns.items() if RUNS.of(turn).left]
    if gone:
        await connection.execute(delete(runs).where(runs.c.friend_id.in_(gone)))
    rows = [_row(turn, survey) for turn in batch.turns.values() for survey in RUNS.of(turn).changed]
    await bulk.write(connection, db.upsert(connection, runs), rows)
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


class _Glance(msgspec.Struct):
    """As much of a position as counting needs."""

    finished: bool = False
    state: str = ""


_glance = msgspec.json.Decoder(_Glance).decode

ROOM = Room(load, save)
