"""The documents say what is true of the code."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from bot.db import metadata
from bot.settings import Settings
from handlers.command_rows import ROWS
from tests.house import documents
from tests.house.documents import missing, modules, names, page, rows, section, writers
from tests.world import World, world

READMES = ("README.md", "README.ja.md")
INSIDE = {"/api", "/healthz", "/readyz", "/metrics"}
"""What only the operator's own machines need to reach."""


@pytest.fixture
async def small_world(sqlite_url: str) -> AsyncIterator[World]:
    """A house with every door: LINE Login is set up, and the operator's systems have a key."""
    async with world(sqlite_url, enishi_api_key="the key of the operator's own systems") as built:
        yield built


def test_the_road_names_functions_that_exist() -> None:
    """Each `module.function` on the road exists, so that one can read the code along it."""
    road = [name for name in names(section(page("ARCHITECTURE.md"), "The road of one event")) if "." in name]
    assert len(road) > 25
    assert [name for name in road if missing(name)] == []


def test_a_function_that_does_not_exist_is_found() -> None:
    """The rule tells a name that is there from one that is not."""
    assert not missing("bot.turn.Turn.say")
    assert [missing(name) for name in ("bot.turn.Turn.sing", "bot.turns.load", "bot.turn.loads")] == [
        True
    ] * 3


def test_every_module_stands_in_its_room() -> None:
    """The table of rooms names each module once, and nothing else."""
    listed = [name for row in rows(section(page("ARCHITECTURE.md"), "The rooms")) for name in names(row[0])]
    assert sorted(listed) == sorted(modules()), "add or drop it in ARCHITECTURE.md, The rooms"


def test_every_table_has_its_owner() -> None:
    """The table of owners has the schema's tables, and the modules that write each."""
    listed = {
        row[0].strip("`"): row for row in rows(section(page("ARCHITECTURE.md"), "Who owns which table"))
    }
    written = writers()
    assert set(listed) == set(metadata.tables)
    assert {name: set(names(row[2])) for name, row in listed.items()} == written
    assert all({module.split(".")[0] for module in written[name]} == {listed[name][1]} for name in listed)


def test_both_readmes_tell_the_defaults() -> None:
    """The settings' defaults in both READMEs, and their meanings in the English one, are the code's."""
    for name in READMES:
        told = {row[0].strip("`"): row for row in rows(page(name)) if re.match(r"`(LINE|ENISHI)_", row[0])}
        for setting, field in Settings.model_fields.items():
            default = "" if field.default is None or field.is_required() else f"`{field.default}`"
            row = told[setting.upper()]
            assert (row[1] if "`" in row[1] else "") == default, row
            assert name != "README.md" or row[2] == field.description


def test_the_example_environment_is_complete() -> None:
    """`.env.example` has each setting once, with its meaning, required ones to fill in, others at default."""
    lines = page(".env.example").splitlines()
    for setting, field in Settings.model_fields.items():
        default = "" if field.default is None or field.is_required() else str(field.default)
        line = f"{'' if field.is_required() else '# '}{setting.upper()}={default}"
        assert lines.count(line) == 1, line
        before = "\n".join(lines[: lines.index(line)])
        assert f"# {field.description}" in before
    assert len([line for line in lines if re.match(r"(# )?(LINE|ENISHI)_[A-Z_]+=", line)]) == len(
        Settings.model_fields
    )


def test_both_readmes_name_every_command() -> None:
    """Each command stands in both READMEs by its Japanese and its English name."""
    for name in READMES:
        told = {word.removeprefix("/") for word in names(page(name))}
        assert [row.key for row in ROWS if not set(row.words[:2]) <= told] == []


async def test_both_readmes_name_every_address(small_world: World) -> None:
    """Each address has its row, and the proxy is told to let through what LINE and browsers fetch."""
    routes = small_world.app.application().router.resources()
    served = {"/" + resource.canonical.split("/")[1] for resource in routes}
    assert served > INSIDE
    for name in READMES:
        table = [word for row in rows(page(name)) for word in names(row[0])]
        told = {"/" + word.split("/")[1] for word in table if re.match("(GET|POST|PUT) /", word)}
        assert told == served, name
        (proxy,) = (line for line in page(name).splitlines() if "X-Forwarded-For" in line)
        let_through = {word.rstrip("/") for word in names(proxy) if word.startswith("/")} - {"/api"}
        assert let_through == served - INSIDE, name


def test_the_documents_stay_short_enough_to_be_read() -> None:
    """The READMEs fit on a few screens, and how to contribute on one."""
    assert all(len(page(name).splitlines()) <= 200 for name in READMES)
    assert len(page("CONTRIBUTING.md").splitlines()) <= 60
    assert documents.section(page("CHANGELOG.md"), "Unreleased").strip()
