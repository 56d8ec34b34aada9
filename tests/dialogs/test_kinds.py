"""What the kinds of questions do in the engine: scales, days with times, school years, photos, amounts."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.effects import Ask, Courteous, Finished, OfferHuman, OldButton, Summary
from dialogs.inputs import Picked, Sent
from dialogs.position import Media, Partly
from tests.dialogs.samples import KINDS, Player, choice, question, survey, welcome


def asks(kind: str, *, before: bool = False, **more: Any) -> Player:
    """Somebody whom a survey asks one question of a kind, and then a last one."""
    own = KINDS[kind]
    first = [question("first", choice("a"), choice("b"))] if before else []
    asked = {"id": "it", "kind": own.get("kind", kind), "ask": "?"} | own | more
    player = Player(survey([*first, asked, question("last", choice("x"), choice("y"))]))
    if before:
        player.types("a")
    return player


def answered(player: Player) -> object:
    """What she has answered."""
    assert player.position.step == "last", player.position.step
    return player.position.answers["it"].value


# Scales


def test_a_scale_shows_its_points_and_says_what_its_ends_mean() -> None:
    """Each point can be tapped; both ends have words, in the question too, where buttons are not seen."""
    aiko = asks("scale")
    assert [each.label for each in aiko.asked.choices] == ["1 とても不満", "2", "3", "4", "5 とても満足"]
    assert aiko.asked.text.endswith("1（とても不満）〜 5（とても満足）")
    aiko.taps("1")
    assert (answered(aiko), aiko.tag_names) == (1, {"upset"})
    assert aiko.asked.echo and aiko.asked.echo.answer == "1 とても不満"
    assert aiko.attributes == {("liked", "survey:sample/it"): 1}


def test_eleven_points_are_shown_at_once() -> None:
    """From 0 to 10 nothing is on another page, and with the ways out they are LINE's thirteen."""
    aiko = asks("nps", before=True, skip=True)
    shown = aiko.asked
    assert len(shown.choices) == 11 and not shown.shelves
    assert len(shown.choices) + len(shown.commands) == 13


def test_what_lies_beyond_the_limits_is_told_with_them() -> None:
    """A number that was read but is too large is no riddle: she is told from where to where."""
    aiko = asks("scale")
    aiko.types("6")
    assert (aiko.asked.reason, aiko.asked.limits) == ("range", ("1", "5"))
    assert aiko.types("0")[-1] == OfferHuman("RUN", "it")


# Amounts


@pytest.mark.parametrize(
    ("kind", "typed", "value", "said"),
    [
        ("income", "五百万", 500, "500万円"),
        ("months", "3年半", 42, "42か月"),
        ("experience", "三年半です", 3.5, "3年半"),
        ("number", "１万５千円", 15000, "15,000円"),
    ],
)
def test_an_amount_is_kept_in_the_unit_of_the_question(
    kind: str, typed: str, value: object, said: str
) -> None:
    """Whatever unit she writes, the answer is in the question's, said back in it, and her words are kept."""
    aiko = asks(kind)
    aiko.types(typed)
    assert (answered(aiko), aiko.position.answers["it"].raw) == (value, typed)
    assert aiko.asked.echo and aiko.asked.echo.answer == said


def test_half_a_year_is_asked_about_where_years_are_whole() -> None:
    """What cannot be noted as it is, is not rounded behind her back."""
    aiko = asks("experience", whole=True)
    aiko.types("3年半")
    assert aiko.asked.reason == "whole"
    aiko.types("3年")
    assert answered(aiko) == 3


# Days with times


def test_a_day_with_its_time_comes_from_the_picker_or_in_words() -> None:
    """LINE's picker asks for both, with the limits of the question; so does what she types."""
    aiko = asks("datetime")
    picker = aiko.asked.picker
    assert picker and (picker.mode, picker.initial) == ("datetime", "2026-11-22T12:00")
    assert (picker.least, picker.most) == ("2026-11-22T00:00", "2027-11-22T23:59")
    aiko.give(Picked("RUN", "it", "2026-12-03T14:30"))
    assert answered(aiko) == "2026-12-03T14:30"
    assert aiko.asked.echo and aiko.asked.echo.answer == "2026年12月3日（木）14:30"
    beni = asks("datetime")
    beni.types("来週の水曜の10時半でお願いします")
    assert answered(beni) == "2026-11-25T10:30"


def test_a_day_alone_is_asked_for_its_time() -> None:
    """Of a day without a time only the time is asked for; the picker opens on that day."""
    aiko = asks("datetime")
    aiko.types("12/3がいいです")
    assert aiko.asked.text == "2026年12月3日（木）ですね。何時がよろしいですか？"
    assert aiko.asked.picker and aiko.asked.picker.initial == "2026-12-03T12:00"
    aiko.types("7時")
    assert [each.label for each in aiko.asked.choices] == ["07:00", "19:00"]
    aiko.taps("time.19:00")
    assert answered(aiko) == "2026-12-03T19:00"
    assert aiko.position.answers["it"].raw == "12/3がいいです\n7時\n19:00"


def test_a_day_beyond_the_limits_is_told_at_once() -> None:
    """Nobody is asked for the time of a day that cannot be taken."""
    aiko = asks("datetime")
    aiko.types("昨日")
    assert (aiko.asked.reason, aiko.position.partly) == ("range", None)
    assert aiko.asked.limits == ("2026年11月22日（日）", "2027年11月22日（月）")


# School years


def test_a_school_year_asks_for_the_kind_of_school() -> None:
    """「三年生」 is another year at each kind of school: she is asked which, and both are her answer."""
    aiko = asks("graduation")
    aiko.types("三年生です")
    assert (aiko.asked.reason, aiko.asked.step) == ("partly", "it")
    assert [each.label for each in aiko.asked.choices] == [
        "大学", "短大", "専門学校", "高専", "六年制（薬・医など）", "大学院",
    ]  # fmt: skip
    aiko.taps("school.kosen")
    assert (answered(aiko), aiko.tag_names) == (2029, {"class:2029"})
    assert aiko.position.answers["it"].raw == "三年生です\n高専"
    assert aiko.position.partly is None


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        (("3年", "短大です"), 2027),
        (("院生です", "1年"), 2028),
        (("院生です", "博士1年"), 2029),
        (("高専です", "専攻科1年"), 2028),
        (("2026年9月卒業", "27卒です"), 2027),
        (("四年生", "すみません、三年生でした", "大学"), 2028),
        (("3年", "27卒です"), 2027),
        (("3年", "ありがとうございます", "大学"), 2028),
    ],
)
def test_one_more_word_settles_the_year(typed: tuple[str, ...], year: int) -> None:
    """Whatever she left open is asked for, corrected or told in another way; nothing is asked twice."""
    aiko = asks("graduation")
    aiko.types(*typed)
    assert answered(aiko) == year


def test_a_year_of_a_class_can_be_tapped_where_a_school_is_asked_for() -> None:
    """The bubble above still works while the short question is open; a late tap below is recognised."""
    aiko = asks("graduation")
    aiko.types("三年生")
    aiko.taps("2028")
    assert answered(aiko) == 2028
    assert isinstance(aiko.taps("school.university", step="it")[0], OldButton)


def test_back_from_the_short_question_is_the_question_itself() -> None:
    """Back takes back what was told so far; skip skips the whole question."""
    aiko = asks("graduation", before=True, skip=True)
    aiko.types("三年生")
    assert aiko.asked.commands == ("back", "skip")
    aiko.types("もどる")
    assert (aiko.asked.step, aiko.asked.reason, aiko.position.partly) == ("it", "back", None)
    assert len(aiko.asked.choices) == 4
    aiko.types("三年生", "スキップ")
    assert aiko.position.answers["it"].skipped and aiko.position.answers["it"].raw == ""


def test_an_unclear_school_is_asked_again_and_then_a_person_is_offered() -> None:
    """The short question is asked again; the second time a person is offered, and so in a circle."""
    aiko = asks("graduation")
    aiko.types("三年生", "文系です")
    assert (aiko.asked.reason, len(aiko.asked.choices)) == ("misread", 6)
    assert aiko.types("心理学です")[-1] == OfferHuman("RUN", "it")
    assert aiko.position.partly == Partly(grade=3)
    beni = asks("graduation")
    beni.types("三年生", "三年生")
    assert beni.types("三年生")[-1] == OfferHuman("RUN", "it")


def test_the_welcome_survey_asks_for_the_school_too() -> None:
    """The example understands a third year at a junior college."""
    aiko = Player(welcome())
    aiko.types("いま2年生です")
    assert aiko.asked.text.startswith("学校の種類")
    aiko.types("専門")
    assert aiko.asked.echo and aiko.asked.echo.answer == "27卒"


# Photos and files

CV = Media("1", "file", "職務経歴書.PDF", 2_000_000)


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        (CV, None),
        (Media("1", "image"), None),
        (Media("1", "file", "証明写真.JPG", 1000), None),
        (Media("1", "file", "cv.docx", 1000), "medium"),
        (Media("1", "file", "名前だけ", 1000), "medium"),
        (Media("1", "video"), "medium"),
        (Media("1", "audio"), "medium"),
        (Media("1", "file", "cv.pdf", 5_000_001), "large"),
    ],
)
def test_a_photo_or_file_is_kept_as_line_names_it(media: Media, reason: str | None) -> None:
    """What is asked for is an answer, its reference the evidence; anything else is told kindly."""
    aiko = asks("file")
    aiko.give(Sent(media))
    if reason:
        assert (aiko.asked.step, aiko.asked.reason) == ("it", reason)
        assert aiko.asked.sendable and aiko.asked.sendable.endings == ("pdf",)
    else:
        assert answered(aiko) == media.kind
        assert aiko.position.answers["it"].media == media
        assert aiko.tag_names == {f"sent:{media.kind}"}


def test_words_are_no_photo() -> None:
    """What is typed where a file is asked for is asked again; thanks and skip work as everywhere."""
    aiko = asks("file", skip=True)
    aiko.types("これです")
    assert aiko.asked.reason == "medium"
    assert isinstance(aiko.types("ありがとうございます")[0], Courteous)
    aiko.types("スキップ")
    assert aiko.position.answers["it"].skipped


def test_a_photo_elsewhere_is_nobodys_answer() -> None:
    """Where no photo is asked for, the survey has no use for one, and its question stays open."""
    aiko = asks("text")
    aiko.give(Sent(CV))
    assert not aiko.taken and aiko.position.step == "it"


def test_the_summary_names_the_file() -> None:
    """In her answers a file has its name, and a photo is one."""
    steps = [question("cv", kind="file"), question("photo", kind="file")]
    aiko = Player(survey(steps, end={"summary": "?"}))
    aiko.give(Sent(CV))
    aiko.give(Sent(Media("2", "image")))
    (summary,) = aiko.effects
    assert isinstance(summary, Summary)
    assert [row.answer for row in summary.rows] == ["職務経歴書.PDF", "写真"]
    assert isinstance(aiko.types("大丈夫です")[-1], Finished)


# Understanding in the engine


def test_everything_typed_to_several_choices_is_kept() -> None:
    """The words of an answer in several lines stand beside what they were understood as."""
    aiko = asks("several")
    aiko.types("redで", "あとblueも", "以上です")
    assert answered(aiko) == ["red", "blue"]
    assert aiko.position.answers["it"].raw == "redで\nあとblueも"


def test_the_choices_can_always_be_shown_again() -> None:
    """Typed or tapped, the choices that are left come back with what was chosen so far."""
    aiko = asks("several")
    aiko.types("red")
    for words in ("選択肢", "choices", ""):
        aiko.types(words) if words else aiko.does("choices")
        assert (aiko.asked.reason, aiko.asked.picked) == ("shown", ("Red",))
        assert [each.id for each in aiko.asked.choices] == ["blue", "green", "pink", "none"]


def test_that_is_all_is_an_answer_where_any_text_is() -> None:
    """「以上です」 completes several choices and nothing else: a free text takes it as her words."""
    aiko = asks("text")
    aiko.types("以上です")
    assert answered(aiko) == "以上です"
    beni = asks("one")
    beni.types("以上です")
    assert (beni.position.step, beni.asked.reason) == ("it", "misread")


def test_fine_is_neither_yes_nor_no() -> None:
    """「大丈夫です」 is asked about, and then both words settle it."""
    aiko = asks("yesno")
    aiko.types("大丈夫です")
    assert aiko.asked.reason == "either"
    aiko.types("はい、お願いします")
    assert answered(aiko) is True


def test_a_region_opens_its_prefectures() -> None:
    """Whoever names a region where a prefecture is asked for sees the prefectures of it."""
    aiko = asks("prefecture")
    aiko.types("九州のほうです")
    assert (aiko.asked.reason, len(aiko.asked.choices)) == ("shown", 8)
    aiko.taps("nagasaki")
    assert (answered(aiko), aiko.position.answers["it"].raw) == ("nagasaki", "九州のほうです\n長崎県")


def test_a_long_text_is_told_its_limit() -> None:
    """Too long is no riddle: the limit is named, and what fits is taken."""
    aiko = asks("text")
    aiko.types("とても長い座右の銘でして")
    assert (aiko.asked.reason, aiko.asked.limits) == ("long", ("2", "10"))
    assert any(isinstance(each, Ask) for each in aiko.effects)
    aiko.types("一期一会")
    assert answered(aiko) == "一期一会"
