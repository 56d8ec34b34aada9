"""What the month costs, and what happens when it is used up."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said


async def test_a_used_up_month_waits_for_free_replies_and_admins_are_told_once(cast: Cast) -> None:
    """Over the month's limit nothing is hammered at LINE: words wait until she writes, and then come free.

    Her advisor is told once, with his next free reply, and whoever takes another friend as well.
    """
    # Given Sato talks with Misaki, and the month is used up
    await cast.has_staff()
    misaki, sato, boss = cast.misaki, cast.sato, cast.takahashi
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    await misaki.news()
    await cast.world.control("PUT", "quota", {"limit": 1, "used": 1})

    # When he writes three times
    before = len(await cast.world.requests())
    for words in ("ひとつめ", "ふたつめ", "みっつめ"):
        await sato.types(words)
    assert await misaki.news() == []
    pushes = [each for each in (await cast.world.requests())[before:] if each["path"].endswith("/push")]

    # Then LINE was asked once, and she gets all of it free and in order as soon as she writes
    assert [each["status"] for each in pushes] == [429]
    await misaki.types("いますか？")
    assert [bubble["text"] for bubble in await misaki.news()] == ["ひとつめ", "ふたつめ", "みっつめ"]

    # And her advisor was told of it once
    waits = "みさきさんが次に書いたときに届きます"
    assert sum(waits in said(each) for each in await sato.news()) == 1
    await cast.world.passes(120_000)
    await sato.types("よっつめ")
    assert await misaki.news() == [] == [each for each in await sato.news() if waits in said(each)]

    # And the admin is told, once, with the next free reply
    await boss.types("/stats")
    told = [each for each in await boss.news() if "今月の送信可能数に達しました" in str(each.get("text"))]
    assert len(told) == 1
