"""Promise 9: an unsent message is gone from all that we store, and withdrawn if not yet delivered.

The advisor is told.
"""

from __future__ import annotations

from typing import Any

import pytest

import bot.models
import dialogs.tables
import handoff.tables
import linking.tables
from bot.db import metadata
from tests.people import Cast
from tests.phone import Phone

MARK = "ひみつXYZZY"

assert (
    bot.models and dialogs.tables and handoff.tables and linking.tables
)  # every table stands in the metadata


async def traces(cast: Cast) -> list[str]:
    """Name the tables in which the words still stand."""
    marks = (MARK, MARK.encode("unicode_escape").decode())
    found = []
    async with cast.world.app.database.read() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(table.select()):
                shown = " ".join(
                    each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in row
                )
                if any(mark in shown for mark in marks):
                    found.append(table.name)
    return found


async def test_nothing_of_it_stays_and_the_advisor_is_told(cast: Cast) -> None:
    """What was passed on and shown is erased from every table, and the advisor learns of it."""
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    message_id = await misaki.types(MARK)
    await sato.sees(MARK)
    assert await traces(cast)
    await misaki.unsends(message_id)
    assert await traces(cast) == []
    await sato.sees("送信を取り消しました")


async def test_what_was_not_delivered_yet_is_never_delivered(cast: Cast) -> None:
    """Taken back while it waits behind a message that LINE does not take, it never reaches the advisor."""
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await cast.world.passes(120_000)
    await cast.world.control("PUT", "faults", {"faults": [{"endpoint": "push", "kind": "500"}]})
    await misaki.types("まず")
    message_id = await misaki.types(MARK)
    await misaki.unsends(message_id)
    await cast.world.control("PUT", "faults", {"faults": []})
    for _ in range(4):
        await cast.world.passes(300_000)
    await sato.sees("まず")
    await sato.does_not_see(MARK)
    assert await traces(cast) == []


async def test_words_that_only_the_bot_has_heard_are_erased_too(cast: Cast) -> None:
    """What she told the bot and takes back is gone, whether or not a human ever had her."""
    misaki = cast.misaki
    await misaki.adds_the_account()
    message_id = await misaki.types(MARK)
    await misaki.unsends(message_id)
    assert await traces(cast) == []


@pytest.mark.parametrize("writer", ["misaki", "sato"])
async def test_what_arrives_after_it_was_taken_back_is_neither_kept_nor_passed_on(
    cast: Cast, writer: str
) -> None:
    """LINE may deliver the unsend first: the message that then comes is empty to everybody."""
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    phone = {"misaki": misaki, "sato": sato}[writer]
    sent = await says_unheard(phone, MARK)
    await phone.unsends(sent["messageId"])
    seen = [len(await each.bubbles()) for each in (misaki, sato)]
    await comes_late(cast, sent)
    assert await traces(cast) == []
    assert [len(await each.bubbles()) for each in (misaki, sato)] == seen
    await misaki.types("まだいます")
    await sato.sees("まだいます")


async def test_the_bot_does_not_answer_what_arrives_after_it_was_taken_back(cast: Cast) -> None:
    """Outside a conversation, too, words that were taken back before they came are nothing to answer."""
    misaki = cast.misaki
    await misaki.adds_the_account()
    sent = await says_unheard(misaki, MARK)
    await misaki.unsends(sent["messageId"])
    seen = len(await misaki.bubbles())
    await comes_late(cast, sent)
    assert await traces(cast) == []
    assert len(await misaki.bubbles()) == seen


async def says_unheard(phone: Phone, words: str) -> dict[str, Any]:
    """Let somebody write while LINE does not reach the bot; returns the delivery."""
    world = phone.world
    url = (await world.control("GET", "webhook"))["url"]
    await world.control("PUT", "webhook", {"url": None})
    message = {"message": {"type": "text", "text": words}}
    sent = await world.control("POST", f"users/{phone.user_id}/send", message)
    await world.control("PUT", "webhook", {"url": url})
    return dict(sent)


async def comes_late(cast: Cast, sent: dict[str, Any]) -> None:
    """Let LINE deliver again what did not reach the bot."""
    event_id = {"webhookEventId": sent["events"][0]["webhookEventId"]}
    assert (await cast.world.control("POST", "redeliver", event_id))["webhook"]["status"] == 200
    await cast.world.quiet()
