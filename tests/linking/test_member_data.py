"""What the operator's systems may say: each attribute by its declared type, each mistake with its field."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content import Declared
from linking import member_data
from linking.member_data import MemberEvent, Wrong

DECLARED = Declared.model_validate(
    {
        "attributes": [
            {"id": "grad_year", "type": "integer", "label": "year"},
            {"id": "newsletter", "type": "boolean", "label": "newsletter"},
            {"id": "phase", "type": "text", "label": "phase"},
            {"id": "born_on", "type": "date", "label": "birthday"},
        ]
    }
)


def test_what_fits_is_taken_and_what_is_empty_is_not_there() -> None:
    """Values keep their types; null and empty text mean that nothing is said."""
    given = {"grad_year": 2027, "newsletter": False, "phase": "", "born_on": None}
    assert member_data.attributes(given, DECLARED) == {"grad_year": 2027, "newsletter": False}
    assert member_data.attributes({"born_on": "2004-02-29"}, DECLARED) == {"born_on": "2004-02-29"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("grad_year", "2027", "must be a whole number"),
        ("grad_year", True, "must be a whole number"),
        ("grad_year", 2027.5, "must be a whole number"),
        ("grad_year", 2**60, "must be a whole number"),
        ("newsletter", 1, "must be true or false"),
        ("newsletter", "yes", "must be true or false"),
        ("phase", 7, "must be text"),
        ("phase", "x" * 1001, "must be text of at most 1000"),
        ("phase", "a\0b", "without NUL"),
        ("phase", ["start"], "must be text"),
        ("born_on", "2005-02-29", "must be a date"),
        ("born_on", "20050228", "must be a date"),
        ("grad_yaer", 2027, "did you mean grad_year?"),
        ("linked", True, "means something else in conditions"),
    ],
)
def test_what_does_not_fit_is_told_with_its_field(name: str, value: Any, said: str) -> None:
    """The answer names the field and what would fit, and does not repeat the value."""
    found = member_data.attributes({name: value, "newsletter": True} | {name: value}, DECLARED)
    assert isinstance(found, list) and [each.field for each in found] == [name]
    assert said in found[0].message and str(value)[:50] not in found[0].message


def test_every_mistake_comes_in_one_answer() -> None:
    """Whoever repairs one mistake is not sent round for the next."""
    found = member_data.attributes({"grad_year": "x", "newsletter": 0, "nobody": 1}, DECLARED)
    assert isinstance(found, list) and [each.field for each in found] == ["grad_year", "newsletter", "nobody"]
    assert member_data.attributes([], DECLARED) == [Wrong("", "must be a JSON object of attributes")]


def test_where_nothing_is_declared_any_plain_fact_is_taken() -> None:
    """A name must still be able to stand in a condition, and a value must be a fact."""
    nothing = Declared()
    assert member_data.attributes({"shoe_size": 25, "club": "tea"}, nothing) == {
        "shoe_size": 25,
        "club": "tea",
    }
    found = member_data.attributes({"Shoe Size": 25, "club": {}, "today": "x"}, nothing)
    assert isinstance(found, list) and len(found) == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"member_id": ""}, "member_id"),
        ({"member_id": 5}, "member_id"),
        ({"member_id": "x" * 101}, "member_id"),
        ({"event": "Applied!"}, "event"),
        ({"event": None}, "event"),
        ({"at": "2026-11-30T12:00:00"}, "at"),
        ({"at": "2026-11-30"}, "at"),
        ({"at": 1796007600}, "at"),
        ({"data": []}, "data"),
        ({"data": {"x": "y" * 9000}}, "data"),
        ({"dta": {}}, "dta"),
    ],
)
def test_an_event_that_is_none_is_told_with_its_field(change: dict[str, Any], field: str) -> None:
    """Member, name, a moment with its zone, and an object of little size."""
    given = {"member_id": "T0001", "event": "applied", "at": "2026-11-30T12:00:00+09:00", "data": {}}
    found = member_data.event({**given, **change})
    assert isinstance(found, list) and [each.field for each in found] == [field]


def test_an_event_is_read() -> None:
    """Its moment is in ms."""
    given = {"member_id": "T0001", "event": "applied", "at": "2026-11-30T12:00:00+09:00"}
    assert member_data.event(given) == MemberEvent("T0001", "applied", 1_796_007_600_000, {})


@pytest.mark.parametrize("given", ["Ｔ0001", "T0001 ", "\u3000T0001", "T①", "", 1, None, "T\n1", "x" * 101])
def test_two_ids_of_the_operators_never_become_one(given: object) -> None:
    """What a person types may be read kindly; what another system says is somebody else, or a mistake."""
    assert isinstance(member_data.member_id(given), member_data.Wrong)
