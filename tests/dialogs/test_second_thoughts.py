"""The engine when somebody goes back, skips, corrects, breaks off or taps what is over."""

from __future__ import annotations

import pytest

from dialogs import engine
from dialogs.effects import (
    Cancelled,
    Corrected,
    Courteous,
    DropTag,
    Handoff,
    Kept,
    OfferHuman,
    OldButton,
    Summary,
)
from dialogs.inputs import Command
from dialogs.position import Unread
from tests.dialogs.samples import Player, choice, every_kind, question, survey, welcome
from tests.dialogs.test_engine import STORY


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
