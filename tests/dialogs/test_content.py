"""Loading a content folder: the example is clean, and each mistake is told with its place and remedy."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.conditions import Facts
from bot.errors import ContentError
from dialogs.content import dump, restore
from dialogs.load import inspect, load
from dialogs.yaml_source import read
from tests.dialogs.samples import CAREER, career

NOON = datetime(2026, 11, 22, 12)
SURVEY = "surveys/welcome.yaml"


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(folder: Path) -> str:
    """All mistakes, with paths relative to the folder."""
    return "\n".join(str(each).replace(f"{folder}/", "") for each in inspect(folder)[1])


def test_the_example_is_clean() -> None:
    """The example has no mistakes, one survey that starts on follow, and a gift."""
    content = career()
    starting = content.starting("follow")
    assert starting and starting is content.survey("welcome")
    assert content.service.gift and content.service.gift.page in content.pages
    assert len(starting.questions) >= 6


def test_published_content_is_the_same_everywhere() -> None:
    """Content survives JSON with equal hash and versions, conditions and kinds of questions included."""
    content = career()
    again = restore(dump(content))
    assert again == content
    assert again.hash == content.hash and len(content.hash) == 64
    assert again.surveys["welcome"].version == content.surveys["welcome"].version
    assert [type(step) for step in again.surveys["welcome"].steps] == [
        type(step) for step in content.surveys["welcome"].steps
    ]


def test_a_new_word_or_picture_is_a_new_version(folder: Path) -> None:
    """Changing a word or an image changes the hash; loading the same twice does not."""
    first = load(folder).hash
    assert load(folder).hash == first
    picture = folder / "images" / "menu-open.ja.png"
    picture.write_bytes(picture.read_bytes() + b"\0")
    second = load(folder).hash
    spoil(folder, SURVEY, "ニックネームで大丈夫です。", "あだ名で大丈夫です。")
    assert len({first, second, load(folder).hash}) == 3


@pytest.mark.parametrize(
    ("facts", "menu"),
    [
        (Facts(date(2026, 11, 22)), "locked"),
        (Facts(date(2026, 11, 22), linked=True), "open"),
        (Facts(date(2026, 11, 22), linked=True, role="advisor"), "staff"),
    ],
)
def test_the_rules_choose_the_menu(facts: Facts, menu: str) -> None:
    """The first rule that fits decides which menu a friend sees."""
    assert career().menus.wanted(facts, NOON) == menu


@pytest.mark.parametrize(
    ("kind", "told_of"),
    [("JPEG", "is JPEG by its content, save it as PNG or JPEG"), ("", "is not a picture")],
)
def test_a_picture_that_line_refuses_is_found(folder: Path, kind: str, told_of: str) -> None:
    """A picture whose content is another format than its name says, or none, is a mistake of its menu."""
    path = folder / "images" / "menu-staff.ja.png"
    if kind:
        Image.open(path).convert("RGB").save(path, kind)
    else:
        path.write_bytes(b"no picture")
    assert told_of in told(folder)


def test_what_needs_linking_is_never_help_or_settings() -> None:
    """The locked menu leads to a person and to the settings, and nothing behind them asks for a link."""
    menus = {menu.id: menu for menu in career().menus.menus}
    behind = {area.postback for area in menus["mine_locked"].areas}
    assert {"menu?do=talk", "menu?do=settings", "menu?do=link"} <= behind
    assert not {"talk", "settings", "answers"} & set(career().menus.answers)


def test_sample_members_fit_the_declared_attributes() -> None:
    """There are ten members or more, with distinct ids, plain sample passwords and declared columns."""
    with (CAREER / "members.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    declared = {each.id for each in career().declared.attributes}
    assert len({row["member_id"] for row in rows}) == len(rows) >= 10
    assert set(rows[0]) <= {"member_id", "password"} | declared
    assert all(row["password"].startswith("sample-") and row["grad_year"].isdigit() for row in rows)


def test_no_picture_is_heavy() -> None:
    """Each picture of the example is well below LINE's 1 MB."""
    assert all(path.stat().st_size < 120_000 for path in (CAREER / "images").iterdir())


YAML_MISTAKES = [
    ("a: no", "1:4: `no` would be read as false, write \"no\" for the word, false for the truth"),
    ("a: Yes", "1:4: `Yes` would be read as true"),
    ("a: 012", '1:4: `012` would be read as another number, write "012" for the text'),
    ("a: 12:30", "1:4: `12:30` would be read as another number"),
    ("a: 0x1F", "1:4: `0x1F` would be read as another number"),
    ("a: 1_000", "1:4: `1_000` would be read as another number"),
    ("a: 1\nb: 2\na: 3", "3:1: `a` is here twice, keep one of them"),
    ("a: &x 1\nb: *x", "1:4: `*` repeats another part"),
    ("a: !!python/object:os.system x", "1:4: `x` has a tag"),
    ("? [a]\n: 1", "1:3: a key must be a plain word"),
    ("a: [1", "not YAML"),
    ("a: b: c", "1:5: not YAML"),
    ("\ta: 1", "not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mistake"), YAML_MISTAKES)
def test_what_yaml_would_misread_is_refused(tmp_path: Path, text: str, mistake: str) -> None:
    """Words that look like truths, odd numbers, repeated keys and broken files are told with their place."""
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    found = "\n".join(map(str, read(path, "a.yaml").mistakes))
    assert mistake in found


def test_plain_yaml_is_read_as_written(tmp_path: Path) -> None:
    """Quoted words, true, numbers and dates come out as they look; keys are always words."""
    path = tmp_path / "a.yaml"
    path.write_text('on: "no"\n2027: [true, -3, 0.5, 2026-11-01, "012", ~, いいえ]\n', encoding="utf-8")
    source = read(path, "a.yaml")
    assert not source.mistakes
    assert source.value == {"on": "no", "2027": [True, -3, 0.5, "2026-11-01", "012", None, "いいえ"]}
    assert source.mark(("2027", 3)) == (2, 23)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file in another encoding is a mistake, not a crash."""
    path = tmp_path / "a.yaml"
    path.write_bytes("a: 日本".encode("cp932"))
    assert "save it as UTF-8" in str(read(path, "a.yaml").mistakes[0])


def spoiled() -> list[tuple[str, str, str, str]]:
    """Read `mistakes.tsv`: file, what stands there, what is written instead (both JSON), and what is told."""
    lines = Path(__file__).with_name("mistakes.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return [(name, json.loads(old), json.loads(new), mistake) for name, old, new, mistake in rows]


@pytest.mark.parametrize(("name", "old", "new", "mistake"), spoiled())
def test_each_mistake_is_told(folder: Path, name: str, old: str, new: str, mistake: str) -> None:
    """A spoiled example is refused with the file, the line and what to write instead."""
    spoil(folder, name, old, new)
    found = told(folder)
    assert mistake in found
    assert all(line.startswith((name, "menus.yaml", SURVEY)) for line in found.splitlines())


def test_a_survey_of_the_same_id_is_refused(folder: Path) -> None:
    """Two files cannot hold the same survey, nor start on the same thing."""
    shutil.copy(folder / SURVEY, folder / "surveys" / "zwelcome.yaml")
    found = told(folder)
    assert "surveys/zwelcome.yaml:3:9: `welcome` is also that of surveys/welcome.yaml" in found
    assert "surveys/zwelcome.yaml:5:13: `follow` is also that of surveys/welcome.yaml" in found


def test_a_closed_question_that_leads_past_everything(folder: Path) -> None:
    """A question whose every choice leads elsewhere leaves what follows it unreachable."""
    (folder / "surveys" / "b.yaml").write_text(
        "survey: b\ntitle: B\nsteps:\n"
        "  - {id: q, ask: Q, choices: [{id: a, label: A, goto: z}, {id: b, label: B, goto: end}]}\n"
        "  - {id: y, kind: yesno, ask: Y}\n"
        "  - {id: z, kind: yesno, ask: Z, choices: [{id: maybe, label: Maybe}]}\n"
        "  - {id: w, ask: W, choices: [{id: a, label: A, when: linked}]}\n",
        encoding="utf-8",
    )
    found = told(folder)
    assert "surveys/b.yaml:5:10: nothing leads to `y`" in found
    assert "only `yes` and `no` can be answered here" in found
    assert "`w` has no choice to answer with when q = a, z = False: a dead end" in found


def test_all_mistakes_come_at_once_and_in_order(folder: Path) -> None:
    """Mistakes of several files are told together, sorted by place."""
    spoil(folder, "service.yaml", "zone:", "zonne:")
    spoil(folder, SURVEY, "max: 20", "maxx: 20")
    with pytest.raises(ContentError) as refused:
        load(folder)
    files = [Path(each.file).name for each in refused.value.mistakes]
    assert files == ["service.yaml", "welcome.yaml"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder is a mistake that names the file it looked for."""
    with pytest.raises(ContentError, match=r"service.yaml:1:1: there is no such file"):
        load(tmp_path / "nowhere")
