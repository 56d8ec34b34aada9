"""`./dev bench`: the road measured against what stores nothing, in the same run and on the same core.

Every figure is a ratio of two fresh processes of one round, or a latency; the rounds are interleaved.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvloop

from bot.db import migrate
from tests.bench import figures
from tests.bench.figures import Round
from tests.bench.measure import (
    CONNECTIONS,
    SEATS,
    Broken,
    Sample,
    check_tags,
    cores,
    measure_requests,
    measure_steps,
    measure_turns,
)
from tests.databases import PostgresTemplate, SqliteTemplate
from tests.postgres import NoPostgres, a_server

TRIES = 3
NAMES = (
    "bare",
    "ingest:sqlite",
    "ingest:postgresql",
    "echo",
    "turns:sqlite",
    "turns:postgresql",
    "sdk",
    "steps",
    "echo:again",
)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="three rounds instead of ten")
    parser.add_argument("--rounds", type=int, metavar="N", help="so many rounds")
    parser.add_argument("--seconds", type=float, default=3.0, help="each measurement (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


class Databases:
    """Fresh migrated databases of both kinds; without PostgreSQL only of one."""

    def __init__(self, folder: Path, ends: ExitStack) -> None:
        self._sqlite = SqliteTemplate(folder, migrate)
        self._postgres: PostgresTemplate | None = None
        try:
            self._postgres = PostgresTemplate(ends.enter_context(a_server()), migrate)
        except NoPostgres as reason:
            if os.environ.get("REQUIRE_POSTGRES") == "1":
                raise
            print(f"without PostgreSQL: {reason}", file=sys.stderr)

    def able(self, name: str) -> bool:
        """Whether there is what that measurement needs."""
        return self._postgres is not None or not name.endswith("postgresql")

    @contextmanager
    def one(self, name: str) -> Iterator[str]:
        """Lend a database for one measurement by its SQLAlchemy URL."""
        if self._postgres is not None and name.endswith("postgresql"):
            with self._postgres.clone() as url:
                yield url
        else:
            with self._sqlite.clone() as url:
                yield url


def measured(name: str, databases: Databases, seconds: float) -> Sample:
    """Make one measurement, once more if something else on this machine was in its way."""
    for _ in range(TRIES):
        try:
            with databases.one(name) as url:
                return measure(name, url, seconds)
        except Broken as reason:
            print(f"measured again: {reason}", file=sys.stderr)
    raise Broken(f"{name} cannot be measured here")


def measure(name: str, url: str, seconds: float) -> Sample:
    """Make one measurement with a fresh process."""
    server = name.partition(":")[0]
    if server == "steps":
        return uvloop.run(measure_steps(seconds))
    if server in ("bare", "ingest"):
        return uvloop.run(measure_requests(server, url, seconds))
    sample = uvloop.run(measure_turns(server, url, seconds, latency=name != "echo:again"))
    if server == "turns":
        uvloop.run(check_tags(url, sample.finished))
    return sample


def play(rounds: int, seconds: float, databases: Databases) -> list[Round]:
    """Make all measurements, each round from another beginning."""
    names = [name for name in NAMES if databases.able(name)]
    done: list[Round] = []
    for number in range(rounds):
        first = number % len(names)
        samples: Round = {}
        for name in names[first:] + names[:first]:
            samples[name] = measured(name, databases, seconds)
        done.append(samples)
        print(f"round {number + 1} of {rounds}: {figures.line(samples)}", flush=True)
    return done


def ceilings(seconds: float) -> dict[str, float]:
    """Return what the load itself can do: requests and turns a second where nothing is done for them."""
    asked: dict[str, Callable[[], Sample]] = {
        "requests": lambda: uvloop.run(measure_requests("null", "", seconds)),
        "turns": lambda: uvloop.run(measure_turns("null", "", seconds, latency=False)),
    }
    return {name: ask().rate for name, ask in asked.items()}


def main() -> int:
    """Measure, print the table, and write the figures."""
    asked = options()
    pair = cores()
    where = (
        f"server alone on core {pair[0]}, all else on core {pair[1]}" if pair else "one core for everybody"
    )
    print(f"{where}; {SEATS} friends in flight, {CONNECTIONS} connections for intake", flush=True)
    if pair:
        os.sched_setaffinity(0, {pair[1]})
    folder = Path(tempfile.mkdtemp(prefix="enishi-bench-"))
    try:
        with ExitStack() as ends:
            rounds = asked.rounds or (3 if asked.short else 10)
            done = play(rounds, asked.seconds, Databases(folder, ends))
            most = ceilings(asked.seconds)
    except (Broken, NoPostgres, TimeoutError) as reason:
        print(f"./dev bench: {reason}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = figures.figures(done)
    print(figures.table(found, most))
    if asked.json:
        plain = {"figures": [each.as_json() for each in found], "load": most, "rounds": figures.plain(done)}
        asked.json.write_text(json.dumps(plain, indent=2), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
