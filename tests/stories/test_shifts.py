"""Shifts: hours of one's own, who waits when they begin, and what becomes of friends when they end."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said

MINUTE = 60_000
HOUR = 60 * MINUTE


async def test_at_the_end_of_a_shift(cast: Cast) -> None:
    """At seven he is asked; handed over she waits for the morning, and the next has his note."""
    # Given
    await cast.has_staff()
    misaki, sato, suzuki = cast.misaki, cast.sato, cast.suzuki
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await misaki.types("面接の練習をお願いしたいです")
    await misaki.news()

    # When the day ends
    await cast.world.passes(7 * HOUR)
    await sato.sees("本日の受付が終わりました。対応中 1人を引き継ぎますか？")
    await sato.types("/交代 一次面接は明日の17時です")

    # Then she is told the truth, once
    [word] = await misaki.news()
    assert "佐藤は本日の対応を終えました。" in said(word) and "明日（火）10:00" in said(word)

    # And in the morning whoever takes her reads his note and what she wanted
    await suzuki.news()
    await cast.world.passes(15 * HOUR)
    await suzuki.taps("対応する")
    await suzuki.sees("佐藤「一次面接は明日の17時です」")
    await suzuki.sees("面接の練習をお願いしたいです")
    assert len(await misaki.news()) == 1


async def test_handed_over_in_the_middle_of_the_day(cast: Cast) -> None:
    """While a colleague is there who has room, she is with him at once, and he says why."""
    # Given
    await cast.has_staff()
    misaki, sato, suzuki = cast.misaki, cast.sato, cast.suzuki
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await misaki.news()

    # When
    await sato.types("/off")
    await sato.sees("受付を休みにしました。")
    await sato.taps("全員を引き継ぐ")

    # Then
    assert [said(each) for each in await misaki.news()] == [
        "キャリアアドバイザーの鈴木です。佐藤は本日の対応を終えたため、ここからは私がお返事します。"
    ]
    await sato.sees("みさきさんは鈴木さんの担当になりました。")
    await suzuki.types("よろしくお願いします")
    await misaki.sees("よろしくお願いします")


async def test_hours_of_ones_own(cast: Cast) -> None:
    """An advisor with hours of his own is called within them only, and sees who waits when they begin."""
    # Given Nakamura, who is there from one to six
    await cast.has_staff()
    alex, nakamura, boss = cast.alex, cast.suzuki, cast.takahashi
    await cast.sato.types("/off")
    await boss.types("/staff list")
    await boss.taps("鈴木さんの設定")
    await boss.taps("外す")
    await boss.taps("外す")
    await boss.types("/staff 中村")
    await nakamura.types(str((await boss.bubble("EN-"))["text"]))
    await nakamura.types("/on")
    await nakamura.sees("いまは受付時間外です。")

    # When Alex asks at noon of the next day
    await cast.world.passes(24 * HOUR)
    await nakamura.news()
    await alex.adds_the_account()
    await alex.taps("Talk to a person")
    await alex.sees("Nobody is on duty just now.")
    await alex.sees("An advisor is back today at 13:00")
    await cast.world.passes(50 * MINUTE)
    assert await nakamura.news() == []

    # Then at one he sees her, and she reads his name in her letters
    await cast.world.passes(10 * MINUTE)
    await nakamura.taps("Alexさんに対応")
    await alex.sees("I'm Nakamura, your career advisor.")
    await nakamura.types("Hello!")
    assert (await alex.sees("Hello!"))["sender"]["name"] == "Nakamura (advisor)"
    await cast.world.passes(5 * HOUR)
    await nakamura.sees("本日の受付が終わりました。対応中 1人を引き継ぎますか？")
