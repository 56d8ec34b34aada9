"""Who is called first, next and last; how a wait is said; which words of hers only a lead hears."""

from __future__ import annotations

import pytest

from bot.clock import MINUTE
from bot.i18n import gettext
from bot.team import Advisor, Team
from handoff import pace, routing, wishes
from handoff.routing import Seeker
from handoff.state import Colleague, Desk

TEAM = Team(
    capacity=2,
    advisors=(
        Advisor(name="山田", languages=("ja", "en"), tags=("area:kansai",)),
        Advisor(name="中村", languages=("ja",), tags=("topic:interview",), capacity=1),
        Advisor(name="林", tags=("area:kanto", "field:arts")),
    ),
)


def colleague(name: str, open_: int = 0, **desk: object) -> Colleague:
    """An advisor on duty, by name."""
    return Colleague(name, "advisor", name, "ja", Desk(name, **desk), open_)  # type: ignore[arg-type]


EVERYBODY = [colleague("山田"), colleague("中村"), colleague("林"), colleague("原")]


@pytest.mark.parametrize(
    ("seeker", "staff", "names"),
    [
        (Seeker("ja", frozenset()), EVERYBODY, ["", "山田林原", "山田中村林原"]),
        (Seeker("en", frozenset()), EVERYBODY, ["", "山田林原", "山田中村林原"]),
        (Seeker("ja", frozenset({"topic:interview"})), EVERYBODY, ["", "中村山田林原", "山田中村林原"]),
        (Seeker("ja", frozenset({"area:kanto"})), EVERYBODY, ["", "林原", "山田中村林原"]),
        (Seeker("ja", frozenset({"area:kanto", "field:sciences"})), EVERYBODY, ["", "原", "山田中村林原"]),
        (Seeker("ja", frozenset(), "山田"), EVERYBODY, ["山田", "山田林原", "山田中村林原"]),
        (Seeker("ja", frozenset(), "山田", ("山田",)), EVERYBODY, ["", "林原", "中村林原"]),
        (Seeker("ja", frozenset()), [colleague("中村", 1), colleague("原", 2)], ["", "", "中村原"]),
        (Seeker("ja", frozenset()), [colleague("原", 2, capacity=3)], ["", "原", "原"]),
        (Seeker("en", frozenset()), [colleague("中村", skills=())], ["", "中村", "中村"]),
        (Seeker("en", frozenset()), [colleague("中村", skills=("language:ja",))], ["", "中村", "中村"]),
        (Seeker("ja", frozenset()), [], ["", "", ""]),
    ],
)
def test_circles(seeker: Seeker, staff: list[Colleague], names: list[str]) -> None:
    """First whom she knows, then those who suit her and have room, best first, then all whom she may have."""
    found = ["".join(each.name for each in circle) for circle in routing.circles(staff, seeker, TEAM)]
    assert found == names


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "5分ほど"),
        (6, "10分ほど"),
        (31, "40分ほど"),
        (60, "60分ほど"),
        (61, "1時間半ほど"),
        (100, "2時間ほど"),
    ],
)
def test_a_wait_is_rounded_up(minutes: int, words: str) -> None:
    """Nobody is promised less than what was measured."""
    assert pace.about(minutes * MINUTE, gettext("ja")) == words


def test_few_conversations_prove_nothing() -> None:
    """Below ten conversations there is no median; from ten on it is the middle one's."""
    assert pace.median([5] * 9) is None
    assert pace.median([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]) == round(5.5)


@pytest.mark.parametrize(
    ("typed", "other", "wrong"),
    [
        ("別の担当者がいい", True, False),
        ("別の人がいいです。", True, False),
        ("担当を変えてほしいです", True, False),
        ("他のアドバイザーに変わってください", True, False),
        ("Another advisor, please", True, False),
        ("A different advisor", True, False),
        ("Can I have a different person?", True, False),
        ("困ったことがあった", False, True),
        ("嫌なことがありました", False, True),
        ("Something was not right", False, True),
        ("Something felt wrong", False, True),
        ("something wasn’t right.", False, True),
        ("別の会社がいい", False, False),
        ("面接で困ったことがあった", False, False),
        ("別の担当者がいいと先輩は言っていました", False, False),
        ("人がいい会社", False, False),
    ],
)
def test_words_that_only_a_lead_hears(typed: str, other: bool, wrong: bool) -> None:
    """A wish for another advisor and a complaint are known by their whole words, not by a part of them."""
    assert wishes.meaning(typed) == ("other" if other else "wrong" if wrong else None)
