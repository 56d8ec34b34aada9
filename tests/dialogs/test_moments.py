"""When things were answered, and which answers count."""

from __future__ import annotations

from bot.conditions import Facts
from dialogs import engine
from dialogs.inputs import Command, Tap
from dialogs.position import Position
from dialogs.runs import Runs
from tests.dialogs.samples import TODAY, Player, question, survey

LEAVING = survey([{"id": "day", "kind": "date", "ask": "Last day?", "min": "today", "max": "today + 1y"}])

FORK = survey(
    [
        question("way", {"id": "a", "label": "A"}, {"id": "b", "label": "B"}),
        question("only_a", {"id": "x", "label": "X"}, when='answer.way == "a"'),
        question("last", {"id": "y", "label": "Y"}),
    ]
)


def test_each_answer_has_the_moment_that_the_caller_gave() -> None:
    """An answer keeps when it was given, and the run when it was finished first."""
    facts = Facts(TODAY)
    position = engine.start(FORK, facts, "ja", run="RUN", now=1_000).position
    for now, (step, choice) in enumerate([("way", "b"), ("last", "y")], 2):
        position = engine.answer(FORK, position, Tap("RUN", step, choice), facts, "ja", now=now).position
    assert {step: each.at for step, each in position.answers.items()} == {"way": 2, "last": 3}
    correct = engine.answer(FORK, position, Command("correct", "RUN", None, "last"), facts, "ja", now=4)
    changed = engine.answer(FORK, correct.position, Tap("RUN", "last", "y"), facts, "ja", now=5).position
    assert (changed.state, changed.finished_at, changed.answers["last"].at) == ("done", 3, 5)


def test_answers_of_a_branch_that_was_left_do_not_count() -> None:
    """The trail has the answers that are on the path now; the others are kept beside it."""
    aiko = Player(FORK)
    for choice in ("a", "x", "y"):
        aiko.taps(choice)
    assert "only_a" in aiko.position.trail
    aiko.does("correct", "way")
    aiko.taps("b")
    assert aiko.position.trail == ("way", "last")
    assert set(aiko.position.answers) == {"way", "only_a", "last"}


def test_a_position_of_an_earlier_release_stays_readable() -> None:
    """What was written without moments is read as having none."""
    old = b'{"run":"R","survey":"sample","version":"v","started_at":1,"answers":{"a":{"value":1,"raw":"1"}}}'
    position = Position.restore(old)
    assert (position.answers["a"].at, position.finished_at) == (0, 0)


def test_of_two_open_runs_the_one_that_she_touched_last_goes_on() -> None:
    """Whoever is in two surveys answers the one in which she did something last, unless it is set aside."""
    first = Position("1", "first", "v", started_at=1, touched_at=5)
    second = Position("2", "second", "v", started_at=2, touched_at=3)
    for runs in (Runs({"first": first, "second": second}), Runs({"second": second, "first": first})):
        assert runs.live == first
        runs.put(engine.interrupt(first))
        assert runs.live == second
        runs.put(engine.interrupt(second))
        assert runs.live == engine.interrupt(first)


def test_of_the_end_of_a_month_she_is_asked_which_day_she_means() -> None:
    """「来月末」 is no day yet: its last one is offered, another one may be typed, and a no asks afresh."""
    aiko = Player(LEAVING)
    aiko.types("来月末で退職します")
    assert (
        aiko.asked.text
        == "2026年12月31日（木）のことでよろしいですか？ちがう日でしたら、日付で教えてください。"
    )
    assert [each.label for each in aiko.asked.choices] == ["2026年12月31日（木）"]
    aiko.types("いいえ")
    assert (aiko.asked.text, aiko.asked.choices, aiko.position.partly) == ("Last day?", (), None)
    aiko.types("来月末")
    aiko.types("来月の25日です")
    assert aiko.position.answers["day"].value == "2026-12-25"
    mina = Player(LEAVING, language="en")
    mina.types("end of next month")
    mina.taps("last.2026-12-31")
    assert mina.position.answers["day"].value == "2026-12-31"
