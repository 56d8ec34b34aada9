"""The engine, step by step, through JSON between any two of them."""

from __future__ import annotations

import pytest

from bot.conditions import Facts
from dialogs import engine
from dialogs.effects import (
    Ask,
    Courteous,
    Echo,
    Finished,
    Handoff,
    OfferHuman,
    OfferLink,
    OldButton,
    Say,
    SetAttribute,
    SetTag,
    Summary,
)
from dialogs.inputs import Command, Picked, Tap, decode, encode
from tests.dialogs.samples import TODAY, Player, choice, every_kind, survey, welcome

STORY = ("27卒", "面接中", "大阪", "IT、金融", "決定", "みさきです", "そのうち")


def test_the_welcome_survey_from_end_to_end() -> None:
    """Typed answers become tags and attributes, the summary is confirmed, and linking is offered."""
    misaki = Player(welcome())
    misaki.types(*STORY)
    assert isinstance(misaki.effects[-1], Summary)
    finished, offered = misaki.types("はい")
    assert isinstance(finished, Finished)
    assert finished.text is not None and finished.text.startswith("みさきさん、")
    assert offered == OfferLink()
    assert misaki.tag_names == {
        "class:2027", "phase:applying", "area:kansai", "likes:it", "likes:finance", "advice:some_time",
    }  # fmt: skip
    source = "survey:welcome/"
    assert misaki.attributes == {
        ("grad_year", f"{source}grad_year"): 2027,
        ("phase", f"{source}phase"): "applying",
        ("region", f"{source}region"): "kansai",
        ("call_name", f"{source}call_name"): "みさき",
    }


def test_taps_alone_need_six_questions() -> None:
    """Whoever taps answers six questions, each in one bubble, whichever branch she takes."""
    for year, branch in (("2027", "starting"), ("2030", "skills"), ("graduated", "thinking")):
        aiko = Player(welcome())
        for number, answer in enumerate((year, branch, "kansai", "undecided"), 1):
            assert (aiko.asked.number, aiko.asked.of) == (number, 6)
            aiko.taps(answer)
            assert sum(isinstance(each, Ask | Say) for each in aiko.effects) == 1
        aiko.does("skip")
        assert (aiko.asked.number, aiko.asked.of) == (6, 6)
        aiko.taps("not_yet")
        assert isinstance(aiko.effects[-1], Summary)


def test_wanting_advice_now_is_a_handoff_at_the_end() -> None:
    """'Now, please' tells an advisor once the survey is finished, not before, and only once."""
    aiko = Player(welcome())
    aiko.types("27卒", "面接中", "大阪", "まだわからない", "スキップ", "今すぐ")
    assert not any(isinstance(each, Handoff) for each in aiko.effects)
    assert Handoff("アンケートで「今すぐ話したい」") in aiko.does("confirm")
    aiko.does("correct", "region")
    assert not any(isinstance(each, Handoff) for each in aiko.types("東京"))


def test_the_echo_comes_with_the_next_question() -> None:
    """The bubble that asks next says back what was understood."""
    aiko = Player(welcome())
    aiko.types("来年卒業")
    assert aiko.asked.echo == Echo("27卒")
    aiko.taps("offer")
    assert aiko.asked.echo == Echo("内定あり・迷い中", "内定おめでとうございます。")


def test_english_is_spoken_in_english() -> None:
    """The same survey speaks to a friend in her language."""
    emma = Player(welcome(), "en", name="Emma")
    emma.types("class of 2028", "not yet", "Osaka", "IT and finance", "done", "call me Em")
    assert emma.asked.echo == Echo("Em", "Nice to meet you, Em.")
    emma.types("later")
    assert isinstance(emma.effects[-1], Summary)
    assert [row.answer for row in emma.effects[-1].rows][:3] == ["Class of 2028", "About to start", "Kansai"]


def test_several_choices_one_tap_at_a_time() -> None:
    """Each tap drops its choice, 'done' comes once enough are chosen, and the most completes by itself."""
    aiko = Player(every_kind())
    aiko.taps("tea")
    assert (aiko.asked.step, aiko.asked.commands) == ("several", ("back", "skip"))
    aiko.taps("red")
    assert [each.id for each in aiko.asked.choices] == ["blue", "green", "pink", "none"]
    assert (aiko.asked.reason, aiko.asked.picked, aiko.asked.room) == ("picked", ("Red",), 2)
    assert list(aiko.asked.commands) == ["back"]
    aiko.does("done")
    assert aiko.asked.reason == "few"
    aiko.taps("blue")
    assert list(aiko.asked.commands) == ["done", "back"]
    assert aiko.tags == {("drinks:tea", "survey:sample/one")}
    aiko.taps("red")
    assert (aiko.asked.reason, aiko.asked.picked) == ("picked", ("Red", "Blue"))
    aiko.taps("pink")
    assert aiko.asked.step == "text"
    assert aiko.tag_names >= {"likes:red", "likes:blue", "likes:pink"}


def test_a_choice_that_rules_out_the_others() -> None:
    """'None of these' replaces what was picked, and goes on at once."""
    aiko = Player(every_kind())
    aiko.types("tea", "red", "どれでもない")
    assert aiko.position.answers["several"].value == ["none"]
    assert aiko.asked.step == "text"


def test_too_many_typed_choices_change_nothing() -> None:
    """More than fit are refused with the number that may follow, and nothing is picked."""
    aiko = Player(every_kind())
    aiko.types("tea", "red, blue, green, pink")
    assert (aiko.asked.reason, aiko.asked.room, aiko.position.picks) == ("many", 3, ())


def test_numbers_count_what_is_still_left() -> None:
    """After a pick, '1' is the first choice that is left, as the list shown has it; labels still work."""
    aiko = Player(every_kind())
    aiko.types("tea", "red", "1")
    assert aiko.position.picks == ("red", "blue")
    aiko.types("red")
    assert aiko.position.picks == ("red", "blue")


def test_misread_twice_offers_a_human() -> None:
    """The first time the question is put in other words; the second time a person is offered."""
    aiko = Player(welcome())
    first = aiko.types("ぱおぱお")
    assert aiko.asked.reason == "misread"
    assert aiko.asked.again == "「2027年3月」や「27卒」のように教えてもらえますか？"
    assert not any(isinstance(each, OfferHuman) for each in first)
    second = aiko.types("ぷいぷい")
    assert second[-1] == OfferHuman("RUN", "grad_year")
    assert aiko.asked.commands[-1] == "human"
    aiko.types("27卒")
    assert "human" not in aiko.asked.commands


@pytest.mark.parametrize("text", ["ありがとうございます", "了解です", "こんにちは", "すみません", "😊"])
def test_courtesies_are_never_misread(text: str) -> None:
    """A courtesy is answered warmly once and then left alone; the question stays open."""
    aiko = Player(welcome())
    (warm,) = aiko.types(text)
    assert isinstance(warm, Courteous) and warm.view and warm.view.step == "grad_year"
    assert aiko.types(text) == ()
    assert (aiko.position.misread, aiko.position.step) == (0, "grad_year")


def test_a_sticker_is_never_an_answer() -> None:
    """A sticker is answered once while a question is open, and is nobody's business after the survey."""
    aiko = Player(every_kind())
    (warm,) = aiko.sends_a_sticker()
    assert isinstance(warm, Courteous) and warm.kind == "sticker"
    aiko.does("cancel")
    aiko.sends_a_sticker()
    assert not aiko.taken


def test_a_greeting_before_the_answer_does_not_hide_it() -> None:
    """「こんにちは、27卒です」 is an answer."""
    aiko = Player(welcome())
    aiko.types("こんにちは、27卒です")
    assert aiko.asked.step == "phase"


def test_not_knowing_is_no_riddle() -> None:
    """Who says that she does not know is told that she may skip; the second time a person is offered."""
    aiko = Player(welcome())
    aiko.types("うーん")
    assert (aiko.asked.step, aiko.asked.reason) == ("grad_year", "unsure")
    assert aiko.types("よくわからない")[-1] == OfferHuman("RUN", "grad_year")
    aiko.types("27卒", "面接中", "大阪", "IT、金融", "決定", "わからない")
    assert (aiko.asked.step, aiko.asked.reason) == ("call_name", "unsure")


def test_statements_are_made_once() -> None:
    """A statement follows her answer said back, comes before the next question, and never again."""
    talk = survey(
        [
            {"id": "hello", "say": {"ja": "{name、}ようこそ。", "en": "Welcome{, name}."}},
            {"id": "colour", "ask": "Colour?", "choices": [{"id": "red", "label": "Red"}]},
            {"id": "nice", "say": "Nice.", "when": 'answer.colour == "red"'},
            {"id": "size", "kind": "number", "ask": "Size?"},
        ]
    )
    aiko = Player(talk, name="愛子")
    assert aiko.effects[0] == Say("愛子さん、ようこそ。")
    assert Say("Nice.", Echo("Red")) in aiko.taps("red")
    aiko.does("back")
    assert not any(isinstance(each, Say) for each in aiko.taps("red"))
    assert Player(talk, name="☆☆").effects[0] == Say("ようこそ。")
    assert Player(talk, "en", name="Emma").effects[0] == Say("Welcome, Emma.")


def test_gotos_and_choice_conditions() -> None:
    """A choice may lead on past other steps, and may be on offer only to some."""
    talk = survey(
        [
            {"id": "now", "ask": "?", "choices": [{"id": "a", "label": "A", "goto": "last"}, choice("b")]},
            {"id": "middle", "kind": "yesno", "ask": "?"},
            {
                "id": "last",
                "ask": "?",
                "choices": [choice("x", tag="x", when="answer.middle"), choice("y")],
                "goto": "end",
            },
            {"id": "never", "kind": "yesno", "ask": "?"},
        ]
    )  # fmt: skip
    aiko = Player(talk)
    aiko.taps("a")
    assert (aiko.asked.step, [each.id for each in aiko.asked.choices]) == ("last", ["y"])
    aiko.types("y")
    assert isinstance(aiko.effects[-1], Finished)
    beni = Player(talk)
    beni.types("b", "はい", "x")
    assert beni.tag_names == {"x"}
    beni.does("correct", "middle")
    beni.types("いいえ")
    assert beni.tag_names == set()
    assert beni.asked.step == "last"


def test_conditions_see_tags_given_on_the_way() -> None:
    """A later condition sees what an earlier answer gave, and what she had before."""
    talk = survey(
        [
            {
                "id": "q",
                "ask": "?",
                "choices": [{"id": "a", "label": "A", "tag": "new"}, {"id": "b", "label": "B"}],
            },
            {"id": "tagged", "kind": "yesno", "ask": "?", "when": 'has "new" and has "old"'},
        ]
    )
    aiko = Player(talk, tags=frozenset({"old"}))
    aiko.taps("a")
    assert aiko.asked.step == "tagged"
    beni = Player(talk)
    beni.taps("a")
    assert isinstance(beni.effects[-1], Finished)


def test_consent_keeps_the_wording() -> None:
    """What she agreed to is kept word for word in the language in which she read it."""
    agree = survey(
        [{"id": "ok", "kind": "consent", "ask": "?", "wording": {"ja": "同意文", "en": "Wording"}}]
    )
    aiko = Player(agree, "en")
    aiko.types("I agree")
    answer = aiko.position.answers["ok"]
    assert (answer.value, answer.wording, answer.raw) == (True, "Wording", "I agree")


def test_the_date_picker_has_its_limits() -> None:
    """A date question brings the picker; a picked day is an answer, one outside the limits is not."""
    aiko = Player(
        survey([{"id": "day", "kind": "date", "ask": "?", "min": "today + 1d", "max": "today + 1w"}])
    )
    picker = aiko.asked.picker
    assert picker and (picker.initial, picker.least, picker.most) == (
        "2026-11-23",
        "2026-11-23",
        "2026-11-29",
    )
    aiko.give(Picked("RUN", "day", "2026-12-24"))
    assert aiko.asked.reason == "range"
    aiko.give(Picked("RUN", "day", "2026-11-25"))
    assert aiko.position.answers["day"].value == "2026-11-25"
    (old,) = aiko.give(Picked("RUN", "day", "2026-11-26"))
    assert isinstance(old, OldButton) and old.answer == "2026年11月25日（水）"


def test_prefectures_are_chosen_by_region() -> None:
    """Forty-seven do not fit: a region opens its prefectures."""
    aiko = Player(survey([{"id": "home", "kind": "prefecture", "ask": "?", "tag": "home:{value}"}]))
    assert [each.id for each in aiko.asked.shelves][:2] == ["hokkaido_tohoku", "kanto"]
    assert not aiko.asked.choices
    aiko.does("shelf", "kansai")
    assert [each.label for each in aiko.asked.choices] == [
        "滋賀県",
        "京都府",
        "大阪府",
        "兵庫県",
        "奈良県",
        "和歌山県",
    ]
    aiko.taps("kyoto")
    assert aiko.tag_names == {"home:kyoto"}


def test_many_choices_are_paged() -> None:
    """More choices than fit are shown in pages, and numbers count them all."""
    many = survey(
        [{"id": "q", "ask": "?", "choices": [{"id": f"c{n}", "label": f"L{n}"} for n in range(1, 21)]}]
    )
    aiko = Player(many)
    assert [each.id for each in aiko.asked.choices] == [f"c{n}" for n in range(1, 10)]
    aiko.does("shelf", aiko.asked.shelves[0].id)
    assert aiko.asked.choices[0].id == "c10"
    aiko.does("shelf", "2")
    assert [each.id for each in aiko.asked.choices] == ["c19", "c20"]
    assert aiko.asked.shelves[0].id == "0"
    aiko.types("15")
    assert aiko.position.answers["q"].value == "c15"


def test_postback_data_comes_back_as_it_went() -> None:
    """Taps and commands survive their trip through LINE, within 300 characters; other data is not ours."""
    tap = Tap("0" * 26, "s" * 40, "c" * 40)
    command = Command("correct", "0" * 26, None, "region")
    assert decode(encode(tap)) == tap
    assert len(encode(tap)) <= 300
    assert (
        decode(encode(command)) == Command("correct", "0" * 26, "", "region")
        or decode(encode(command)) == command
    )
    assert decode(encode(Command("choices", "R", "day"), date=True), "2026-12-01") == Picked(
        "R", "day", "2026-12-01"
    )
    for odd in ("menu?do=talk", "survey?run=R&step=s&do=rm", "survey?", ""):
        assert decode(odd) is None


def test_facts_of_hers_are_never_touched() -> None:
    """The engine lays answers over a copy; what it was handed stays as it was."""
    tags = {"old"}
    facts = Facts(TODAY, tags=tags, attributes={"a": 1})
    engine.start(welcome(), facts, "ja", run="R", now=0)
    aiko = Player(welcome(), tags=tags)
    aiko.types(*STORY)
    assert (tags, facts.attributes) == ({"old"}, {"a": 1})


def test_facts_are_named_by_their_question() -> None:
    """Each tag and attribute has the question that gave it as its source."""
    aiko = Player(every_kind())
    effects = aiko.types("tea", "skip", "skip", "skip", "skip", "skip", "27卒")
    assert SetTag("class:2027", "survey:sample/graduation") in effects
    assert SetAttribute("grad_year", 2027, "survey:sample/graduation") in effects


def test_a_choice_beside_typed_values_is_no_value() -> None:
    """Who answers 'not fixed yet' where a day is asked for has told no day; her attribute stays empty."""
    fixed = [{"id": "open", "label": "Not fixed", "tag": "day:open"}]
    for kind in ("date", "datetime", "number", "year"):
        when = {"id": "on", "kind": kind, "ask": "When?", "attribute": "day", "choices": fixed}
        aiko = Player(survey([when]))
        aiko.taps("open")
        assert aiko.tag_names == {"day:open"}
        assert not any(isinstance(each, SetAttribute) for each in aiko.effects)
