"""The one command of a checkout: what it decides before it runs something."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    """`./dev` as a module, which runs nothing when it is loaded."""
    loader = importlib.machinery.SourceFileLoader("dev_command", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_command", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = writes_bytecode
    return module


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ([], False),
        (["tests/bot", "-k", "lane"], False),
        (["-n", "0"], True),
        (["-n4"], True),
        (["tests", "--pdb"], True),
        (["-s"], True),
        (["--sw"], False),
    ],
)
def test_two_processes_unless_told_otherwise(dev: ModuleType, arguments: list[str], chosen: bool) -> None:
    """Tests run in two processes, unless the arguments say how many or need the terminal."""
    assert dev.chooses_processes(arguments) is chosen


def test_an_unknown_command_prints_the_known_ones() -> None:
    """Whoever mistypes sees what there is, before anything is installed."""
    done = subprocess.run([ROOT / "dev", "dance"], capture_output=True, text=True)
    assert done.returncode == 2
    assert all(f"\n  {name}" in done.stderr for name in ("setup", "demo", "test", "check", "bench", "chaos"))


def test_a_failed_check_is_shown_with_what_it_said(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check's line says ok or failed, and only a failed one shows its output."""
    assert dev.passes("good", ("python", "-c", "print('quiet')"))
    assert not dev.passes("bad", ("python", "-c", "raise SystemExit('loud')"))
    good, bad, output = capsys.readouterr().out.splitlines()
    assert ("ok" in good, "failed" in bad, output) == (True, True, "loud")
