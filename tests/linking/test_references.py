"""Signed addresses: what carries our signature is read, anything else is not."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import messages
from linking import references
from tests.linking.house import PUBLIC_URL, SAKI, SECRET_KEY


def test_a_link_address_names_its_friend_and_fits_a_button() -> None:
    """LINE takes the address as a button's, and the page reads from it by whose button a person comes."""
    url = references.link_url("https://" + "a" * 250, SECRET_KEY, SAKI, "r" * 40, "en")
    assert messages.link("連携する", url)["uri"] == url
    query = parse_qs(urlsplit(url).query)
    assert references.referred(SECRET_KEY, query["f"][0]) == SAKI
    assert (query["r"], query["lang"]) == (["r" * 40], ["en"])


def test_a_link_address_never_goes_stale() -> None:
    """The same friend has the same address for ever."""
    assert references.link_url(PUBLIC_URL, SECRET_KEY, SAKI) == references.link_url(
        PUBLIC_URL, SECRET_KEY, SAKI
    )


@pytest.mark.parametrize("route", ["", "a b", "x" * 41, "ro&f=1", "路"])
def test_a_route_that_is_no_word_is_left_out(route: str) -> None:
    """What says where a person came from cannot say anything else."""
    assert "&r=" not in references.link_url(PUBLIC_URL, SECRET_KEY, SAKI, route)


def test_signatures_serve_one_purpose() -> None:
    """What was signed as a gift's address is no friend reference, nor is one of another key."""
    assert references.referred(SECRET_KEY, references.sign(SECRET_KEY, "gift", SAKI)) is None
    assert references.referred(SECRET_KEY, references.refer("another key" * 4, SAKI)) is None


@given(st.text(max_size=80))
def test_nobody_can_invent_a_reference(typed: str) -> None:
    """Whatever a person types into the address, it names no friend."""
    assert references.referred(SECRET_KEY, typed) is None


@given(st.data())
def test_nobody_can_change_a_reference(data: st.DataObject) -> None:
    """Any one character changed, dropped or added in a reference makes it nothing."""
    good = references.refer(SECRET_KEY, SAKI)
    place = data.draw(st.integers(0, len(good) - 1))
    letter = data.draw(st.sampled_from("abcdefXYZ019-_.=é"))
    end = data.draw(st.sampled_from([place, place + 1]))
    bad = good[:place] + letter + good[end:]
    assert references.referred(SECRET_KEY, bad) in ((SAKI,) if bad == good else (None,))
