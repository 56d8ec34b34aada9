"""One measurement: a fresh server on its own core, a load on the other, and what came of it."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from statistics import quantiles

import asyncpg
from sqlalchemy import func, select

from bot.db import Database
from bot.models import tags
from tests.bench import servers
from tests.bench.load import Friends, Requests
from tests.bench.wire import listen
from tests.processes import ROOT, clean_environment, free_port, is_listening, settings

SEATS = 512
"""Friends in flight at once."""

CONNECTIONS, PREPARED = 256, 60_000
WARM_UP = 1.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """Turns (or requests) a second, the server's processor time for each in µs, and latencies in ms."""

    rate: float
    cpu: float
    finished: int = 0
    p50: float = 0.0
    p99: float = 0.0


class Broken(Exception):
    """A server under test did not do what is measured."""


def cores() -> tuple[int, int] | None:
    """Return the core of the server and that of everybody else; None where there is only one."""
    able = sorted(os.sched_getaffinity(0))
    return (able[0], able[1]) if len(able) > 1 else None


@asynccontextmanager
async def a_server(name: str, database_url: str, line_url: str) -> AsyncIterator[tuple[int, int]]:
    """Run a server under test; lends its port and process id."""
    port, pair = free_port(), cores()
    own = {
        servers.PORT: str(port),
        servers.LINE: line_url,
        servers.CORE: str(pair[0]) if pair else "",
        "ENISHI_PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.servers", name),
        env={**clean_environment(), **settings(database_url, line_url), **own},
        cwd=ROOT,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await is_listening(port, 60)
        if pair and database_url.startswith("postgresql"):
            await _pin_backends(database_url, pair[1])
        yield port, process.pid
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _pin_backends(database_url: str, core: int) -> None:
    """Keep the database's own processes off the server's core, as far as they are ours to move."""
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    pids = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    await connection.close()
    for row in pids:
        with suppress(OSError):
            os.sched_setaffinity(row["pid"], {core})


async def measure_turns(name: str, database_url: str, seconds: float, latency: bool) -> Sample:
    """Measure turns a second in a closed loop, then perhaps latencies at half of that rate."""
    friends = Friends(SEATS)
    line, line_port = await listen(friends.replied)
    try:
        async with a_server(name, database_url, f"http://127.0.0.1:{line_port}") as (port, pid):
            await friends.connect(port)
            friends.start(WARM_UP)
            await asyncio.sleep(2 * WARM_UP)
            if cores() and database_url.startswith("postgresql"):
                await _pin_backends(database_url, cores()[1])  # type: ignore[index]
            rate, cpu = await _window(friends, pid, seconds)
            if friends.errors:
                raise Broken(f"{name}: {friends.errors} webhooks or replies went wrong")
            waits = await friends.at_rate(rate / 2, seconds) if latency else []
            cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
            return Sample(rate, cpu, friends.finished, 1000 * cuts[49], 1000 * cuts[98])
    finally:
        line.close()


async def measure_requests(name: str, database_url: str, seconds: float) -> Sample:
    """Measure webhook requests a second, each from its first byte to its 200."""
    requests = Requests(CONNECTIONS, PREPARED)
    line, line_port = await listen(lambda body: None)
    try:
        async with a_server(name, database_url, f"http://127.0.0.1:{line_port}") as (port, pid):
            await requests.start(port)
            await asyncio.sleep(2 * WARM_UP)
            rate, cpu = await _window(requests, pid, seconds)
            if requests.errors:
                raise Broken(f"{name}: {requests.errors} requests were refused")
            return Sample(rate, cpu)
    finally:
        line.close()


async def measure_steps(seconds: float) -> Sample:
    """Measure the engine alone, on the core of the server under test."""
    pair = cores()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.steps", str(seconds)),
        env={**clean_environment(), servers.CORE: str(pair[0]) if pair else ""},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise Broken("the engine alone did not play the script")
    rate, cpu = map(float, said.split())
    return Sample(rate, cpu)


async def check_tags(database_url: str, finished: int) -> None:
    """Make sure that whoever ended the survey has her tags."""
    database = Database(database_url)
    async with database.read() as connection:
        rows = (await connection.execute(select(func.count()).select_from(tags))).scalar_one()
    await database.close()
    if rows < 4 * finished:
        raise Broken(f"{finished} friends ended the survey, but there are only {rows} tags")


async def _window(load: Friends | Requests, pid: int, seconds: float) -> tuple[float, float]:
    """Count for so many seconds; returns the rate, and the server's processor time for each in µs."""
    turns, ticks, began = load.turns, _ticks(pid), time.perf_counter()
    await asyncio.sleep(seconds)
    done, gone = load.turns - turns, time.perf_counter() - began
    if not done:
        raise Broken("nothing was done")
    return done / gone, (_ticks(pid) - ticks) / TICKS / done * 1e6


def _ticks(pid: int) -> int:
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
