"""The moment before words go out: what an advisor takes back in it, what a friend writes in it, its cost."""

from __future__ import annotations

import pytest

from tests.people import Cast
from tests.phone import said

SECOND = 1_000


async def begins(cast: Cast) -> None:
    """Sato has taken Misaki, and for two minutes nobody has written."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    await cast.world.passes(120 * SECOND)
    for each in (cast.misaki, cast.sato):
        await each.news()


@pytest.mark.parametrize("word", ["取消", "／取消", "/cancel", "unsend"])
async def test_an_advisor_stops_his_words(cast: Cast, word: str) -> None:
    """Within seconds an unsend or a word stops what he wrote, canned or a photo, and nothing is kept."""
    # Given
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato

    # When
    async with cast.world.this_moment():
        first = await sato.types("まちがえました XYZZY")
        photo = await sato.sends(type="image")
        await sato.types("/c greeting")
        await cast.world.passes(3 * SECOND)
        assert await misaki.news() == []
        if word == "unsend":
            await sato.unsends(first)
            await sato.unsends(photo)
            await sato.types("/取消")
        else:
            await sato.types(word)

    # Then
    assert await misaki.news() == []
    await sato.sees("取り消しました。みさきさんには送っていません。")
    assert await cast.world.rows_with("XYZZY") == []

    # And what has arrived before is told apart from what was stopped
    await sato.types("先の言葉")
    async with cast.world.this_moment():
        await sato.types("まちがえました")
        await sato.types(word if word != "unsend" else "/取消")
    assert [said(each) for each in await misaki.news()] == ["先の言葉"]
    await sato.sees("みさきさんには送っていません。その前に書いたことは、もう届いています。")
    await cast.world.passes(60 * SECOND)

    # And too late it is owned up to
    late = await sato.types("届いた言葉")
    assert [said(each) for each in await misaki.news()] == ["届いた言葉"]
    await sato.types("/取消")
    await sato.sees("もうみさきさんに届いています。")
    await sato.unsends(late)
    await sato.sees("みさきさんの画面に出ているものは残ります。")


async def test_what_waits_keeps_its_order_and_her_free_reply(cast: Cast) -> None:
    """His words go out in order, the closing one last, and free while her last reply lives."""
    # Given
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato
    await misaki.types("質問です")
    billed = await misaki.billed()

    # When he answers almost a minute later, three times, and finishes
    await cast.world.passes(46 * SECOND)
    async with cast.world.this_moment():
        await sato.types("ひとつめ")
        await sato.types("/c greeting")
        await sato.types("ふたつめ")
        await sato.types("/done")

    # Then
    heard = [said(each) for each in await misaki.news()]
    assert heard[0] == "ひとつめ" and heard[2:] == ["ふたつめ", "ここからは案内係がお手伝いします。"]
    assert await misaki.billed() == billed


async def test_a_burst_is_one_push(cast: Cast) -> None:
    """What she writes within seconds is one push of up to five bubbles, and he pulls the rest for free."""
    await begins(cast)
    billed = await cast.sato.billed()
    async with cast.world.this_moment():
        for words in ("あの", "質問が", "あります", "面接の", "ことです"):
            await cast.misaki.types(words)
            await cast.world.passes(400)
    assert len(await cast.sato.news()) == 5
    assert await cast.sato.billed() == billed + 1

    # And of eleven, within seconds or at once
    for span in (200, 0):
        await cast.world.passes(120 * SECOND)
        async with cast.world.this_moment() if span else cast.world.at_once():
            for number in range(11):
                await cast.misaki.types(f"その{number}")
                cast.world.clock.at += span
        rest = "続きがあります\n残りを見る"
        first = [said(each) for each in await cast.sato.news()]
        assert first == ["その0", "その1", "その2", "その3", rest]
        assert await cast.sato.billed() == billed + 2
        await cast.sato.taps("残りを見る")
        second = [said(each) for each in await cast.sato.news()]
        assert second == ["その4", "その5", "その6", "その7", rest]
        await cast.sato.taps("残りを見る")
        assert [said(each) for each in await cast.sato.news()] == ["その8", "その9", "その10"]
        assert await cast.sato.billed() == billed + 2
        billed += 1


async def test_what_she_takes_back_before_it_arrived_is_told_so(cast: Cast) -> None:
    """Taken back while it is gathered it never reaches the advisor, who is told that nothing is left."""
    await begins(cast)
    async with cast.world.this_moment():
        gone = await cast.misaki.types("ひみつXYZZY")
        await cast.misaki.unsends(gone)
    (told,) = await cast.sato.news()
    assert "まだ届いていなかったので、何も残っていません。" in said(told)
    assert await cast.world.rows_with("XYZZY") == []


async def test_the_rest_is_pulled_for_free(cast: Cast) -> None:
    """Of much that she wrote while she waited the first comes at once, the rest by taps, free, in order."""
    # Given
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("人に相談")
    for number in range(9):
        await misaki.types(f"その{number}")
    await cast.world.passes(120 * SECOND)
    await sato.news()

    # When
    await sato.taps("対応する")
    first = [said(each) for each in await sato.news()]
    assert first[1:] == ["その0", "その1", "その2", "あと6件あります\n残りを見る"]
    billed = await sato.billed()
    await cast.world.passes(120 * SECOND)
    assert await sato.news() == []
    await sato.taps("残りを見る")
    second = [said(each) for each in await sato.news()]
    assert second == ["その3", "その4", "その5", "その6", "あと2件あります\n残りを見る"]
    await sato.taps("残りを見る")

    # Then
    assert [said(each) for each in await sato.news()] == ["その7", "その8"]
    assert await sato.billed() == billed
    await sato.taps("残りを見る")
    await sato.sees("これで全部です。")

    # And what it cost is told when it ends, and with its history
    await sato.types("/履歴")
    await sato.sees("無料6通・有料2通")
    await sato.types("/done")
    await sato.sees("無料")


async def test_she_sees_that_he_has_read_and_is_about_to_answer(cast: Cast) -> None:
    """With the chat on, her words are read once he answers what he had got, and dots show his answer."""
    # Given
    cast.world.line_has_chat_on()
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato
    await misaki.types("よろしくお願いします")
    assert not (await misaki.bubble("よろしくお願いします"))["read"]

    # When he answers, and she goes on while his words still wait
    async with cast.world.this_moment():
        await sato.types("こちらこそ")
        assert (await misaki.chat())["loading"]
        assert (await misaki.bubble("よろしくお願いします"))["read"]
        await misaki.types("もうひとつあります")
        await sato.types("はい")
        assert not (await misaki.bubble("もうひとつあります"))["read"]

    # Then
    assert not (await misaki.chat())["loading"]
    await sato.types("どうぞ")
    assert (await misaki.bubble("もうひとつあります"))["read"]
