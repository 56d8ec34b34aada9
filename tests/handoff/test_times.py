"""When an advisor means, by what he has typed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handoff import times

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = int(datetime(2026, 11, 30, 12, tzinfo=TOKYO).timestamp() * 1000)


@pytest.mark.parametrize(
    ("typed", "then", "rest"),
    [
        ("18:00 お疲れさまでした", "2026-11-30 18:00", "お疲れさまでした"),
        ("１８：００　面接は明日です", "2026-11-30 18:00", "面接は明日です"),
        ("9:00 おはようございます", "2026-12-01 09:00", "おはようございます"),
        ("明日9:00 おはよう", "2026-12-01 09:00", "おはよう"),
        ("あしたの 9時半に おはよう", "2026-12-01 09:30", "おはよう"),
        ("tomorrow 8:15 Good luck", "2026-12-01 08:15", "Good luck"),
        ("12/1 10:00 今日です", "2026-12-01 10:00", "今日です"),
        ("1/5 10時 今年もよろしく", "2027-01-05 10:00", "今年もよろしく"),
        ("30", "2026-11-30 12:30", ""),
        ("30分後 どうでしたか", "2026-11-30 12:30", "どうでしたか"),
        ("2h hello", "2026-11-30 14:00", "hello"),
        ("2時間後 どうでしたか", "2026-11-30 14:00", "どうでしたか"),
        ("25:00 いつか", None, "いつか"),
        ("2/30 10:00 いつか", None, "いつか"),
        ("あとで", None, "あとで"),
        ("", None, ""),
    ],
)
def test_times(typed: str, then: str | None, rest: str) -> None:
    """A time of day, a day with a time, or a span is read off the beginning; what has passed comes again."""
    moment = int(datetime.fromisoformat(then).replace(tzinfo=TOKYO).timestamp() * 1000) if then else None
    assert times.read(typed, NOON, "Asia/Tokyo") == (moment, rest)
