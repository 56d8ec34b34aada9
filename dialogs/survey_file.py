"""Puts a survey that came from a spreadsheet into a content folder as YAML, checked, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import yaml

from bot.errors import ContentError, Mistake
from dialogs.check import check
from dialogs.load import gather
from dialogs.loaded import Loaded
from dialogs.sheet_import import CellMistake, Sheet
from dialogs.survey import Survey
from dialogs.yaml_source import editor_line, read

WIDTH: Final = 100_000
"""Texts are not broken over lines."""
_ORDER: Final = ("survey", "title", "starts_on", "steps", "end")


def checked(folder: Path, survey: Survey, sheet: Sheet) -> Loaded:
    """Return the folder as it would be with this survey, with the warnings of its cells.

    Raises ContentError with the mistakes of its cells, or with those of the folder if that cannot be loaded.
    """
    loaded = gather(folder)
    if loaded.content is None:
        raise ContentError(loaded.mistakes)
    name = f"surveys/{place(loaded, survey.id).name}"
    loaded.surveys[name], loaded.sources[name] = survey, sheet
    surveys = {**loaded.content.surveys, survey.id: survey}
    loaded.content = loaded.content.model_copy(update={"surveys": surveys})
    found = [each for each in check(loaded.content, loaded) if isinstance(each, CellMistake)]
    mistakes: list[Mistake] = [each for each in found if not each.warning]
    if mistakes:
        raise ContentError(mistakes)
    loaded.mistakes = [each for each in found if each.warning]
    return loaded


def place(loaded: Loaded, survey_id: str) -> Path:
    """Return the file of a survey, or the one that it is going to have."""
    names = (name for name, survey in loaded.surveys.items() if survey.id == survey_id)
    return loaded.folder / next(names, f"surveys/{survey_id}.yaml")


def save(path: Path, value: dict[str, Any], survey: Survey) -> None:
    """Write the survey in place of what stands there; comments above the old one stay."""
    new = path.with_suffix(".new")
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_text(_comments(path) + _yaml(value), encoding="utf-8")
    source = read(new, str(new))
    if source.mistakes or Survey.model_validate(source.value) != survey:
        raise AssertionError(f"{new} does not say what the spreadsheet says")
    os.replace(new, path)


def _comments(path: Path) -> str:
    if not path.is_file():
        return editor_line(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])


def _yaml(value: dict[str, Any]) -> str:
    ordered = {name: value[name] for name in _ORDER if name in value} | value
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


class _Dumper(yaml.SafeDumper):
    """Writes texts by language and lists of words in one line, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


def _mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    words = len(value) < 4 and all(isinstance(each, str) and "\n" not in each for each in value.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=words and "id" not in value)


def _sequence(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    words = all(isinstance(each, str) for each in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=words)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
