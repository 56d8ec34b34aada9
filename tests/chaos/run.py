"""One chaos run over one database: friends write, LINE fails, processes die, then everything is counted."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.db import Database
from bot.models import attempts, inbox, outbox
from tests.chaos.crew import Crew, Failed
from tests.chaos.door import Door
from tests.chaos.orders import STAGES
from tests.chaos.platform import SEED, Platform, start_platform
from tests.chaos.traffic import REPEATED, Traffic
from tests.chaos.verdict import Verdict, judge
from tests.processes import SECRET, TOKEN, free_port, settings

MOST_PASSED = 4
"""A kill strikes at one of the first times that its stage is passed."""

ALIVE, REST = 12, 6.0
"""Stages that a restarted process passes, or seconds that it has, before the next kill."""

WAIT, MOST_ORDERS = 3.0, 20
"""Seconds after which a kill that has not struck is ordered anew, with more inputs."""


@dataclass(frozen=True)
class Plan:
    """How much happens, and after how many seconds it is enough."""

    friends: int
    inputs: int
    kills: int
    seconds: float


@dataclass(frozen=True)
class Figures:
    """What one run has shown."""

    database: str
    inputs: int
    answered: int
    verdict: Verdict
    parked: int
    kills: Mapping[str, int]
    refused: int
    repeated: int
    calls: Mapping[str, int]
    unclean_exits: int
    seconds: float

    @property
    def broken(self) -> bool:
        """Whether a promise was broken, or a kill that should show one was never struck."""
        idle = [stage for stage in STAGES if not self.kills.get(stage)]
        return bool(self.verdict.broken or self.parked or self.unclean_exits or idle)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {**asdict(self), "broken": self.broken}


class Run:
    """Everybody who takes part in one run."""

    def __init__(
        self, plan: Plan, database: Database, crew: Crew, platform: Platform, traffic: Traffic
    ) -> None:
        self.plan, self.database, self.crew = plan, database, crew
        self.platform, self.traffic = platform, traffic
        self.kills: Counter[str] = Counter()
        self._dice = random.Random(SEED)

    async def play(self) -> None:
        """Let the friends write and the processes die, until everything is answered or settled."""
        try:
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(self._read())
                writing = group.create_task(self.traffic.run())
                await self._kill_all()
                await writing
                while not await self._is_quiet():  # noqa: ASYNC110 - it is other processes that are waited for
                    await asyncio.sleep(0.5)
                reading.cancel()
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None

    async def _read(self) -> None:
        """Read the journal often enough that nothing falls out of it."""
        while True:
            await self.platform.read_journal()
            self.crew.check()
            await asyncio.sleep(1)

    async def _kill_all(self) -> None:
        """Strike every stage in turn; the inputs go out in shares, so that each kill meets some."""
        stages = [STAGES[number % len(STAGES)] for number in range(self.plan.kills)]
        self._dice.shuffle(stages)
        share = self.traffic.total // (len(stages) + 1)
        for stage in stages:
            await self._kill(stage, share)
        self.traffic.allow(self.traffic.total)

    async def _kill(self, stage: str, share: int) -> None:
        """Let most of a share be sent in peace, and the rest meet the kill."""
        self.traffic.allow(share * 2 // 3)
        await self.traffic.caught_up()
        for attempt in range(MOST_ORDERS):
            self.crew.order(stage, 0 if attempt else self._dice.randrange(MOST_PASSED))
            self.traffic.allow(share // 3 if attempt < 2 else 0)
            if dead := await self.crew.struck(stage, WAIT):
                break
        else:
            raise Failed(f"nobody came to {stage} in {MOST_ORDERS * WAIT:.0f} s")
        for hand in dead:
            self.kills[stage] += 1
            await self.crew.works(hand, ALIVE, REST)

    async def _is_quiet(self) -> bool:
        """Tell whether nothing is left to do for anybody."""
        if await self.platform.pending():
            return False
        rows = (
            select(func.count()).select_from(inbox).where(inbox.c.status == "open"),
            select(func.count())
            .select_from(outbox)
            .where(outbox.c.status.in_(("waiting", "leased", "deferred"))),
            select(func.count()).select_from(attempts).where(attempts.c.status == "open"),
        )
        try:
            async with self.database.read() as connection:
                return not any([(await connection.execute(each)).scalar_one() for each in rows])
        except DBAPIError:
            return False

    async def marks(self, status: str) -> list[str]:
        """Return the marks of the answers that ended with that status in the outbox."""
        async with self.database.read() as connection:
            causes = await connection.execute(select(outbox.c.cause).where(outbox.c.status == status))
            return [self.traffic.marks[cause] for cause in causes.scalars()]


async def run(name: str, url: str, halves: Mapping[str, int], plan: Plan, folder: Path) -> Figures:
    """Play one run on an empty database; raises Failed when it cannot come to its end."""
    started = time.monotonic()
    async with AsyncExitStack() as ends:
        http = await ends.enter_async_context(aiohttp.ClientSession(trust_env=False))
        platform = await start_platform(http, SECRET, TOKEN)
        ends.push_async_callback(platform.stop)
        crew = Crew(folder, halves, settings(url, platform.url))
        ends.push_async_callback(crew.stop)
        door = Door(free_port(), crew.ports)
        await door.open()
        ends.callback(door.close)
        await crew.start()
        webhook = f"http://127.0.0.1:{door.port}/webhook"
        friends = await platform.prepare(webhook, plan.friends, REPEATED)
        database = Database(url)
        ends.push_async_callback(database.close)
        traffic = Traffic(platform, friends, plan.inputs, SEED)
        playing = Run(plan, database, crew, platform, traffic)
        try:
            await asyncio.wait_for(playing.play(), plan.seconds)
        except TimeoutError:
            print(f"{name}: not finished after {plan.seconds:.0f} s; judged as it stands", flush=True)
        codes = await crew.stop()
        await platform.read_journal()
        return await _figures(name, playing, codes, time.monotonic() - started)


async def _figures(name: str, playing: Run, codes: list[int], seconds: float) -> Figures:
    traffic, platform = playing.traffic, playing.platform
    async with playing.database.read() as connection:
        parked = select(func.count()).select_from(inbox).where(inbox.c.status == "parked")
        events = (await connection.execute(parked)).scalar_one()
    return Figures(
        database=name,
        inputs=len(traffic.sent),
        answered=len({answer.mark for answer in platform.answers}),
        verdict=judge(traffic.sent, platform.answers, await playing.marks("unknown")),
        parked=events + len(await playing.marks("parked")),
        kills=dict(playing.kills),
        refused=traffic.refused,
        repeated=traffic.redelivered,
        calls=dict(platform.calls),
        unclean_exits=sum(code != 0 for code in codes),
        seconds=round(seconds, 1),
    )


__all__ = ["Failed", "Figures", "Plan", "run"]
