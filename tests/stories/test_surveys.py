"""The example's surveys beside the first one: by tapping, and by typing only between two trains."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said


async def test_a_job_seeker_at_work_taps_her_way_to_a_call(cast: Cast) -> None:
    """Started by its keyword and tapped: an advisor sees at a glance what she wants, and when to call."""
    # Given Sato is on duty, and Misaki has left the first questions aside
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()

    # When she writes what the poster says, and taps
    await misaki.types("転職")
    await misaki.sees("1/9　いまのお仕事の状況を教えてください。")
    for label in ("在職中", "半年以内", "営業", "3年以上", "収入", "残業・休日", "決定", "リモート", "決定"):
        await misaki.taps(label)
    await misaki.taps("関西")
    await misaki.taps("大阪府")
    await misaki.taps("スキップ")
    await misaki.taps("電話で話したい")
    await misaki.sees("10/10　お電話は、いつがいいですか？")
    await misaki.taps("日時を選ぶ", datetime="2026-12-09T18:30")
    shown = said(await misaki.sees("こちらで合っていますか？"))
    assert "収入、残業・休日" in shown and "大阪府" in shown
    await misaki.taps("この内容でよい")

    # Then she is told what happens next, and Sato sees whom he will call
    await misaki.sees("教えてくださって、ありがとうございました。")
    await sato.sees("電話 2026年12月9日（水）18:30、電話を希望、在職中、転職は半年以内、営業")
    assert {"wants:call", "career:employed", "work:sales", "wish:remote"} <= await misaki.tags()


async def test_who_was_disappointed_gets_an_apology_and_a_person(cast: Cast) -> None:
    """A low score is met with one plain apology and a person to talk to; a high one with what comes next."""
    await cast.has_staff()
    misaki, alex, sato = cast.misaki, cast.alex, cast.sato
    for phone in (misaki, alex):
        await phone.adds_the_account()

    # When Misaki was disappointed, and Alex was not
    await misaki.types("イベントの感想")
    for label in ("合同説明会", "2 もう少し", "質問の時間", "決定"):
        await misaki.taps(label)
    await misaki.types("質問の時間が5分しかありませんでした")
    await misaki.sees("5/5　よければ、担当者（人）")
    await misaki.taps("話したい")
    await alex.types("event feedback")
    for label in ("Job fair", "5 Very good", "The mood", "Done", "Skip", "The next event"):
        await alex.taps(label)

    # Then she has been told sorry once, and Sato hears of her; Alex is just thanked
    bubbles = [said(each) for each in await misaki.bubbles()]
    assert sum("申し訳ありませんでした" in each for each in bubbles) == 1
    await sato.sees("イベントに不満")
    await alex.sees("What you told us goes into the next event.")
    assert "wants:events" in await alex.tags()


async def test_interview_questions_fit_the_interview(cast: Cast) -> None:
    """What can worry her depends on how the interview is held, and one that is near is met with calm."""
    misaki = cast.misaki
    await misaki.adds_the_account()

    # When Misaki's final interview is on Wednesday, online
    await misaki.types("面接の準備")
    await misaki.taps("大手企業")
    await misaki.taps("最終面接")
    await misaki.taps("日付を選ぶ", date="2026-12-02")
    soon = said(await misaki.sees("もうすぐですね。"))
    assert soon.index("2026年12月2日（水）ですね。") < soon.index("もうすぐですね。")
    await misaki.taps("オンライン")

    # Then a camera may worry her, a group may not
    labels = await misaki.labels()
    assert "カメラ・通信" in labels and "人前での発言" not in labels
    for label in ("カメラ・通信", "決定", "2 少しだけ"):
        await misaki.taps(label)
    await misaki.sends(type="file", fileName="es.pdf")
    await misaki.taps("今はいい")
    assert "es.pdf" in said(await misaki.sees("こちらで合っていますか？"))
    await misaki.taps("この内容でよい")
    await misaki.sees("面接の日、応援しています。")
    assert {"interview:final", "interview:worried"} <= await misaki.tags()


async def test_interview_questions_between_two_trains(cast: Cast) -> None:
    """Typed only, with a typo, thanks, a way back, a talk with a person, a correction: nothing is lost."""
    # Given Sato is on duty, and Misaki has no button in sight
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()

    # When a minute later she types, mistypes, thanks and goes back
    await cast.world.passes(60_000)
    await misaki.types("面接対策")
    await misaki.types("ベンチャ")
    await misaki.types("さいしゅ")
    await misaki.sees("「一次」「最終」「まだ予定はない」のように書いても大丈夫です。")
    await misaki.types("最終です")
    await misaki.types("ありがとうございます！")
    await misaki.sees("どういたしまして。")
    await misaki.types("来週の水曜")
    await misaki.sees("2026年12月9日（水）ですね。")
    await misaki.types("グループ面接")
    await misaki.types("戻る")
    await misaki.types("オンライン")
    await misaki.types("志望動機と緊張")
    await misaki.types("決定")
    await misaki.sees("6/8　準備は、いまどのくらいできていますか？")

    # And asks for a person, who answers her
    await misaki.types("人と話したい")
    await sato.taps("対応する")
    await sato.types("どうされましたか？")
    await misaki.types("最終面接は何を聞かれますか？")
    await sato.types("志望動機を深く聞かれますよ")
    await sato.types("/done")
    await misaki.sees("ここからは案内係がお手伝いします。")

    # Then the open question takes her next answer, and the summary what was wrong
    await misaki.types("3くらい")
    await misaki.types("スキップ")
    await misaki.types("今はいい")
    await misaki.sees("こちらで合っていますか？")
    await misaki.types("形式")
    await misaki.types("対面でした")
    await misaki.types("はい")
    await misaki.sees("面接の日、応援しています。")
    await misaki.types("回答を見る")
    answers = said(await misaki.sees("教えていただいたこと"))
    for told in ("ベンチャー", "最終面接", "2026年12月9日（水）", "対面", "志望動機、緊張", "3 半分くらい"):
        assert told in answers
