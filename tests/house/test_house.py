"""The checkout keeps the rules of the house, and each rule knows good from bad."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from bot.settings import Settings
from tests.house import rules, translations

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("bot", "handlers", "dialogs", "linking", "campaigns", "handoff", "emulator")
TEXT = {
    ".py",
    ".js",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".po",
    ".txt",
    ".csv",
    ".cfg",
    ".ini",
    ".mako",
    "",
}
CONFIG: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
Rule = Callable[[str], list[str]]


def files(*patterns: str, folders: Iterable[str] = ("",)) -> list[Path]:
    """Find the checkout's files that match one of the patterns in one of the folders."""
    found = [path for folder in folders for pattern in patterns for path in (ROOT / folder).glob(pattern)]
    return [path for path in found if path.is_file() and not {".venv", "vendor"} & set(path.parts)]


def breaches(rule: Rule, paths: Iterable[Path]) -> list[str]:
    """Hold files to a rule; return `file:line: mistake`."""
    texts = ((path, path.read_text(encoding="utf-8")) for path in paths)
    return [f"{path.relative_to(ROOT)}:{mistake}" for path, text in texts for mistake in rule(text)]


def test_every_test_says_what_must_be_true() -> None:
    """Each test has a docstring."""
    assert not breaches(rules.undocumented_tests, files("**/test_*.py", folders=["tests"]))


def test_stories_see_only_what_people_see() -> None:
    """A story imports the phone and the people, nothing of the bot."""
    assert not breaches(rules.insider_stories, files("**/*.py", folders=["tests/stories"]))


def test_transactions_begin_and_end_in_one_file() -> None:
    """Only bot/db.py begins or commits."""
    assert not breaches(rules.transactions, set(files("**/*.py", folders=ROOMS)) - {ROOT / "bot/db.py"})


def test_no_path_of_one_machine_is_in_the_checkout() -> None:
    """Nothing that is committed, `.ci/run` apart, names a folder that others do not have."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    exempt = {ROOT / ".ci/run", Path(__file__)}
    ours = {ROOT / name for name in listed.stdout.split("\0") if name} - exempt
    assert not breaches(
        rules.machine_paths, [path for path in ours if path.suffix in TEXT and path.is_file()]
    )


def test_requirements_name_no_registry() -> None:
    """The locks hold names, versions and hashes; no address."""
    locks = files("*.txt", folders=["requirements"])
    assert {lock.name for lock in locks} >= {"runtime.txt", "dev.txt", "setup.txt"}
    assert not breaches(rules.addresses, locks)


def test_files_keep_to_one_subject() -> None:
    """No file of the rooms is longer than 300 lines."""
    assert not breaches(rules.long_file, files("**/*.py", "**/*.js", folders=ROOMS))


def test_functions_do_one_thing() -> None:
    """No function of the rooms is longer than 40 lines."""
    assert not breaches(rules.long_functions, files("**/*.py", folders=ROOMS))
    assert not breaches(rules.long_js_functions, files("**/*.js", folders=ROOMS))


def test_the_readme_names_every_setting() -> None:
    """The table of settings, in each language, and the Settings class name the same variables."""
    pages = {path.name: path.read_text(encoding="utf-8") for path in files("README*.md")}
    named = {name: rules.settings_in_table(text) for name, text in pages.items()}
    assert all(names == {name.upper() for name in Settings.model_fields} for names in named.values()), named


def contracts(kind: str) -> list[dict[str, Any]]:
    return [each for each in CONFIG["tool"]["importlinter"]["contracts"] if each["type"] == kind]


def test_every_room_is_under_the_import_contracts() -> None:
    """A room that has code is a root package, stands in the layers, and is kept from LINE's SDK."""
    rooms = {room for room in ROOMS if files("*.py", folders=[room])}
    assert rooms <= set(CONFIG["tool"]["importlinter"]["root_packages"])
    assert [each["modules"] for each in contracts("independence")] == [["bot", "emulator"]]
    (only_line,) = [each for each in contracts("forbidden") if each["forbidden_modules"] == ["linebot"]]
    assert rooms - {"emulator"} <= set(only_line["source_modules"])
    assert rooms - {"bot", "emulator"} <= layered()


def layered() -> set[str]:
    (layers,) = contracts("layers")
    return {name.strip(" ()") for layer in layers["layers"] for name in layer.replace("|", ":").split(":")}


def test_every_module_of_the_machine_has_its_layer() -> None:
    """A module of bot/ that stands in no layer could import anything."""
    modules = {f"bot.{path.stem}" for path in files("*.py", folders=["bot"])} - {"bot.__init__"}
    assert modules - layered() == set(), "add it to the layers in pyproject.toml"


GOOD = """
from tests.people import aiko
async def test_x():
    '''It is.'''
    await turn.commit(connection, batch)
"""
SAMPLES: list[tuple[Rule, str, str]] = [
    (rules.undocumented_tests, GOOD, "async def test_x(): pass"),
    (rules.undocumented_tests, "def helper(): pass", "class TestX:\n    def test_x(self): return 1"),
    (rules.insider_stories, GOOD, "import bot.turn"),
    (rules.insider_stories, "from tests import phone\nimport asyncio, pytest", "from tests import databases"),
    (rules.insider_stories, "from tests.phone import Phone", "def f():\n    from handlers import dispatch"),
    (rules.transactions, GOOD, "await connection.commit()"),
    (rules.transactions, "async with database.write() as c: pass", "async with engine.begin() as c: pass"),
    (
        rules.machine_paths,
        "see docs/work/plan.md, https://x.example/home/a",
        "open('/' + 'x')".replace("'/' + 'x'", "'/" + "work/main/x'"),
    ),
    (rules.machine_paths, "shared with /api/home/x", "in ../shared/design.md"),
    (rules.machine_paths, "#!/usr/bin/env python3", "cd /home/aiko/enishi"),
    (rules.addresses, "six==1.17.0 \\\n    --hash=sha256:00", "--index-url https://registry.example"),
    (rules.long_file, "x = 1\n" * 300, "x = 1\n" * 301),
    (rules.long_functions, "def f():\n" + "    x = 1\n" * 39, "def f():\n" + "    x = 1\n" * 40),
    (rules.long_js_functions, "function f(a) {" + "\n" * 39 + "}", "function f(a) {" + "\n" * 40 + "}"),
    (rules.long_js_functions, "if (a) {" + "\n" * 99 + "}", "const f = async ({a}) => {" + "\n" * 99 + "}"),
    (rules.long_js_functions, "x = `{" + "\n" * 99 + "}` // ) {", "class A { m(b) {" + "\n" * 99 + "} }"),
]


@pytest.mark.parametrize(("rule", "good", "bad"), SAMPLES)
def test_a_rule_knows_good_from_bad(rule: Rule, good: str, bad: str) -> None:
    """Each rule lets the good sample pass and finds exactly one mistake in the bad one."""
    assert rule(good) == []
    assert len(rule(bad)) == 1


def test_settings_are_read_from_the_first_column_only() -> None:
    """A variable that a table merely mentions is not one that it explains."""
    table = (
        "| variable | default |\n|---|---|\n| `ENISHI_HOST`, `ENISHI_PORT` | as `LINE_API_URL` |\n`LINE_X`"
    )
    assert rules.settings_in_table(table) == {"ENISHI_HOST", "ENISHI_PORT"}


@pytest.mark.parametrize(
    ("msgid", "msgstr", "mistake"),
    [
        ("Hello, {name}.", "{name}さん、こんにちは。", ""),
        ("Hello, {name}.", "こんにちは。", "other placeholders"),
        ("Hello, {name}.", "", "no words"),
        ("Hello.", "こんにちは。", "not in ja"),
    ],
)
def test_an_incomplete_catalogue_is_found(msgid: str, msgstr: str, mistake: str) -> None:
    """Each sentence needs an entry with words and the same placeholders."""
    known = Catalog()
    known.add(msgid, msgstr)
    found = list(translations.mistakes({"Hello, {name}.": "bot/x.py:1"}, "ja", known))
    assert [mistake in found[0]] == [True] if mistake else found == []


def test_what_nobody_says_any_more_is_found() -> None:
    """An entry without a sentence in the code is dead."""
    known = Catalog()
    known.add("Goodbye.", "さようなら。")
    assert list(translations.mistakes({}, "en", known)) == ["locales/en: nobody says 'Goodbye.' any more"]


def test_what_the_code_says_is_found(tmp_path: Path) -> None:
    """Sentences are collected from Python and from templates."""
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers/x.py").write_text('turn.say(turn._("Hello, {name}.").format(name=name))')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/x.html").write_text("<p>{{ _('Sign in') }}</p>")
    assert translations.said(tmp_path) == {
        "Hello, {name}.": "handlers/x.py:1",
        "Sign in": "templates/x.html:1",
    }
