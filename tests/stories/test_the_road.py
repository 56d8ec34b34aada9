"""The road of the product: from following the account to a conversation with a human, and back."""

from __future__ import annotations

from tests.browser import Browser
from tests.people import Cast
from tests.phone import said


async def answers_the_welcome_survey(cast: Cast) -> None:
    """Misaki answers every question and confirms the summary."""
    for label in ("27卒", "ES・面接の途中", "関西", "IT・通信", "金融", "決定"):
        await cast.misaki.taps(label)
    await cast.misaki.types("みさき")
    await cast.misaki.taps("そのうち話したい")
    await cast.misaki.taps("この内容でよい")


async def links(cast: Cast, browser: Browser) -> None:
    """Misaki taps the offered button, signs in and confirms."""
    tapped = await cast.misaki.taps("連携する")
    await browser.opens(tapped["open"], cast.misaki)
    await browser.presses("次へ", cast.misaki, member_id="T0001", password="sample-misaki")
    browser.shows("田中 み◯◯")
    await browser.presses("連携する", cast.misaki)


async def test_follow_shows_the_locked_menu_and_the_first_question(cast: Cast) -> None:
    """A new friend is greeted, sees the locked menu and the first question, and nothing is billed."""
    # When Misaki adds the account
    await cast.misaki.adds_the_account()

    # Then
    await cast.misaki.sees("みさきさん、友だち追加ありがとうございます")
    await cast.misaki.sees("1/6　卒業（予定）の年を教えてください。")
    assert "locked" in (await cast.misaki.menu() or "")
    assert await cast.misaki.billed() == 0


async def test_the_whole_road_stays_within_its_budget(cast: Cast, browser: Browser) -> None:
    """From follow to 'taken' she sees at most 15 bubbles, taps at most 14 times, and nothing is billed."""
    # Given Sato is on duty and at work: he talks with Alex
    await cast.has_staff()
    misaki, sato, alex = cast.misaki, cast.sato, cast.alex
    await cast.suzuki.types("/off")
    await alex.adds_the_account()
    await alex.taps("Talk to a person")
    await sato.taps("対応する")
    billed = await cast.billed()

    # When Misaki follows, answers, links, asks for a human and writes her question
    await misaki.adds_the_account()
    await answers_the_welcome_survey(cast)
    assert {"class:2027", "area:kansai", "likes:it", "likes:finance"} <= await misaki.tags()
    await links(cast, browser)
    await misaki.sees("連携が完了しました")
    assert "open" in (await misaki.menu() or "")
    spent = await cast.billed() - billed
    await alex.types("One more thing")
    await sato.types("Go ahead")
    billed = await cast.billed()
    await misaki.taps("人に相談")
    await misaki.types("面接の準備について聞きたいです")
    await sato.taps("対応する")

    # Then she has her advisor, within the budget: cards and answers ride on free reply tokens
    taken = await misaki.sees("佐藤です。お待たせしました")
    assert taken["sender"]["name"] == "佐藤（アドバイザー）"
    await sato.sees("面接の準備について聞きたいです")
    assert len(await misaki.bubbles()) <= 15
    assert misaki.tapped + browser.pressed <= 14
    assert spent + await cast.billed() - billed == 0


async def test_a_human_talks_and_the_bot_is_silent_until_done(cast: Cast) -> None:
    """While an advisor has her, typed text goes to him and the bot is silent; after /done it is back."""
    # Given Sato has taken Misaki
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await misaki.news()

    # When they write to each other
    await misaki.types("面接が不安です")
    await sato.sees("面接が不安です")
    await sato.types("いっしょに準備しましょう")

    # Then she hears only him
    heard = await misaki.news()
    assert [bubble["text"] for bubble in heard] == ["いっしょに準備しましょう"]
    assert heard[0]["sender"]["name"] == "佐藤（アドバイザー）"

    # And after /done the assistant is back, once
    await sato.types("/done")
    await misaki.sees("ここからは案内係がお手伝いします。")
    await misaki.types("こんにちは")
    assert "案内係" in (await misaki.news())[-1]["sender"]["name"]


async def test_two_students_and_two_advisors_are_never_mixed_up(cast: Cast) -> None:
    """Interleaved words of two conversations each reach the one they are meant for, and nobody else."""
    # Given each advisor has one student
    await cast.has_staff()
    pairs = ((cast.misaki, cast.sato), (cast.alex, cast.suzuki))
    for student, advisor in pairs:
        await student.adds_the_account()
        await student.taps("人に相談" if student is cast.misaki else "Talk to a person")
        await advisor.taps("対応する")

    # When they write by turns
    for number in range(3):
        for student, _ in pairs:
            await student.types(f"{student.slug} asks {number}")
        for _, advisor in pairs:
            await advisor.types(f"{advisor.slug} answers {number}")

    # Then nothing is misrouted
    for (student, advisor), (other, colleague) in (pairs, pairs[::-1]):
        for number in range(3):
            await advisor.sees(f"{student.slug} asks {number}")
            await student.sees(f"{advisor.slug} answers {number}")
        await student.does_not_see(f"{colleague.slug} answers")
        await advisor.does_not_see(f"{other.slug} asks")


async def test_unlinking_locks_the_menu_again_and_the_gift_is_given_once(
    cast: Cast, browser: Browser
) -> None:
    """She can unlink at any time; the menu locks; linking again gives no second gift."""
    # Given she is linked
    misaki = cast.misaki
    await misaki.adds_the_account()
    await answers_the_welcome_survey(cast)
    await links(cast, browser)
    await misaki.sees("お約束の「自己PR・ガクチカ例文集」")
    await misaki.news()

    # When she unlinks
    await misaki.types("解除")
    await misaki.taps("連携を解除する")

    # Then
    await misaki.sees("連携を解除しました")
    assert "locked" in (await misaki.menu() or "")

    # And linking again brings the menu back, but no second gift
    await misaki.taps("連携する")
    await links(cast, browser)
    assert "open" in (await misaki.menu() or "")
    assert not [each for each in await misaki.news() if "例文集" in said(each)]


async def test_an_admin_stops_everything_and_starts_it_again(cast: Cast) -> None:
    """/stop holds what goes to friends, not to staff; /resume says what has gathered and asks first."""
    # Given a friend
    await cast.has_staff()
    misaki, boss = cast.misaki, cast.takahashi
    await misaki.adds_the_account()
    await misaki.news()

    # When everything is stopped
    await boss.types("/stop")
    await boss.sees("送信をすべて止めました")
    await misaki.taps("27卒")

    # Then she hears nothing, until it is resumed
    assert await misaki.news() == []
    await boss.types("/resume")
    await boss.sees("1人宛てに1件たまっています")
    await boss.taps("送る")
    await misaki.sees("2/6")


async def test_an_admin_reads_the_figures(cast: Cast) -> None:
    """/stats counts friends, links and what was free and billed."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.takahashi.types("/stats")
    await cast.takahashi.sees("友だち 1人")


async def test_somebody_who_was_there_before_the_bot_is_not_greeted(cast: Cast) -> None:
    """A friend first seen without a follow event gets no greeting and no survey unasked."""
    # Given Alex added the account while the bot was not there
    webhook = await cast.world.control("GET", "webhook")
    await cast.world.control("PUT", "webhook", {"url": f"{cast.world.bot_url}/healthz"})
    await cast.alex.adds_the_account()
    await cast.world.control("PUT", "webhook", {"url": webhook["url"]})

    # When she writes
    await cast.alex.types("Hello")

    # Then she is answered, but neither greeted as new nor asked
    await cast.alex.sees("What can I do for you?")
    await cast.alex.does_not_see("Thank you for adding us")
    await cast.alex.does_not_see("1/6")


async def test_a_mistyped_command_never_reaches_a_student(cast: Cast) -> None:
    """A line that looks like a mistyped command is asked about and goes to nobody."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    await cast.misaki.news()
    await cast.sato.types("/dnoe")
    assert await cast.misaki.news() == []
    await cast.sato.sees("/完了")


async def test_what_she_unsends_is_gone_from_all_that_is_stored(cast: Cast) -> None:
    """A message that she takes back is in no table: not as an event, an answer, a name or a relayed word."""
    # Given she has typed her name into the survey, and a question to an advisor
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    for label in ("27卒", "ES・面接の途中", "関西", "まだ決めていない"):
        await misaki.taps(label)
    named = await misaki.types("ひみつのなまえ")
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    asked = await misaki.types("ひみつのしつもん")
    await sato.sees("ひみつのしつもん")

    # When she takes both back
    await misaki.unsends(named)
    await misaki.unsends(asked)

    # Then no table has a trace of them, and Sato is told that something was taken back
    assert await cast.world.rows_with("ひみつ") == []
    await sato.sees("取り消し")


async def test_she_can_stop_and_start_notices_by_chat(cast: Cast) -> None:
    """「設定・停止」 does what it says: notices stop, answers do not, and it can be undone in one tap."""
    # Given Misaki is a friend
    misaki = cast.misaki
    await misaki.adds_the_account()

    # When she stops notices
    await misaki.taps("設定・停止")
    await misaki.taps("お知らせを止める")
    await misaki.sees("お知らせを止めました")

    # Then she is still answered, and can start them again
    await misaki.taps("設定・停止")
    await misaki.taps("お知らせを再開する")
    await misaki.sees("お知らせを再開しました")
