"""The lines of a file of answers: no cell is a formula, and every value comes back as it was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.answer_import import Importer
from bot.clock import Clock
from dialogs import sheet
from dialogs.answer_file import Entry, Refused, entries
from dialogs.answers import Teller
from dialogs.inputs import Sent
from dialogs.position import Media
from dialogs.published import Edition
from tests.dialogs.samples import TODAY, Player, career, every_kind, survey


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝a1,;\"")))
def test_no_cell_is_a_formula_and_each_says_what_it_did(words: str) -> None:
    """A cell never begins with what a spreadsheet obeys, and it can be read back exactly."""
    cell = sheet.cell(words)
    assert not cell or cell[0] not in "=+-@\t\r\n＝＋－＠"
    assert sheet.uncell(cell) == words


MORE = survey(
    [
        {"id": "scale", "kind": "scale", "ask": "scale?", "low": "low", "high": "high"},
        {"id": "datetime", "kind": "datetime", "ask": "datetime?"},
        {"id": "file", "kind": "file", "ask": "file?"},
        {"id": "half", "kind": "number", "whole": False, "min": -9, "ask": "half?"},
        {"id": "words", "kind": "text", "ask": "words?", "max": 200},
    ]
)
NOON = round(datetime(2026, 11, 22, 12).timestamp() * 1000)
WORDS = (
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
    "4",
    "10",
    "12月24日 15時",
    "500万",
    "3年半",
    "半年",
    "21歳",
    "800点",
)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_of_answer_comes_back_from_its_own_file(
    language: str, form: sheet.Format, tmp_path: Path
) -> None:
    """Whatever can be answered is the same answer again when it is read from a file."""
    kinds, more = Player(every_kind(), language), Player(MORE, language)
    kinds.types(*WORDS)
    kinds.give(Sent(Media("122", "image")))
    more.types("4", "12月3日 14時")
    more.give(Sent(Media("123", "file", "履歴書.pdf", 2000)))
    more.types("-1.5", "=1+1;ほんとう, @me")
    for player in (kinds, more):
        assert player.position.finished
        account = Teller(player.survey, language, TODAY).tell("U" + "a" * 32, player.position)
        file = tmp_path / "answers"
        lines = [sheet.written(line, form) for line in sheet.lines(account, None, "Asia/Tokyo")]
        file.write_text(sheet.head(form) + "".join(lines), newline="")
        importer = Importer(cast(Any, None), Clock(), Edition(career()), dry_run=True)
        back = {
            entry.question: importer._answered(player.survey, replace(entry, at=NOON))
            for entry in entries(file, "Asia/Tokyo")
            if isinstance(entry, Entry)
        }
        assert back == {step: replace(each, at=NOON) for step, each in player.position.answers.items()}


def test_a_file_is_read_as_excel_saves_it(tmp_path: Path) -> None:
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
