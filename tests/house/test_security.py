"""SECURITY.md says what is tried: each attack has its defence, and a test that is there."""

from __future__ import annotations

import ast

from tests.house.documents import ROOT, names, page, rows


def test_each_attack_has_a_test() -> None:
    """There are 25 or more, each with a defence, and the tests that are named exist."""
    listed = rows(page("SECURITY.md"))
    assert len({row[0] for row in listed}) == len(listed) >= 25 and all(row[1] for row in listed)
    for row in listed:
        file, _, test = names(row[2])[0].partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        found = {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert test in found, row[2]
