"""No dead ends: what people type, tap late or stop half-way leads on, and what the bot promises happens."""

from __future__ import annotations

from tests.people import Cast
from tests.phone import Phone, said

UP_TO_THE_NAME = ("27卒", "ES・面接の途中", "関西", "まだ決めていない")


async def is_handed_over_and_back(cast: Cast, student: Phone) -> None:
    """The student asks for a human, Sato takes her and finishes."""
    await student.taps("人に相談")
    await cast.sato.taps("対応する")
    await cast.sato.types("/done")


async def test_words_after_a_talk_are_no_answer_to_an_old_question(cast: Cast) -> None:
    """Asked for her name when she turned to a human, she is not called by what she writes afterwards."""
    # Given she turned to a human at the question for her name, and the talk is over
    await cast.has_staff()
    misaki = cast.misaki
    await misaki.adds_the_account()
    for label in UP_TO_THE_NAME:
        await misaki.taps(label)
    await is_handed_over_and_back(cast, misaki)

    # When she writes something, thanks included
    await misaki.types("ありがとうございました")
    await misaki.types("がんばってみます")

    # Then it is not her name, and the questions are a tap away
    await misaki.does_not_see("がんばってみますさん")
    await misaki.taps("質問のつづき")
    await misaki.sees("5/6　何とお呼びすればいいですか？")
    await misaki.types("みさ")
    await misaki.sees("みささんですね。")


async def test_a_tap_during_a_talk_does_not_take_her_words_later(cast: Cast) -> None:
    """A question answered by tapping while a human has her leaves the next one asleep."""
    # Given a human has her, and she taps an answer meanwhile
    await cast.has_staff()
    misaki = cast.misaki
    await misaki.adds_the_account()
    for label in UP_TO_THE_NAME[:3]:
        await misaki.taps(label)
    await misaki.taps("人に相談")
    await cast.sato.taps("対応する")
    await misaki.taps("回答を見る")
    await cast.sato.types("/done")
    await is_handed_over_and_back(cast, misaki)

    # When she writes afterwards
    await misaki.types("面接うまくいきました")

    # Then nobody apologises for not having read an answer
    await misaki.does_not_see("うまく読み取れませんでした")
    await misaki.sees("担当者に伝えますか？")


async def test_what_was_not_understood_is_passed_on_with_one_tap(cast: Cast) -> None:
    """'Shall I pass this on?' passes on those very words, unless she has taken them back."""
    # Given she writes a question to the assistant
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.types("やめる")
    await misaki.types("留学経験は書いたほうがいいですか？")

    # When she lets it be passed on
    await misaki.taps("担当者に伝える")

    # Then the advisor sees it on the card, and gets it when he takes her
    await misaki.sees("いま送ってくださったものも一緒に渡します。")
    await sato.sees("「留学経験は書いたほうがいいですか？」")
    await sato.taps("対応する")
    assert (await sato.sees("留学経験は書いたほうがいいですか？"))["sender"]["name"] == "みさき"


async def test_words_that_were_taken_back_are_not_passed_on(cast: Cast) -> None:
    """A question that she takes back before she taps reaches nobody."""
    # Given
    await cast.has_staff()
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.types("やめる")
    written = await misaki.types("内緒の質問")
    await misaki.unsends(written)

    # When
    await misaki.taps("担当者に伝える")

    # Then
    await misaki.sees("ご用件は、先に書いておいて大丈夫です。")
    await cast.sato.does_not_see("内緒の質問")


async def test_the_menu_works_by_its_words(cast: Cast) -> None:
    """LINE for PC has no menu: each button's words do the same, in her language, also while she waits."""
    # Given she waits for an advisor, and nobody is there
    misaki, alex = cast.misaki, cast.alex
    await misaki.adds_the_account()
    await misaki.taps("27卒")
    await misaki.types("人に相談")

    # When she types what the menu's buttons say
    for typed, answered in (
        ("回答を見る", "教えていただいたこと"),
        ("設定・停止", "お知らせを止める"),
        ("合う求人を見る", "連携すると、あなたの条件に合う求人を"),
        ("アンケート", "2/6　就職活動は、いまどのあたりですか？"),
        ("やめる", "担当者にはもう伝わっています"),
    ):
        await misaki.types(typed)
        await misaki.sees(answered)

    # Then the same goes for English
    await alex.adds_the_account()
    await alex.types("My answers")
    await alex.sees("You have not told me anything yet.")
    await alex.types("see matching jobs")
    await alex.sees("Once you are linked, an advisor chooses the jobs that fit you.")


async def test_a_stopped_survey_goes_on_where_it_was(cast: Cast) -> None:
    """Answers that are said to be kept are kept: by button, by keyword, and once finished they are shown."""
    # Given she stopped after the first answer
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.taps("27卒")
    await misaki.types("あとで")

    # When she goes on by the button, stops again, and goes on by the keyword
    await misaki.taps("質問のつづき")
    await misaki.sees("2/6　就職活動は")
    await misaki.types("あとで")
    await misaki.news()
    await misaki.types("アンケート")
    assert "2/6　就職活動は" in said((await misaki.news())[-1])

    # Then a finished one is not asked again
    for words in ("面接中", "関西", "IT", "決定", "スキップ", "今はまだいい", "はい"):
        await misaki.types(words)
    await misaki.types("アンケート")
    assert "教えていただいたこと" in said((await misaki.news())[-1])


async def test_misread_twice_is_one_bubble_with_a_person(cast: Cast) -> None:
    """What could not be read comes back as one card: the choices, and from the second time on a person."""
    # Given
    misaki = cast.misaki
    await misaki.adds_the_account()
    await misaki.news()

    # When
    await misaki.types("ぱおぱお")
    (first,) = await misaki.news()
    await misaki.types("ぷいぷい")
    (second,) = await misaki.news()

    # Then
    assert "担当者にお聞きになりますか？" not in said(first)
    assert "担当者にお聞きになりますか？" in said(second) and "27卒" in said(second)
    assert not (await misaki.chat())["quickReply"]
    await misaki.taps("人に相談する")
    await misaki.sees("いまは受付中の担当者がいません。")


async def test_a_picture_is_answered_in_a_survey(cast: Cast) -> None:
    """What the assistant cannot look at is said kindly, and the question stays open."""
    # Given
    await cast.misaki.adds_the_account()
    await cast.misaki.news()

    # When
    for kind, name in (("image", "写真"), ("video", "動画"), ("audio", "音声")):
        await cast.misaki.sends(type=kind)

        # Then
        (bubble,) = await cast.misaki.news()
        assert f"案内係（自動）は{name}を見られない" in said(bubble) and "1/6" in said(bubble)
        assert (await cast.misaki.chat())["quickReply"]


async def test_a_second_tap_on_the_summary_is_no_riddle(cast: Cast) -> None:
    """Confirming twice says that the answers are there; a skipped question is not called a dash."""
    # Given she has skipped everything and confirmed
    misaki = cast.misaki
    await misaki.adds_the_account()
    for _ in range(6):
        await misaki.taps("スキップ")
    await misaki.taps("この内容でよい")

    # When
    await misaki.taps("この内容でよい")

    # Then
    await misaki.sees("ご回答は受け取っています。")
    await misaki.does_not_see("—")


async def test_another_language_is_spoken_at_once(cast: Cast) -> None:
    """The bubble that answers the choice of a language already comes from a sender of that language."""
    # Given
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("設定・停止")

    # When
    await cast.misaki.taps("English")

    # Then
    bubble = await cast.misaki.sees("I'll write in English from now on.")
    assert bubble["sender"]["name"] == "Assistant (bot)"


async def test_the_link_page_speaks_her_language(cast: Cast) -> None:
    """The page that her button opens is in the language of her chat, whatever the browser prefers."""
    # Given
    await cast.alex.adds_the_account()

    # When
    await cast.alex.types("link")
    tapped = await cast.alex.taps("Link my membership")

    # Then
    assert "lang=en" in tapped["open"]


async def test_what_no_question_could_take_is_handed_over_with_her(cast: Cast) -> None:
    """Who writes her worries into a question and then asks for a person there need not write them again."""
    # Given an advisor on duty, and Misaki at a question with choices
    await cast.has_staff()
    misaki, sato = cast.misaki, cast.sato
    await misaki.adds_the_account()
    await misaki.taps("27卒")

    # When she writes what is no answer, takes one bubble of it back, and asks for a person on the card
    await misaki.types("なんだか毎日が不安です")
    regretted = await misaki.types("もう全部やめたいです")
    await misaki.types("どうしたらいいのか")
    await misaki.unsends(regretted)
    await misaki.taps("人に相談する")
    await sato.taps("対応する")

    # Then the advisor has the rest of her words, in their order, and once
    words = ("なんだか毎日が不安です", "どうしたらいいのか")
    assert [bubble for bubble in map(said, await sato.bubbles()) if bubble in words] == list(words)
    await sato.does_not_see("もう全部やめたいです")
    await sato.types("/done")
    await misaki.taps("人に相談")
    await sato.taps("対応する")
    assert [bubble for bubble in map(said, await sato.bubbles()) if bubble in words] == list(words)
