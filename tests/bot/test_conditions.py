"""The condition language: what each form means, what is refused and where, and that text and tree agree."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.condition_terms import Items, Literal, Name, Shifted
from bot.condition_tree import COMPARISONS, Among, And, Compare, Condition, Exists, Has, Not, Or, Truth
from bot.conditions import DEEPEST, RESERVED, ConditionError, Facts, explain, names, parse, this_class

MISAKI = Facts(
    today=date(2026, 11, 22),
    tags={"area:kansai", "class:2027"},
    attributes={
        "grad_year": 2027, "phase": "interviews", "next_event": "2026-12-01", "sure": True,
        "hopes": ["it", "food"],
    },
    linked=True,
    followed_days=12,
    answers={"wishes": ["events", "advice"], "grad_year": 2027, "agreed": False},
)  # fmt: skip

HOLDS = [
    'has "area:kansai"',
    'not has "area:kanto"',
    "grad_year == 2027",
    "grad_year != 2028",
    "grad_year < 2028 and grad_year > 2026 and grad_year <= 2027 and grad_year >= 2027",
    "grad_year in [2026, 2027]",
    "phase in ['interviews', \"offers\"]",
    '"events" in answer.wishes',
    '"it" in hopes',
    "linked",
    "sure",
    "sure == true",
    "not answer.agreed",
    "answer.agreed == false",
    "exists phase",
    "not exists university",
    "not role == 'advisor'",
    "followed_days >= 7",
    "next_event == 2026-12-01",
    "next_event > today",
    "next_event <= today + 2w",
    "today - 1y == 2025-11-22",
    "2026-01-31 + 1m == 2026-02-28",
    "answer.grad_year <= this_class + 1",
    "false or true",
    "linked or linked and false",
    "not (linked and false)",
    "-1 < 0",
]

FAILS = [
    'has "area:kanto"',
    "university == 'x'",
    "university != 'x'",
    "role != 'advisor'",
    "grad_year == '2027'",
    "grad_year == true",
    "sure == 1",
    "phase < 3",
    "phase",
    "university in ['x']",
    "grad_year in phase",
    "hopes == 'it'",
    "next_event < 3",
    "phase > today",
    "university + 1 == 1",
    "phase + 1d > today",
    "2026-12-01 + 9999y > today",
    "not linked or false",
]

REFUSED = [
    ("", 1, "the end"),
    ("linked linked", 8, "join conditions"),
    ("grad_year = 2027", 11, "cannot be read"),
    ("2027", 5, "comparison"),
    ("(linked", 8, "`)`"),
    ("has area", 5, "in quotes"),
    ("exists 3", 8, "a name"),
    ("grad_year in 2027", 14, "a name"),
    ("grad_year in [2027 2028]", 20, "`,`"),
    ("grad_year in [2027", 19, "`,`"),
    ("today + soon > today", 9, "a span"),
    ("next > 2026-02-30", 8, "calendar"),
    ("phase == interviews and", 24, "the end"),
    ('phase == "\\q"', 10, "escape"),
    ("phase == ｘ", 10, "cannot be read"),
    ("not " * 60 + "linked", 4 * DEEPEST + 1, "too deeply"),
    ("(" * 10_000, DEEPEST + 1, "too deeply"),
]


@pytest.mark.parametrize("text", HOLDS)
def test_holds(text: str) -> None:
    """Each of these is true of Misaki."""
    assert parse(text).holds(MISAKI)


@pytest.mark.parametrize("text", FAILS)
def test_does_not_hold(text: str) -> None:
    """Each of these is false of Misaki, whatever is unknown or of another kind included."""
    assert not parse(text).holds(MISAKI)


@pytest.mark.parametrize(("text", "column", "reason"), REFUSED)
def test_refusals_tell_the_column(text: str, column: int, reason: str) -> None:
    """What is not a condition is refused with the column where reading stopped and what was expected."""
    with pytest.raises(ConditionError, match=re.escape(reason)) as refused:
        parse(text)
    assert refused.value.column == column


def test_explain_tells_each_part() -> None:
    """The explanation has the whole and each part, and names what is not known."""
    told = explain(parse('grad_year == 2027 and not (has "x" or university == "y")'), MISAKI)
    assert [(part.text, part.holds) for part in told] == [
        ('grad_year == 2027 and not (has "x" or university == "y")', True),
        ("grad_year == 2027", True),
        ('not (has "x" or university == "y")', True),
        ('has "x" or university == "y"', False),
        ('has "x"', False),
        ('university == "y"', False),
    ]
    assert [part.unknown for part in told][-1] == ("university",)


def test_names_are_those_mentioned() -> None:
    """A check can ask which tags and names a condition depends on."""
    mentioned = names(parse('not has "a" and (b + 1 == c or "d" in answer.e or exists f)'))
    assert (set(mentioned.tags), set(mentioned.names)) == ({"a"}, {"b", "c", "answer.e", "f"})


@pytest.mark.parametrize(("today", "year"), [(date(2026, 3, 31), 2026), (date(2026, 4, 1), 2027)])
def test_the_class_changes_in_april(today: date, year: int) -> None:
    """The final year's class is next March's, from the first of April on."""
    assert this_class(today) == year


_words = some.from_regex(r"[a-z_]{1,6}(\.[a-z_]{1,6})?", fullmatch=True)
_names = _words.filter(lambda word: word.split(".")[0] not in RESERVED).map(Name)
_values = some.one_of(
    some.text(max_size=8), some.integers(), some.booleans(), some.dates(min_value=date(1000, 1, 1))
)
_literals = _values.map(Literal)
_shifted = some.builds(
    Shifted,
    some.one_of(_names, _literals),
    some.integers(-9999, 9999),
    some.sampled_from(["", "d", "w", "m", "y"]),
)
_terms = some.one_of(_names, _literals, _shifted)
_lists = some.lists(_literals, max_size=3).map(tuple).map(Items)
_singles = some.one_of(
    some.builds(Compare, _terms, some.sampled_from(sorted(COMPARISONS)), _terms),
    some.builds(Among, _terms, some.one_of(_lists, _names)),
    some.builds(Has, some.text(max_size=8)),
    some.builds(Exists, _names),
    some.one_of(_names, some.booleans().map(Literal)).map(Truth),
)


def _combined(inner: some.SearchStrategy[Condition]) -> some.SearchStrategy[Condition]:
    several = some.lists(inner, min_size=2, max_size=3).map(tuple)
    return some.one_of(inner.map(Not), several.map(And), several.map(Or))


@given(some.recursive(_singles, _combined, max_leaves=8))
def test_text_and_tree_agree(condition: Condition) -> None:
    """Whatever tree there is, its text parses to an equal tree; published content relies on it."""
    assert parse(str(condition)) == condition


@given(some.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text whatever makes the parser fail in any other way than its own."""
    try:
        parse(text)
    except ConditionError as error:
        assert 1 <= error.column <= len(text) + 1
