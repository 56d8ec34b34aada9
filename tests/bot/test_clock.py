"""Time, ids and languages: laws that hold whatever the day, the zone and the phone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import i18n
from bot.clock import HOUR, Clock, decent, derived_id, local

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc"))
FROM = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp() * 1000)
TO = int(datetime(2037, 1, 1, tzinfo=UTC).timestamp() * 1000)


@given(st.integers(FROM, TO), st.sampled_from(ZONES))
def test_a_decent_hour_is_the_first_one(at: int, zone: str) -> None:
    """It lies between 9:00 and 21:00 there, is now or the next 9:00, and never more than half a day away."""
    then = decent(at, zone)
    there = local(then, zone)
    assert 9 <= there.hour < 21
    if then != at:
        assert (there.hour, there.minute, there.second, there.microsecond) == (9, 0, 0, 0)
        assert not 9 <= local(at, zone).hour < 21
    assert at <= then <= at + 13 * HOUR  # an hour more where the clocks are put back


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-30T08:59:59.999+09:00", "2026-11-30T09:00:00+09:00"),
        ("2026-11-30T09:00:00+09:00", "2026-11-30T09:00:00+09:00"),
        ("2026-11-30T20:59:59+09:00", "2026-11-30T20:59:59+09:00"),
        ("2026-11-30T21:00:00+09:00", "2026-12-01T09:00:00+09:00"),
        ("2026-12-31T23:59:59+09:00", "2027-01-01T09:00:00+09:00"),
    ],
)
def test_the_edges_of_the_day_in_tokyo(moment: str, expected: str) -> None:
    """Nine is decent, twenty-one is not any more."""
    at, then = (int(datetime.fromisoformat(each).timestamp() * 1000) for each in (moment, expected))
    assert decent(at, "Asia/Tokyo") == then


def test_ids_are_ulids_that_sort_by_time() -> None:
    """26 characters of Crockford's alphabet; a later one is greater."""
    clock = Clock()
    first = clock.new_id()
    clock.skew += 1
    assert len(first) == 26
    assert set(first) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert first < clock.new_id()


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1),
    st.lists(st.text("ab"), min_size=1),
)
def test_a_derived_id_depends_on_every_cause(causes: list[str], others: list[str]) -> None:
    """The same causes give the same id, others another one."""
    assert derived_id(*causes) == derived_id(*causes)
    assert (derived_id(*causes) == derived_id(*others)) == (causes == others)


OURS = ("ja", "en")
MORE = ("ja", "en", "zh_Hant", "zh_Hans", "ko")


@pytest.mark.parametrize(
    ("tag", "ours", "more"),
    [
        (None, "ja", "ja"),
        ("", "ja", "ja"),
        ("ja", "ja", "ja"),
        ("ja-JP", "ja", "ja"),
        ("JA_jp", "ja", "ja"),
        ("en", "en", "en"),
        ("en-GB", "en", "en"),
        ("ko", "en", "ko"),
        ("zh-TW", "en", "zh_Hant"),
        ("zh_HK", "en", "zh_Hant"),
        ("zh-Hant", "en", "zh_Hant"),
        ("zh-Hant-TW", "en", "zh_Hant"),
        ("zh-CN", "en", "zh_Hans"),
        ("zh-Hans", "en", "zh_Hans"),
        ("zh-Hans-CN", "en", "zh_Hans"),
        ("zh", "en", "zh_Hans"),
        ("th", "en", "en"),
        ("x", "en", "en"),
        ("日本語", "en", "en"),
    ],
)
def test_the_language_for_a_phone(tag: str | None, ours: str, more: str) -> None:
    """Regions of Chinese go to its scripts; who reads none of ours gets English, nobody knows: Japanese."""
    assert (i18n.negotiate(tag, OURS), i18n.negotiate(tag, MORE)) == (ours, more)


def test_a_sentence_without_a_translation_is_said_in_english() -> None:
    """What the catalogues do not have comes out as it stands in the code."""
    assert i18n.gettext("ja")("No such sentence anywhere") == "No such sentence anywhere"
