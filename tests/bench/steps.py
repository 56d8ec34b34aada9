"""What a step of the engine alone costs: `python -m tests.bench.steps SECONDS`, on the server's core.

Plays the same friends as the load does, without a database, a network or a message; prints steps a second
and µs of processor time for each.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from datetime import date

from bot.facts import Facts
from dialogs import engine, inputs
from dialogs.load import load
from dialogs.position import Position
from dialogs.survey import Survey
from tests.bench import script
from tests.bench.servers import CORE
from tests.world import CONTENT

TODAY = Facts(date(2026, 11, 16))
FRIENDS = 50


def play(survey: Survey, friend: int, deeds: Sequence[str]) -> Position:
    """Play one friend from start to end."""
    run = f"{friend:0{script.RUN}d}"
    position = engine.start(survey, TODAY, "ja", run=run, now=0).position
    for deed in deeds[1:]:
        kind, _, what = deed.partition(" ")
        given = inputs.Typed(what) if kind == "say" else inputs.decode(what.replace("{run}", run))
        assert given is not None
        position = engine.answer(survey, position, given, TODAY, "ja").position
    return position


def main() -> None:
    """Play for so many seconds and print what a step took."""
    if os.environ.get(CORE):
        os.sched_setaffinity(0, {int(os.environ[CORE])})
    survey = load(CONTENT).surveys["welcome"]
    deeds = [script.steps(friend) for friend in range(FRIENDS)]
    if play(survey, 0, deeds[0]).state != "done":
        sys.exit("the script no longer ends the survey")
    gc.freeze()
    began, used, steps = time.perf_counter(), time.process_time(), 0
    while (gone := time.perf_counter() - began) < float(sys.argv[1]):
        for friend in range(FRIENDS):
            play(survey, friend, deeds[friend])
        steps += FRIENDS * script.STEPS
    print(steps / gone, (time.process_time() - used) / steps * 1e6)


if __name__ == "__main__":
    main()
