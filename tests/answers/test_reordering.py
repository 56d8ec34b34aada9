"""The order of choices and steps, changed by chat where nothing depends on it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from bot import messages
from dialogs import reordering, rewording
from handlers import editing_view
from tests.bot.test_publishing import edit
from tests.dialogs.samples import question as asks_for
from tests.dialogs.samples import survey
from tests.people import Cast
from tests.phone import said


async def test_the_order_of_choices_is_changed_by_numbers(people: Cast) -> None:
    """Numbers in the order that is wanted, however written; the rest follows, ids and answers stay."""
    admin = people.takahashi
    await admin.types("/survey edit welcome")
    await admin.taps(next(label for label in await admin.labels() if label.startswith("2. ")))
    await admin.taps("選択肢の順番")
    assert "1. これから始める\n2. 自己分析・業界研究" in said(await admin.sees("並べたい順に番号を送って"))
    await admin.types("9と1")
    await admin.sees("番号を読み取れませんでした。")
    await admin.types("５、２")
    assert "1. 終えた・休んでいる\n2. 自己分析・業界研究\n3. これから始める" in said(
        await admin.sees("下書きに")
    )
    await admin.taps("公開する")
    await people.misaki.adds_the_account()
    await people.misaki.taps("27卒")
    labels = await people.misaki.labels()
    assert (
        labels.index("終えた・休んでいる")
        < labels.index("自己分析・業界研究")
        < labels.index("これから始める")
    )
    await people.misaki.taps("自己分析・業界研究")
    assert "phase:research" in await people.misaki.tags()
    await admin.types("/undo")
    await admin.taps("取り消す")
    choices = people.world.app.snapshot.content.surveys["welcome"].questions["phase"].choices
    assert [each.id for each in choices][:2] == ["starting", "research"]


async def test_the_order_of_steps_is_changed_where_nothing_depends_on_it(people: Cast, folder: Path) -> None:
    """A question moves by its number, unless a condition depends on it; `/undo` and a reload know it."""
    admin = people.takahashi

    async def moves(numbers: str) -> None:
        await admin.types("/survey edit welcome")
        await admin.taps("質問の順番")
        await admin.types(numbers)

    # Given the list of the steps, with a move that a condition forbids, and one that sets the year behind
    await moves("2→1")
    await admin.sees("「就活の段階」と「卒業年」は順番を入れ替えられません。")
    await admin.types("6→1")
    bubble = await admin.sees("下書きに入れました")
    assert "1. 気になる業界\n2. 卒業年\n3. 就活の段階" in said(bubble)
    assert "「気になる業界」を、高校生かどうかが分かる前に聞くことになります。" in said(bubble)

    # When the other move is tried, published, and answered to its end
    await admin.taps("破棄する")
    await moves("7を6に")
    assert "6. お名前\n7. 気になる業界" in said(await admin.sees("下書きに入れました"))
    await admin.taps("試してみる")
    await admin.types("/survey edit welcome")
    await admin.taps("公開する")
    misaki = people.misaki
    await misaki.adds_the_account()
    for words in ("27卒", "面接中", "関西", "みさき", "IT", "決定", "まだいい", "はい"):
        await misaki.types(words)
    assert "likes:it" in await misaki.tags()

    # Then a reload keeps it, ends it when the folder has another step, and what is left can be undone
    steps = people.world.app.snapshot.content.surveys["welcome"].steps
    assert [each.id for each in steps][5:7] == ["call_name", "interests"]
    await moves("8→7")
    await admin.taps("公開する")
    await admin.types("/undo")
    await admin.taps("取り消す")
    await admin.sees("取り消しました。")
    edit(
        folder,
        "  - id: advice\n",
        "  - id: thanks\n    say: {ja: あと1問です。, en: One more.}\n  - id: advice\n",
    )
    await admin.types("/reload")
    assert "質問の順番" in said(await admin.sees("フォルダーの側で次の場所が変わったため"))
    steps = people.world.app.snapshot.content.surveys["welcome"].steps
    assert [each.id for each in steps][5:8] == ["interests", "call_name", "thanks"]


def test_what_depends_on_an_order_keeps_it() -> None:
    """Answers, tags and attributes that conditions look at, and ways ahead, hold steps in their order."""
    long = survey(
        [
            asks_for("a", {"id": "x", "label": "X", "tag": "t:x"}, {"id": "y", "label": "Y", "goto": "d"}),
            asks_for("b", {"id": "p", "label": "P"}, attribute="home"),
            asks_for("c", {"id": "k", "label": "K"}, when='has "t:x"'),
            asks_for("d", {"id": "u", "label": "U"}, {"id": "v", "label": "V", "when": "exists home"}),
            asks_for("e", {"id": "w", "label": "W"}, when='answer.c == "k"'),
            {"id": "f", "say": "Bye."},
        ]
    )
    bonds = {("a", "d"), ("c", "a"), ("d", "b"), ("e", "c")}
    assert set(reordering.bonds(long)) == bonds
    for ids in permutations("abcdef"):
        item = rewording.Reworded("steps", "ja", " ".join(ids), "")
        new = rewording.reworded(long, [item])
        assert [step.id for step in new.steps] == list(ids)
        moved = {each for each in bonds if (each[0] < each[1]) != (ids.index(each[0]) < ids.index(each[1]))}
        assert set(reordering.broken(long, new)) == moved
    over = rewording.reworded(long, [rewording.Reworded("steps", "ja", "a c b d e f", "")])
    assert reordering.leaps(long, over) == []
    out = rewording.reworded(long, [rewording.Reworded("steps", "ja", "b a c d e f", "")])
    assert reordering.leaps(long, out) == ["b"]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("3 1", "c a b d"),
        ("4→2", "a d b c"),
        ("1を3番目に", "b c a d"),
        ("２－＞１", "b a c d"),
        ("5→1", None),
        ("1→0", None),
    ],
)
def test_an_order_is_typed_in_either_way(typed: str, ids: str | None) -> None:
    """All numbers in the order that is wanted, or one of them to its new place."""
    assert rewording.ordered("a b c d", typed) == ids


def test_long_surveys_stay_within_lines_limits() -> None:
    """Sixty steps, and sixty choices of one step, are carousels of at most twelve bubbles and 50 KB each."""
    label = "とても長い選択肢の名前" * 9
    choices = [{"id": f"c{n}", "label": f"{label}{n}"} for n in range(60)]
    long = survey([asks_for(f"q{n}", *choices) for n in range(60)])
    for shown in (
        editing_view.steps(long, "ja", "en", str),
        editing_view.step(long, "q7", "ja", "en", str),
    ):
        assert 1 <= len(shown) <= 5
        for each in shown:
            messages.flex(each["altText"], each["contents"])
