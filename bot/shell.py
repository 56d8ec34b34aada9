"""How a command of the command line runs a job to its end; used by each module that has commands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import typer


def run(job: Callable[[], Coroutine[Any, Any, int | None]]) -> None:
    """Run a job to its end; a known error ends in one line and a non-zero exit."""
    with asyncio.Runner(loop_factory=new_loop()) as runner:
        code = runner.run(job())
    raise typer.Exit(code or 0)


def new_loop() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes the fastest event loop there is on this machine."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
