"""A file of answers, read line by line: CSV as Excel writes it, or JSON lines; see `dialogs.sheet`.

Called by the import. Whatever is wrong with a line is told with its number; what stood there is not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, get_args
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from bot.errors import EnishiError
from dialogs import sheet
from dialogs.position import Media, Medium
from dialogs.taking_in import STATES

FRIEND = re.compile(r"U[0-9a-f]{32}")
TRUE = ("true", "1")
NEEDED = ("survey", "question_id")
_JOINTS = str.maketrans({"、": sheet.JOINT, ",": sheet.JOINT, "；": sheet.JOINT})


class AnswersFileError(EnishiError):
    """The file as a whole is no list of answers."""


class Refused(Struct, frozen=True):
    """A line that was not taken, counted as an editor counts."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


class Entry(Struct, frozen=True):
    """A line that makes sense in itself: one answer, or a run without one; times in ms.

    `given` are the ways in which the file tells the value, the surest first.
    """

    line: int
    friend_id: str
    member_id: str
    survey: str
    version: str
    run: str
    started_at: int
    state: str
    finished_at: int
    question: str
    given: tuple[Any, ...]
    raw: str
    skipped: bool
    known: bool
    wording: str | None
    media: Media | None
    at: int


def entries(file: Path, zone: str) -> Iterator[Entry | Refused]:
    """Yield a file's lines without ever holding them all; times without a zone are of that one."""
    with _opened(file) as text:
        begins = text.read(64).lstrip()
        text.seek(0)
        for line, cells in _objects(text) if begins.startswith("{") else _records(text):
            yield Refused(line, cells) if isinstance(cells, str) else _entry(line, cells, zone)


def _opened(file: Path) -> TextIO:
    """Open a file in the encoding that fits the whole of it; raises AnswersFileError."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            with file.open(encoding=encoding, newline="") as text:
                while text.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise AnswersFileError(f"cannot read {file}: {error.strerror}") from None
        return file.open(encoding=encoding, newline="")
    raise AnswersFileError("the file is neither UTF-8 nor Shift_JIS: save it as “CSV UTF-8”")


def _objects(text: TextIO) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    for number, line in enumerate(text, 1):
        if line.strip():
            try:
                found = msgspec.json.decode(line)
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                found = None
            yield number, found if isinstance(found, dict) else "is not a JSON object"


def _records(text: TextIO) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    reader = csv.reader(text, strict=True)
    names: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not CSV: {error}"
            continue
        if not names:
            names = _header([cell.strip() for cell in cells])
        elif any(cell.strip() for cell in cells):
            fits = len(cells) == len(names)
            yield line, _opened_cells(names, cells) if fits else f"has {len(cells)} of {len(names)} cells"


def _header(names: list[str]) -> list[str]:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise AnswersFileError(f"line 1: the column {missing[0]} is missing")
    if len(set(names)) < len(names):
        raise AnswersFileError("line 1: a column is there twice")
    return names


def _opened_cells(names: list[str], cells: list[str]) -> dict[str, Any]:
    """Return a record as it was before its cells were made harmless."""
    return {name: sheet.uncell(cell) for name, cell in zip(names, cells, strict=True)}


def _entry(line: int, cells: Mapping[str, Any], zone: str) -> Entry | Refused:
    """Read a line; the first thing that is wrong with it refuses it."""
    words = {name: str(cells.get(name) or "").strip() for name in sheet.COLUMNS}
    times: dict[str, int] = {}
    for name in ("started_at", "finished_at", "answered_at"):
        at = _moment(words[name], zone)
        if at is None:
            return Refused(line, f"{name} is no time such as 2026-11-30T12:00:00+09:00")
        times[name] = at
    state = words["state"] or STATES[0]
    wrong = _wrong(words, state)
    if wrong:
        return Refused(line, wrong)
    wording = cells.get("wording")
    return Entry(
        line=line,
        friend_id=words["friend_id"],
        member_id=words["member_id"],
        survey=words["survey"],
        version=words["version"],
        run=words["run_id"],
        started_at=times["started_at"],
        state=state,
        finished_at=times["finished_at"],
        question=words["question_id"],
        given=tuple([each for each in _given(cells) if each not in (None, "", [])]),
        raw=str(cells.get("raw") or ""),
        skipped=words["skipped"].lower() in TRUE,
        known=words["known"].lower() in TRUE,
        wording=str(wording) if wording else None,
        media=_media(words),
        at=times["answered_at"],
    )


def _media(words: Mapping[str, str]) -> Media | None:
    """Return what she sent; its kind is the answer's value."""
    kind = next((each for each in get_args(Medium) if each == words["value"]), None)
    if not words["file_id"] or kind is None:
        return None
    size = words["file_size"]
    return Media(words["file_id"], kind, words["file_name"] or None, int(size) if size.isdecimal() else None)


def _given(cells: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the ways in which a line tells its value; words that may be several are tried as such first."""
    for given in (cells.get("value"), cells.get("option_ids")):
        several = _split(given) if isinstance(given, str) else given
        yield several
        yield several[0] if isinstance(several, list) and len(several) == 1 else given
    yield cells.get("raw") or cells.get("answer")


def _split(words: str) -> list[str]:
    return [each.strip() for each in words.translate(_JOINTS).split(sheet.JOINT) if each.strip()]


def _wrong(words: Mapping[str, str], state: str) -> str:
    if not words["friend_id"] and not words["member_id"]:
        return "friend_id is empty, and so is member_id"
    if words["friend_id"] and not FRIEND.fullmatch(words["friend_id"]):
        return "friend_id is not U and 32 characters of 0-9 and a-f"
    if not words["survey"]:
        return "survey is empty"
    if state not in STATES:
        return f"state is none of {', '.join(STATES)}"
    if any("\0" in each for each in words.values()):
        return "contains a NUL character"
    return ""


def _moment(words: str, zone: str) -> int | None:
    """Return a time in ms, 0 for none; None for what is no time."""
    if not words:
        return 0
    try:
        there = datetime.fromisoformat(words)
        return round((there if there.tzinfo else there.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
