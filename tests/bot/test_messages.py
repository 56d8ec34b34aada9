"""Messages are checked where they are built, in the units in which LINE counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import messages
from bot.errors import MessageError
from bot.messages import Message, graphemes, utf16

FAMILY = "👨‍👩‍👧‍👦"
"""One grapheme, seven code points, eleven UTF-16 units."""

ACTION = messages.postback("はい", "yes")
Build = Callable[[int], object]


@pytest.mark.parametrize(
    ("text", "units", "clusters"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("日本", 2, 2),
        ("🍎", 2, 1),
        (FAMILY, 11, 1),
        ("か\u3099", 2, 1),
        ("🇯🇵", 4, 1),
    ],
)
def test_lines_two_ways_to_count(text: str, units: int, clusters: int) -> None:
    """UTF-16 units and graphemes are counted as LINE's page on counting says."""
    assert (utf16(text), graphemes(text)) == (units, clusters)


def words(unit: str) -> Callable[[int], str]:
    """Return what builds a text of that many repetitions of one character."""
    return lambda count: unit * count


@pytest.mark.parametrize(
    ("build", "most"),
    [
        # Counted in UTF-16 units
        (lambda n: messages.text("a" * n), 5000),
        (lambda n: messages.text("🍎" * n), 2500),
        (lambda n: messages.postback("a", "d" * n), 300),
        (lambda n: messages.postback("a", "🍎" * n), 150),
        (lambda n: messages.pick_date("a", "🍎" * n), 150),
        (lambda n: messages.link("a", "https://e.jp/" + "x" * (n - 13)), 1000),
        (lambda n: messages.buttons("🍎" * n, "text", [ACTION]), 750),
        (lambda n: messages.confirm("a" * n, "text", ACTION, ACTION), 1500),
        (lambda n: messages.flex_card("a" * n, "title", [], []), 1500),
        (lambda n: messages.sender("bot", "https://e.jp/" + "x" * (n - 13)), 2000),
        # Counted in graphemes
        (lambda n: messages.postback(FAMILY * n, "d"), 20),
        (lambda n: messages.postback(FAMILY * n, "d", label_limit=40), 40),
        (lambda n: messages.postback("a", "d", shown=FAMILY * n), 300),
        (lambda n: messages.link(FAMILY * n, "https://e.jp"), 20),
        (lambda n: messages.say_it(FAMILY * n, "a"), 20),
        (lambda n: messages.say_it("a", FAMILY * n), 300),
        (lambda n: messages.pick_date(FAMILY * n, "d"), 20),
        (lambda n: messages.buttons("alt", FAMILY * n, [ACTION]), 160),
        (lambda n: messages.buttons("alt", FAMILY * n, [ACTION], "title"), 60),
        (lambda n: messages.buttons("alt", "text", [ACTION], FAMILY * n), 40),
        (lambda n: messages.confirm("alt", FAMILY * n, ACTION, ACTION), 240),
        # Counted in things
        (lambda n: messages.buttons("alt", "text", [ACTION] * n), 4),
        (lambda n: messages.with_quick(messages.text("a"), [ACTION] * n), 13),
        (lambda n: messages.flex("alt", {"type": "carousel", "contents": [{"type": "bubble"}] * n}), 12),
        (lambda n: messages.flex("alt", {"type": "bubble", "x": "a" * (n - 24)}), 30 * 1024),
    ],
)
def test_a_limit_is_exact(build: Build, most: int) -> None:
    """What is as long as LINE takes is built; one more is refused, where it is built."""
    assert build(most)
    with pytest.raises(MessageError):
        build(most + 1)


def test_a_flex_carousel_has_a_limit_of_its_own() -> None:
    """Two bubbles that are each small enough may be too much together."""
    bubble = {"type": "bubble", "x": "a" * 26 * 1024}
    assert messages.flex("alt", bubble)
    with pytest.raises(MessageError):
        messages.flex("alt", {"type": "carousel", "contents": [bubble, bubble]})


@pytest.mark.parametrize(
    "build",
    [
        lambda: messages.text(""),
        lambda: messages.postback("", "d"),
        lambda: messages.postback("a", ""),
        lambda: messages.link("a", ""),
        lambda: messages.buttons("alt", "text", []),
        lambda: messages.buttons("", "text", [ACTION]),
        lambda: messages.confirm("alt", "", ACTION, ACTION),
        lambda: messages.flex("alt", {"type": "carousel", "contents": []}),
        lambda: messages.pick_date("a", "d", mode="week"),
        lambda: messages.with_quick(messages.text("a"), [{"type": "postback", "data": "d"}]),
        lambda: messages.flex_card("alt", "title", [], [{"type": "postback", "data": "d"}]),
    ],
)
def test_what_line_needs_is_not_left_out(build: Callable[[], Any]) -> None:
    """An empty text, label, address or list is refused where it is built."""
    with pytest.raises(MessageError):
        build()


letters = st.characters(exclude_categories=["Cs"]) | st.sampled_from(["🍎", FAMILY, "か\u3099"])
anything = st.lists(letters, max_size=150).map("".join)


@given(anything, st.integers(1, 30))
def test_a_cut_text_fits_and_begins_like_the_whole(text: str, limit: int) -> None:
    """Cut by graphemes or by units it fits; uncut it is the same; cut it is a beginning and an ellipsis."""
    for cut, count in ((messages.cut, graphemes), (messages.cut_utf16, utf16)):
        short = cut(text, limit)
        assert count(short) <= limit
        assert short == text if count(text) <= limit else text.startswith(short.removesuffix("…"))


@given(anything)
def test_a_name_of_any_kind_makes_a_sender_that_line_takes(name: str) -> None:
    """LINE counts a sender's name in UTF-16 units, twenty of them, emoji included."""
    assert utf16(messages.sender(name)["name"]) <= 20


@given(anything, anything)
def test_a_place_of_any_name_is_one_that_line_takes(title: str, address: str) -> None:
    """A place passed on from a friend's phone is cut to what LINE takes back."""
    place: Message = messages.location(title, address, 35.0, 139.0)
    assert utf16(place["title"]) <= 100
    assert utf16(place["address"]) <= 100


def test_quick_replies_leave_the_message_as_it_was() -> None:
    """A message is a value: adding quick replies makes another one, and none makes none."""
    plain = messages.text("a")
    quick = messages.with_quick(plain, [ACTION])
    assert "quickReply" not in plain
    assert [item["action"] for item in quick["quickReply"]["items"]] == [ACTION]
    assert messages.with_quick(plain, []) == plain
