"""When people answer: what she is told outside the hours, who is called when they begin, and late answers."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import Phone, said

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


async def times(phone: Phone, words: str) -> int:
    """How many bubbles have these words."""
    return len([bubble for bubble in await phone.bubbles() if words in said(bubble)])


async def test_at_night_she_is_told_when_somebody_is_back(cast: Cast) -> None:
    """Outside the hours nobody is woken, she is told when somebody is back, and then the card comes."""
    # Given it is Monday evening, and Sato has forgotten to go off duty
    await cast.has_staff()
    await cast.world.passes(8 * HOUR)
    await cast.misaki.adds_the_account()

    # When she asks
    await cast.misaki.taps("人に相談")

    # Then she is told, and nobody is disturbed
    await cast.misaki.sees("いまは受付時間外です。")
    await cast.misaki.sees("次は明日（火）10:00に担当者が戻ります。順番にお返事します。")
    await cast.sato.does_not_see("相談希望")

    # And on Tuesday at ten he gets her card
    await cast.world.passes(14 * HOUR)
    await cast.sato.sees("相談希望｜みさきさん")


async def test_over_the_new_year(cast: Cast) -> None:
    """On the afternoon of a half day she is told the first day after the new year's holidays."""
    # Given it is Monday 28 December, two hours after the half day's end
    await cast.has_staff()
    await cast.world.passes(28 * DAY + 3 * HOUR)
    await cast.misaki.adds_the_account()

    # When
    await cast.misaki.taps("人に相談")

    # Then
    await cast.misaki.sees("次は1月4日（月）10:00に担当者が戻ります。")

    # And whoever says so now is on duty all the same
    await cast.sato.types("/受付")
    await cast.sato.sees("いまは受付時間外です。")
    await cast.sato.sees("みさきさんに対応")


async def test_a_late_answer_is_noticed_once(cast: Cast) -> None:
    """An advisor who has taken her is warned before her first answer is late; then the lead is told; once."""
    # Given Sato has taken her and says nothing
    await cast.has_staff()
    misaki, sato, boss = cast.misaki, cast.sato, cast.takahashi
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")

    # When twenty minutes pass, he is warned
    await cast.world.passes(20 * MINUTE)
    await sato.sees("みさきさんがお返事を待っています")
    await boss.does_not_see("お返事が遅れています")

    # And when thirty have passed, the lead knows, and can give her to somebody else
    await cast.world.passes(10 * MINUTE)
    await boss.sees("担当 佐藤")
    await cast.world.passes(6 * HOUR)
    assert await times(sato, "お返事を待っています") == await times(boss, "お返事が遅れています") == 1
    await boss.taps("鈴木さんに任せる")
    await cast.suzuki.sees("みさきさんの対応を始めました")
    await sato.sees("みさきさんは鈴木さんの担当になりました。")


async def test_the_clock_stops_for_the_night_and_with_an_answer(cast: Cast) -> None:
    """The time of an answer runs in opening hours only, and any answer stops it."""
    # Given Sato has answered her at noon, and she writes again ten minutes before the end of the day
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await sato.types("こんにちは")
    await cast.world.passes(7 * HOUR - 10 * MINUTE)
    await misaki.types("もう一つ質問です")

    # And once more after it, when she is told once from when he answers
    await misaki.news()
    await cast.world.passes(2 * HOUR)
    for words in ("急ぎません", "明日で大丈夫です"):
        await misaki.types(words)
    away = "いまは受付時間外です。佐藤からのお返事は、明日（火）10:00以降になります。"
    assert [said(each) for each in await misaki.news()] == [away]

    # When the night passes, nobody has been late
    await cast.world.passes(13 * HOUR + 10 * MINUTE)
    await sato.does_not_see("お返事を待っています")

    # Then forty minutes into the morning he is warned, and his answer ends it
    await cast.world.passes(40 * MINUTE)
    await sato.sees("みさきさんがお返事を待っています")
    await sato.types("お待たせしました")
    await cast.world.passes(3 * HOUR)
    await cast.takahashi.does_not_see("お返事が遅れています")

    # And on the next evening she is told again, unless he has just written
    await cast.world.passes(7 * HOUR)
    await sato.types("今日はこれで失礼します")
    await misaki.types("ありがとうございました")
    await cast.world.passes(HOUR)
    await misaki.types("追伸です")
    assert await times(misaki, "いまは受付時間外です。佐藤からのお返事は") == 2


async def test_who_has_fallen_silent_is_reminded_once(cast: Cast) -> None:
    """A friend who does not answer gets one word at a decent hour, and then her advisor is told."""
    # Given he has answered, and she is silent
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await cast.world.passes(8 * HOUR)
    await sato.types("面接はいつですか")
    await misaki.news()

    # When a day has passed it is eight in the evening: still a decent hour
    await cast.world.passes(DAY)
    assert [said(each) for each in await misaki.news()] == [
        "佐藤からメッセージが届いています。お返事は、ご都合のよいときで大丈夫です。"
    ]

    # Then he is told in the hours of the next day
    await cast.world.passes(DAY)
    await sato.does_not_see("お返事がありません")
    await cast.world.passes(14 * HOUR + MINUTE)
    await sato.sees("みさきさんからお返事がありません")
    assert await misaki.news() == []


async def test_any_reply_cancels_the_reminder(cast: Cast) -> None:
    """Whoever has answered is not reminded."""
    # Given
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await sato.types("面接はいつですか")

    # When
    await cast.world.passes(HOUR)
    await misaki.types("来週です")
    await cast.world.passes(3 * DAY)

    # Then
    await misaki.does_not_see("メッセージが届いています")
    await sato.does_not_see("お返事がありません")
