"""Business time: calendar tables reckoned by hand, and what holds for every calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import MINUTE
from bot.hours import Hours
from handoff.roster import Roster

WEEK: dict[str, object] = {"days": [0, 1, 2, 3, 4], "opens": "10:00", "closes": "19:00"}


def hours(**more: object) -> Hours:
    """Weekdays from 10 to 19 o'clock, and whatever else."""
    return Hours.model_validate({**WEEK, **more})


OFFICE = Roster(
    hours(
        dates=[
            {"from": "12-28", "until": "13:00"},
            {"from": "12-29", "to": "01-03"},
            {"from": "2025-12-27", "to": "2026-01-04"},
        ]
    )
)
SATURDAYS = Roster(hours(week={"sat": ["10:00-12:00", "13:00-15:00"]}, holidays=True))
NIGHTS = Roster(Hours(days=(4,), opens="20:00", closes="24:00"), "Asia/Tokyo")
NEVER = Roster(Hours(days=(), opens="10:00", closes="19:00"))
BERLIN = Roster(Hours(days=tuple(range(7)), opens="01:00", closes="05:00", holidays=True), "Europe/Berlin")


def at(words: str, zone: str = "Asia/Tokyo") -> int:
    """Return a moment written as on a wall clock, in ms."""
    return int(datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("roster", "start", "end", "minutes"),
    [
        # Golden Week 2026: Wed 29 April; 3, 4 and 5 May with the 6th in lieu of Sunday the 3rd
        (OFFICE, "2026-04-28 18:00", "2026-04-30 10:30", 60 + 30),
        (OFFICE, "2026-04-28 10:00", "2026-05-01 19:00", 3 * 540),
        (OFFICE, "2026-05-01 18:30", "2026-05-07 10:30", 30 + 30),
        (OFFICE, "2026-05-02 00:00", "2026-05-07 10:00", 0),
        (OFFICE, "2026-04-27 00:00", "2026-05-11 00:00", 6 * 540),
        # Golden Week 2027: Thu 29 April; Mon 3, Tue 4 and Wed 5 May; Fri 30 April is a day like others
        (OFFICE, "2027-04-28 18:00", "2027-04-30 10:30", 60 + 30),
        (OFFICE, "2027-04-30 18:30", "2027-05-06 10:30", 30 + 30),
        (OFFICE, "2027-05-01 00:00", "2027-05-06 10:00", 0),
        (OFFICE, "2027-04-26 00:00", "2027-05-10 00:00", 6 * 540),
        # Silver Week 2026: 21 and 23 September, and the day between two holidays
        (OFFICE, "2026-09-18 18:00", "2026-09-24 11:00", 60 + 60),
        # The year's end: a half day on Monday the 28th, closed until Sunday 3 January
        (OFFICE, "2026-12-28 12:30", "2027-01-04 10:15", 30 + 15),
        (OFFICE, "2026-12-28 14:00", "2027-01-04 10:00", 0),
        (OFFICE, "2026-12-25 18:45", "2026-12-28 13:00", 15 + 180),
        # Closed from Saturday the 27th to Sunday 4 January: in that year the half day is none
        (OFFICE, "2025-12-26 18:00", "2026-01-05 10:20", 60 + 20),
        # 12-28 is a Sunday in 2031: a half day opens no day that is closed
        (OFFICE, "2031-12-27 00:00", "2032-01-05 10:00", 0),
        # The year's end of 2027: a half day on Tuesday the 28th, closed until Monday 3 January 2028;
        # Monday the 10th is Coming of Age Day
        (OFFICE, "2027-12-27 18:00", "2028-01-04 10:15", 60 + 180 + 15),
        (OFFICE, "2027-12-28 12:30", "2028-01-11 11:00", 30 + 4 * 540 + 60),
        # A holiday like other days (Thu 29 April 2027), and Saturday's own hours with its pause
        (SATURDAYS, "2027-04-29 09:00", "2027-04-29 20:00", 540),
        (SATURDAYS, "2027-05-01 11:30", "2027-05-01 13:30", 30 + 30),
        (NIGHTS, "2026-11-27 23:00", "2026-11-28 09:00", 60),
        # The clocks of Berlin: an hour less on 29 March 2026, one more on 25 October
        (BERLIN, "2026-03-29 00:00", "2026-03-29 12:00", 180),
        (BERLIN, "2026-10-25 00:00", "2026-10-25 12:00", 300),
        (OFFICE, "2026-05-07 12:00", "2026-05-07 11:00", 0),
    ],
)
def test_minutes_by_the_calendar(roster: Roster, start: str, end: str, minutes: int) -> None:
    """Between two moments lie as many minutes of opening hours as a person counts."""
    assert roster.between(at(start, roster.zone), at(end, roster.zone)) == minutes * MINUTE


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-05-01 18:30", 30, "2026-05-01 19:00"),
        ("2026-05-01 18:30", 31, "2026-05-07 10:01"),
        ("2026-05-03 03:00", 60, "2026-05-07 11:00"),
        ("2026-12-28 12:30", 60, "2027-01-04 10:30"),
        ("2026-12-31 23:59", 1, "2027-01-04 10:01"),
        ("2027-04-28 18:45", 30, "2027-04-30 10:15"),
        ("2027-04-30 18:45", 60, "2027-05-06 10:45"),
        ("2027-05-02 09:00", 30, "2027-05-06 10:30"),
        ("2027-12-28 12:50", 30, "2028-01-04 10:20"),
        ("2026-12-24 10:00", 3 * 540, "2027-01-04 16:00"),  # 540 + 540 + 180, and 360 in the new year
    ],
)
def test_the_moment_after_so_many_minutes(start: str, minutes: int, end: str) -> None:
    """So many minutes of opening hours after a moment it is as late as a person counts."""
    assert OFFICE.after(at(start), minutes * MINUTE) == at(end)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2025-12-26 19:00", "2026-01-05 10:00"),
        ("2026-05-02 12:00", "2026-05-07 10:00"),
        ("2026-12-28 13:00", "2027-01-04 10:00"),
        ("2026-11-30 11:00", "2026-11-30 10:00"),
    ],
)
def test_the_next_opening(now: str, opens: str) -> None:
    """The opening that is under way, or else the next one, is found over any holidays."""
    found = OFFICE.opening(at(now))
    assert found is not None and found[0] == at(opens)


def test_where_nobody_ever_answers() -> None:
    """A calendar without a single opening ends in no endless search."""
    assert NEVER.opening(at("2026-01-01 00:00")) is None
    assert NEVER.after(at("2026-01-01 00:00"), MINUTE) > at("2027-01-01 00:00")


@pytest.mark.parametrize(
    ("since", "now", "stands"),
    [
        ("2026-11-30 09:00", "2026-11-30 12:00", True),
        ("2026-11-30 18:00", "2026-11-30 19:00", False),
        ("2026-11-30 18:00", "2026-12-01 10:00", True),
        ("2026-11-30 21:00", "2026-11-30 23:00", True),
        ("2026-11-29 21:00", "2026-11-30 23:00", False),
    ],
)
def test_a_forgotten_off_is_not_believed_at_night(since: str, now: str, stands: bool) -> None:
    """Who went on duty during the hours is at home after them; who did so after them is there."""
    assert OFFICE.counts(at(since), at(now)) is stands


@pytest.mark.parametrize(
    "wrong",
    [
        {**WEEK, "closes": "09:00"},
        {**WEEK, "week": {"sat": ("13:00-15:00", "10:00-12:00")}},
        {**WEEK, "dates": [{"from": "02-30"}]},
        {**WEEK, "dates": [{"from": "2026-12-28", "to": "01-03"}]},
        {**WEEK, "dates": [{"from": "2026-12-28", "to": "2026-12-01"}]},
        {**WEEK, "dates": [{"from": "12-28", "until": "13:00", "hours": ["10:00-12:00"]}]},
    ],
)
def test_hours_that_make_no_sense(wrong: dict[str, object]) -> None:
    """Times out of order and days that do not exist are mistakes of the content."""
    with pytest.raises(ValueError):
        Hours.model_validate(wrong)


def test_hours_are_published_as_they_were_written() -> None:
    """Hours come back from their JSON as they were, however they are written down."""
    said = hours(week={"sat": ["10:00-12:00"]}, dates=[{"from": "12-28", "until": "13:00"}])
    assert Hours.model_validate_json(said.model_dump_json(by_alias=True, exclude_unset=True)) == said


moments = st.integers(at("2025-01-01 00:00"), at("2028-01-01 00:00"))
some = st.integers(0, 40 * 24 * 60).map(lambda minutes: minutes * MINUTE)
rosters = st.sampled_from([OFFICE, SATURDAYS, NIGHTS, BERLIN, Roster()])


@given(rosters, moments, some, some)
def test_business_time_adds_up(roster: Roster, start: int, one: int, other: int) -> None:
    """Business time up to a moment and from it on is that of the whole, and no longer than the clock's."""
    middle, end = start + one, start + one + other
    whole = roster.between(start, end)
    assert roster.between(start, middle) + roster.between(middle, end) == whole
    assert 0 <= whole <= end - start


@given(rosters, moments, some)
def test_after_and_between_are_each_others_inverse(roster: Roster, start: int, wanted: int) -> None:
    """Before the moment that `after` gives lies as much business time as was asked for, and not sooner."""
    wanted = wanted // 10
    end = roster.after(start, wanted)
    assert roster.between(start, end) == wanted
    if wanted:
        assert roster.between(start, end - 1) == wanted - 1


@settings(max_examples=30, deadline=None)
@given(rosters, moments, st.integers(0, 3 * 24 * 60))
def test_counting_minute_by_minute_comes_to_the_same(roster: Roster, start: int, minutes: int) -> None:
    """Business time is the number of minutes at whose beginning people answer."""
    start -= start % MINUTE
    ticks = sum(roster.is_open(start + tick * MINUTE) for tick in range(minutes))
    assert roster.between(start, start + timedelta(minutes=minutes) // timedelta(milliseconds=1)) == (
        ticks * MINUTE
    )
