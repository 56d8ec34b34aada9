"""How questions look in LINE: what fits under a bubble, what becomes a card, and what PC users can tap."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from bot import messages
from bot.messages import Message
from bot.turn import Turn
from dialogs.effects import QuestionView, Reason
from dialogs.survey import Survey
from handlers import survey_view
from handlers.rehearsal import Rehearsal
from tests.dialogs.samples import KINDS, TODAY, Player, career, choice, every_kind, question, survey
from tests.phone import actions, said


def turn(language: str = "ja") -> Turn:
    """A turn of nobody, to build bubbles in."""
    return Rehearsal(career(), language, TODAY).turn()


def quick(message: Message) -> list[str]:
    """The labels of the quick replies under a bubble."""
    return [item["action"]["label"] for item in message.get("quickReply", {}).get("items", [])]


def buttons(message: Message) -> list[str]:
    """The labels of the buttons that stay in a bubble."""
    return [each["label"] for each in actions({k: v for k, v in message.items() if k != "quickReply"})]


def asked(talk: Survey, *typed: str) -> QuestionView:
    """The question that a survey asks after some words."""
    player = Player(talk)
    if typed:
        player.types(*typed)
    return player.asked


def many(count: int, **more: Any) -> Survey:
    """A survey of one question with so many choices, behind another one."""
    choices = [choice(f"c{number}") for number in range(1, count + 1)]
    return survey([question("first", choice("a"), choice("b")), question("q", *choices, skip=True, **more)])


def test_ten_choices_fit_under_a_bubble_and_eleven_become_a_card() -> None:
    """Up to ten choices are quick replies beside the ways out; more are a card that stays, page by page."""
    ten = survey_view.question(turn(), asked(many(10), "a"))
    assert len(quick(ten)) == 12 and quick(ten)[-2:] == ["もどる", "スキップ"]
    eleven = survey_view.question(turn(), asked(many(11), "a"))
    assert quick(eleven) == []
    assert buttons(eleven) == [*(f"C{n}" for n in range(1, 10)), "ほかの選択肢", "もどる", "スキップ"]
    assert said(eleven).startswith("Aですね。\n2/2\u3000q?")


def test_a_pick_is_answered_with_one_line_that_leads_on() -> None:
    """The line has buttons that stay, for PCs too; under it 'done' comes first, then what is left."""
    player = Player(many(4, kind="several", min=2))
    player.types("a", "c1")
    first = survey_view.question(turn(), player.asked)
    assert (buttons(first), quick(first)) == (["選択肢を見る"], ["C2", "C3", "C4", "もどる"])
    player.types("c2")
    second = survey_view.question(turn(), player.asked)
    assert said(second).splitlines()[0] == "C1、C2ですね。あと2つまで選べます。"
    assert (buttons(second), quick(second)[0]) == (["決定", "選択肢を見る"], "決定")
    player.does("choices")
    again = survey_view.question(turn(), player.asked)
    assert buttons(again) == ["決定", "C3", "C4", "もどる"]


def test_a_scale_asked_again_has_its_points_in_rows() -> None:
    """On the card the points are bare numbers, six beside each other; the words stand in the text."""
    player = Player(survey([question("it", **KINDS["nps"])]))
    shown = survey_view.question(turn(), player.asked)
    assert quick(shown)[0] == "0 まったくすすめない" and len(quick(shown)) == 11
    player.types("12")
    card = survey_view.question(turn(), player.asked)
    assert buttons(card) == [*map(str, range(11)), "人に相談する"]
    rows = card["contents"]["footer"]["contents"]
    assert [len(row["contents"]) for row in rows[:2]] == [6, 5]
    assert "0から10までの間で教えてもらえますか？" in said(card)


def test_a_short_question_is_a_card_of_its_own() -> None:
    """The kinds of school can be tapped on a PC too."""
    player = Player(survey([question("it", kind="graduation")]))
    player.types("三年生")
    card = survey_view.question(turn(), player.asked)
    assert buttons(card)[:2] == ["大学", "短大"] and quick(card) == []
    assert said(card).startswith("学校の種類によって卒業の年が変わります。")


def test_a_file_is_taken_by_the_camera_or_from_the_album() -> None:
    """A phone offers both where photos will do; what cannot be taken is told with what can."""
    player = Player(survey([question("it", skip=True, **KINDS["file"], kind="file")]))
    shown = survey_view.question(turn(), player.asked)
    assert quick(shown) == ["写真を撮る", "写真を選ぶ", "スキップ"]
    player.types("これです")
    told = said(survey_view.question(turn(), player.asked))
    assert "ここで受け取れるのは、写真、PDFファイルです。" in told
    assert "スキップしても大丈夫です。" in told


@pytest.mark.parametrize("kind", ["date", "datetime"])
def test_the_picker_opens_with_the_limits_of_the_question(kind: str) -> None:
    """LINE's picker gets its mode, and limits in the form of that mode."""
    player = Player(survey([question("it", **KINDS[kind], kind=kind)]))
    shown = survey_view.question(turn(), player.asked)
    (action,) = (item["action"] for item in shown["quickReply"]["items"])
    assert (action["type"], action["mode"]) == ("datetimepicker", kind)
    tail = {"date": ("", "", ""), "datetime": ("T12:00", "T00:00", "T23:59")}[kind]
    assert (action["initial"], action["min"], action["max"]) == (
        f"2026-11-22{tail[0]}",
        f"2026-11-22{tail[1]}",
        f"2027-11-22{tail[2]}",
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_can_be_shown_for_every_reason(language: str) -> None:
    """Whatever is asked and whatever went wrong, LINE takes the bubble, and the words are in her language."""
    player = Player(every_kind(), language)
    seen = set()
    while player.position.live:
        seen.add(player.asked.kind)
        for reason in get_args(Reason):
            view = replace(player.asked, reason=reason)
            shown = survey_view.question(turn(language), view, doubt=reason == "misread")
            assert len(quick(shown)) <= messages.QUICK
            assert shown["type"] in ("text", "flex") and said(shown).strip()
        player.does("skip") if player.asked.kind != "one" else player.taps("tea")
    assert len(seen) == 14
