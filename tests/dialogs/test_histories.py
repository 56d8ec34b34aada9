"""Whatever a friend does on the way, what she ends up with depends on her final answers alone."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as some

from dialogs.inputs import Command, Input, Sticker, Tap, Typed
from dialogs.position import Answered
from dialogs.survey import Question, Several, Survey
from tests.dialogs.samples import Player, choice, every_kind, question, survey, welcome

BRANCHES = survey(
    [
        question("a", choice("x", tag="x"), choice("y", tag="y", goto="d"), choice("z")),
        question("b", choice("p", tag="p"), choice("q", tag="q"), when='answer.a == "x"'),
        {"id": "say", "say": "Fine.", "when": 'has "p"'},
        question("c", *(choice(each, tag=each) for each in "klm"), kind="several", max=2),
        question("d", choice("s", tag="s"), choice("t", tag="t", when='has "k"'), skip=True),
        question("e", kind="yesno", attribute="e", when='not has "s"', tag="e:{value}"),
        question("f", choice("u", tag="x"), choice("v", goto="end"), when="e or has 'q'"),
        question("g", kind="number", attribute="g", skip=True),
    ],
    end={"summary": "Right?", "then": ["offer_link"]},
)
SURVEYS = [BRANCHES, welcome(), every_kind()]

_WORDS = (
    "1 2 3 はい いいえ 27卒 既卒 30卒 東京 どこでも 12/3 5000 ITと金融 まだ みさき もどる スキップ 決定 ありがとう ぱおぱお"
    " お茶 red 京都 今すぐ やめる 選択肢 相談したい"
)
_texts = some.sampled_from(_WORDS.split())
_deeds = some.sampled_from(["done", "skip", "back", "cancel", "human", "choices", "confirm", "continue"])


@some.composite
def histories(draw: some.DrawFn) -> tuple[Survey, list[Input]]:
    """A survey and things done to it: mostly sensible taps, some of them on other bubbles, and typing."""
    played = draw(some.sampled_from(SURVEYS))
    steps = sorted(played.questions)
    taps = some.builds(
        Tap, some.just("RUN"), some.sampled_from(steps), some.sampled_from(sorted(_choices(played)))
    )
    corrections = some.builds(
        Command, some.just("correct"), some.none(), some.none(), some.sampled_from(steps)
    )
    deeds = some.builds(Command, _deeds)
    inputs = some.one_of(_texts.map(Typed), _texts.map(Typed), taps, deeds, corrections, some.just(Sticker()))
    return played, draw(some.lists(inputs, max_size=25))


def _choices(played: Survey) -> set[str]:
    return {each.id for question in played.questions.values() for each in question.choices} | {
        "2027",
        "2030",
        "kansai",
    }


def finish(player: Player, wanted: dict[str, Answered]) -> Player:
    """Answer whatever is open with the wanted answer, or the first that there is, and confirm."""
    player.does("continue")
    for _ in range(60):
        if player.position.state == "summary":
            player.does("confirm")
        step = player.position.step
        if player.position.state == "done" or step is None:
            return player
        answer_with(player, player.survey.questions[step], wanted.get(step))
    raise AssertionError("the survey does not end")


def answer_with(player: Player, question: Question, answer: Answered | None) -> None:
    """Give an answer once more, by the means that the question has."""
    if answer and answer.skipped:
        player.does("skip")
    elif answer and isinstance(question, Several) and isinstance(answer.value, list):
        _pick_all(player, question.id, answer.value)
    elif answer and isinstance(answer.value, bool):
        player.types("はい" if answer.value else "いいえ")
    elif answer and f"{answer.value}" in {each.id for each in player.asked.choices}:
        player.taps(str(answer.value))
    elif answer:
        player.types(answer.raw)
    elif question.skip:
        player.does("skip")
    else:
        player.types("1" if question.kind != "several" else "1、2")
        player.does("done")


def _pick_all(player: Player, step: str, ids: Sequence[str]) -> None:
    player.does("choices")
    for each in ids:
        player.taps(each, step=step)
    if player.position.step == step:
        player.does("done")


@given(histories())
@settings(max_examples=150, deadline=None)
def test_only_the_final_answers_count(history: tuple[Survey, list[Input]]) -> None:
    """After any history, what she has equals what a fresh run with the final answers gives."""
    played, inputs = history
    wandering = Player(played)
    for each in inputs:
        wandering.give(each)
    finish(wandering, {})
    fresh = finish(Player(played), dict(wandering.position.answers))
    assert wandering.tags == fresh.tags
    assert wandering.attributes == fresh.attributes


@given(histories())
@settings(max_examples=100, deadline=None)
def test_what_is_noted_is_what_the_friend_has(history: tuple[Survey, list[Input]]) -> None:
    """At every step the position knows exactly what the friend holds because of the survey."""
    played, inputs = history
    player = Player(played)
    for each in inputs:
        player.give(each)
        given = player.position.given
        prefix = f"survey:{played.id}/"
        assert player.tags == {(tag, prefix + step) for step, each in given.items() for tag in each.tags}
        assert player.attributes == {
            (name, prefix + step): value
            for step, each in given.items()
            for name, value in each.attributes.items()
        }


@given(histories())
@settings(max_examples=100, deadline=None)
def test_a_live_survey_has_something_open(history: tuple[Survey, list[Input]]) -> None:
    """While a survey asks there is an open question, a summary has none, and the trail is complete."""
    played, inputs = history
    player = Player(played)
    for each in inputs:
        player.give(each)
        position = player.position
        assert (position.step in played.questions) == (
            position.state == "asking"
        ) or position.state == "cancelled"
        assert set(position.trail) == set(position.answers)
