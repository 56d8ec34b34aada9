"""Writes words and orders that admins gave by chat into a survey's YAML; comments stay where they are.

Called by the command line. Works on the text: only what is reworded changes in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from dialogs.rewording import Reworded, is_order, reworded, words
from dialogs.survey import Survey
from dialogs.yaml_source import LOADER, read

_FLOW: Final[dict[str, Any]] = {
    "allow_unicode": True,
    "width": 100_000,
    "default_flow_style": True,
    "sort_keys": False,
}


class Unwritable(Exception):
    """The file says this in a form that is not changed here; its text says why."""


def rewritten(text: str, item: Reworded) -> str:
    """Return the text of a survey's file with one rewording in it; raises Unwritable."""
    node = _at(yaml.compose(text, Loader=LOADER), item.spot.split("/"))
    return _ordered(text, node, item.words.split()) if is_order(item.spot) else _said(text, node, item)


def _at(node: Any, way: list[str]) -> Any:
    for name in way:
        if isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == name]
        elif isinstance(node, yaml.SequenceNode):
            found = [each for each in node.value if _id(each) == name]
        else:
            found = []
        if not found:
            raise Unwritable("it is not in the file")
        node = found[0]
    return node


def _id(node: Any) -> str:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def _said(text: str, node: Any, item: Reworded) -> str:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == item.language:
                return _put(text, value, _scalar(text, value, item.words))
    root = {key.value: value.value for key, value in node.value} if _is_map(node) else {"*": node.value}
    new = {item.language: item.words, **root}
    return _put(text, node, yaml.dump(new, **_FLOW, default_style='"').strip())


def _is_map(node: Any) -> bool:
    return isinstance(node, yaml.MappingNode)


def _scalar(text: str, node: Any, words: str) -> str:
    """Write words in the style in which the old ones stood there."""
    if node.style in ("|", ">"):
        line = text[node.start_mark.index : node.end_mark.index].split("\n")[1]
        indent = " " * (len(line) - len(line.lstrip()))
        return "|-\n" + "".join(f"{indent}{each}\n" if each else "\n" for each in words.split("\n"))
    if "\n" in words:
        return str(yaml.dump(words, **_FLOW, default_style='"')).strip()
    return str(yaml.dump([words], **_FLOW)).strip()[1:-1]


def _put(text: str, node: Any, new: str) -> str:
    return text[: node.start_mark.index] + new + text[node.end_mark.index :]


def _ordered(text: str, node: Any, ids: list[str]) -> str:
    """Move the items of a list, each with the comment above it."""
    if not isinstance(node, yaml.SequenceNode):
        raise Unwritable("it is no list there")
    if node.flow_style:
        return _swapped(text, node, ids)
    lines = text.split("\n")
    starts = [_top(lines, each.start_mark.line) for each in node.value]
    ends = [*starts[1:], _bottom(lines, node.value[-1])]
    blocks = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
    spaced = any(block and not block[-1].strip() for block in blocks[:-1])
    named = {_id(each): _trimmed(block) for each, block in zip(node.value, blocks, strict=True)}
    moved: list[str] = []
    for each in _wanted(ids, named):
        moved += ([""] if spaced and moved else []) + named[each]
    return "\n".join([*lines[: starts[0]], *moved, *lines[ends[-1] :]])


def _swapped(text: str, node: yaml.SequenceNode, ids: list[str]) -> str:
    """Put the items of a list in brackets into each other's places; what stands between them stays."""
    places = [(each.start_mark.index, each.end_mark.index) for each in node.value]
    named = {_id(each): text[start:end] for each, (start, end) in zip(node.value, places, strict=True)}
    if len(named) < len(places):
        raise Unwritable("an item of the list has no id")
    for (start, end), each in reversed(list(zip(places, _wanted(ids, named), strict=True))):
        text = text[:start] + named[each] + text[end:]
    return text


def _wanted(ids: list[str], named: Mapping[str, object]) -> list[str]:
    return [*(each for each in ids if each in named), *(each for each in named if each not in ids)]


def _top(lines: list[str], line: int) -> int:
    """Return where the comment above an item begins."""
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _bottom(lines: list[str], node: Any) -> int:
    """Return the line behind the last item, without what stands below it and belongs elsewhere."""
    end = int(node.end_mark.line) + (node.end_mark.column > 0 and not _is_map(node))
    if end < len(lines) and node.end_mark.line == node.start_mark.line:
        end = int(node.end_mark.line) + 1
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _trimmed(block: list[str]) -> list[str]:
    while block and not block[-1].strip():
        block = block[:-1]
    return block


def into_file(path: Path, survey: Survey, items: Sequence[Reworded]) -> Iterator[tuple[Reworded, str]]:
    """Write rewordings into a survey's file; yields each with why it was not written, empty if it was."""
    for item in {each.key: each for each in items}.values():
        now = words(survey, item.spot, item.language)
        if now == item.words:
            continue
        if now != item.folder:
            yield item, "the folder says something else there by now"
            continue
        wanted = reworded(survey, [item])
        try:
            _write(path, rewritten(path.read_text(encoding="utf-8-sig"), item), wanted)
        except Unwritable as why:
            yield item, str(why)
        else:
            survey = wanted
            yield item, ""


def _write(path: Path, text: str, wanted: Survey) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    try:
        source = read(new, str(new))
        if source.mistakes or Survey.model_validate(source.value) != wanted:
            raise Unwritable("it is written there in a way that is not changed here")
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
