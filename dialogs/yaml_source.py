"""Reads one YAML file into plain values with the place of each, and refuses what YAML would misread silently.

`no` as false, `012` as ten, `12:30` as 750, repeated keys, aliases and foreign tags are mistakes here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.errors import Mistake

Place = tuple[str | int, ...]
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER: Final = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL: Final = re.compile(r"-?(0|[1-9]\d*)\.\d+")
_TAG: Final = "tag:yaml.org,2002:"


@dataclass
class Source:
    """A file's values, where each value and key stands (1-based line and column), and its mistakes so far."""

    file: str
    value: Any = None
    marks: dict[Place, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Place, tuple[int, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def mark(self, place: Place) -> tuple[int, int]:
        """Return line and column of a place, or of the nearest around it that the file has."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, (1, 1))

    def mistake(self, place: Place, what: str, remedy: str = "", shift: int = 0) -> Mistake:
        """Return a mistake at a place; `shift` moves along a one-line text."""
        line, column = self.mark(place)
        return Mistake(self.file, line, column + shift, what, remedy)

    def wrong_key(self, place: Place, what: str, remedy: str) -> Mistake:
        """Return a mistake at the key of a place, not at its value."""
        return Mistake(self.file, *self.keys.get(place, self.mark(place)), what, remedy)


def read(path: Path, name: str) -> Source:
    """Read a file; what is wrong with it as YAML is in `mistakes`, never raised."""
    source = Source(name)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = str(error.problem or error.context)
        source.mistakes.append(Mistake(name, line, column, f"not YAML: {said}", _remedy(path, line)))
        return source
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        said = str(error).splitlines()[0]
        source.mistakes.append(Mistake(name, 1, 1, f"cannot be read: {said}", "save it as UTF-8 text"))
        return source
    if node is not None:
        source.value = _Reader(source).read(node, ())
    return source


def _remedy(path: Path, line: int) -> str:
    """Return what most likely ails the line at which a file stops being YAML, or the one before it."""
    near = path.read_text(encoding="utf-8-sig").splitlines()[max(0, line - 2) : line]
    if any("\t" in each[: len(each) - len(each.lstrip())] for each in near):
        return "indent with spaces instead of the tab"
    if any(re.match(r"\s*(?:- )?\w+：", each) for each in near):
        return "write `: ` with a space behind it instead of the full-width ："
    return "check indentation, quotes and brackets here and in the line above"


def editor_line(path: Path) -> str:
    """Return the first line of a file by which editors find the schema beside the content, if it is there."""
    there = (path.parent.parent / "schema.json").is_file()
    return "# yaml-language-server: $schema=../schema.json\n" if there else ""


class _Reader:
    """Turns nodes into values; collects mistakes instead of stopping at the first."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def refuse(self, node: yaml.Node, what: str, remedy: str) -> None:
        start = node.start_mark
        self.source.mistakes.append(Mistake(self.source.file, start.line + 1, start.column + 1, what, remedy))

    def read(self, node: yaml.Node, place: Place) -> Any:
        self.source.marks[place] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self.seen:
            self.refuse(node, "`*` repeats another part", "write it out")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(each, (*place, index)) for index, each in enumerate(node.value)]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.key(key_node)
            if key in values:
                self.refuse(key_node, f"`{key}` is here twice", "keep one of them")
                continue
            start = key_node.start_mark
            self.source.keys[(*place, key)] = (start.line + 1, start.column + 1)
            values[key] = self.read(value_node, (*place, key))
        return values

    def key(self, node: yaml.Node) -> str:
        """Keys are words: `on` and `no` are not truths here, and `2027` is not a number."""
        if not isinstance(node, yaml.ScalarNode) or node.value == "<<":
            self.refuse(node, "a key must be a plain word", "write a word before the colon")
            return f"?{len(self.seen)}"
        return str(node.value)

    def scalar(self, node: yaml.Node) -> Any:
        text, tag = str(node.value), node.tag.removeprefix(_TAG)
        if getattr(node, "style", None) in ("'", '"', "|", ">") or tag == "str":
            return text
        if tag == "null":
            return None
        if tag == "bool":
            return self.truth(node, text)
        if tag in ("int", "float"):
            return self.number(node, text)
        if tag == "timestamp":
            return text
        self.refuse(node, f"`{text}` has a tag that is not known here", "remove the `!`, or quote it")
        return None

    def truth(self, node: yaml.Node, text: str) -> bool | None:
        if text in ("true", "false"):
            return text == "true"
        wanted = "true" if text.lower() in ("yes", "on", "true") else "false"
        self.refuse(
            node,
            f"`{text}` would be read as {wanted}",
            f'write "{text}" for the word, {wanted} for the truth',
        )
        return None

    def number(self, node: yaml.Node, text: str) -> int | float | None:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        self.refuse(node, f"`{text}` would be read as another number", f'write "{text}" for the text')
        return None
