"""Promise 6: while a human has the conversation, nothing automatic and no answer to typed text.

What she taps is answered.
"""

from __future__ import annotations

from bot import messages, outbox, timers
from bot.clock import HOUR
from bot.outbox import Draft
from handlers import silence
from handlers.command_rows import ROWS
from handoff import events as handoff_events
from tests.people import Cast
from tests.phone import said
from tests.world import example


async def test_the_bot_is_silent_to_words_and_answers_taps(cast: Cast) -> None:
    """Between 'taken' and 'done' the assistant answers what she taps, and nothing that she types."""
    # Given Sato has Misaki, in the middle of her survey
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await misaki.news()

    # When she types what the bot would have an answer to, and something automatic falls due
    for words in ("27卒", "メニュー", "ヘルプ", "こんにちは"):
        await misaki.types(words)
    async with cast.world.app.database.write() as connection:
        await outbox.put(connection, [automatic(cast)])
    await cast.world.passes(1 * HOUR)

    # Then only a tap is answered
    assert await misaki.news() == []
    await misaki.taps("設定・停止")
    [answer] = await misaki.news()
    assert "案内係" in answer["sender"]["name"]

    # And what was held comes when the human is done
    await sato.types("/done")
    await cast.world.passes(1 * HOUR)
    await misaki.sees("お知らせです")


async def test_silence_under_a_barrage(cast: Cast) -> None:
    """Under keywords, labels, timers and automatic messages in the outbox she hears her human alone."""
    # Given an automatic message is under way that LINE does not take just now, while Sato takes her
    await cast.has_staff()
    misaki, sato, clock = cast.misaki, cast.sato, cast.world.clock
    await misaki.adds_the_account()
    fault = {"endpoint": "push", "kind": "429_rate", "probability": 1, "count": 1}
    await cast.world.control("PUT", "faults", {"faults": [fault], "seed": 1})
    await into_the_outbox(cast, automatic(cast))
    await misaki.taps("人に相談")
    await sato.types("/take みさき")
    await cast.world.passes(60_000)
    await misaki.does_not_see("お知らせです")
    await misaki.sees("キャリアアドバイザーの佐藤です。")
    await misaki.news()

    # When she types whatever the bot would know, and everything that can be timed or automatic falls on her
    for words in sorted(known_words()):
        await misaki.types(words)
    hers = [automatic(cast, expires_at=clock.now() + HOUR) for _ in range(25)]
    await into_the_outbox(cast, *hers, *(automatic(cast) for _ in range(25)))
    await cast.world.quiet()
    kinds = [*handoff_events.TIMERS, silence.KIND, "handoff.later"]
    data = {
        "since": clock.now(),
        "stage": "friend",
        "who": sato.user_id,
        "run": "none",
        "conversation": "none",
    }
    changes = [
        timers.Change(misaki.user_id, kind, key, clock.new_id(), clock.now(), data)
        for kind in kinds
        for key in ("career", "none")
    ]
    async with cast.world.app.database.write() as connection:
        await timers.save(connection, changes)
    for _ in range(3):
        await cast.world.passes(17 * HOUR)
        await misaki.types("まだですか")

    # Then she has heard only that he is away, once a night, and afterwards what has not expired meanwhile
    away = "いまは受付時間外です。佐藤からのお返事は、{}10:00以降になります。"
    heard = [said(each) for each in await misaki.news()]
    assert heard == [away.format("本日"), away.format("明日（水）")]
    await sato.types("/done")
    await cast.world.passes(1 * HOUR)
    heard = [said(each) for each in await misaki.news()]
    assert sorted(heard) == sorted(["ここからは案内係がお手伝いします。", *["お知らせです"] * 26])


def known_words() -> set[str]:
    """Return what the bot would have an answer to: triggers, labels of menus, commands, courtesies."""
    content = example()
    triggers = {
        on.partition(":")[2] for on in content.begins if on.partition(":")[0] in ("keyword", "command")
    }
    labels = {area.label.to("ja") for menu in content.menus.menus for area in menu.areas}
    commands = {word for row in ROWS if None in row.roles and row.key != "leave" for word in row.words[:1]}
    return {*triggers, *labels, *commands, "こんにちは", "ありがとう", "はい", "27卒", "https://example.com"}


async def into_the_outbox(cast: Cast, *drafts: Draft) -> None:
    """Put messages where whatever is built later will put them."""
    async with cast.world.app.database.write() as connection:
        await outbox.put(connection, drafts)
    await cast.world.quiet()


def automatic(cast: Cast, expires_at: int | None = None) -> Draft:
    """Return a message that nobody asked for."""
    clock = cast.world.clock
    message = messages.text("お知らせです")
    who = cast.misaki.user_id
    return Draft(
        clock.new_id(), who, "automatic", message, created_at=clock.now(), cause="test", expires_at=expires_at
    )


async def test_notices_that_she_has_stopped_are_not_sent(cast: Cast) -> None:
    """Who has stopped notices gets nothing automatic, not even later; answers still come."""
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.taps("設定・停止")
    await misaki.taps("お知らせを止める")
    async with cast.world.app.database.write() as connection:
        await outbox.put(connection, [automatic(cast)])
    await cast.world.passes(1 * HOUR)
    await misaki.taps("設定・停止")
    await misaki.taps("お知らせを再開する")
    await cast.world.passes(1 * HOUR)
    await misaki.does_not_see("お知らせです")
    await misaki.sees("お知らせを再開しました")
