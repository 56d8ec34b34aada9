"""Reads a survey from a spreadsheet: each mistake names its cell, and nothing is taken in by halves.

Excel in Japan saves UTF-8 with a byte order mark and CP932; both are read, and UTF-8 without a mark too.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from pydantic import ValidationError

from bot.errors import ContentError, Mistake
from dialogs.load import mistakes_of
from dialogs.sheet import uncell
from dialogs.survey import Survey
from dialogs.survey_sheet import BREAK, COLUMNS, KINDS, ROWS, TEXTS
from dialogs.yaml_source import Place, Source

NEEDED: Final = ("row", "id", "ja")
BEGIN: Final = "begin with the file that `enishi survey template` writes, and save it as CSV UTF-8"
TRUTHS: Final = {
    "": None, "はい": True, "yes": True, "true": True, "1": True, "○": True, "〇": True,
    "いいえ": None, "no": None, "false": None, "0": None, "×": None,
}  # fmt: skip
_SLASHED: Final = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_QUOTES: Final = str.maketrans("“”„‟＂‘’", '"""""\'\'')


@dataclass(frozen=True, order=True)
class CellMistake(Mistake):
    """A mistake in a spreadsheet: `line` and `column` are those of the cell, counted from 1."""

    def __str__(self) -> str:
        said = f"warning: {self.what}" if self.warning else self.what
        return f"{self.file}: {letter(self.column)}{self.line}: {said}" + (
            f", {self.remedy}" if self.remedy else ""
        )


def letter(column: int) -> str:
    """Return a column's name in a spreadsheet: A, B, … Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass
class Sheet(Source):
    """A spreadsheet as a source of values whose places are cells."""

    def mistake(self, place: Place, what: str, remedy: str = "", shift: int = 0) -> Mistake:
        """Return a mistake at the cell of a place."""
        return CellMistake(self.file, *self.mark(place), what, remedy)

    def wrong_key(self, place: Place, what: str, remedy: str) -> Mistake:
        """Return a mistake at the cell where a word stands that is not known."""
        return self.mistake(place, what, remedy)


def read_sheet(raw: bytes, file: str) -> tuple[Survey, Sheet]:
    """Read a survey from a file's bytes; raises ContentError with the mistakes by cell."""
    sheet = Sheet(file, value={"steps": []})
    text = _decoded(raw, file)
    # Excel's Unicode text has tabs, its CSV in some countries semicolons.
    between = max(",\t;", key=text.partition("\n")[0].count)
    _Reader(sheet).read(list(csv.reader(io.StringIO(text, newline=""), delimiter=between)))
    if sheet.mistakes:
        raise ContentError(sheet.mistakes)
    try:
        return Survey.model_validate(sheet.value), sheet
    except ValidationError as error:
        raise ContentError(mistakes_of(sheet, error.errors())) from None


def _decoded(raw: bytes, file: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ContentError([CellMistake(file, 1, 1, "this is no CSV text", "save it as CSV UTF-8 in Excel")])


@dataclass
class _Line:
    """One row: its number, its cells by column, and where each column stands."""

    number: int
    cells: dict[str, str]
    columns: dict[str, int]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass
class _Reader:
    """Builds the survey row by row; remembers the cell of every value."""

    sheet: Sheet
    steps: list[dict[str, Any]] = field(default_factory=list)

    def read(self, table: list[list[str]]) -> None:
        self.steps = self.sheet.value["steps"]
        for line in self._lines(table):
            kind = _known(ROWS, line["row"])
            if kind is None:
                known = " · ".join(ROWS.values())
                self.refuse(line, "row", f"`{line['row']}` is no kind of row", f"write one of {known}")
            else:
                getattr(self, f"_{kind}")(line)
        if "survey" not in self.sheet.value and not self.sheet.mistakes:
            what = f"no row begins the survey, write `{ROWS['survey']}` in the first"
            self.sheet.mistakes.append(CellMistake(self.sheet.file, 2, 1, what))

    def _lines(self, table: list[list[str]]) -> Iterator[_Line]:
        head = table[0] if table else []
        columns: dict[str, int] = {}
        if not any(_known(COLUMNS, name) for name in head):
            what = "the first row must name the columns, and names none"
            self.sheet.mistakes.append(CellMistake(self.sheet.file, 1, 1, what, BEGIN))
            return
        for number, name in enumerate(head, 1):
            known = _known(COLUMNS, name)
            if known is not None:
                columns[known] = number
            elif name.strip():
                what, known = f"`{name.strip()}` is no column", f"write one of {' · '.join(COLUMNS.values())}"
                self.sheet.mistakes.append(CellMistake(self.sheet.file, 1, number, what, known))
        for name in NEEDED:
            if name not in columns:
                what = f"the column `{COLUMNS[name]}` is missing"
                self.sheet.mistakes.append(CellMistake(self.sheet.file, 1, 1, what, BEGIN))
                return
        for number, cells in enumerate(table[1:], 2):
            found = {name: uncell(cells[at - 1]).strip() for name, at in columns.items() if at <= len(cells)}
            if any(words for name, words in found.items() if name != "note"):
                yield _Line(number, found, columns)

    def refuse(self, line: _Line, column: str, what: str, remedy: str = "") -> None:
        place = (line.number, line.columns.get(column, 1))
        self.sheet.mistakes.append(CellMistake(self.sheet.file, *place, what, remedy))

    def mark(self, line: _Line, column: str, place: Place) -> None:
        self.sheet.marks[place] = (line.number, line.columns.get(column, 1))

    def _survey(self, line: _Line) -> None:
        value = self.sheet.value
        if "survey" in value:
            self.refuse(line, "row", "there is a survey already", "keep one survey in a file")
            return
        value["survey"] = line["id"]
        self.mark(line, "row", ())
        self.mark(line, "id", ("survey",))
        self._text(line, value, (), "title", "")
        if starts := _list(line["when"]):
            value["starts_on"] = starts
            self.mark(line, "when", ("starts_on",))
        self._other(line, value, ())

    def _say(self, line: _Line) -> None:
        step, place = self._step(line)
        step["say"] = {}
        self._text(line, step, place, "say", "")

    def _question(self, line: _Line) -> None:
        step, place = self._step(line)
        kind = _known(KINDS, line["kind"])
        if kind is not None:
            step["kind"] = kind
            self.mark(line, "kind", (*place, "kind"))
        elif line["kind"]:
            known = " · ".join(KINDS.values())
            self.refuse(line, "kind", f"`{line['kind']}` is no kind of question", f"write one of {known}")
        self._text(line, step, place, "ask", "")
        for name in TEXTS:
            self._text(line, step, place, name, f"{name}_")
        for name in ("min", "max"):
            self._number(line, step, place, name)
        for name in ("tag", "attribute"):
            self._plain(line, step, place, name)
        self._truth(line, step, place, "skip")
        self._other(line, step, place)

    def _step(self, line: _Line) -> tuple[dict[str, Any], Place]:
        step: dict[str, Any] = {"id": line["id"]}
        place: Place = ("steps", len(self.steps))
        self.steps.append(step)
        self.mark(line, "id", place)
        self.mark(line, "id", (*place, "id"))
        for name in ("when", "goto"):
            self._plain(line, step, place, name)
        return step, place

    def _choice(self, line: _Line) -> None:
        if not self.steps or "say" in self.steps[-1]:
            self.refuse(
                line, "row", "a choice needs a question", f"write a row `{ROWS['question']}` above it"
            )
            return
        choices = self.steps[-1].setdefault("choices", [])
        choice: dict[str, Any] = {"id": line["id"]}
        place: Place = ("steps", len(self.steps) - 1, "choices", len(choices))
        choices.append(choice)
        self.mark(line, "id", place)
        self.mark(line, "id", (*place, "id"))
        self._text(line, choice, place, "label", "")
        self._text(line, choice, place, "echo", "echo_")
        for name in ("synonyms", "tag"):
            if found := _list(line[name]):
                choice[name] = found[0] if name == "tag" and len(found) == 1 else found
                self.mark(line, name, (*place, name))
        for name in ("when", "goto"):
            self._plain(line, choice, place, name)
        self._other(line, choice, place)

    def _summary(self, line: _Line) -> None:
        self._text(line, self.sheet.value.setdefault("end", {}), ("end",), "summary", "")

    def _end(self, line: _Line) -> None:
        end = self.sheet.value.setdefault("end", {})
        self._text(line, end, ("end",), "say", "")
        self._other(line, end, ("end",))

    def _text(self, line: _Line, part: dict[str, Any], place: Place, name: str, prefix: str) -> None:
        """Take words by language; the same words in each are one text."""
        languages = {column: column.removeprefix(prefix) for column in (f"{prefix}ja", f"{prefix}en")}
        said = {language: line[column] for column, language in languages.items() if line[column]}
        self.mark(line, f"{prefix}ja", (*place, name))
        if not said:
            if not prefix and name != "say":
                self.refuse(line, "ja", f"`{name}` says nothing", "write its words here")
            return
        part[name] = said
        for column, language in languages.items():
            self.mark(line, column, (*place, name, language))
        if len(said) == len(languages) and len(set(said.values())) == 1:
            part[name] = next(iter(said.values()))

    def _plain(self, line: _Line, part: dict[str, Any], place: Place, name: str) -> None:
        self.mark(line, name, (*place, name))
        if words := line[name]:
            part[name] = words.translate(_QUOTES) if name == "when" else words

    def _number(self, line: _Line, part: dict[str, Any], place: Place, name: str) -> None:
        """Take a number, or a day as spreadsheets write them."""
        self.mark(line, name, (*place, name))
        words = unicodedata.normalize("NFKC", line[name])
        if re.fullmatch(r"-?\d+", words):
            part[name] = int(words)
        elif day := _SLASHED.fullmatch(words):
            part[name] = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
        elif words:
            part[name] = words

    def _truth(self, line: _Line, part: dict[str, Any], place: Place, name: str) -> None:
        self.mark(line, name, (*place, name))
        words = unicodedata.normalize("NFKC", line[name]).lower()
        if words not in TRUTHS:
            self.refuse(line, name, f"`{line[name]}` is neither yes nor no", "write はい, or leave it empty")
        elif TRUTHS[words]:
            part[name] = True

    def _other(self, line: _Line, part: dict[str, Any], place: Place) -> None:
        """Take what has no column, as YAML in one cell."""
        if not line["other"]:
            return
        try:
            found = yaml.safe_load(line["other"])
        except yaml.YAMLError:
            found = None
        if not isinstance(found, dict):
            self.refuse(line, "other", "this is not YAML", "write it like {exclusive: true}")
            return
        for name, value in found.items():
            part[str(name)] = value
            self.mark(line, "other", (*place, str(name)))


def _known(names: dict[str, str], words: str) -> str | None:
    """Return the name that the program knows for what stands in a cell, in Japanese or English."""
    said = unicodedata.normalize("NFKC", words).strip().casefold()
    for name, japanese in names.items():
        if said in (name, unicodedata.normalize("NFKC", japanese).casefold()):
            return name
    return None


def _list(words: str) -> list[str]:
    return [part.strip() for part in BREAK.split(words) if part.strip()]
