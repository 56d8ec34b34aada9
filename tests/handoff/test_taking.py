"""Asking, being called, taking, leaving and finishing, as friend and advisors see them."""

from __future__ import annotations

from bot.clock import MINUTE, SECOND
from tests.handoff.lanes import ALT, Lanes


async def test_the_whole_road_from_asking_to_done(lanes: Lanes) -> None:
    """A friend asks, an advisor takes her by a button, text passes both ways, done ends it in one bubble."""
    # Given an advisor on duty and a friend who asks with a question
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "Q: 内定を辞退したいです")
    await lanes.settle()
    assert "担当者に伝えました" in lanes.last(misaki).words
    card = lanes.last(sato)
    assert card.message["altText"] == ALT
    assert "みさき" in card.words and "内定を辞退したいです" in card.words and "待ち1分未満" in card.words

    # When he takes her and both write
    await lanes.taps(sato, card.tap("対応する"))
    await lanes.settle()
    await lanes.says(misaki, "よろしくお願いします")
    await lanes.says(sato, "こんにちは")
    await lanes.settle()

    # Then each sees the other's words under a name, and her question has been handed over
    assert lanes.human(misaki)[0][0] == "佐藤（アドバイザー）"
    assert lanes.human(misaki)[0][1].startswith("キャリアアドバイザーの佐藤です。お待たせしました。")
    assert lanes.human(misaki)[1] == ("佐藤（アドバイザー）", "こんにちは")
    assert lanes.human(sato) == [("みさき", "Q: 内定を辞退したいです"), ("みさき", "よろしくお願いします")]
    assert (await lanes.friend(misaki)).with_human

    # And done lets the bot speak again, with one closing bubble
    seen = len(lanes.seen[misaki])
    await lanes.says(sato, "/done")
    await lanes.settle()
    assert lanes.new(misaki, seen) == ["ここからは案内係がお手伝いします。"]
    assert "完了：みさきさん" in lanes.last(sato).words
    assert not (await lanes.friend(misaki)).with_human
    assert await lanes.parked() == []


async def test_asking_twice_queues_once(lanes: Lanes) -> None:
    """Asking again while she waits changes nothing and calls nobody again."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    assert len([b for b in lanes.seen[sato] if "相談希望" in b.words]) == 1
    assert "もう伝わっています" in lanes.last(misaki).words


async def test_the_first_tap_wins(lanes: Lanes) -> None:
    """Of two advisors who tap at the same time one gets her, and the other is told who did."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    suzuki = await lanes.person("suzuki", "鈴木", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    await lanes.taps(suzuki, lanes.last(suzuki).tap("対応する"))
    await lanes.taps(sato, lanes.last(sato).tap("対応する"))
    await lanes.settle()
    assert "対応を始めました" in lanes.last(suzuki).words
    assert lanes.last(sato).words == "みさきさんは鈴木さんが対応中です。"
    assert len(lanes.human(misaki)) == 1


async def test_nobody_on_duty_is_said_honestly(lanes: Lanes) -> None:
    """With nobody on duty no card goes out and she is promised no time; going on duty shows who waits."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(sato, "休み")
    await lanes.settle()
    assert "ほかに受付中の担当者がいません" in lanes.last(sato).words
    seen = len(lanes.seen[sato])
    await lanes.says(misaki, "相談")
    await lanes.settle()
    assert "いまは受付中の担当者がいません" in lanes.last(misaki).words
    assert lanes.new(sato, seen) == []
    await lanes.says(sato, "受付")
    await lanes.settle()
    assert "待ち 1人" in lanes.last(sato).words
    await lanes.taps(sato, lanes.last(sato).tap("みさきさんに対応"))
    await lanes.settle()
    assert (await lanes.conversation(misaki)).advisor_id == sato


async def test_words_while_waiting_are_answered_once_and_handed_over(lanes: Lanes) -> None:
    """A burst of bubbles while she waits gets one answer after a moment, and each one reaches the advisor."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    seen = len(lanes.seen[misaki])
    for words in ("あの", "面接が", "こわいです"):
        await lanes.says(misaki, words)
        await lanes.settle()
    assert lanes.new(misaki, seen) == []
    await lanes.passes(10 * SECOND)
    await lanes.says(misaki, "すみません")
    await lanes.passes(10 * SECOND)
    assert lanes.new(misaki, seen) == ["ありがとうございます。まとめて担当者に渡します。"]
    await lanes.says(sato, "/対応")
    await lanes.settle()
    assert [text for _, text in lanes.human(sato)] == ["あの", "面接が", "こわいです", "すみません"]
    assert {sender for sender, _ in lanes.human(sato)} == {"みさき"}


async def test_she_leaves_the_queue(lanes: Lanes) -> None:
    """Leaving by button or by words ends the wait; a tap then learns it, and no second call comes."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    card = lanes.last(sato)
    await lanes.taps(misaki, lanes.last(misaki).tap("相談をやめる"))
    await lanes.settle()
    assert "受付を取り消しました" in lanes.last(misaki).words
    await lanes.taps(sato, card.tap("対応する"))
    await lanes.settle()
    assert lanes.last(sato).words == "この方はもう待っていません。"
    seen = len(lanes.seen[sato])
    await lanes.passes(11 * MINUTE)
    assert lanes.new(sato, seen) == []
    await lanes.says(misaki, "相談")
    await lanes.says(misaki, "相談をやめる")
    await lanes.settle()
    assert (await lanes.conversation(misaki)).outcome == "left"


async def test_nobody_takes_it(lanes: Lanes) -> None:
    """After ten minutes she gets one honest word and the advisors a second call; a take cancels both."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    aoi = await lanes.person("aoi", "あおい")
    await lanes.says(misaki, "相談")
    await lanes.says(aoi, "相談")
    await lanes.settle()
    await lanes.says(sato, "/take あおい")
    await lanes.settle()
    hers, seen = len(lanes.seen[aoi]), len(lanes.seen[sato])
    await lanes.passes(10 * MINUTE)
    assert "まだ手の空いた担当者がいません" in lanes.last(misaki).words
    assert ["2回目の呼びかけ" in words for words in lanes.new(sato, seen)] == [True]
    assert lanes.new(aoi, hers) == []
    seen = len(lanes.seen[misaki])
    await lanes.passes(30 * MINUTE)
    assert lanes.new(misaki, seen) == []


async def test_a_friend_who_blocks(lanes: Lanes) -> None:
    """A friend who blocks while with a human is told to her advisor, and the conversation is closed."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    await lanes.says(sato, "/take")
    await lanes.settle()
    seen = len(lanes.seen[misaki])
    await lanes.happens(misaki, "unfollow")
    await lanes.settle()
    assert "みさきさんがアカウントをブロックしました" in lanes.last(sato).words
    assert lanes.new(misaki, seen) == []
    assert (await lanes.conversation(misaki)).outcome == "blocked"


async def test_revoked_staff_give_their_friends_back(lanes: Lanes) -> None:
    """When an advisor loses his role, his friends wait again in their old place and others are called."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    suzuki = await lanes.person("suzuki", "鈴木", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    await lanes.says(misaki, "Q: はじめの質問")
    await lanes.settle()
    asked = (await lanes.conversation(misaki)).asked_at
    await lanes.says(sato, "/take")
    await lanes.passes(5 * MINUTE)
    await lanes.happens(sato, "test.revoke")
    await lanes.settle()
    assert "担当者が変わります" in lanes.last(misaki).words
    assert not (await lanes.friend(misaki)).with_human
    assert (await lanes.conversation(misaki)).asked_at == asked
    await lanes.taps(suzuki, lanes.last(suzuki).tap("対応する"))
    await lanes.settle()
    assert lanes.human(suzuki) == [("みさき", "Q: はじめの質問")]
    await lanes.says(sato, "まだ届きますか")
    await lanes.settle()
    assert "まだ届きますか" not in [text for _, text in lanes.human(misaki)]


async def test_staff_cannot_queue_themselves(lanes: Lanes) -> None:
    """A stranger's tap on a staff button does nothing, and an advisor's own wish to talk is declined."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    misaki = await lanes.person("misaki", "みさき")
    aoi = await lanes.person("aoi", "あおい")
    await lanes.says(misaki, "相談")
    await lanes.settle()
    await lanes.taps(aoi, lanes.last(sato).tap("対応する"))
    await lanes.settle()
    assert (await lanes.conversation(misaki)).status == "waiting"
    await lanes.says(sato, "Q: わたしも")
    await lanes.settle()
    assert await lanes.conversation(sato) is None
