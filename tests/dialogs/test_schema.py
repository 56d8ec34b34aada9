"""The JSON Schema for editors says what the models say: what is clean validates, what is broken does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.schema import schema, text
from dialogs.yaml_source import read
from tests.dialogs.samples import CAREER, KINDS

FILES = sorted(CAREER.rglob("*.yaml"))
VALIDATOR = Draft7Validator(schema())


def values(path: Path) -> Any:
    """What a YAML file says."""
    return read(path, path.name).value


def survey(**step: Any) -> dict[str, Any]:
    """A survey of one step."""
    return {"survey": "s", "title": "S", "steps": [step]}


def test_the_schema_is_one() -> None:
    """It is a valid schema itself, and the example's copy of it is what `enishi schema` writes."""
    Draft7Validator.check_schema(schema())
    assert (CAREER / "schema.json").read_text(encoding="utf-8") == text(), (
        "run `enishi schema examples/career/schema.json`"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CAREER)))
def test_every_file_of_the_example_validates(path: Path) -> None:
    """No editor underlines anything in the example, and each file names the schema beside it."""
    assert [error.message for error in VALIDATOR.iter_errors(values(path))] == []
    first = path.read_text(encoding="utf-8").splitlines()[0]
    up = "../" * (len(path.relative_to(CAREER).parts) - 1)
    assert first == f"# yaml-language-server: $schema={up or './'}schema.json"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_validates(kind: str) -> None:
    """A question of each kind, as the models read it, is fine."""
    step = {"id": kind, "kind": kind, "ask": f"{kind}?", **KINDS[kind]}
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(json.dumps(survey(**step))))] == []


BROKEN: list[Any] = [
    {},
    {"licence": "13-ユ-000000"},
    {"tags": [{"id": "a"}]},
    {"attributes": [{"id": "a", "type": "number", "label": "A"}]},
    {"menus": [{"id": "open"}]},
    {"survey": "s", "title": "S", "steps": []},
    {"survey": "S!", "title": "S", "steps": [{"id": "a", "say": "Hello."}]},
    {"survey": "s", "title": 5, "steps": [{"id": "a", "say": "Hello."}]},
    {"survey": "s", "title": {"ja": 5}, "steps": [{"id": "a", "say": "Hello."}]},
    {"survey": "s", "titel": "S", "title": "S", "steps": [{"id": "a", "say": "Hello."}]},
    {"survey": "s", "title": "S", "starts_on": ["sometimes"], "steps": [{"id": "a", "say": "Hello."}]},
    survey(id="a"),
    survey(id="a", kind="regoin", ask="A?"),
    survey(id="a", kind="yesno"),
    survey(id="a", kind="number", ask="A?", min="many"),
    survey(id="a", kind="region", ask="A?", max=3),
    survey(id="a", kind="consent", ask="A?"),
    survey(id="a", kind="one", ask="A?"),
    survey(id="a", ask="A?", choices=[]),
    survey(id="a", ask="A?", choices=[{"id": "b"}]),
    survey(id="a", ask="A?", choices=[{"id": "b", "label": "B", "tag": 5}]),
    survey(id="a", ask="A?", choices=[{"id": "b", "label": "B", "then": ["sing"]}]),
    survey(id="a", ask="A?", skip="yes"),
    survey(id="a", say="A", ask="A?"),
    {"play": "s", "language": "ja", "steps": []},
]


@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
def test_what_is_broken_does_not_validate(broken: Any) -> None:
    """Missing, unknown and misplaced keys, wrong types and words are underlined."""
    assert list(VALIDATOR.iter_errors(broken))


FINE = [
    survey(id="a", say="Hello."),
    survey(id="a", ask="A?"),
    survey(id="a", ask="A?", choices=[{"id": "b", "label": {"ja": "B"}, "tag": "x", "then": ["handoff"]}]),
    survey(
        id="a",
        ask="A?",
        choices=[{"id": "b", "label": "B", "tag": ["x"], "then": [{"do": "menu", "id": "m"}]}],
    ),
    {"tags": [{"id": "a", "label": "A"}]},
]


@pytest.mark.parametrize("fine", FINE, ids=range(len(FINE)))
def test_shorter_forms_validate(fine: Any) -> None:
    """What the models read in a shorter form is no mistake in an editor either."""
    assert [error.message for error in VALIDATOR.iter_errors(fine)] == []
