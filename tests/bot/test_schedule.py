"""Schedules of the content: which moments lie within them, on the wall clock of the service's zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from bot.schedule import Schedule

TABLE: list[tuple[dict[str, Any], str, bool]] = [
    ({}, "2026-11-30 12:00", True),
    ({"from": "2026-12-01"}, "2026-11-30 23:59", False),
    ({"from": "2026-12-01"}, "2026-12-01 00:00", True),
    ({"until": "2026-12-01"}, "2026-12-01 23:59", True),
    ({"until": "2026-12-01"}, "2026-12-02 00:00", False),
    ({"from": "2026-12-01", "until": "2026-12-01"}, "2026-12-01 12:00", True),
    ({"from": "12-28", "until": "01-04"}, "2026-12-28 00:00", True),
    ({"from": "12-28", "until": "01-04"}, "2027-01-04 23:59", True),
    ({"from": "12-28", "until": "01-04"}, "2027-01-05 00:00", False),
    ({"from": "03-01", "until": "03-31"}, "2027-03-15 09:00", True),
    ({"from": "03-01", "until": "03-31"}, "2031-04-01 00:00", False),
    ({"weekdays": ["sat", "sun"]}, "2026-11-28 10:00", True),
    ({"weekdays": ["sat", "sun"]}, "2026-11-30 10:00", False),
    ({"hours": ["10:00-19:00"]}, "2026-11-30 09:59", False),
    ({"hours": ["10:00-19:00"]}, "2026-11-30 10:00", True),
    ({"hours": ["10:00-19:00"]}, "2026-11-30 19:00", False),
    ({"hours": ["00:00-02:00", "22:00-24:00"]}, "2026-11-30 23:59", True),
    ({"hours": ["00:00-02:00", "22:00-24:00"]}, "2026-11-30 02:00", False),
    ({"from": "2026-12-01", "weekdays": ["mon"], "hours": ["09:00-12:00"]}, "2026-12-07 11:00", True),
    ({"from": "2026-12-01", "weekdays": ["mon"], "hours": ["09:00-12:00"]}, "2026-12-08 11:00", False),
]


@pytest.mark.parametrize(("said", "moment", "within"), TABLE)
def test_a_moment_lies_within_or_not(said: dict[str, Any], moment: str, within: bool) -> None:
    """Both ends of the days count, times end where they say, and a range of every year may cross its end."""
    assert Schedule.model_validate(said).covers(datetime.fromisoformat(moment)) is within


@pytest.mark.parametrize(
    "said",
    [
        {"from": "2026-12-01", "until": "12-05"},
        {"from": "12-01"},
        {"until": "12-01"},
        {"from": "2026-02-29"},
        {"weekdays": []},
        {"weekdays": ["monday"]},
        {"hours": ["19:00-10:00"]},
        {"hours": ["10:00-12:00", "11:00-13:00"]},
        {"days": ["mon"]},
    ],
)
def test_what_cannot_be_meant_is_refused(said: dict[str, Any]) -> None:
    """Half a range of every year, days that do not exist, times backwards and unknown words are refused."""
    with pytest.raises(ValidationError):
        Schedule.model_validate(said)


def test_a_schedule_without_a_moment_says_why() -> None:
    """A range that ends before it begins, or has none of its weekdays, never applies; a short one may."""
    never = {
        ("2026-12-02", "2026-12-01", ("mon",)): "it ends before it begins",
        ("2026-12-01", "2026-12-03", ("mon", "fri")): "none of these weekdays lies in it",
        ("2026-12-01", "2026-12-03", ("wed",)): None,
        ("2026-12-01", "2027-12-03", ("mon",)): None,
        ("12-01", "12-01", ("mon",)): None,
    }
    for (first, last, weekdays), why in never.items():
        said = {"from": first, "until": last, "weekdays": weekdays}
        assert Schedule.model_validate(said).never == why
