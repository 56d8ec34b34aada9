"""What the documents say about the code, and what the code says itself; test_documents.py compares them."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("bot", "handlers", "dialogs", "linking", "handoff")
WRITES = {"insert", "update", "delete", "upsert", "once"}


def page(name: str) -> str:
    """Read a document of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a second-level heading."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"there is no section {heading!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """Read the cells of a text's tables, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    rules = [number for number, line in enumerate(lines) if re.fullmatch(r"[|\s:-]+", line)]
    return [row for number, row in enumerate(cells) if number not in rules and number + 1 not in rules]


def names(text: str) -> list[str]:
    """Return everything that stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def modules() -> dict[str, Path]:
    """Find all modules of the rooms by their dotted names."""
    found = sorted(path for room in ROOMS for path in (ROOT / room).glob("*.py"))
    return {f"{path.parent.name}.{path.stem}": path for path in found if path.stem != "__init__"}


def missing(dotted: str) -> bool:
    """Tell whether `module.function` or `module.Class.method` names nothing."""
    room, module, *rest = dotted.split(".")
    try:
        thing: object = importlib.import_module(f"{room}.{module}")
    except ModuleNotFoundError:
        return True
    for part in rest:
        if not hasattr(thing, part):
            return True
        thing = getattr(thing, part)
    return False


def writers() -> dict[str, set[str]]:
    """Find for each table the modules that insert into it, update it or delete from it."""
    found: dict[str, set[str]] = {}
    for name, path in modules().items():
        if name == "bot.__main__":
            continue
        module = importlib.import_module(name)
        for written in _written(ast.parse(path.read_text(encoding="utf-8"))):
            table = getattr(module, written, None)
            if isinstance(table, Table):
                found.setdefault(table.name, set()).add(name)
    return found


def _written(tree: ast.AST) -> Iterator[str]:
    """Walk the names that are handed to what writes."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _verb(call.func) in WRITES:
            yield from (each.id for each in call.args if isinstance(each, ast.Name))


def _verb(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
