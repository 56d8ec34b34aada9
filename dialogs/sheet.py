"""Answers as lines of a file, one line an answer: CSV that Excel opens as it is, and JSON lines.

A run without an answer has one line that says where she left. Times are ISO 8601 in the service's zone.
Nothing here reads or writes a database.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from bot.clock import local
from dialogs.answers import Account, Told

Format = Literal["csv", "jsonl"]
BOM: Final = "\ufeff"
"""What tells Excel that a file is UTF-8."""

COLUMNS: Final = (
    "friend_id",
    "member_id",
    "survey",
    "version",
    "run_id",
    "started_at",
    "state",
    "left_at",
    "finished_at",
    "question_id",
    "question",
    "kind",
    "option_ids",
    "answer",
    "raw",
    "value",
    "skipped",
    "known",
    "wording",
    "file_id",
    "file_name",
    "file_size",
    "answered_at",
)
FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet would take for a formula, perhaps made harmless before."""

HARMLESS: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
JOINT: Final = ";"
"""What stands between several ids or values in one cell."""

Line = Mapping[str, Any]


def lines(account: Account, member_id: str | None, zone: str) -> Iterator[dict[str, Any]]:
    """Yield a run's lines with JSON values, by the names in COLUMNS."""
    head = run(account, member_id, zone)
    for told in account.answers:
        yield head | answer(told, zone)
    if not account.answers:
        yield head | dict.fromkeys(COLUMNS[len(head) :])


def run(account: Account, member_id: str | None, zone: str) -> dict[str, Any]:
    """Return the part of a line that all of a run have."""
    return {
        "friend_id": account.friend_id,
        "member_id": member_id,
        "survey": account.survey,
        "version": account.version,
        "run_id": account.run,
        "started_at": moment(account.started_at, zone),
        "state": account.state,
        "left_at": account.left_at,
        "finished_at": moment(account.finished_at, zone),
    }


def answer(told: Told, zone: str) -> dict[str, Any]:
    """Return the part of a line that is one answer's own."""
    return {
        "question_id": told.question,
        "question": told.words,
        "kind": told.kind,
        "option_ids": list(told.options),
        "answer": told.answer,
        "raw": told.raw,
        "value": told.value,
        "skipped": told.skipped,
        "known": told.known,
        "wording": told.wording,
        "file_id": told.media and told.media.message_id,
        "file_name": told.media and told.media.name,
        "file_size": told.media and told.media.size,
        "answered_at": moment(told.at, zone),
    }


def moment(at: int, zone: str) -> str | None:
    """Return a moment (ms) as ISO 8601 to the millisecond; None for one that nobody noted."""
    return local(at, zone).isoformat(timespec="milliseconds") if at else None


def head(form: Format) -> str:
    """Return what a file begins with."""
    return BOM + _csv(COLUMNS) if form == "csv" else ""


def written(line: Line, form: Format) -> str:
    """Return a line of a file, with its end."""
    if form == "jsonl":
        return msgspec.json.encode(line).decode() + "\n"
    return _csv([cell(line[name]) for name in COLUMNS])


def _csv(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def cell(value: object) -> str:
    """Return a value as a cell: lists joined, truths as JSON writes them, formulas made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    words = JOINT.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{words}" if FORMULA.match(words) else words


def uncell(words: str) -> str:
    """Return what a cell said before it was made harmless."""
    return words[1:] if HARMLESS.match(words) else words
