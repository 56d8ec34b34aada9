"""What LINE would refuse is found by the check, before anyone is asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import ContentError
from handlers.check_bubbles import inspect, load
from tests.dialogs.samples import CAREER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, to put a survey into."""
    return Path(shutil.copytree(CAREER, tmp_path / "career"))


def put(folder: Path, steps: str) -> list[str]:
    """What is found with a survey of these steps in the folder."""
    text = f"survey: big\ntitle: Big\nsteps:\n{steps}end:\n  summary: Right?\n"
    (folder / "surveys" / "big.yaml").write_text(text, encoding="utf-8")
    return [str(each).replace(f"{folder}/", "") for each in inspect(folder).mistakes]


def test_the_example_can_be_shown() -> None:
    """Every bubble of the example's surveys is within LINE's limits, and nothing else is wrong with it."""
    assert inspect(CAREER).mistakes == []


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
"""One character to people, 25 bytes to LINE."""


def test_a_question_that_is_too_large_for_line_is_found(folder: Path) -> None:
    """Labels and words that each keep to their limits, but make a card of more than 30 KB, are a mistake."""
    choices = "".join(f'      - {{id: c{n}, label: "{FAMILY * 19}{n}"}}\n' for n in range(10))
    found = put(folder, f'  - id: q\n    short: Q\n    ask: "{FAMILY * 900}"\n    choices:\n{choices}')
    (said,) = found
    assert said.startswith(
        "surveys/big.yaml:6:10: LINE would refuse what is shown here: a Flex bubble's JSON has "
    )
    assert said.endswith("LINE takes 1 to 30720, shorten the texts, or ask less at once")
    with pytest.raises(ContentError):
        load(folder)
