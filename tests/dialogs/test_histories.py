"""Whatever a friend does on the way, what she ends up with depends on her final answers alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.conditions import Facts
from dialogs.inputs import Command, Deed, Input, Sent, Sticker, Tap, Typed
from dialogs.offers import offers
from dialogs.path import walk
from dialogs.position import Answered, Media
from dialogs.survey import Question, Several, Survey
from tests.dialogs.samples import TODAY, Player, choice, every_kind, question, survey, welcome

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

WORDS = [
    "1",
    "2",
    "3",
    "はい",
    "いいえ",
    "27卒",
    "既卒",
    "30卒",
    "東京",
    "どこでも",
    "12/3",
    "5000",
    "ITと金融",
    "まだ",
    "みさき",
    "もどる",
    "スキップ",
    "決定",
    "ありがとう",
    "ぱおぱお",
    "お茶",
    "red",
    "京都",
    "今すぐ",
    "やめる",
    "選択肢",
    "相談したい",
    "三年生",
    "高専",
    "大学",
    "大丈夫です",
    "4",
    "11",
    "12/3",
    "12/3 14時",
    "14時",
    "3年半",
    "五百万",
    "九州",
    "redで",
]
DEEDS: tuple[Deed, ...] = ("done", "skip", "back", "cancel", "human", "choices", "confirm", "continue")
FILES = (Media("1", "image"), Media("2", "file", "cv.pdf", 900), Media("3", "video"))
MOVES = ("tap",) * 6 + (
    "type",
    "type",
    "deed",
    "deed",
    "correct",
    "correct",
    "correct",
    "stray",
    "sticker",
    "send",
)
BESIDE = ("expire", "restart", "interrupt")
KNOWN: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"e": True, "g": 3, "grad_year": 2027, "region": "kanto"},
    {"e": 1, "phase": "applying"},
)

History = list[tuple[str, int]]
histories = some.lists(
    some.tuples(some.sampled_from(MOVES + BESIDE), some.integers(0, 999)), min_size=8, max_size=40
)
surveys = some.sampled_from([BRANCHES, BRANCHES, welcome(), every_kind()])
facts = some.sampled_from(KNOWN)


def play(player: Player, history: History) -> Iterator[None]:
    """Make each move with what is on offer at that moment; the number chooses among it."""
    for move, number in history:
        if move == "expire":
            player.expires()
        elif move == "restart":
            player.restarts()
        elif move == "interrupt":
            player.is_interrupted()
        else:
            player.give(_input(player, move, number))
        yield


def _input(player: Player, move: str, number: int) -> Input:
    steps = sorted(player.survey.questions)
    answered = sorted(player.position.answers) or steps
    if move == "tap" and (taps := _on_offer(player)):
        return Tap("RUN", player.position.step or "", taps[number % len(taps)])
    if move == "correct":
        return Command("correct", target=answered[number % len(answered)])
    if move == "stray":
        return Tap("RUN", steps[number % len(steps)], "xyzpqklmst"[number % 10])
    if move == "send":
        return Sent(FILES[number % len(FILES)])
    if move == "deed":
        return Command(DEEDS[number % len(DEEDS)])
    return Sticker() if move == "sticker" else Typed(WORDS[number % len(WORDS)])


def _on_offer(player: Player) -> list[str]:
    asked = player.survey.questions.get(player.position.step or "")
    return [offer.id for offer in offers(asked, Facts(TODAY, tags={"k"}))] if asked else []


def finish(player: Player, wanted: dict[str, Answered]) -> Player:
    """Answer whatever is open with the wanted answer, or the first that there is, and confirm."""
    player.does("continue")
    for _ in range(60):
        if player.position.state == "summary":
            player.does("confirm")
        if player.position.state == "minor":
            player.restarts()
        if player.position.state == "done":
            for each in _known_otherwise(player, wanted)[:1]:
                player.does("correct", each)
        step = player.position.step
        if player.position.state == "done" or step is None:
            return player
        answer_with(player, player.survey.questions[step], wanted.get(step))
    raise AssertionError("the survey does not end")


def _known_otherwise(player: Player, wanted: dict[str, Answered]) -> list[str]:
    """Return the steps that were passed by because they are known, but for which another answer is wanted."""
    known = [step for step in player.position.trail if player.position.answers[step].known]
    return [step for step in known if step in wanted and not wanted[step].known]


def answer_with(player: Player, question: Question, answer: Answered | None) -> None:
    """Give an answer once more, by the means that the question has."""
    if answer and answer.skipped:
        player.does("skip")
    elif answer and answer.media:
        player.give(Sent(answer.media))
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


@given(surveys, facts, histories)
@settings(max_examples=200, deadline=None)
def test_only_the_final_answers_count(played: Survey, known: dict[str, Any], history: History) -> None:
    """After any history, what she has equals what a fresh run with the final answers gives."""
    wandering = Player(played, attributes=known)
    list(play(wandering, history))
    finish(wandering, {})
    fresh = finish(Player(played, attributes=known), dict(wandering.position.answers))
    assert wandering.tags == fresh.tags
    assert wandering.attributes == fresh.attributes


@given(surveys, facts, histories)
@settings(max_examples=100, deadline=None)
def test_what_is_noted_is_what_the_friend_has(
    played: Survey, known: dict[str, Any], history: History
) -> None:
    """At every step the position knows exactly what the friend holds because of the survey."""
    player = Player(played, attributes=known)
    prefix = f"survey:{played.id}/"
    for _ in play(player, history):
        given = player.position.given.items()
        assert player.tags == {(tag, prefix + step) for step, each in given for tag in each.tags}
        noted = {(name, prefix + step): v for step, each in given for name, v in each.attributes.items()}
        assert player.attributes == noted


@given(surveys, facts, histories)
@settings(max_examples=100, deadline=None)
def test_a_live_survey_has_something_open(played: Survey, known: dict[str, Any], history: History) -> None:
    """While a survey asks there is an open question, a summary has none, and the trail is what counts."""
    player = Player(played, attributes=known)
    for _ in play(player, history):
        position = player.position
        if position.state == "asking":
            assert position.step in {each.id for each in walk(played, position.answers, player.facts).asked}
        assert position.state != "summary" or position.step is None
        assert position.trail == walk(played, position.answers, player.facts).trail
