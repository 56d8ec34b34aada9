"""How a member's name is shown before linking: she knows herself, a bystander does not."""

from __future__ import annotations

import pytest

from linking.members import Member, masked, normal_id


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("田中 みさき", "田中 み◯◯"),
        ("田中　美咲", "田中 美◯◯"),
        ("田中 恵", "田中 ◯◯"),
        ("田中みさき", "田◯◯"),
        ("林", "◯◯"),
        ("Misaki Tanaka", "Misaki T."),
        ("Ana María de la Cruz", "Ana C."),
        ("Misaki", "M◯◯"),
        ("高橋 が\u3099っちゃん", "高橋 が◯◯"),
        ("王 👩‍🎓子", "王 👩‍🎓◯◯"),
        ("  ", "S-◯◯"),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    """The family name stays, of the given name one letter; without a name half of the member ID stays."""
    assert masked(Member("S-100", {"name": name})).replace("が\u3099", "が") == shown


def test_a_member_without_a_name_shows_half_her_id() -> None:
    """Enough of the member ID stays to know it again."""
    assert masked(Member("S-1003", {})) == "S-1◯◯"
    assert masked(Member("7", {})) == "◯◯"


def test_a_name_that_is_a_number_is_masked_too() -> None:
    """A value of any type can stand in the column."""
    assert masked(Member("S-1", {"name": 12345})) == "1◯◯"


@pytest.mark.parametrize("typed", ["Ｓ-１", " S-1 ", "　S-1"])
def test_a_member_id_is_what_the_keyboard_meant(typed: str) -> None:
    """Full-width characters and stray blanks make no other member."""
    assert normal_id(typed) == "S-1"
