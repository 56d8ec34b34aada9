"""Words given by chat, written into the YAML that people keep: only these change, and comments stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dialogs import rewording
from dialogs.load import load
from dialogs.rewording import Reworded
from dialogs.writing_back import into_file
from tests.dialogs.samples import CAREER, career

WORDS = ("みじかい", "「かぎ」: と, #記号 {x}", "二行の\n\n言葉です。")


@pytest.mark.parametrize("name", ["welcome", "midcareer", "event_feedback", "interview_prep"])
def test_every_text_and_order_is_written_and_no_comment_is_lost(tmp_path: Path, name: str) -> None:
    """Each spot of the example's surveys, in each language and style: the file then says just that."""
    folder = Path(shutil.copytree(CAREER, tmp_path / "career"))
    path, survey = folder / "surveys" / f"{name}.yaml", career().surveys[name]
    comments = sorted(line for line in path.read_text().split("\n") if line.lstrip().startswith("#"))
    items = [
        Reworded(
            spot, language, WORDS[number % 3 if spot.endswith("say") else number % 2], "", text.to(language)
        )
        for number, (spot, text) in enumerate(rewording.spots(survey).items())
        for language in ("ja", "en")
    ]
    items += [
        Reworded(spot, "ja", " ".join(reversed(ids.split())), "", ids)
        for spot, ids in rewording.orders(survey).items()
    ]
    assert {why for _, why in into_file(path, survey, items)} == {""}
    text = path.read_text()
    assert sorted(line for line in text.split("\n") if line.lstrip().startswith("#")) == comments
    assert list(into_file(path, rewording.reworded(survey, items), items)) == []


def test_what_cannot_be_written_is_told_and_changes_nothing(tmp_path: Path) -> None:
    """A place that has moved on stays as it is; choices in one line change places in it."""
    path = tmp_path / "one.yaml"
    text = "survey: one\ntitle: One\nsteps:\n  - id: a\n    ask: A?\n"
    text += "    choices: [{id: x, label: X}, {label: Why, id: y}]  # both\n"
    path.write_text(text)
    shutil.copytree(CAREER, tmp_path / "career")
    path.rename(tmp_path / "career" / "surveys" / "one.yaml")
    path = tmp_path / "career" / "surveys" / "one.yaml"
    survey = load(tmp_path / "career").surveys["one"]
    moved = Reworded("steps/a/ask", "ja", "B?", "A?", "Z?")
    order = Reworded("steps/a/choices", "ja", "y x", "x y", "x y")
    told = dict(into_file(path, survey, [moved, order]))
    assert told == {moved: "the folder says something else there by now", order: ""}
    assert path.read_text() == text.replace(
        "{id: x, label: X}, {label: Why, id: y}", "{label: Why, id: y}, {id: x, label: X}"
    )
    survey = load(tmp_path / "career").surveys["one"]
    assert dict(into_file(path, survey, [Reworded("title", "ja", "いち", "One", "One")])).popitem()[1] == ""
    assert load(tmp_path / "career").surveys["one"].title.root == {"ja": "いち", "*": "One"}
