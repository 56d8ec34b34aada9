"""What admins do with surveys by chat: list, stop and start, play one, look at what it has come to."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import messages
from bot.models import attributes, tags
from dialogs.results import Tally
from handlers import results_view
from tests.dialogs.samples import TODAY, Player, every_kind, question, survey
from tests.people import Cast
from tests.phone import Phone, said

ROAD = ("27卒", "ES・面接の途中", "関西", "IT・通信", "金融", "決定")


async def answers(phone: Phone, *labels: str) -> None:
    """Somebody taps these answers, one after the other."""
    for label in labels:
        await phone.taps(label)


async def test_the_list_says_what_runs_and_how_many_have_answered(cast: Cast) -> None:
    """Each survey has its state, its figures, and buttons for what an admin does with it."""
    await cast.takahashi.adds_the_account()
    await cast.misaki.adds_the_account()
    await cast.takahashi.types("アンケート")
    bubble = await cast.takahashi.sees("welcome｜受付中")
    assert "開始1人・完了0人" in said(bubble)
    assert bubble["altText"] == "お知らせが1件あります"
    await cast.takahashi.taps("/survey stop welcome")
    await cast.takahashi.sees("「はじめの6問」を停止しました。")
    await cast.takahashi.types("／アンケート一覧")
    await cast.takahashi.sees("welcome｜停止中")


async def test_a_stopped_survey_begins_for_nobody(cast: Cast) -> None:
    """Its triggers are quiet, a menu button says that it is closed, and who is in the middle can finish."""
    # Given Misaki is in the middle of the survey
    await cast.takahashi.adds_the_account()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("27卒")

    # When an admin stops it
    await cast.takahashi.types("/survey stop welcome")

    # Then Alex is greeted and asked nothing, by word and by button
    await cast.alex.adds_the_account()
    await cast.alex.does_not_see("1/6")
    await cast.alex.types("survey")
    await cast.alex.does_not_see("1/6")

    # And Misaki goes on
    await answers(cast.misaki, *ROAD[1:])
    await cast.misaki.sees("何とお呼びすればいいですか？")

    # And when it is started again it begins
    await cast.takahashi.types("/survey start welcome")
    await cast.takahashi.sees("受付を再開しました")
    await cast.alex.types("survey")
    await cast.alex.sees("1/6")


async def test_a_preview_counts_nowhere(cast: Cast) -> None:
    """An admin plays a survey to its end; no tag, attribute or result comes of it, and no advisor is told."""
    await cast.has_staff()
    admin = cast.takahashi
    await admin.types("/survey preview welcome")
    await admin.sees("「はじめの6問」のお試しです。")
    await answers(admin, *ROAD)
    await admin.types("ボス")
    await admin.sees("ボスさんですね")
    await admin.taps("今すぐ話したい")
    await admin.taps("この内容でよい")
    await admin.sees("（本番ではここで担当者に伝わります）")
    await admin.sees("お試しはここまでです。")
    await cast.sato.does_not_see("相談希望")
    async with cast.world.app.database.read() as connection:
        for table in (tags, attributes):
            assert (await connection.execute(select(table))).all() == []
    await admin.types("/survey results welcome")
    await admin.sees("このアンケートは、まだだれも始めていません。")


async def test_words_of_a_preview_reach_nobody_else(cast: Cast) -> None:
    """While an admin plays, what he types is an answer; commands and later words are not."""
    await cast.has_staff()
    admin = cast.takahashi
    await admin.types("/survey preview welcome")
    message_id = await admin.types("ひみつ卒XYZZY")
    await admin.sees("すみません、うまく読み取れませんでした")
    await admin.types("/who")
    await admin.types("27卒")
    await admin.sees("2/6")
    await cast.world.passes(31 * 60_000)
    await admin.types("面接中")
    await admin.sees("どなたにも送っていません。")
    await admin.unsends(message_id)
    assert await cast.world.rows_with("XYZZY") == []


async def test_a_preview_forgets_what_was_taken_back(cast: Cast) -> None:
    """An admin's unsent words are gone from the preview too."""
    await cast.takahashi.adds_the_account()
    await cast.takahashi.types("/survey preview welcome")
    await answers(cast.takahashi, *ROAD)
    message_id = await cast.takahashi.types("XYZZY")
    assert await cast.world.rows_with("XYZZY")
    await cast.takahashi.unsends(message_id)
    assert await cast.world.rows_with("XYZZY") == []


async def test_the_results_show_counts_and_where_people_stay(cast: Cast) -> None:
    """Counts by choice, how many finish, where they have stopped; never what anybody wrote."""
    await cast.takahashi.adds_the_account()
    await cast.misaki.adds_the_account()
    await answers(cast.misaki, *ROAD)
    await cast.misaki.types("ひみつの名前")
    await cast.world.passes(80_000)
    await answers(cast.misaki, "そのうち話したい", "この内容でよい")
    await cast.alex.adds_the_account()
    await cast.alex.types("2027")
    await cast.takahashi.types("/アンケート 結果 はじめの6問")
    words = said(await cast.takahashi.sees("開始2人・完了1人"))
    assert "ここで止まっている人" in words and "就活の段階" in words
    assert "質問2人・回答1人・ここで停止1人" in words
    assert "ひみつの名前" not in words


async def test_who_is_no_admin_has_no_such_command(cast: Cast) -> None:
    """An advisor is told that it is not for his role; for a friend the word begins the survey."""
    await cast.has_staff()
    await cast.sato.types("/survey")
    await cast.sato.sees("/survey")
    await cast.sato.does_not_see("welcome｜")


def test_a_long_survey_stays_within_lines_limits() -> None:
    """Sixty questions with many long labels make carousels of at most twelve bubbles and 50 KB each."""
    label = "とても長い選択肢の名前" * 2
    choices = [{"id": f"c{n}", "label": f"{label}{n}"} for n in range(10)]
    long = survey([question(f"q{n}", *choices) for n in range(60)])
    tally = Tally([long], "ja", TODAY)
    for number in range(7):
        player = Player(long)
        for _ in range(60 - 9 * number):
            player.taps(f"c{number}")
        tally.add(player.position)
    pictures = results_view.pictures("sample", label * 5, tally, lambda words: words)
    assert 1 < len(pictures) <= 10
    for picture in pictures:
        messages.flex(picture["altText"], picture["contents"])
        assert picture["altText"] == "You have one notice"


def test_every_kind_of_question_is_counted_without_a_word_of_hers() -> None:
    """Choices are counted by label, what is typed only by how many; an old version's questions come last."""
    player = Player(every_kind())
    for text in (
        "お茶",
        "red blue green",
        "気楽に",
        "1500",
        "12月24日",
        "1999年",
        "2040年卒",
        "関西",
        "大阪",
        "はい",
        "同意する",
    ):
        player.types(text)
    newer = survey([question("one", {"id": "tea", "label": "Green tea"})])
    tally = Tally([newer, every_kind()], "ja", TODAY)
    for _ in range(5):
        tally.add(player.position)
    told = {each.words: each for each in tally.told()}
    assert next(iter(told)) == "one?" and ("Green tea", 5) in told["one?"].options
    assert told["text?"].options == () and told["text?"].count.answered == 5
    assert told["number?"].count.middle == 1500
    assert "気楽に" not in str([each.options for each in told.values()])


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(10, "1 s"), (80_000, "1 min 20 s"), (3_600_000, "1 h"), (200_000_000, "2 d 7 h")],
)
def test_a_duration_is_said_in_its_two_greatest_units(milliseconds: int, words: str) -> None:
    """Nobody needs the seconds of two days."""
    assert results_view.duration(milliseconds, lambda unit: unit) == words
