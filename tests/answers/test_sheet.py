"""The lines of a file of answers: no cell is a formula, and every value comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs import sheet
from dialogs.answer_file import Entry, Refused, entries
from dialogs.taking_in import meant
from tests.dialogs.samples import TODAY, Player, every_kind


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝a1,;\"")))
def test_no_cell_is_a_formula_and_each_says_what_it_did(words: str) -> None:
    """A cell never begins with what a spreadsheet obeys, and it can be read back exactly."""
    cell = sheet.cell(words)
    assert not cell or cell[0] not in "=+-@\t\r\n＝＋－＠"
    assert sheet.uncell(cell) == words


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_of_answer_is_understood_from_its_own_file(language: str) -> None:
    """Whatever can be answered is the same value again when it is read from a cell."""
    player = Player(every_kind(), language)
    for text in (
        "お茶",
        "red blue green",
        "気楽に",
        "1,500円",
        "12月24日",
        "1999年",
        "27卒",
        "関西",
        "大阪",
        "はい",
        "同意する",
    ):
        player.types(text)
    assert player.position.finished
    for step, answered in player.position.answers.items():
        question = every_kind().questions[step]
        found = [meant(question, each, TODAY) for each in _given(answered.value)]
        assert next(each for each in found if each is not None) == answered.value


def _given(value: object) -> list[object]:
    cell = sheet.cell(value)
    return [cell.split(";"), cell] if ";" in cell else [cell]


def test_a_file_is_read_as_excel_saves_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Shift_JIS, quoted line breaks, blank lines and broken JSON are told apart, line by line."""
    file = tmp_path / "answers.csv"
    member = "M1"
    file.write_bytes(
        f'member_id,survey,question_id,value\r\n{member},s,q,"表\r\n裏"\r\n\r\n{member},s,q,x\r\n'.encode(
            "cp932"
        )
    )
    first, second = entries(file, "Asia/Tokyo")
    assert isinstance(first, Entry) and isinstance(second, Entry)
    assert (first.given[0], first.line, second.line) == (["表\r\n裏"], 2, 5)
    file.write_text('{"member_id": "M1", "survey": "s", "question_id": "q", "value": 3}\n[1]\n{"a":\n')
    told = list(entries(file, "Asia/Tokyo"))
    assert [str(each) for each in told if isinstance(each, Refused)] == [
        "line 2: is not a JSON object",
        "line 3: is not a JSON object",
    ]
