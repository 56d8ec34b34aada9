"""The judge of a chaos run finds what it is there to find."""

from __future__ import annotations

import pytest

from tests.chaos.verdict import Answer, Input, Verdict, judge

INPUTS = [Input(1, "a", True), Input(1, "b", False), Input(1, "c", True), Input(2, "d", True)]
GOOD = [Answer("a", 1), Answer("d", 1), Answer("b", 2), Answer("c", 3)]


def test_a_good_run_has_no_figures() -> None:
    """Every input answered once and in order breaks no promise."""
    assert judge(INPUTS, GOOD, ()) == Verdict(0, 0, 0, 0, 0)


def test_an_input_that_came_late_may_be_answered_late() -> None:
    """An input that was refused first is in nobody's way when LINE brings it again."""
    assert not judge(INPUTS, [Answer("a", 1), Answer("c", 2), Answer("b", 3), Answer("d", 1)], ()).broken


@pytest.mark.parametrize(
    ("answers", "figure"),
    [
        (GOOD[1:], "lost"),
        ([*GOOD, Answer("d", 2)], "doubled"),
        ([Answer("c", 1), Answer("a", 2), Answer("b", 3), Answer("d", 1)], "out_of_order"),
        ([Answer("a", 1), Answer("b", 1), Answer("c", 2), Answer("d", 1)], "miscounted"),
        ([Answer("a", 1), Answer("b", 2), Answer("c", 4), Answer("d", 1)], "miscounted"),
    ],
)
def test_each_broken_promise_is_counted(answers: list[Answer], figure: str) -> None:
    """A lost, doubled, overtaking or twice-taken input shows in the figure of its promise."""
    verdict = judge(INPUTS, answers, ())
    assert verdict.broken
    assert getattr(verdict, figure) > 0


def test_what_is_unknown_is_not_lost() -> None:
    """A message of unknown fate is a figure of its own."""
    assert judge(INPUTS, GOOD[1:], {"a"}) == Verdict(0, 0, 0, 0, 1)
