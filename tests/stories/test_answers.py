"""Answers of every form, as people give them: a photo, a file, a day with a time, words on a computer."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import said


async def test_an_entry_sheet_is_sent_as_a_photo(cast: Cast) -> None:
    """A voice is declined kindly, a photo of the sheet is taken, and it stands among her answers."""
    # Given Misaki prepares for an interview, and is asked for her entry sheet
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.types("面接の準備")
    for label in ("大手企業", "最終面接", "スキップ", "オンライン", "カメラ・通信", "決定", "2 少しだけ"):
        await misaki.taps(label)
    await misaki.sees("エントリーシートがあれば")
    assert {"写真を撮る", "写真を選ぶ", "スキップ"} <= set(await misaki.labels())

    # When she sends a voice message, a spreadsheet, and then two photos at once
    await misaki.sends(type="audio")
    await misaki.sees("ここで受け取れるのは、写真、PDFファイル、Wordファイルです。")
    await misaki.sends(type="file", fileName="ES.xlsx", contentBase64="UEsDBA==")
    await misaki.sees("担当者にお聞きになりますか？")
    await misaki.sends(type="image")

    # Then the photo is her answer, and the survey goes on
    await misaki.sees("受け取りました。ありがとうございます。")
    await misaki.taps("今はいい")
    assert "書類\n写真" in said(await misaki.sees("こちらで合っていますか？"))

    # And it is kept, which LINE does for a while only
    (row,) = await misaki.world.rows_with("image/png")
    assert row.startswith("media: ") and "ready" in row


async def test_a_call_is_fixed_in_words(cast: Cast) -> None:
    """A day alone is asked for its time, an hour that can be two is asked about, and the picker works too."""
    # Given Misaki would like a call about a new job
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.types("転職")
    for label in (
        "在職中",
        "半年以内",
        "営業",
        "3年以上",
        "収入",
        "決定",
        "リモート",
        "決定",
        "関西",
        "大阪府",
    ):
        await misaki.taps(label)
    await misaki.types("残業が多く、体力的に心配です")
    await misaki.taps("電話で話したい")

    # When she writes a day, and then an hour
    await misaki.types("来週の水曜でお願いします")
    await misaki.sees("2026年12月9日（水）ですね。何時がよろしいですか？")
    await misaki.types("7時半")
    await misaki.sees("07:30と19:30のどちらでしょうか？")
    await misaki.types("夜です")

    # Then it is in her answers, from which she corrects it by the picker
    await misaki.sees("2026年12月9日（水）19:30ですね。")
    await misaki.types("電話の日時")
    await misaki.taps("日時を選ぶ", datetime="2026-12-10T11:00")
    shown = said(await misaki.sees("こちらで合っていますか？"))
    assert "電話の日時\n2026年12月10日（木）11:00" in shown


async def test_a_survey_on_a_computer(cast: Cast) -> None:
    """Without quick replies and menu everything works by typing, and what must be chosen can be tapped."""
    # Given Misaki sits at a computer
    misaki = cast.misaki
    await misaki.is_a_computer()
    await misaki.adds_the_account()

    # When she writes her school year, and taps the kind of school on the card
    await misaki.types("三年生です")
    await misaki.sees("学校の種類によって卒業の年が変わります。")
    await misaki.taps("大学")
    await misaki.sees("28卒ですね。")
    await misaki.types("インターン中です")
    await misaki.types("東京か神奈川")
    await misaki.sees("関東ですね。")

    # And picks her fields by words and by the buttons that stay
    await misaki.types("itとメーカー")
    await misaki.sees("IT・通信、メーカーですね。あと1つまで選べます。")
    await misaki.taps("選択肢を見る")
    await misaki.taps("金融")
    await misaki.types("みさきって呼んでください")
    await misaki.types("大丈夫です")

    # Then all of it is right, and nothing was misread
    await misaki.sees("こちらで合っていますか？")
    await misaki.types("大丈夫です")
    await misaki.does_not_see("うまく読み取れませんでした")
    assert {"class:2028", "area:kanto", "likes:it", "likes:maker", "likes:finance"} <= await misaki.tags()
