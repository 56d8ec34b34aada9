"""`./dev chaos`: kills and faults under load, on SQLite with one process and on PostgreSQL with five.

Counts, from what LINE accepted, what was lost, doubled or out of order; then a thousand conversations of five
students with one advisor, in random orders. Exit code 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from bot.db import migrate
from tests.chaos import words
from tests.chaos.orders import STAGES
from tests.chaos.run import Failed, Figures, Plan, run
from tests.databases import in_a_thread
from tests.postgres import NoPostgres, a_server

FULL = Plan(friends=1000, inputs=10, kills=30, seconds=600)
SHORT = Plan(friends=100, inputs=5, kills=6, seconds=180)
WORDS = "words"
HALVES = {"sqlite": {"all": 1}, "postgresql": {"web": 2, "worker": 3}}


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="100 friends, 5 inputs each, 6 kills")
    parser.add_argument("--only", choices=[*HALVES, WORDS], help="one database, or only words to people")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


@contextmanager
def a_database(name: str, folder: Path) -> Iterator[str]:
    """Lend an empty database by its SQLAlchemy URL; the processes migrate SQLite themselves."""
    if name == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'enishi.db'}"
        return
    with a_server() as server:
        database = server.create()
        in_a_thread(migrate, server.url(database))
        yield server.url(database)


def play(name: str, plan: Plan) -> Figures:
    """Play one database; what the processes logged is kept when a promise was broken."""
    folder = Path(tempfile.mkdtemp(prefix="enishi-chaos-"))
    kept = True
    try:
        with a_database(name, folder) as url:
            figures = uvloop.run(run(name, url, HALVES[name], plan, folder))
        kept = figures.broken
        return figures
    finally:
        if kept:
            print(f"{name}: the log of the processes is in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder)


def rows(figures: Figures) -> Iterator[tuple[str, object]]:
    """Return the lines of the table."""
    verdict, calls = figures.verdict, figures.calls
    yield "inputs sent", figures.inputs
    yield "  answered by an error or not at all, and redelivered", figures.refused
    yield "  redelivered on purpose", figures.repeated
    yield "calls to LINE", calls.get("all", 0)
    yield "  of which went wrong", calls.get("faulty", 0)
    yield "requests accepted by LINE as a reply", calls.get("reply", 0)
    yield "requests accepted by LINE as a push", calls.get("push", 0)
    yield from ((f"killed inside {stage}", figures.kills.get(stage, 0)) for stage in STAGES)
    yield "inputs answered", figures.answered
    yield "lost", verdict.lost
    yield "doubled", verdict.doubled
    yield "out of order", verdict.out_of_order
    yield "turns miscounted", verdict.miscounted
    yield "parked", figures.parked
    yield "unclean exits at SIGTERM", figures.unclean_exits
    yield "unknown", verdict.unknown
    yield "seconds", figures.seconds


def table(all_figures: list[Figures]) -> str:
    """Return the figures of all runs side by side."""
    columns = [dict(rows(figures)) for figures in all_figures]
    lines = [f"{'':<54}" + "".join(f"{figures.database:>12}" for figures in all_figures)]
    lines += [f"{name:<54}" + "".join(f"{column[name]:>12}" for column in columns) for name in columns[0]]
    return "\n".join(lines)


def main() -> int:
    """Play the runs that were asked for and print what came of them."""
    asked = options()
    plan = SHORT if asked.short else FULL
    done: list[Figures] = []
    broken: list[str] = []
    for name in [each for each in HALVES if asked.only in (None, each)]:
        print(f"{name}: {plan.friends} friends, {plan.inputs} inputs each, {plan.kills} kills …", flush=True)
        try:
            done.append(play(name, plan))
        except (Failed, NoPostgres, TimeoutError) as reason:
            print(f"./dev chaos: {name}: {reason}", file=sys.stderr)
            broken.append(name)
    if done:
        print(table(done))
    if asked.json:
        asked.json.write_text(json.dumps([each.as_json() for each in done], indent=2), encoding="utf-8")
    if asked.only in (None, WORDS) and not words.hold(100 if asked.short else 1000):
        broken.append(WORDS)
    broken += [each.database for each in done if each.broken]
    print(f"broken promises on {' and '.join(broken)}" if broken else "every promise was kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
