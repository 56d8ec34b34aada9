"""Promise 6: while a human has the conversation, nothing automatic and no answer to typed text.

What she taps is answered.
"""

from __future__ import annotations

from bot import messages, outbox
from bot.clock import HOUR
from bot.outbox import Draft
from tests.people import Cast


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


def automatic(cast: Cast) -> Draft:
    """Return a message that nobody asked for."""
    clock = cast.world.clock
    message = messages.text("お知らせです")
    who = cast.misaki.user_id
    return Draft(clock.new_id(), who, "automatic", message, created_at=clock.now(), cause="test")


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
