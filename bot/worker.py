"""The worker: takes a batch of lanes, has it decided, commits it; and again.

A batch that fails is rolled back and played again one friend at a time, so that one bad event stops nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import inbox, log, turn
from bot import sender as outgoing_
from bot.alerts import tell_admins
from bot.bells import Bells
from bot.clock import MINUTE, Clock
from bot.db import Database, blames_the_house, undisturbed
from bot.errors import DecideAgain
from bot.events import CHANNEL_LANE, Event, is_personal
from bot.friends import Friend
from bot.messages import Message, Sender
from bot.metrics import Metrics
from bot.models import inbox as events
from bot.models import workers
from bot.outcomes import Attempt
from bot.turn import Batch, Gesture, Room, Turn

LANES = 200
POLL = 0.5
BEAT = 15.0
GONE = 1 * MINUTE
MOST_CRASHES = 3
MOST_CONFLICTS = 5


@dataclass
class Played:
    """What a batch leaves to do once it is committed: profiles, answers, bells and signs."""

    strangers: set[str]
    leased: list[Attempt]
    bells: list[str]
    gestures: list[Gesture]


class Worker:
    """One process's worker; `step` is one batch, `run` keeps stepping."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rooms: Sequence[Room],
        dispatch: Callable[[Turn], None],
        bot: Callable[[Friend], Sender],
        bells: Bells,
        metrics: Metrics,
        probe: Callable[[str], None] = lambda stage: None,
        alert: Callable[[str], Message] | None = None,
        strangers: Callable[[set[str]], None] = lambda friend_ids: None,
        outgoing: outgoing_.Sender | None = None,
        gestures: Callable[[Sequence[Gesture]], None] = lambda wished: None,
    ) -> None:
        self._database, self._clock, self._rooms = database, clock, rooms
        self._dispatch, self._bot, self._alert = dispatch, bot, alert
        self._bells, self._metrics, self._probe = bells, metrics, probe
        self._strangers, self._outgoing, self._gestures = strangers, outgoing, gestures
        self._log = log.get("worker")
        self._id = clock.new_id()
        self._suspects: list[int] = []
        self.stopping = False

    async def run(self) -> None:
        """Work until told to stop; the turn in flight finishes, a database in trouble is waited for."""
        while not self.stopping:
            try:
                taken = await self.step()
            except Exception as error:
                if not blames_the_house(error):
                    raise
                self._log.warning("inbox unreachable", error=log.where(error))
                await asyncio.sleep(POLL)
                continue
            if not taken:
                await self._bells.wait("inbox", POLL)

    async def step(self) -> int:
        """Take one batch; returns how many events were taken or counted."""
        if self._suspects:
            return await self._step_carefully()
        lanes: list[str] = []
        try:
            async with self._database.write() as connection:
                claimed = await inbox.claim(connection, self._clock.now(), LANES, turn.AT_ONCE)
                lanes = list(claimed)
                played = await self._play(connection, claimed) if claimed else None
        except Exception as error:
            if blames_the_house(error) or not lanes:
                raise
            self._log.warning("batch played again one by one", lanes=len(lanes), error=log.where(error))
            return sum([await self._play_alone(lane) for lane in lanes])
        return self._done(claimed, played) if played else 0

    async def _play(self, connection: AsyncConnection, claimed: Mapping[str, list[Event]]) -> Played:
        """Decide and write."""
        batch = Batch(self._clock.now(), self._clock, self._bot(Friend("", 0)))
        await turn.load(connection, claimed, self._rooms, batch, self._bot)
        for each in batch.turns.values():
            turn.decide(each, self._dispatch)
        self._probe("decide")
        leased = await turn.commit(connection, batch, self._rooms, self._outgoing)
        await _put_off(connection, [each.held for each in batch.turns.values() if each.held])
        strangers = {lane for lane, each in batch.turns.items() if _is_stranger(each)}
        told = {draft.recipient for each in batch.turns.values() for draft in each.drafts}
        wished = {
            "outbox": told - {attempt.recipient for attempt in leased},
            "menus": any(each.menu for each in batch.turns.values()),
            "reports": any(each.reports for each in batch.turns.values()),
            "media": any(each.fetched for each in batch.turns.values()),
        }
        bells = [bell for bell, wish in wished.items() if wish]
        gestures = [gesture for each in batch.turns.values() for gesture in each.gestures]
        batch.turns.clear()
        self._probe("commit")
        return Played(strangers, leased, bells, gestures)

    def _done(self, claimed: Mapping[str, list[Event]], played: Played) -> int:
        if self._outgoing:
            self._outgoing.begin(played.leased)
        self._strangers(played.strangers)
        self._gestures(played.gestures)
        count = 0
        for events_of_lane in claimed.values():
            for event in events_of_lane:
                self._metrics.decided.labels(event.kind if event.kind.isascii() else "?").inc()
                count += 1
        self._metrics.turns.inc(len(claimed))
        for bell in played.bells:
            self._bells.ring(bell)
        return count

    async def _play_alone(self, lane: str) -> int:
        """Play the next event of one lane; only its own fault counts against it."""
        error: Exception | None = None
        event: Event | None = None
        for _ in range(MOST_CONFLICTS):
            try:
                async with self._database.write() as connection:
                    claimed = await inbox.claim(connection, self._clock.now(), 1, each=1, only=[lane])
                    if not claimed:
                        return 0
                    event = claimed[lane][0]
                    played = await self._play(connection, claimed)
                return self._done(claimed, played)
            except (IntegrityError, DecideAgain) as conflict:
                error = conflict  # somebody else was faster: decide again now, on what is true now
            except Exception as failure:
                if blames_the_house(failure) or event is None:
                    raise
                error = failure
                break
        if event is not None and error is not None:
            await self._stumble(event, error)
        return 1

    async def _stumble(self, event: Event, error: Exception) -> None:
        place = log.where(error)
        async with self._database.write() as connection:
            parked = await inbox.stumble(connection, event, place, self._clock.now())
            if parked:
                await self._tell_admins(connection, event.event_id)
        self._metrics.failures.labels(str(parked).lower()).inc()
        self._log.error(
            "decision failed", event_id=event.event_id, kind=event.kind, parked=parked, error=place
        )

    async def _tell_admins(self, connection: AsyncConnection, event_id: str) -> None:
        """Tell every admin that an event was parked; its content stays out of it."""
        if self._alert is not None:
            await tell_admins(connection, self._clock, self._alert(event_id), event_id)

    # After an unclean exit

    async def enrol(self) -> None:
        """Sign in; what a worker that never signed out may have had is played one friend at a time."""
        now = self._clock.now()
        async with self._database.write() as connection:
            gone = workers.c.beat_at < now - GONE if not self._database.is_sqlite else workers.c.beat_at >= 0
            lost = (await connection.execute(select(workers.c.worker_id).where(gone))).scalars().all()
            if lost:
                await connection.execute(delete(workers).where(workers.c.worker_id.in_(lost)))
                # What it was playing is among what would be claimed now: batches take the oldest lanes.
                claimed = await inbox.claim(connection, now, len(lost) * LANES)
                self._suspects = sorted(event.seq for lane in claimed.values() for event in lane)
            row = {"worker_id": self._id, "started_at": now, "beat_at": now}
            await connection.execute(insert(workers), [row])
        if self._suspects:
            self._log.warning("an earlier worker did not exit cleanly", suspects=len(self._suspects))

    async def beat(self) -> None:
        """Say every few seconds that this worker is alive, until cancelled."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                await undisturbed(self._beat())
            except Exception as error:
                self._log.warning("heartbeat missed", error=log.where(error))

    async def _beat(self) -> None:
        async with self._database.write() as connection:
            mine = update(workers).where(workers.c.worker_id == self._id)
            await connection.execute(mine.values(beat_at=self._clock.now()))

    async def sign_out(self) -> None:
        """Say that this exit is a clean one."""
        async with self._database.write() as connection:
            await connection.execute(delete(workers).where(workers.c.worker_id == self._id))

    async def _step_carefully(self) -> int:
        """Play the next suspect alone, its count committed first: one that kills the process is found."""
        seq = self._suspects[0]
        async with self._database.write() as connection:
            suspect = update(events).where(events.c.seq == seq, text("inbox.status = 'open'"))
            counted = suspect.values(crashes=events.c.crashes + 1)
            row = (await connection.execute(counted.returning(events))).first()
            if row is not None and row.crashes > MOST_CRASHES:
                await connection.execute(suspect.values(status="parked", error="killed the process"))
                await self._tell_admins(connection, row.event_id)
                self._log.error("event parked", event_id=row.event_id, reason="killed the process")
        self._suspects.pop(0)
        if row is None or row.crashes > MOST_CRASHES or await self._play_alone(row.lane):
            return 1
        # Its lane waits or is another worker's: it was not played, so it is no suspect for that.
        async with self._database.write() as connection:
            await connection.execute(suspect.values(crashes=row.crashes - 1))
        return 1


async def _put_off(connection: AsyncConnection, held: Sequence[tuple[int, int]]) -> None:
    """Leave events, by their seq, in the inbox until a moment: more may be under way that belongs to them."""
    if held:
        wait = update(events).where(events.c.seq == bindparam("s")).values(not_before=bindparam("until"))
        await connection.execute(wait, [{"s": seq, "until": until} for seq, until in held])


def is_channel(turn_: Turn) -> bool:
    """Tell whether a turn is of the channel itself, where LINE names no person."""
    return turn_.friend.friend_id == CHANNEL_LANE


def _is_stranger(turn_: Turn) -> bool:
    """Tell whether she writes whom LINE was never asked about, as after a crash, or comes back unknown."""
    friend, kinds = turn_.friend, {event.kind for event in turn_.events}
    if friend.display_name or not is_personal(friend.friend_id):
        return False
    return "follow" in kinds or not (friend.asked or kinds.isdisjoint(("message", "postback")))
