"""Around a conversation: notes, canned replies, later, snooze, tags, outcomes, and the log of all that."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said

MINUTE = 60_000
HOUR = 60 * MINUTE


async def begins(cast: Cast) -> None:
    """Sato has taken Misaki."""
    await cast.has_staff()
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    await cast.misaki.news()


async def test_notes_are_for_staff_only(cast: Cast) -> None:
    """A note is shown to staff and never to her; taken back it is gone; another advisor does not get it."""
    # Given
    await begins(cast)
    misaki, sato, boss = cast.misaki, cast.sato, cast.takahashi

    # When
    note = await sato.types("／メモ　午前の面談が希望")
    await sato.sees("みさきさんのメモを残しました。スタッフだけに見えます。")
    await sato.types("/notes")

    # Then
    await sato.sees("佐藤｜午前の面談が希望")
    await cast.suzuki.types("/notes みさき")
    await cast.suzuki.sees("対応中の相談はありません。")
    await boss.types("/メモ一覧 みさき")
    await boss.sees("佐藤｜午前の面談が希望")
    assert await misaki.news() == []
    await sato.unsends(note)
    await sato.types("/メモ一覧")
    await sato.sees("みさきさんのメモはありません。")
    assert await cast.world.rows_with("午前の面談") == []


async def test_a_canned_reply_has_her_name_in_it(cast: Cast) -> None:
    """A canned reply is sent with names and hours put in; without a name the replies are offered."""
    # Given
    await begins(cast)

    # When
    await cast.sato.types("/定型")
    await cast.sato.taps("あいさつ")
    await cast.sato.types("/c will check")

    # Then
    await cast.misaki.sees("みさきさん、つばめキャリア相談室の佐藤です。ご連絡ありがとうございます。")
    found = await cast.misaki.sees("みさきさん、確認してあらためてご連絡します。本日の受付は19:00までです。")
    assert found["sender"]["name"] == "佐藤（アドバイザー）"


async def test_words_for_later(cast: Cast) -> None:
    """Words for later go out at their time, under his name; dropped or taken back they never do."""
    # Given
    await begins(cast)
    misaki, sato = cast.misaki, cast.sato

    # When
    await sato.types("/later 18:00 面接お疲れさまでした")
    await sato.sees("みさきさんに本日18:00に送ります")
    await sato.types("/予約送信 17:00 取り消す言葉")
    await sato.taps("送らない")
    gone = await sato.types("/予約送信 17:30 消える言葉")
    await sato.unsends(gone)
    await sato.types("/later そのうち")
    await sato.sees("時刻と言葉を送ってください")
    await cast.world.passes(5 * HOUR + 59 * MINUTE)
    assert await misaki.news() == []
    await cast.world.passes(MINUTE)

    # Then
    heard = await misaki.news()
    assert [said(each) for each in heard] == ["面接お疲れさまでした"]
    assert heard[0]["sender"]["name"] == "佐藤（アドバイザー）"
    await sato.sees("みさきさんに送りました：面接お疲れさまでした")


async def test_a_friend_is_put_off(cast: Cast) -> None:
    """Put off, an advisor is reminded at that time and not warned before."""
    # Given
    await begins(cast)
    await cast.world.passes(20 * MINUTE)

    # When
    await cast.sato.taps("1時間後に")
    await cast.sato.sees("みさきさんの件は本日13:20にお知らせします。")
    await cast.world.passes(59 * MINUTE)
    await cast.takahashi.does_not_see("お返事が遅れています")
    await cast.world.passes(MINUTE)

    # Then
    await cast.sato.sees("みさきさんの件、お時間になりました")


async def test_a_tag_by_an_advisor(cast: Cast) -> None:
    """A tag is put and taken away by its name in the content; a part of a name is answered with buttons."""
    # Given
    await begins(cast)

    # When
    await cast.sato.types("/タグ 内定")
    await cast.sato.taps("内定あり")

    # Then
    await cast.sato.sees("みさきさんにタグ「内定あり」を付けました。")
    assert "phase:offer" in await cast.misaki.tags()
    await cast.sato.types("/tag -内定あり")
    assert "phase:offer" not in await cast.misaki.tags()


async def test_done_asks_how_it_ended_and_everything_is_in_the_log(cast: Cast) -> None:
    """After done the outcome is a tap away; the log shows who did what, and to advisors nothing."""
    # Given
    await begins(cast)
    sato, boss = cast.sato, cast.takahashi
    await cast.misaki.types("面接は来週です")
    await sato.types("わかりました")
    await sato.types("/履歴")
    await sato.sees("みさき｜面接は来週です")
    await sato.sees("→｜わかりました")

    # When
    await sato.types("/done")
    await sato.sees("結果を選んでください")
    await sato.taps("面談を予約")
    await sato.sees("みさきさん｜結果「面談を予約」")

    # Then
    await boss.types("/記録")
    log = said(await boss.sees("スタッフの操作の記録"))
    for deed in ("対応｜みさき", "完了｜みさき", "結果｜みさき｜booked", "履歴｜みさき"):
        assert f"佐藤｜{deed}" in log, log
    await boss.types("/audit 管理者")
    await boss.sees("高橋｜記録")
    await sato.types("/audit")
    await sato.sees("どなたにも送っていません。")
    assert "予約" not in "".join(said(each) for each in await cast.misaki.news())
