"""Surveys as spreadsheets: out and in again without a loss, and mistakes by cell that change nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.errors import ContentError
from dialogs.load import load
from dialogs.sheet_import import letter, read_sheet
from dialogs.sheet_template import template
from dialogs.survey import Survey
from dialogs.survey_sheet import to_csv
from tests.dialogs.samples import career, every_kind

BOM = "\ufeff"


def take(folder: Path, raw: bytes) -> tuple[int, str]:
    """Import a file with these bytes; returns the exit code and what is said, without the folder's name."""
    file = folder.parent / "mine.csv"
    file.write_bytes(raw)
    result = CliRunner().invoke(cli, ["survey", "import", str(file), "--content", str(folder)])
    said = result.output + str(result.exception or "")
    return result.exit_code, said.replace(f"{folder.parent}/", "")


def changed(column: str, row: int, words: str) -> bytes:
    """The template with other words in one cell."""
    table = list(csv.reader(io.StringIO(template().removeprefix(BOM), newline="")))
    table[row - 1][[letter(number) for number in range(1, 30)].index(column)] = words
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode("utf-8-sig")


def test_every_survey_comes_back_as_it_was() -> None:
    """The example's surveys, and one with each kind of question, are the same after a round trip."""
    for survey in (*career().surveys.values(), every_kind()):
        text = to_csv(survey)
        again, _ = read_sheet(text.encode(), "a.csv")
        assert again == survey
        assert to_csv(again) == text


def test_the_template_is_a_survey_that_is_clean(folder: Path) -> None:
    """What `template` writes opens in Excel and imports into the example without a mistake or warning."""
    assert template().startswith(BOM)
    code, said = take(folder, template().encode())
    assert (code, said.strip()) == (0, "written: career/surveys/seminar.yaml, 3 questions")
    survey = load(folder).surveys["seminar"]
    assert list(survey.questions) == ["liked", "why", "themes"]
    assert survey.starts("keyword:感想") and survey.questions["themes"].choices[2].exclusive


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_what_excel_saves_in_japan_is_read(folder: Path, encoding: str) -> None:
    """UTF-8 with and without a byte order mark, and CP932, give the same survey."""
    code, _ = take(folder, template().removeprefix(BOM).encode(encoding))
    assert code == 0


@pytest.mark.parametrize("between", ["\t", ";"])
def test_what_excel_puts_between_cells_is_read(folder: Path, between: str) -> None:
    """Excel's Unicode text has tabs between its cells, and its CSV in some countries semicolons."""
    table = io.StringIO()
    csv.writer(table, delimiter=between).writerows(csv.reader(io.StringIO(template().removeprefix(BOM))))
    assert take(folder, table.getvalue().encode())[0] == 0
    said = load(folder).surveys["seminar"].title.to("ja")
    assert said == "セミナーのご感想"


MISTAKES = [
    (
        "A",
        4,
        "しつもん",
        "A4: `しつもん` is no kind of row, write one of アンケート · 説明文",
    ),
    ("B", 4, "Liked!", "B4: `id` cannot be `Liked!`, write small letters"),
    ("C", 4, "五択", "C4: `五択` is no kind of question, write one of 一つ選ぶ · いくつか選ぶ · 文章"),
    ("D", 5, "とてもとてもとてもとてもとてもよかったです", "D5: `label` has 21 characters, keep to 20"),
    ("E", 4, "", "D4: `ask` says nothing in en, add `en: …`"),
    ("O", 9, "たくさん", "O9: `min` must be a whole number"),
    ("O", 9, "3", "O9: so many cannot be chosen: a dead end, lower it"),
    ("Q", 9, "たぶん", "Q9: `たぶん` is neither yes nor no, write はい, or leave it empty"),
    ("R", 8, "answer.liked = poor", "R8: `when` is not a condition"),
    ("R", 8, "answer.disliked", "R8: `disliked` is not asked before this, name an earlier question"),
    ("R", 2, "毎朝", "R2: `starts_on` cannot be `毎朝`"),
    ("S", 5, "nowhere", "S5: there is no step `nowhere`, name a later step, or `end`"),
    ("T", 6, "seminar:fair", "T6: `seminar:fair` is no declared tag, declare it in tags.yaml"),
    ("V", 12, "exclusive", "V12: this is not YAML, write it like {exclusive: true}"),
    ("V", 12, "{exclusiv: true}", "V12: `exclusiv` is not known here, did you mean `exclusive`?"),
    ("D", 1, "和文", "D1: `和文` is no column"),
    ("A", 2, "選択肢", "A2: a choice needs a question, write a row `質問` above it"),
]


@pytest.mark.parametrize(("column", "row", "words", "told"), MISTAKES)
def test_a_mistake_names_its_cell_and_changes_nothing(
    folder: Path, column: str, row: int, words: str, told: str
) -> None:
    """A wrong cell is told by its name with what to write instead; the folder stays as it was."""
    code, said = take(folder, changed(column, row, words))
    assert code != 0
    assert f"mine.csv: {told}" in said
    assert not list((folder / "surveys").glob("seminar*"))


def test_what_may_not_be_asked_is_warned_of_by_cell(folder: Path) -> None:
    """A forbidden question is imported, with a warning at its cell."""
    code, said = take(folder, changed("D", 4, "ご家族の職業を教えてください。"))
    assert code == 0
    assert said.startswith("mine.csv: D4: warning: 「")


def test_a_survey_is_replaced_under_its_id(folder: Path) -> None:
    """A survey that is there already is replaced in its file, and the comment above it stays."""
    (folder / "surveys" / "welcome.yaml").rename(folder / "surveys" / "first.yaml")
    text = to_csv(load(folder).surveys["welcome"]).replace("働きたい地域", "ご希望の地域")
    code, said = take(folder, text.encode())
    assert (code, said.strip()) == (0, "replaced: career/surveys/first.yaml, 8 questions")
    written = (folder / "surveys" / "first.yaml").read_text(encoding="utf-8")
    assert "\n# Asked when someone becomes a friend." in written and "ご希望の地域" in written
    assert len(load(folder).surveys) == len(career().surveys)


def test_a_broken_file_is_told_as_such(folder: Path) -> None:
    """Bytes that are no text, an empty file and one without columns are mistakes, not crashes."""
    assert "A1: this is no CSV text, save it as CSV UTF-8 in Excel" in take(folder, b"\x81\xff\xff")[1]
    for raw in (b"", b"a,b\n1,2\n", b"PK\x03\x04"):
        said = take(folder, raw)[1]
        assert "A1: the first row must name the columns, and names none, begin with the file that" in said
        assert said.strip().count("\n") == 0


def test_what_excel_does_to_cells_is_undone() -> None:
    """Days with slashes, curly quotes, full-width digits and cells made harmless are read as meant."""
    lines = (
        "行,ID,種類,日本語,英語,最小,条件",
        "アンケート,x,,X,X,,",
        "質問,n,数,N,N,３,",
        "質問,d,日付,D,D,2026/12/1,answer.n == “5”",
        "質問,t,文章,'=ですか,'=ですか,,",
    )
    survey, _ = read_sheet("\n".join(lines).encode(), "x.csv")
    number, day, text = survey.steps
    assert number.min == 3 and str(day.min) == "2026-12-01"  # type: ignore[union-attr]
    assert str(day.when) == 'answer.n == "5"'
    assert text.ask.to("ja") == "=ですか"  # type: ignore[union-attr]


def test_a_choice_without_labels_is_told(folder: Path) -> None:
    """An empty cell where words are needed is told at that cell."""
    raw = changed("D", 5, "").replace(b"It was good", b"")
    assert "mine.csv: D5: `label` says nothing, write its words here" in take(folder, raw)[1]


def test_columns_are_named_as_spreadsheets_do() -> None:
    """A, Z, AA, AZ, BA."""
    assert [letter(number) for number in (1, 26, 27, 52, 53)] == ["A", "Z", "AA", "AZ", "BA"]


def test_an_unreadable_sheet_never_reaches_the_survey() -> None:
    """Two surveys in one file are refused."""
    head = "行,ID,種類,日本語,英語\nアンケート,x,,X,X\nアンケート,y,,Y,Y\n"
    with pytest.raises(ContentError, match="A3: there is a survey already"):
        read_sheet(head.encode(), "x.csv")


# Control characters are no part of words: Python takes some of them for spaces or ends of lines.
readable = st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t")
words = st.text(readable, max_size=30)
said = words.map(str.strip).filter(bool)
texts = said | st.tuples(said, said).filter(lambda pair: pair[0] != pair[1]).map(
    lambda pair: {"ja": pair[0], "en": pair[1]}
)
ids = st.integers(0, 999).map(lambda number: f"x{number}")
choices = st.fixed_dictionaries(
    {"id": ids, "label": texts},
    optional={
        "synonyms": st.lists(said, min_size=1, max_size=3),
        "tag": st.lists(said, min_size=1, max_size=2),
        "echo": texts,
        "value": st.integers(0, 9),
        "when": st.just("linked"),
        "then": st.just(["handoff"]),
    },
)
shared = {"why": texts, "short": texts, "tag": said, "attribute": said, "skip": st.booleans()}
steps = st.one_of(
    st.fixed_dictionaries({"id": ids, "say": texts}, optional={"goto": st.just("end")}),
    st.fixed_dictionaries({"id": ids, "ask": texts, "kind": st.just("text")}, optional=shared),
    st.fixed_dictionaries(
        {"id": ids, "ask": texts, "kind": st.just("number"), "min": st.integers(-9, 9)},
        optional=shared | {"unit": texts},
    ),
    st.fixed_dictionaries(
        {
            "id": ids,
            "ask": texts,
            "kind": st.just("one"),
            "choices": st.lists(choices, min_size=1, max_size=3),
        },
        optional=shared,
    ),
)


@given(st.lists(steps, min_size=1, max_size=4), st.none() | texts, st.none() | texts)
@settings(max_examples=100, deadline=None)
def test_whatever_a_survey_says_comes_back(steps: list[dict[str, Any]], summary: Any, thanks: Any) -> None:
    """Commas, quotes, breaks of lines, signs of formulas and words in any script survive the spreadsheet."""
    end = {name: text for name, text in (("summary", summary), ("say", thanks)) if text}
    sent = Survey.model_validate({"survey": "s", "title": "S", "steps": steps, "end": end})
    again, _ = read_sheet(to_csv(sent).encode(), "s.csv")
    assert again.model_dump(by_alias=True) == sent.model_dump(by_alias=True)
