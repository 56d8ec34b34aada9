"""After a conversation, and in the silence before it: one closing bubble, one tap, something useful once."""

from __future__ import annotations

import pytest

from tests.people import Cast
from tests.phone import said

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
async def talking(cast: Cast) -> Cast:
    """Sato has Misaki, who was in the middle of a survey, and has written to her."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    await cast.sato.types("こんにちは")
    await cast.misaki.news()
    return cast


async def test_one_closing_bubble_with_one_tap(talking: Cast) -> None:
    """Finished with how it ended she is asked once how it was; she is thanked, and no survey goes on."""
    misaki, sato = talking.misaki, talking.sato

    # When
    await sato.taps("相談を完了")
    await sato.sees("みさきさん｜結果を選んで完了してください")
    assert await misaki.news() == []
    await sato.taps("回答した")

    # Then
    [closing] = await misaki.news()
    assert said(closing).startswith("ここからは案内係がお手伝いします。\n今回のご相談はいかがでしたか？")
    await misaki.taps("役に立った")
    await misaki.taps("いまひとつ")
    assert "ありがとうございます" in said((await misaki.news())[0])
    await sato.does_not_see("役に立った")

    # And her open question waits until she wants to go on
    await talking.world.passes(3 * DAY)
    assert await misaki.news() == []
    await misaki.types("こんにちは")
    await misaki.taps("質問のつづき")
    await misaki.sees("1/6　卒業（予定）の年を教えてください。")


@pytest.mark.parametrize("ending", ["残念な結果", "みさき　残念な結果", ""])
async def test_nobody_is_asked_after_bad_news(talking: Cast, ending: str) -> None:
    """After bad news, or when nobody has said how it ended, there is one bubble that asks nothing."""
    # When
    await talking.sato.types(f"/完了 {ending}")

    # Then
    assert [said(each) for each in await talking.misaki.news()] == ["ここからは案内係がお手伝いします。"]
    await talking.sato.sees("完了：みさきさん")


async def test_the_account_comes_with_something_useful(talking: Cast) -> None:
    """Four days after his last words she gets something useful, by day and once; any answer stops it."""
    misaki = talking.misaki

    # When it is noon four days later, the reminder having come after one
    await talking.world.passes(2 * DAY)
    await misaki.sees("佐藤からメッセージが届いています。")
    await misaki.news()
    await talking.world.passes(2 * DAY)

    # Then
    [useful] = await misaki.news()
    assert "その後いかがですか？" in said(useful)
    await talking.world.passes(7 * DAY)
    assert await misaki.news() == []

    # And when she has answered, and he again, her next answer stops it
    await misaki.types("元気です")
    await talking.sato.types("よかったです")
    await talking.world.passes(2 * DAY + 20 * HOUR)
    await misaki.types("はい")
    await misaki.news()
    await talking.world.passes(3 * DAY)
    assert await misaki.news() == []
