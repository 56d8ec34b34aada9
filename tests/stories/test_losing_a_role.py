"""Staff who are suspended, taken off, lose their phone, block the account or miss their cards."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said

MINUTE = 60_000


async def has_a_conversation(cast: Cast) -> None:
    """Sato has Misaki, and Suzuki is on duty beside him."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    await cast.takahashi.types("/staff list")
    await cast.takahashi.taps("佐藤さんの設定")


async def test_a_suspension_holds_at_once_and_ends_again(cast: Cast) -> None:
    """Suspended, an advisor sees and sends nothing more, not even what was on its way."""
    # Given words of hers are on their way to him, which LINE does not take for the moment
    await has_a_conversation(cast)
    misaki, sato, suzuki, boss = cast.misaki, cast.sato, cast.suzuki, cast.takahashi
    fault = {"endpoint": "push", "kind": "429_rate", "probability": 1, "count": 1}
    await cast.world.control("PUT", "faults", {"faults": [fault], "seed": 1})
    await misaki.types("内緒の話です")

    # When
    await boss.taps("一時停止にする")
    await sato.types("まだ送れますか")

    # Then neither gets through, and his old buttons do nothing
    await cast.world.passes(10 * MINUTE)
    await sato.sees("スタッフ登録が一時停止になりました。")
    await sato.does_not_see("内緒の話です")
    await misaki.sees("担当者が変わります。")
    await suzuki.sees("相談希望｜みさきさん")
    await sato.taps("相談を完了")
    await sato.types("/待ち")
    await sato.types("/history みさき")
    await sato.does_not_see("待ち 1人")
    await sato.does_not_see("最近のやりとり")
    await suzuki.taps("対応する")
    await suzuki.sees("内緒の話です")

    # And he comes back when the admin says so; all of it stands in the log
    await boss.types("/staff list")
    await boss.sees("佐藤｜一時停止中")
    await boss.taps("佐藤さんを再開")
    await sato.sees("スタッフ登録が再開されました。")
    await sato.types("/待ち")
    await sato.sees("待っている方はいません。")
    await boss.types("/audit")
    log = said((await boss.bubbles())[-1])
    assert "一時停止" in log and "再開" in log and "登録｜アドバイザー" in log
    await misaki.does_not_see("まだ送れますか")

    # Unless he is taken off while he is suspended
    await boss.taps("佐藤さんの設定")
    await boss.taps("一時停止にする")
    await boss.types("/staff list")
    await boss.taps("佐藤さんを外す")
    await boss.taps("外す")
    await sato.sees("このアカウントのスタッフ登録が外れました。")
    await boss.types("/staff list")
    assert "佐藤" not in said((await boss.bubbles())[-1])


async def test_a_lost_phone(cast: Cast) -> None:
    """By a new code an advisor goes on from another phone; the old one sees nothing more."""
    # Given
    await has_a_conversation(cast)
    misaki, old, new, boss = cast.misaki, cast.sato, cast.alex, cast.takahashi
    await new.adds_the_account()
    await misaki.news()

    # When
    await boss.taps("新しい端末にする")
    code = str((await boss.bubble("EN-"))["text"])
    await old.types(code)
    await old.sees("いまお使いの端末です。")
    await new.types(code)

    # Then what she writes comes to the new phone only, and the answer bears his name
    await old.sees("スタッフ登録が外れました。")
    await misaki.types("聞こえますか")
    await new.sees("聞こえますか")
    await old.does_not_see("聞こえますか")
    await new.types("はい、聞こえます")
    answer = await misaki.sees("はい、聞こえます")
    assert answer["sender"]["name"] == "佐藤（アドバイザー）"
    assert len(await misaki.news()) == 1

    # And whom she shall not have again is the same person still
    await misaki.types("別の担当者がいいです")
    await boss.taps("鈴木さんに任せる")
    await cast.suzuki.types("/done")
    await new.types("/on")
    await new.news()
    await misaki.taps("人に相談")
    await cast.world.passes(20 * MINUTE)
    await new.types("/queue")
    assert [said(each) for each in await new.news()] == ["Nobody is waiting."]


async def test_who_lets_cards_pass_goes_off_duty(cast: Cast) -> None:
    """After three calls without a sign of life an advisor is off duty, and the lead knows."""
    # Given
    await cast.has_staff()
    misaki, sato, suzuki, boss = cast.misaki, cast.sato, cast.suzuki, cast.takahashi
    await misaki.adds_the_account()

    # When three calls pass, and Suzuki has looked at the queue in between
    for lap in range(3):
        await misaki.taps("人に相談")
        await cast.world.passes(11 * MINUTE)
        await misaki.taps("相談をやめる")
        if lap == 1:
            await suzuki.types("/待ち")

    # Then
    await sato.sees("3回続けて呼び出しに応答がなかったため、受付を休みにしました。")
    await boss.sees("佐藤さんは3回続けて呼び出しに応答がなく、受付を休みにしました。")
    await suzuki.does_not_see("受付を休みにしました")
    await suzuki.news()
    await sato.news()
    await misaki.taps("人に相談")
    assert await sato.news() == []
    assert await suzuki.news() != []


async def test_an_advisor_who_blocks_the_account(cast: Cast) -> None:
    """He is off duty, she waits again, and the lead knows."""
    # Given
    await has_a_conversation(cast)

    # When
    await cast.sato.blocks_the_account()

    # Then
    await cast.takahashi.sees("佐藤さんがアカウントをブロックしたため、受付を休みにしました。")
    await cast.misaki.sees("担当者が変わります。")
    await cast.suzuki.sees("相談希望｜みさきさん")
