"""Into and out of the queue: what she is told, who is called, and how she goes from one person to another."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import Phone

MINUTE = 60_000


async def asks(phone: Phone) -> None:
    """She adds the account and asks for a person."""
    await phone.adds_the_account()
    await phone.taps("Talk to a person" if phone.slug == "alex" else "人に相談")


async def test_she_is_told_how_long_it_usually_takes(cast: Cast) -> None:
    """With little to go by she is told today's hours; once ten were answered, how long it took them."""
    # Given nobody has been measured yet
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await asks(misaki)
    await misaki.sees("本日の受付は19:00までです。")
    await misaki.does_not_see("最初のお返事まで")

    # When ten conversations have each been answered after seven minutes
    for number in range(10):
        if number:
            await misaki.taps("人に相談")
        await sato.taps("対応する")
        await cast.world.passes(7 * MINUTE)
        await sato.types("こんにちは")
        await sato.types("/done")
        await cast.world.passes(10 * MINUTE)

    # Then the next one hears it, rounded up
    await misaki.taps("人に相談")
    await misaki.sees("最近は、最初のお返事まで10分ほどです。")


async def test_cards_go_to_those_who_suit_her_first(cast: Cast) -> None:
    """An advisor good at English is called for Alex at once, the others later, leads at last; she is told."""
    # Given
    await cast.has_staff()
    alex, sato, suzuki, boss = cast.alex, cast.sato, cast.suzuki, cast.takahashi
    await sato.types("／得意　英語、関西")
    await sato.sees("先にお呼びするのは、こんな方のときです：関西、英語")
    await suzuki.types("/skills 日本語")

    # When
    await asks(alex)

    # Then
    await sato.sees("相談希望")
    await suzuki.does_not_see("相談希望")
    await cast.world.passes(5 * MINUTE)
    await suzuki.sees("相談希望")
    await boss.does_not_see("担当がまだ決まっていません")
    await cast.world.passes(5 * MINUTE)
    await boss.sees("担当がまだ決まっていません")
    await alex.sees("Nobody was free yet, sorry.")

    # And the lead gives her to somebody by a tap
    await boss.taps("鈴木さんに任せる")
    await alex.sees("I'm Suzuki, your career advisor.")


async def test_who_has_no_room_is_not_called_at_first(cast: Cast) -> None:
    """An advisor who takes nobody more gets no card until everybody is called; she is told the truth."""
    # Given
    await cast.has_staff()
    await cast.sato.types("／上限　０")
    await cast.sato.sees("同時に対応するのは0人までです。いま 0人")
    await cast.sato.types("/capacity many")
    await cast.sato.sees("「/上限 3」のように")

    # When
    await asks(cast.misaki)

    # Then
    await cast.suzuki.sees("相談希望")
    await cast.sato.does_not_see("相談希望")

    # And when nobody has room, that is what she hears
    await cast.suzuki.types("/上限 0人")
    await asks(cast.alex)
    await cast.alex.sees("All advisors are talking with others just now.")


async def test_she_meets_the_advisor_whom_she_knows(cast: Cast) -> None:
    """Who has talked with an advisor is shown to him first, and to the others after two minutes."""
    # Given
    await cast.has_staff()
    misaki, sato, suzuki = cast.misaki, cast.sato, cast.suzuki
    await asks(misaki)
    await suzuki.taps("対応する")
    await suzuki.types("/done")
    await sato.news()

    # When
    await misaki.taps("人に相談")

    # Then
    assert await sato.news() == []
    await suzuki.sees("前回 鈴木")
    await cast.world.passes(2 * MINUTE)
    await sato.sees("前回 鈴木")


async def test_an_advisor_hands_her_over(cast: Cast) -> None:
    """Handed over with a note she is with the colleague, who reads it; she hears only who it is."""
    # Given
    await cast.has_staff()
    misaki, sato, suzuki = cast.misaki, cast.sato, cast.suzuki
    await asks(misaki)
    await sato.taps("対応する")

    # When
    await sato.types("／引継　鈴木　面接は明日です")

    # Then
    await suzuki.sees("みさきさんの対応を始めました")
    await suzuki.sees("佐藤「面接は明日です」")
    await sato.sees("みさきさんは鈴木さんの担当になりました。")
    await misaki.sees("キャリアアドバイザーの鈴木です。ここからは私がお返事します。")
    await misaki.does_not_see("面接は明日です")
    await misaki.types("よろしくお願いします")
    await suzuki.sees("よろしくお願いします")
    await sato.does_not_see("よろしくお願いします")

    # And without words it is asked by buttons
    await suzuki.types("/transfer")
    await suzuki.taps("佐藤")
    await sato.types("おかえりなさい")
    await misaki.sees("おかえりなさい")


async def test_an_advisor_gives_her_back(cast: Cast) -> None:
    """Given back she keeps her place, others are called first, and her advisor's words reach her no more."""
    # Given
    await cast.has_staff()
    misaki, sato, suzuki = cast.misaki, cast.sato, cast.suzuki
    await asks(misaki)
    await sato.taps("対応する")
    await suzuki.news()
    await sato.news()

    # When
    await sato.types("/戻す")

    # Then
    await misaki.sees("担当者が変わります。")
    await sato.sees("みさきさんを待ちの列に戻しました。")
    await suzuki.taps("対応する")
    await sato.types("まだ聞こえますか")
    await sato.sees("どなたにも送っていません。")
    await misaki.does_not_see("まだ聞こえますか")


async def test_a_lead_assigns(cast: Cast) -> None:
    """`/assign NAME LABEL` gives her to an advisor; what is left out is asked; advisors may not."""
    # Given
    await cast.has_staff()
    misaki, alex, sato, boss = cast.misaki, cast.alex, cast.sato, cast.takahashi
    await asks(misaki)
    await asks(alex)

    # When
    await boss.types("/割当 佐藤 みさき")
    await misaki.sees("キャリアアドバイザーの佐藤です。")
    await boss.types("/assign")
    await boss.taps("Alex")
    await boss.taps("佐藤")

    # Then
    await alex.sees("I'm Sato, your career advisor.")
    await sato.types("/assign 鈴木 みさき")
    await sato.sees("どなたにも送っていません。")
    await cast.suzuki.does_not_see("対応を始めました")


async def test_another_advisor_please(cast: Cast) -> None:
    """Her wish reaches the lead and not her advisor, who never gets her card again."""
    # Given
    await cast.has_staff()
    misaki, sato, suzuki, boss = cast.misaki, cast.sato, cast.suzuki, cast.takahashi
    await asks(misaki)
    await sato.taps("対応する")
    await sato.news()

    # When
    await misaki.types("別の担当者がいいです")

    # Then
    assert await sato.news() == []
    await misaki.sees("いまの担当者には知らせていません。")
    await boss.sees("みさきさんが別の担当者を希望しています")
    await boss.taps("鈴木さんに任せる")
    await misaki.sees("キャリアアドバイザーの鈴木です。")
    await suzuki.types("/done")
    await sato.news()
    await misaki.taps("人に相談")
    await cast.world.passes(20 * MINUTE)
    assert await sato.news() == []
    await sato.types("/待ち")
    await sato.sees("待っている方はいません。")


async def test_something_was_not_right(cast: Cast) -> None:
    """Typed, it is asked for whom it is meant, so that nothing is lost; tapped, only the lead hears it."""
    # Given
    await cast.has_staff()
    misaki, sato, boss = cast.misaki, cast.sato, cast.takahashi
    await asks(misaki)
    await sato.taps("対応する")
    await sato.news()

    # When
    await misaki.types("困ったことがありました")

    # Then
    assert await sato.news() == []
    await misaki.taps("担当者に送る")
    await sato.sees("困ったことがありました")
    await misaki.taps("責任者にだけ伝える")
    await boss.sees("みさきさんに困ったことがあったそうです")
    await sato.does_not_see("困ったことがあったそうです")


async def test_two_of_one_name_are_told_apart(cast: Cast) -> None:
    """Where two who wait have one name, lists and buttons number them, and say what is known of each."""
    # Given two Misakis wait
    await cast.has_staff()
    misaki, sato, world = cast.misaki, cast.sato, cast.world
    await world.control("POST", "users", {"slug": "other", "name": "みさき"})
    other = Phone(world, "other")
    for each in (misaki, other):
        await each.adds_the_account()
        await each.taps("27卒" if each is misaki else "28卒")
        await each.taps("人に相談")
        await world.passes(60_000)

    # When
    await sato.types("/待ち")
    await sato.sees("みさき（2）｜待ち1分｜28卒")
    await sato.types("/対応 みさき")
    await sato.sees("みさき（1）｜待ち2分｜27卒")
    await sato.taps("みさき（2）")

    # Then
    await other.sees("お待たせしました")
    await misaki.does_not_see("お待たせしました")
