"""The rules of the house as functions: a file's text in, mistakes out, each saying what to do instead.

tests/house/test_house.py holds the checkout to them, and them to samples.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
STORY_IMPORTS = {"__future__", "pytest", "tests.browser", "tests.phone", "tests.people"}
OWN_PLACES = ("work", "root", "home", "Users", "opt")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    """Walk all functions and methods, nested ones included."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def undocumented_tests(text: str) -> list[str]:
    """Find tests that do not say what must be true."""
    return [
        f"{test.lineno}: {test.name} needs a docstring: one sentence that says what must be true"
        for test in functions(ast.parse(text))
        if test.name.startswith("test_") and not ast.get_docstring(test)
    ]


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Walk the modules that are imported, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            whole = "." * node.level + (node.module or "")
            names = [f"{whole}.{alias.name}" for alias in node.names] if whole == "tests" else [whole]
            yield from ((node.lineno, name) for name in names)


def insider_stories(text: str) -> list[str]:
    """Find imports by which a story looks behind the phone."""
    return [
        f"{line}: a story sees only what people see: import tests.phone, .browser and .people, not {module}"
        for line, module in imports(ast.parse(text))
        if module not in STORY_IMPORTS and module.partition(".")[0] not in sys.stdlib_module_names
    ]


def transactions(text: str) -> list[str]:
    """Find where a transaction is begun or committed."""
    verbs = {"begin", "begin_nested", "commit", "rollback"}
    return [
        f"{call.lineno}: transactions belong to bot/db.py: use database.write(), not .{call.func.attr}()"
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in verbs and not call.args and not call.keywords
    ]


def machine_paths(text: str) -> list[str]:
    """Find paths that exist on one machine only."""
    pattern = rf"(?<![\w.:/-])/(?:{'|'.join(OWN_PLACES)})/\w+|\.\./shared\b"
    return [
        f"{number}: {found[0]} is a path of one machine: name it from the project's root, or by a setting"
        for number, line in enumerate(text.splitlines(), 1)
        if (found := re.search(pattern, line))
    ]


def addresses(text: str) -> list[str]:
    """Find addresses in a list of requirements: whoever installs chooses the registry."""
    return [
        f"{number}: no address belongs here; compile with --no-emit-index-url"
        for number, line in enumerate(text.splitlines(), 1)
        if "://" in line
    ]


def long_file(text: str) -> list[str]:
    """Find a file that has outgrown one subject."""
    lines = len(text.splitlines())
    return [f"1: {lines} lines, {LONGEST_FILE} at most: split it by subject"] if lines > LONGEST_FILE else []


def too_long(name: str, first: int, last: int) -> list[str]:
    lines = last - first + 1
    if lines <= LONGEST_FUNCTION:
        return []
    return [f"{first}: {name} has {lines} lines, {LONGEST_FUNCTION} at most: give its parts names"]


def long_functions(text: str) -> list[str]:
    """Find Python functions that do too much."""
    found = functions(ast.parse(text))
    return [
        line for each in found for line in too_long(each.name, each.lineno, each.end_lineno or each.lineno)
    ]


NO_CODE = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | `(?:\\.|[^`\\])*` | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.DOTALL | re.VERBOSE,
)
JS_HEAD = re.compile(r"(?:(?P<word>[\w$]+)\s*\([^{}]*\)|(?P<arrow>=>))\s*$")
JS_BLOCKS = {"if", "for", "while", "switch", "catch", "with"}


def long_js_functions(text: str) -> list[str]:
    """Find JavaScript functions that do too much."""
    code = NO_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return [
        line
        for name, start, end in js_functions(code)
        for line in too_long(name, code.count("\n", 0, start) + 1, code.count("\n", 0, end) + 1)
    ]


def js_functions(code: str) -> Iterator[tuple[str, int, int]]:
    """Walk what lies in braces after a parameter list or an arrow: name, and where the braces stand."""
    opened: list[tuple[str, int]] = []
    for brace in re.finditer(r"[{}]", code):
        if brace[0] == "{":
            head = JS_HEAD.search(code, max(0, brace.start() - 200), brace.start())
            name = (head["word"] or "arrow function") if head else ""
            opened.append(("" if name in JS_BLOCKS else name, brace.start()))
        elif opened:
            name, start = opened.pop()
            if name:
                yield name, start, brace.start()


def settings_in_table(text: str) -> set[str]:
    """Read the names in the first column of a Markdown page's tables that look like settings."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return {name for cell in cells for name in re.findall(r"`((?:LINE|ENISHI)_[A-Z_]+)`", cell)}
