"""What the check finds in surveys: each rule with samples, and words that only look like a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dialogs.forbidden import TOPICS
from dialogs.load import inspect
from tests.dialogs.samples import CAREER

HEAD = "survey: sample\ntitle: Sample\nsteps:\n"
FIRST = "  - {id: go, kind: yesno, ask: Go?}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder without surveys, to put samples into."""
    folder = Path(shutil.copytree(CAREER, tmp_path_factory.mktemp("content") / "career"))
    shutil.rmtree(folder / "surveys")
    shutil.rmtree(folder / "plays", ignore_errors=True)
    (folder / "surveys").mkdir()
    return folder


def told(folder: Path, **surveys: str) -> list[str]:
    """What is found when the folder holds these surveys, as `file:line:col: what, remedy`."""
    for path in (folder / "surveys").iterdir():
        path.unlink()
    for name, text in surveys.items():
        (folder / "surveys" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [str(each).replace(f"{folder}/surveys/", "") for each in inspect(folder)[1]]


WAYS = [
    (
        HEAD + FIRST + "  - {id: a, kind: yesno, ask: A?, when: answer.go and not answer.go}\n",
        "s.yaml:5:41: `a` is never asked: its condition can never hold where it stands, "
        "change the condition or a goto before it, or remove it",
    ),
    (
        HEAD + FIRST + "  - {id: a, say: Hello., when: answer.go and not answer.go}\n",
        "s.yaml:5:32: `a` is never said: its condition can never hold where it stands, "
        "change the condition or a goto before it, or remove it",
    ),
    (
        HEAD + "  - {id: n, kind: number, ask: N?, min: 1, max: 5}\n"
        "  - {id: a, kind: yesno, ask: A?, when: answer.n > 5}\n",
        "s.yaml:5:41: `a` is never asked: its condition can never hold where it stands, "
        "change the condition or a goto before it, or remove it",
    ),
    (
        HEAD + "  - {id: q, ask: Q?, choices: [{id: a, label: A, goto: z}, {id: b, label: B, goto: end}]}\n"
        "  - {id: y, kind: yesno, ask: Y?}\n  - {id: z, kind: yesno, ask: Z?}\n",
        "s.yaml:5:10: nothing leads to `y`, lead a goto here, or remove it",
    ),
    (
        HEAD + FIRST + "  - id: a\n    ask: A?\n    choices:\n"
        "      - {id: b, label: B, when: answer.go}\n      - {id: c, label: C, when: answer.go}\n",
        "s.yaml:8:7: `a` has no choice to answer with when go = False: a dead end, "
        "leave one choice without `when`, or set `skip: true`",
    ),
    (
        HEAD + FIRST + "  - id: a\n    ask: A?\n    choices:\n"
        "      - {id: b, label: B}\n      - {id: c, label: C, when: answer.go and not answer.go}\n",
        "s.yaml:9:33: `c` is never on offer, change its condition, or remove it",
    ),
    (
        HEAD + FIRST + "  - {id: a, kind: yesno, ask: A?, goto: go}\n",
        "s.yaml:5:41: `go` is not ahead, so the survey could run in circles, lead forward only",
    ),
    (
        HEAD + "  - {id: a, kind: region, ask: A?, tag: 'aera:{value}'}\n",
        "s.yaml:4:41: `aera:hokkaido_tohoku` is no declared tag, declare it in tags.yaml",
    ),
    (
        HEAD + "  - {id: a, kind: graduation, ask: A?, attribute: region}\n",
        "s.yaml:4:51: `region` is declared as text, and this gives integer, "
        "declare it as integer, or name another",
    ),
    (
        HEAD + "  - {id: a, ask: A?, attribute: grad_year, choices: [{id: soon, label: Soon}]}\n",
        "s.yaml:4:59: `grad_year` is declared as integer, and this choice gives `soon`, "
        "write `value: …` as integer",
    ),
    (
        "survey: sample\ntitle: Sample\nstarts_on: ['tag:likes:sushi']\nsteps:\n" + FIRST,
        "s.yaml:3:13: `likes:sushi` is no declared tag, declare it in tags.yaml",
    ),
    (
        "survey: sample\ntitle: Sample\nstarts_on: ['tag:likes:it']\nsteps:\n"
        "  - {id: a, ask: A?, choices: [{id: b, label: B, tag: 'likes:it'}]}\n",
        "s.yaml:3:13: `likes:it` is given by sample, which this starts: it would never end, "
        "let another tag start it",
    ),
    (
        HEAD + "  - {id: a, kind: yesno, ask: どうですか}\n",
        "s.yaml:4:31: `ask` is Japanese for all languages of this service, write {ja: …, en: …}",
    ),
    (
        HEAD + "  - {id: a, kind: yesno, ask: {ja: どうですか, en: ' '}}\n",
        "s.yaml:4:31: `ask` says nothing in en, add `en: …`",
    ),
    (
        HEAD + "  - {id: a, ask: A?, choices: [{id: b, label: 'B {name}'}]}\n",
        "s.yaml:4:47: `{name}` in `label` would stand on lock screens or stay unfilled, say it without",
    ),
    (
        HEAD + "  - {id: a, kind: yesno, ask: 'A {university}?'}\n",
        "s.yaml:4:31: `{university}` stands for nothing, write {name}, or {answer} in an echo",
    ),
    (
        HEAD + "  - {id: a, kind: yesno, ask: '" + "A" * 1001 + "'}\n",
        "s.yaml:4:31: `ask` has 1001 characters, keep to 1000",
    ),
    (
        HEAD + "  - {id: a, ask: A?, choices: [{id: b, label: More than twenty chars}]}\n",
        "s.yaml:4:47: `label` has 22 characters, keep to 20",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mistake"), WAYS)
def test_each_rule_finds_its_sample(folder: Path, text: str, mistake: str) -> None:
    """A sample with one fault is told exactly that fault, with its place and what to do."""
    assert told(folder, s=text) == [mistake]


def test_surveys_that_start_each_other_are_a_circle(folder: Path) -> None:
    """Two surveys, each started by a tag that the other gives, would never end."""
    one, other = (
        f"survey: {name}\ntitle: T\nstarts_on: ['tag:likes:{start}']\nsteps:\n"
        f"  - {{id: q, ask: Q?, choices: [{{id: b, label: B, tag: 'likes:{gives}'}}]}}\n"
        for name, start, gives in (("one", "it", "maker"), ("other", "maker", "it"))
    )
    found = told(folder, a=one, b=other)
    assert [line.split(",")[0] for line in found] == [
        "a.yaml:3:13: `likes:it` is given by one → other",
        "b.yaml:3:13: `likes:maker` is given by other → one",
    ]


SOUND = [
    "  - {id: a, ask: A?, choices: [{id: b, label: B, when: linked}, {id: c, label: C, when: not linked}]}\n",
    "  - {id: n, kind: number, ask: N?}\n  - {id: a, kind: yesno, ask: A?, when: answer.n > 5}\n",
    "  - {id: a, kind: yesno, ask: A?, when: grad_year == this_class + 1 and has \"likes:it\"}\n",
    "  - {id: a, kind: yesno, ask: A?, when: today >= 2027-04-01}\n",
    "  - {id: t, ask: T?, skip: true}\n  - {id: a, kind: yesno, ask: A?, when: not (exists answer.t)}\n",
    "  - {id: s, kind: several, ask: S?, choices: [{id: x, label: X}, {id: y, label: Y}]}\n"
    "  - {id: a, kind: yesno, ask: A?, when: '\"x\" in answer.s and \"y\" in answer.s'}\n",
    "  - {id: d, kind: date, ask: D?}\n  - {id: a, kind: yesno, ask: A?, when: answer.d > today}\n",
    "  - {id: r, kind: region, ask: R?, attribute: region}\n"
    "  - {id: a, kind: yesno, ask: A?, when: region == \"kanto\"}\n",
    "  - {id: a, kind: yesno, ask: A?, when: role == \"advisor\" or followed_days > 30}\n",
]  # fmt: skip


@pytest.mark.parametrize("steps", SOUND)
def test_what_somebody_can_reach_is_no_mistake(folder: Path, steps: str) -> None:
    """Conditions that hold for some friends, on some days or after some answers are left alone."""
    assert told(folder, s=HEAD + steps) == []


def asked(words: str, **more: str) -> str:
    """A survey that asks for that."""
    fields = "".join(f"    {name}: {value}\n" for name, value in more.items())
    return f"{HEAD}  - id: q\n    kind: text\n    ask: {{ja: {words!r}, en: {words!r}}}\n{fields}"


def questions() -> list[tuple[str, str]]:
    """Read `asked.tsv`: the topic that a question asks about, or none, and the question."""
    lines = Path(__file__).with_name("asked.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(topic, words) for topic, words in (line.split("\t") for line in lines)]


ASKED = [(topic, words) for topic, words in questions() if topic != "none"]
HARMLESS = [words for topic, words in questions() if topic == "none"]


def test_every_topic_has_samples() -> None:
    """No topic of the table is without a question that must be found."""
    assert {topic for topic, _ in ASKED} == {topic.id for topic in TOPICS}
    assert all(topic.source and topic.instead for topic in TOPICS)


@pytest.mark.parametrize(("topic", "words"), ASKED)
def test_what_an_agency_may_not_ask_is_warned_of(folder: Path, topic: str, words: str) -> None:
    """Each such question is warned of once, with topic, source and remedy; the content still loads."""
    known = next(each for each in TOPICS if each.id == topic)
    (found,) = told(folder, s=asked(words))
    assert found.startswith("s.yaml:6:15: warning: 「")
    assert f"asks about {known.name}, which a recruiting agency may not do ({known.source})" in found
    assert found.endswith(f"{known.instead}, or give your reason in `asked_because: …`")


def test_a_reason_silences_a_question(folder: Path) -> None:
    """Who says why it has to be asked is warned no more; a reason of two letters is none."""
    words = "障害者手帳をお持ちですか？"
    assert "warning" in told(folder, s=asked(words))[0]
    assert told(folder, s=asked(words, asked_because="障がい者雇用の求人をご案内するため")) == []
    assert "asked_because" in told(folder, s=asked(words, asked_because="仕事"))[0]


def test_labels_that_ask_are_warned_of(folder: Path) -> None:
    """A harmless question with 男性 and 女性 to choose from asks for the gender."""
    text = HEAD + "  - {id: q, ask: You?, choices: [{id: m, label: {ja: 男性, en: Man}}]}\n"
    assert [line[:40] for line in told(folder, s=text)] == ["s.yaml:4:54: warning: 「男性」 asks about 性別"]


@pytest.mark.parametrize("words", HARMLESS)
def test_harmless_questions_are_left_alone(folder: Path, words: str) -> None:
    """Words that only look like a forbidden topic raise no alarm."""
    assert told(folder, s=asked(words)) == []


def test_statements_are_never_warned_of(folder: Path) -> None:
    """A statement may speak of family and religion: it asks nothing."""
    say = "{ja: ご家族の職業や宗教はうかがいません。, en: We never ask for your family's jobs or religion.}"
    assert told(folder, s=f"{HEAD}  - {{id: a, say: {say}}}\n{FIRST}") == []
