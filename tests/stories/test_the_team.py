"""The team's chat: codes, the list, leaving, and commands that say what became of what was typed."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said


async def test_a_code_says_whom_it_makes_what(cast: Cast) -> None:
    """Role and name are read in either order, with blanks of any width, and are said back."""
    # Given
    await cast.takahashi.adds_the_account()

    # When
    for typed in ("/staff lead 鈴木", "/担当 鈴木 リーダー", "/staff リーダー\u3000鈴木"):
        await cast.takahashi.news()
        await cast.takahashi.types(typed)

        # Then
        assert "鈴木さん（リーダー）用のコードです。" in said((await cast.takahashi.news())[0])
    code = (await cast.takahashi.bubble("EN-"))["text"]
    await cast.suzuki.adds_the_account()
    await cast.suzuki.types(code)
    await cast.suzuki.types("/stats")
    await cast.suzuki.sees("いまの数字")


async def test_nobody_leaves_the_team_by_a_slip(cast: Cast) -> None:
    """Taking somebody off the team is asked first; whoever is taken off is told, and is a friend again."""
    # Given
    await cast.has_staff()
    admin, sato = cast.takahashi, cast.sato
    await admin.types("/staff list")
    await admin.sees("佐藤｜アドバイザー")

    # When she taps and thinks better of it
    await admin.taps("佐藤さんの設定")
    await admin.taps("外す")
    await admin.taps("このままにする")
    await sato.types("/私の担当")
    await sato.sees("対応中の相談はありません。")

    # And when she means it
    await admin.taps("外す")

    # Then
    await sato.sees("スタッフ登録が外れました。")
    assert "locked" in (await sato.menu() or "")


async def test_what_reached_nobody_is_said(cast: Cast) -> None:
    """Words of an advisor who talks with nobody, and a name that is not with him, are answered as such."""
    # Given
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    sato = cast.sato

    # When
    await sato.types("聞こえますか")
    await sato.sees("どなたにも送っていません。いま対応中の方はいません。")
    await sato.taps("対応する")
    await sato.types("/to はるか")

    # Then
    await sato.sees("「はるか」という方は、いま対応中ではありません。")
    await sato.types("/対応 みさき")
    await sato.sees("みさきさんは、もうあなたの対応中です。")


async def test_the_staff_menu_works_by_words(cast: Cast) -> None:
    """On a computer staff have no menu: a card has its buttons, and typed labels and kana work."""
    # Given
    await cast.has_staff()
    sato = cast.sato

    # When
    await sato.types("/menu")

    # Then
    card = await sato.sees("待っている人")
    assert "会員登録" not in said(card) and "いまの数字" not in said(card)
    await sato.taps("受付を休む")
    await sato.sees("受付を休みにしました。")
    await sato.types("待っている人")
    await sato.types("／うけつけ")
    await sato.sees("受付中にしました。")


async def test_starting_what_runs_is_said(cast: Cast) -> None:
    """With nothing stopped `/resume` says so; where nothing has gathered it speaks of nothing else."""
    # Given
    boss = cast.takahashi
    await boss.adds_the_account()

    # When
    await boss.types("/resume")

    # Then
    await boss.sees("送信は止まっていません。")
    await boss.types("/stop")
    await boss.types("/resume")
    await boss.sees("たまっているメッセージはありません。")
    await boss.news()
    await boss.taps("再開する")
    assert [said(each) for each in await boss.news()] == ["再開しました。"]


async def test_advisors_see_what_was_chosen(cast: Cast) -> None:
    """The card that calls an advisor has her year, phase and region in words."""
    # Given
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    for label in ("27卒", "ES・面接の途中", "関西"):
        await cast.misaki.taps(label)

    # When
    await cast.misaki.taps("人に相談")

    # Then
    await cast.sato.sees("27卒、ES・面接の途中、関西")


async def test_what_is_given_up_is_not_shown_even_if_it_was_being_repeated(cast: Cast) -> None:
    """After /resume and 「送らない」 nothing old appears, not even what LINE had refused for the moment."""
    # Given LINE fails while Misaki is answered, and then everything is stopped
    await cast.has_staff()
    misaki, boss = cast.misaki, cast.takahashi
    await misaki.adds_the_account()
    await misaki.news()
    fault = {"endpoint": "reply", "kind": "500", "probability": 1, "count": 1}
    await cast.world.control("PUT", "faults", {"faults": [fault], "seed": 1})
    await misaki.taps("27卒")
    await boss.types("/stop")
    await misaki.taps("設定・停止")
    await cast.world.passes(1_000)

    # When the admin starts again without what has gathered
    await boss.types("/resume")
    await boss.taps("送らない")
    await cast.world.passes(60_000)

    # Then she has seen nothing of it
    assert await misaki.news() == []
