"""Structured logs: one fact a line, with event and friend ids. What a person typed never gets here."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog


def configure(*, pretty: bool = False, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers to standard error, as JSON or for a terminal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def get(name: str) -> Any:
    """Return a logger that names its module."""
    return structlog.get_logger(module=name)


def where(error: BaseException) -> str:
    """Name an error by its type and place; its message could quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    place = (
        f" at {frames[-1].filename.rsplit('/', 2)[-1]}:{frames[-1].lineno} {frames[-1].name}"
        if frames
        else ""
    )
    own = [f for f in frames if "site-packages" not in f.filename]
    if own and own[-1] is not frames[-1]:
        place += f", called from {'/'.join(own[-1].filename.split('/')[-2:])}:{own[-1].lineno} {own[-1].name}"
    return type(error).__name__ + place
