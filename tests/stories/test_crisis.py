"""Words of crisis: the bot falls silent, she comes first, a lead is alerted; at night there are helplines."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said

HOUR = 3_600_000


async def test_words_of_crisis_in_the_middle_of_a_survey(cast: Cast) -> None:
    """She is told once that a person knows, comes before whoever waited, and nothing else answers her."""
    # Given Alex waits already, and Misaki is asked something
    await cast.has_staff()
    misaki, alex, sato, boss = cast.misaki, cast.alex, cast.sato, cast.takahashi
    await alex.adds_the_account()
    await alex.taps("Talk to a person")
    await misaki.adds_the_account()
    for each in (misaki, sato, boss):
        await each.news()

    # When
    await misaki.types("もう、シニタイです。面接に落ちてばかりで")

    # Then she hears one word, and the team all of it, with nothing of it on a lock screen
    [answer] = await misaki.news()
    assert "担当者（人）にすぐ知らせました。" in said(answer) and "119" in said(answer)
    [card] = await sato.news()
    assert "至急｜みさきさん" in said(card) and "面接に落ちてばかりで" in said(card)
    assert card["altText"] == "至急のお知らせがあります"
    assert "至急｜みさきさんにすぐ対応が必要です" in said((await boss.news())[0])

    # And whatever she types now is kept for whoever takes her, who is given her first
    for words in ("27卒", "メニュー", "設定・停止", "死にたい"):
        await misaki.types(words)
    await cast.world.passes(20_000)
    assert await misaki.news() == [] and await boss.news() == []
    await sato.types("/take")
    await sato.sees("みさきさんの対応を始めました")
    await sato.sees("設定・停止")
    await misaki.sees("キャリアアドバイザーの佐藤です。")

    # And when it is over the bot is there again
    await sato.types("/done みさき")
    await misaki.types("こんにちは")
    await misaki.sees("どんなご用でしょうか？")


async def test_words_of_crisis_at_night(cast: Cast) -> None:
    """While nobody is on duty she sees whom she can call now, in her language; leads are alerted too."""
    # Given it is Monday evening, after the hours
    await cast.has_staff()
    misaki, alex, boss = cast.misaki, cast.alex, cast.takahashi
    await cast.world.passes(10 * HOUR)
    await misaki.adds_the_account()
    await alex.adds_the_account()
    await boss.news()

    # When
    await misaki.types("消えてしまいたい")
    await alex.types("I don’t  want to live anymore")

    # Then
    answer = await misaki.sees("いまは担当者（人）がいません。")
    for words in (
        "よりそいホットライン 0120-279-338",
        "24時間・無料",
        "責任者にも知らせました。",
        "明日（火）10:00",
    ):
        assert words in said(answer)
    await alex.sees("Call 03-5774-0992")
    assert len([each for each in await boss.news() if "至急" in said(each)]) == 2

    # And in the morning the advisors are called
    await cast.sato.news()
    await cast.world.passes(14 * HOUR)
    await cast.sato.sees("至急｜みさきさん")


async def test_words_of_crisis_to_an_advisor(cast: Cast) -> None:
    """With an advisor on duty her words go to him as always, a lead is alerted once; the bot says nothing."""
    # Given
    await cast.has_staff()
    misaki, sato, boss = cast.misaki, cast.sato, cast.takahashi
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await misaki.news()
    await boss.news()

    # When
    await misaki.types("もう死にたい")
    await misaki.types("本当に死にたい")

    # Then
    await sato.sees("本当に死にたい")
    [alert] = await boss.news()
    assert "担当 佐藤" in said(alert)
    assert await misaki.news() == []
