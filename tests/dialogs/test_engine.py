"""The engine, step by step, through JSON between any two of them."""

from __future__ import annotations

import pytest

from bot.conditions import Facts
from dialogs import engine
from dialogs.effects import (
    Ask,
    Cancelled,
    Corrected,
    Courteous,
    DropTag,
    Echo,
    Finished,
    Handoff,
    Kept,
    OfferHuman,
    OfferLink,
    OldButton,
    Say,
    SetAttribute,
    SetTag,
    Summary,
)
from dialogs.inputs import Command, Picked, Tap, decode, encode
from dialogs.position import Unread
from tests.dialogs.samples import TODAY, Player, choice, every_kind, question, survey, welcome

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


def test_back_takes_picks_back_first() -> None:
    """Back clears the picks, then opens the question before; its answer stays until she gives another."""
    aiko = Player(every_kind())
    aiko.types("tea", "red")
    aiko.types("もどる")
    assert (aiko.asked.step, aiko.asked.picked, aiko.asked.reason) == ("several", (), "back")
    aiko.types("もどる")
    assert (aiko.asked.step, aiko.asked.number) == ("one", 1)
    assert "drinks:tea" in aiko.tag_names
    aiko.types("コーヒー")
    assert "drinks:tea" not in aiko.tag_names


def test_back_at_the_first_question_shows_it_again() -> None:
    """There is nothing before the first question."""
    aiko = Player(every_kind())
    assert aiko.asked.commands == ()
    aiko.does("back")
    assert (aiko.asked.step, aiko.asked.reason) == ("one", "shown")


def test_skip_only_where_it_is_allowed() -> None:
    """A question that must be answered says so; a skipped one gives nothing."""
    aiko = Player(every_kind())
    aiko.types("スキップ")
    assert (aiko.asked.step, aiko.asked.reason) == ("one", "must")
    aiko.types("お茶", "スキップ")
    assert aiko.asked.step == "text"
    assert aiko.position.answers["several"].skipped


def test_who_has_nothing_to_say_skips() -> None:
    """「特になし」 skips what may be skipped, and is taken as it is where any words are asked for."""
    player = Player(every_kind())
    player.taps("tea")
    player.types("特になし")
    assert player.position.answers["several"].skipped
    player.types("特になし")
    assert player.position.answers["text"].value == "特になし"
    plain = Player(survey([question("a", choice("x"), choice("y"))]))
    plain.types("特になし")
    assert plain.position.step == "a" and plain.asked.reason == "misread"


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


def test_an_old_button_tells_what_was_answered() -> None:
    """A tap on an answered question changes nothing, and offers to change it."""
    aiko = Player(welcome())
    aiko.types("27卒", "面接中")
    (old,) = aiko.taps("2028", step="grad_year")
    assert old == OldButton("RUN", "grad_year", "卒業年", "27卒", "28卒", live=True)
    assert aiko.position.step == "region"
    (old,) = aiko.taps("2028", step="grad_year", run="ANOTHER")
    assert old == OldButton("ANOTHER", None, None, None)


def test_an_old_skip_or_done_is_recognised_too() -> None:
    """A deed on the bubble of an answered question does not act on the open one."""
    aiko = Player(welcome())
    aiko.types("27卒")
    (old,) = aiko.give(Command("skip", "RUN", "grad_year"))
    assert isinstance(old, OldButton)
    assert "phase" not in aiko.position.answers


def test_a_tap_off_the_path_shows_the_open_question() -> None:
    """A button of a question that is no longer asked leads back to the one that is."""
    aiko = Player(welcome())
    aiko.types("27卒")
    aiko.taps("thinking", step="situation")
    assert (aiko.asked.step, aiko.asked.reason) == ("phase", "shown")


def test_a_corrected_answer_takes_its_branch_along() -> None:
    """Another graduation year drops the tags of the branch that is left, and asks the new one."""
    aiko = Player(welcome())
    aiko.types(*STORY)
    aiko.does("correct", "grad_year")
    assert (aiko.asked.step, aiko.asked.reason) == ("grad_year", "correct")
    effects = aiko.types("既卒です")
    assert {each.tag for each in effects if isinstance(each, DropTag)} == {"class:2027", "phase:applying"}
    assert aiko.asked.step == "situation"
    aiko.types("働きながら")
    assert isinstance(aiko.effects[-1], Summary)
    assert "phase:graduate" in aiko.tag_names
    assert "phase:applying" not in aiko.tag_names
    aiko.does("correct", "grad_year")
    aiko.types("27卒")
    assert {"class:2027", "phase:applying"} <= aiko.tag_names
    assert "phase:graduate" not in aiko.tag_names


@pytest.mark.parametrize("text", ["地域", "地域を直したい", "3", "関西"])
def test_the_summary_is_corrected_by_typing(text: str) -> None:
    """She may name what is wrong by its name, its number or the answer itself."""
    aiko = Player(welcome())
    aiko.types(*STORY)
    aiko.types(text)
    assert (aiko.asked.step, aiko.asked.reason) == ("region", "correct")


def test_what_is_unclear_at_the_summary_is_asked_again() -> None:
    """An unclear text shows the summary again with a hint, then offers a person; thanks is no correction."""
    aiko = Player(welcome())
    aiko.types(*STORY)
    (warm,) = aiko.types("ありがとうございます")
    assert isinstance(warm, Courteous)
    (again,) = aiko.types("ぱおぱお")
    assert isinstance(again, Summary) and again.misread
    assert aiko.types("ぷいぷい")[-1] == OfferHuman("RUN", None)


def test_a_finished_survey_can_be_corrected() -> None:
    """One answer changed later is noted at once, and the survey is finished as before."""
    aiko = Player(welcome())
    aiko.types(*STORY, "はい")
    row = engine.review(welcome(), aiko.position, aiko.facts, "ja")[2]
    aiko.does("correct", row.step)
    assert aiko.position.live
    effects = aiko.types("東京")
    assert effects[-1] == Corrected("region", "地域", "関東")
    assert aiko.position.state == "done"
    assert "area:kanto" in aiko.tag_names
    assert "area:kansai" not in aiko.tag_names


def test_a_button_after_the_end_is_recognised() -> None:
    """A tap on a finished survey tells the earlier answer, and the summary cannot be confirmed twice."""
    aiko = Player(welcome())
    aiko.types(*STORY, "はい")
    (old,) = aiko.taps("kanto", step="region")
    assert old == OldButton("RUN", "region", "地域", "関西", "関東", live=False)
    assert aiko.does("confirm") == (OldButton("RUN", None, None, None),)


def test_text_after_the_end_is_not_ours() -> None:
    """Once the survey is done it has no use for what she types."""
    aiko = Player(welcome())
    aiko.types(*STORY, "はい")
    aiko.types("こんにちは")
    assert not aiko.taken


def test_cancel_keeps_the_answers_and_continue_takes_it_up() -> None:
    """Whoever stops loses nothing, and goes on at the question that was open."""
    aiko = Player(welcome())
    aiko.types("27卒")
    assert aiko.types("あとで") == (Cancelled("welcome", "RUN"),)
    assert not aiko.position.live
    assert "class:2027" in aiko.tag_names
    aiko.does("continue")
    assert (aiko.asked.step, aiko.asked.reason) == ("phase", "resumed")
    assert aiko.position.live


def test_a_stopped_survey_takes_the_answer_on_its_last_bubble() -> None:
    """Whoever stopped and then taps the open question's choice after all has answered it."""
    aiko = Player(welcome())
    aiko.types("27卒", "あとで")
    aiko.taps("applying", step="phase")
    assert aiko.position.live and aiko.asked.step == "region"


def test_not_knowing_is_no_riddle() -> None:
    """Who says that she does not know is told that she may skip; the second time a person is offered."""
    aiko = Player(welcome())
    aiko.types("うーん")
    assert (aiko.asked.step, aiko.asked.reason) == ("grad_year", "unsure")
    assert aiko.types("よくわからない")[-1] == OfferHuman("RUN", "grad_year")
    aiko.types("27卒", "面接中", "大阪", "IT、金融", "決定", "わからない")
    assert (aiko.asked.step, aiko.asked.reason) == ("call_name", "unsure")


def test_an_answer_that_was_opened_again_can_be_kept() -> None:
    """Opening an answer by mistake costs nothing: it is kept, from the summary and after the end."""
    aiko = Player(welcome())
    aiko.types(*STORY)
    aiko.does("correct", "region")
    assert "keep" in aiko.asked.commands and "skip" not in aiko.asked.commands
    (summary,) = aiko.types("このままにする")
    assert isinstance(summary, Summary)
    aiko.types("はい")
    for leave in ("そのまま", "やめる"):
        aiko.does("correct", "region")
        assert aiko.types(leave) == (Kept(),)
        assert aiko.position.state == "done" and "area:kansai" in aiko.tag_names


def test_going_back_offers_to_keep_the_answer() -> None:
    """Who goes back only to look goes on where she was."""
    aiko = Player(welcome())
    aiko.types("27卒", "面接中", "もどる")
    assert aiko.asked.step == "phase"
    aiko.does("keep")
    assert aiko.asked.step == "region"


def test_what_was_no_answer_is_kept_until_the_question_is_answered() -> None:
    """A person whom she asks gets all of it, once; an answer makes it nobody's business."""
    aiko, bob = Player(every_kind()), Player(every_kind())
    for each in (aiko, bob):
        each.types("不安です", "どうしよう")
    words = tuple(Unread("", each) for each in ("不安です", "どうしよう"))
    assert aiko.position.unread == words
    assert aiko.does("human") == (Handoff(wrote=words),)
    assert aiko.position.unread == ()
    bob.types("tea")
    assert bob.position.unread == ()


def test_an_interruption_is_resumed_with_the_open_question() -> None:
    """Asking for a person pauses the survey; resuming shows the open question with its picks."""
    aiko = Player(every_kind())
    aiko.types("tea", "red")
    assert aiko.types("人に相談") == (Handoff(),)
    assert aiko.position.paused
    aiko.take(engine.resume(every_kind(), aiko.position, aiko.facts, "ja"))
    assert (aiko.asked.reason, aiko.asked.picked, aiko.position.paused) == ("resumed", ("Red",), False)
    assert engine.interrupt(aiko.position).paused


def test_a_new_run_replaces_what_the_earlier_one_gave() -> None:
    """Tags of an earlier run stay until their question is answered anew; the end drops what is left."""
    aiko = Player(welcome())
    aiko.types(*STORY, "はい")
    again = Player(welcome(), earlier=aiko.position)
    again.tags, again.attributes = aiko.tags, aiko.attributes
    again.types("28卒")
    assert {"class:2028", "phase:applying", "area:kansai"} <= again.tag_names
    assert "class:2027" not in again.tag_names
    again.types("これから", "スキップ", "スキップ", "スキップ", "スキップ", "はい")
    assert again.tag_names == {"class:2028", "phase:starting"}


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
