"""The road of the product: from following the account to a conversation with a human, and back."""

from __future__ import annotations

from tests.people import Cast


async def test_follow_shows_the_locked_menu_and_the_first_question(cast: Cast) -> None:
    """A new friend is greeted, sees the locked menu and the first question, and nothing is billed."""
    # When Misaki adds the account
    await cast.misaki.adds_the_account()

    # Then
    await cast.misaki.sees("1/")
    assert "locked" in (await cast.misaki.menu() or "")
    assert await cast.misaki.billed() == 0
