"""How a command of the command line runs a job to its end; used by each module that has commands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import typer


def run(job: Callable[[], Coroutine[Any, Any, int | None]]) -> None:
    """Run a job on the fastest loop there is; a known error ends in one line and a non-zero exit."""
    try:
        import uvloop

        factory: Any = uvloop.new_event_loop
    except ImportError:
        factory = None
    with asyncio.Runner(loop_factory=factory) as runner:
        code = runner.run(job())
    raise typer.Exit(code or 0)
