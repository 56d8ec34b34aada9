"""A CSV file of members, read line by line: `member_id,password` and then one column per attribute.

Called by the import. Values are typed here; every line that cannot be taken is told with its number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.errors import EnishiError
from bot.facts import BUILT_IN
from bot.friends import Scalar
from linking.members import LONGEST_ID, normal_id
from linking.passwords import LONGEST

INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NO_SHIFT_JIS = re.compile("[\uf8f0-\uf8f3]")
"""What Python makes of bytes that Shift_JIS does not know."""


class MembersFileError(EnishiError):
    """The file as a whole is not a list of members."""


@dataclass(frozen=True)
class Refused:
    """A line that was not taken, counted as an editor counts; its reason never repeats what stood there."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True)
class Row:
    """A line that can be taken; no password means that the one we know stays."""

    line: int
    member_id: str
    password: str
    attributes: Mapping[str, Scalar]


def parse(data: bytes) -> tuple[list[Row], list[Refused]]:
    """Read UTF-8 (with or without BOM) or Shift_JIS as Excel writes it; raises MembersFileError."""
    rows: list[Row] = []
    refused: list[Refused] = []
    lines = records(decode(data))
    names = _header(next(lines, (1, [])))
    seen: dict[str, int] = {}
    for line, cells in lines:
        row = cells if isinstance(cells, str) else _row(line, names, cells)
        if isinstance(row, str):
            refused.append(Refused(line, row))
        elif row.member_id in seen:
            refused.append(Refused(line, f"the same member_id as in line {seen[row.member_id]}"))
        else:
            seen[row.member_id] = line
            rows.append(row)
    return rows, refused


def decode(data: bytes) -> str:
    """Read the text of a file as Excel and others write it; raises MembersFileError."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NO_SHIFT_JIS.search(text):
            return text
    raise MembersFileError("the file is neither UTF-8 nor Shift_JIS: save it as “CSV UTF-8”")


def records(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each record that is not blank with the line on which it begins, or what is wrong with it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not CSV: {error}"
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _header(first: tuple[int, list[str] | str]) -> list[str]:
    line, cells = first
    if isinstance(cells, str):
        raise MembersFileError(f"line {line}: {cells}")
    names = [normal_id(cell) for cell in cells]
    for needed in ("member_id", "password"):
        if needed not in names:
            raise MembersFileError(f"line {line}: the column {needed} is missing")
    for name in names:
        _check_name(line, name, names)
    return names


def _check_name(line: int, name: str, names: list[str]) -> None:
    if names.count(name) > 1:
        raise MembersFileError(f"line {line}: the column {name or '(without a name)'} is there twice")
    if not NAME.fullmatch(name):
        raise MembersFileError(
            f"line {line}: {name!r} cannot name an attribute: a to z, 0 to 9 and _, beginning with a letter"
        )
    if name in BUILT_IN:
        raise MembersFileError(
            f"line {line}: {name} means something else in conditions: give it another name"
        )


def _row(line: int, names: list[str], cells: list[str]) -> Row | str:
    """Return the row, or why it cannot be taken."""
    if len(cells) != len(names):
        return (
            f"has {len(cells)} of {len(names)} cells"
            if len(cells) < len(names)
            else "has cells beyond the header"
        )
    if any("\0" in cell for cell in cells):
        return "contains a NUL character"
    values = dict(zip(names, cells, strict=True))
    member_id, password = normal_id(values.pop("member_id")), values.pop("password")
    if not member_id:
        return "member_id is empty"
    if len(member_id) > LONGEST_ID:
        return f"member_id is longer than {LONGEST_ID} characters"
    if len(password) > LONGEST:
        return f"password is longer than {LONGEST} characters"
    attributes = {name: typed(value.strip()) for name, value in values.items() if value.strip()}
    return Row(line, member_id, password, attributes)


def typed(value: str) -> Scalar:
    """Recognise whole numbers and true/false; what begins with a zero is a code, and stays text."""
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    return int(value) if INTEGER.fullmatch(value) and value != "-0" else value
