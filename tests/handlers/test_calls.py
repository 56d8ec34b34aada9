"""A person is called without her asking: an event arrives, a lead assigns; cards in the reader's language."""

from __future__ import annotations

from bot import inbox
from bot.clock import HOUR
from bot.events import RawEvent, encode
from bot.team import Call
from dialogs import published
from dialogs.content import dump, restore
from linking.member_events import KIND
from tests.people import Cast
from tests.phone import said


async def books(cast: Cast, event: str = "interview_booked", number: int = 1) -> None:
    """Let her lane hear of something that her member did, as `POST /api/events` puts it there."""
    now = cast.world.clock.now()
    body = encode({"type": KIND, "event": event, "at": now, "data": {}})
    async with cast.world.app.database.write() as connection:
        told = RawEvent(f"{event}{number}", cast.misaki.user_id, KIND, body, now)
        await inbox.put(connection, [told], now)
    await cast.world.quiet()


async def test_an_event_calls_a_person(cast: Cast) -> None:
    """An event that the content names puts her into the queue once and tells her why; others do nothing."""
    # Given
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.news()
    await sato.news()

    # When
    await books(cast, "page_viewed")
    assert await misaki.news() == []
    await books(cast)
    await books(cast, number=2)

    # Then
    [word] = await misaki.news()
    assert "面接のご予約、ありがとうございます。" in said(word) and "相談をやめる" in said(word)
    assert len([each for each in await sato.news() if "相談希望" in said(each)]) == 1
    await misaki.types("よろしくお願いします")
    await sato.taps("対応する")
    await sato.sees("よろしくお願いします")


async def test_a_tag_calls_a_person(cast: Cast) -> None:
    """A tag that comes onto her, by an answer or a rule, calls a person if the condition holds; once."""
    # Given the content wants a person for whoever is about to decide on an offer
    await cast.has_staff()
    app, misaki = cast.world.app, cast.misaki
    wish = Call.model_validate(
        {"on": "tag:phase:offer", "when": "not linked", "say": "担当者からご連絡します。"}
    )
    team = app.content.team.model_copy(update={"calls": (wish,)})
    async with app.database.write() as connection:
        content = restore(dump(app.content.model_copy(update={"team": team})))
        await published.publish(connection, content, cast.world.clock.now())
    await app.follow_content()
    await misaki.adds_the_account()
    await misaki.taps("27卒")

    # When
    await misaki.taps("内定あり・迷い中")

    # Then
    await misaki.sees("担当者からご連絡します。")
    await cast.sato.sees("相談希望｜みさきさん")


async def test_at_night_she_is_told_in_the_morning(cast: Cast) -> None:
    """Booked at night, the word about it waits for a decent hour."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.news()
    await cast.world.passes(11 * HOUR)
    await books(cast)
    assert await cast.misaki.news() == []
    await cast.world.passes(10 * HOUR)
    assert "面接のご予約" in said((await cast.misaki.news())[0])


async def test_a_lead_lets_an_advisor_write_to_a_friend(cast: Cast) -> None:
    """`/assign` with the name of a friend who has not asked finds her; a tap gives her to the advisor."""
    # Given
    await cast.has_staff()
    misaki, sato, boss = cast.misaki, cast.sato, cast.takahashi
    await misaki.adds_the_account()
    await misaki.news()

    # When
    await boss.types("/割当 佐藤 だれか")
    await boss.sees("「だれか」という友だちはいません。")
    await boss.types("/割当 佐藤 みさ")
    await boss.sees("佐藤さんに、どなたへ連絡してもらいますか？")
    await boss.taps("みさき")

    # Then
    await sato.sees("みさきさんの対応を始めました")
    assert "佐藤です。こちらからご連絡しました。" in said((await misaki.news())[0])
    await sato.types("はじめまして")
    await misaki.sees("はじめまして")


async def test_an_advisor_who_reads_english(cast: Cast) -> None:
    """His cards say in English what is known of her, and that she writes Japanese."""
    # Given
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await sato.taps("ヘルプ")
    await sato.types("/settings")
    await sato.taps("English")
    await misaki.adds_the_account()
    for label in ("27卒", "ES・面接の途中", "関西"):
        await misaki.taps(label)

    # When
    await misaki.taps("人に相談")

    # Then
    card = said(await sato.sees("Would like to talk"))
    assert "Japanese, Class of 2027, Applying, interviews, Kansai" in card, card
    await cast.suzuki.sees("27卒、ES・面接の途中、関西")
