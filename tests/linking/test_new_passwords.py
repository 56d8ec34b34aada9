"""Which passwords a new member may choose."""

from __future__ import annotations

import pytest

from linking.passwords import weakness


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("correct horse battery", None),
        ("ねこがすきなのでした", None),
        ("9 mikan no ki", None),
        ("0123456789", "guessed"),
        ("qwertyuiopasdf", "guessed"),
        ("aaaabbbbcccc", "guessed"),
        ("sakura2027!", "guessed"),
        ("zyxwvutsrq", "guessed"),
        ("tsubame2027", "guessed"),
        ("123456789", "short"),
    ],
)
def test_passwords_that_are_guessed_first(password: str, weak: str | None) -> None:
    """Rows of the keyboard, common words, repetition and what stands beside it are no password."""
    assert weakness(password, ["Tsubame"]) == weak
