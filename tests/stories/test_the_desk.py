"""What leads look at: who waits for whom, the day as a picture, and a conversation that was frozen."""

from __future__ import annotations

import pytest

from tests.people import Cast
from tests.phone import Phone, said

MINUTE = 60_000


@pytest.fixture
async def busy(cast: Cast) -> Cast:
    """Sato has Misaki, who has just written; Alex waits."""
    await cast.has_staff()
    for phone, label in ((cast.misaki, "人に相談"), (cast.alex, "Talk to a person")):
        await phone.adds_the_account()
        await phone.taps(label)
    await cast.sato.types("/take みさき")
    await cast.world.passes(6 * MINUTE)
    await cast.sato.types("こんにちは")
    await cast.misaki.types("面接の服装を知りたいです")
    await cast.alex.types("I have a question about visas")
    await cast.world.passes(12 * MINUTE)
    return cast


async def newest(phone: Phone) -> str:
    """The newest bubble's words."""
    return said((await phone.bubbles())[-1])


async def test_who_waits_for_whom(busy: Cast) -> None:
    """An advisor sees his own and the queue with the last line, a lead all; what was taken back is gone."""
    # When
    await busy.sato.types("/now")

    # Then
    seen = await newest(busy.sato)
    assert "対応中 1人｜待ち 1人" in seen and "みさきさん｜お返事待ち 12分" in seen
    assert "「面接の服装を知りたいです」" in seen and "「I have a question about visas」" in seen
    await busy.suzuki.types("/状況")
    assert "面接の服装" not in await newest(busy.suzuki)
    await busy.takahashi.types("/now")
    assert "佐藤 → みさきさん" in await newest(busy.takahashi)
    message = await busy.misaki.types("いまのは忘れてください")
    await busy.misaki.unsends(message)
    await busy.sato.types("/now")
    assert "いまのは忘れてください" not in await newest(busy.sato)


async def test_the_day_as_a_picture(busy: Cast) -> None:
    """A lead sees waiting, talking, first answers, ratings, cost and load; advisors have no such command."""
    # Given one conversation is over, and was rated
    await busy.sato.types("/done 回答した")
    await busy.misaki.taps("役に立った")

    # When
    await busy.takahashi.types("/desk")

    # Then
    seen = await newest(busy.takahashi)
    for words in ("待ち", "対応中", "本日完了", "中央値 6分・9割は6分", "役に立った 1", "佐藤", "0/5"):
        assert words in seen, seen
    await busy.sato.types("/desk")
    await busy.sato.sees("/desk")
    await busy.sato.does_not_see("本日完了")


async def test_a_frozen_conversation(busy: Cast) -> None:
    """Frozen, nothing passes; she hears so once, nobody but a lead lets it go on, and all is written down."""
    misaki, sato, suzuki, boss = busy.misaki, busy.sato, busy.suzuki, busy.takahashi
    for each in (misaki, suzuki):
        await each.news()

    # When
    await sato.types("/事案")

    # Then
    await sato.sees("みさきさんの相談を凍結しました。")
    assert [said(each) for each in await misaki.news()] == [
        "ただいま確認しています。責任者からこちらでお返事します。"
    ]
    await sato.types("ひとことだけ")
    await misaki.types("どうしたんですか")
    await misaki.types("メニュー")
    await suzuki.types("/take みさき")
    await suzuki.sees("「みさき」という方は待っていません。")
    await busy.world.passes(15 * MINUTE)
    assert await misaki.news() == []
    await sato.does_not_see("どうしたんですか")

    # And a lead reads who received what, and goes on with her
    await boss.sees("凍結｜みさきさん")
    await boss.taps("届いたものを見る")
    record = await newest(boss)
    assert "佐藤が凍結" in record and "凍結中" in record
    assert "→ 佐藤｜届いた｜「面接の服装を知りたいです」" in record
    assert "→ みさき｜届いた｜「こんにちは」" in record
    await boss.taps("みさきさんに対応")
    await boss.sees("どうしたんですか")
    await misaki.sees("高橋です。")
    await boss.types("/incident")
    assert "高橋が再開" in await newest(boss)
    await boss.types("/audit")
    assert "事案｜みさき" in await newest(boss)
