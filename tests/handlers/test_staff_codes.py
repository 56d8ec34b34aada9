"""The codes that make staff: nobody guesses one, and whoever was taken off cannot come back by his own."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

from bot.clock import Clock
from handlers import staff
from tests.people import Cast


def test_each_letter_of_a_code_is_any_of_the_alphabet() -> None:
    """Ten letters of five random bits each: at every place all 32 come, none much more often than another."""
    turn = cast(Any, SimpleNamespace(new_secret=Clock().new_secret))
    codes = [staff._new_code(turn) for _ in range(6400)]
    assert {len(code) for code in codes} == {10}
    for place in range(10):
        counted = Counter(code[place] for code in codes)
        assert set(counted) == set(staff.ALPHABET)
        assert max(counted.values()) < 2 * 6400 / 32


async def test_an_admin_who_was_taken_off_cannot_come_back_by_his_own_code(cast: Cast) -> None:
    """A code counts only while whoever made it is still admin."""
    # Given Suzuki is admin for a while, and makes a code
    await cast.takahashi.adds_the_account()
    await cast.suzuki.adds_the_account()
    await cast.takahashi.types("/staff admin 鈴木")
    await cast.suzuki.types((await cast.takahashi.bubble("EN-"))["text"])
    await cast.suzuki.types("/staff admin")
    code = (await cast.suzuki.bubble("EN-"))["text"]

    # When he is taken off the team, and sends his code
    await cast.takahashi.types("/staff list")
    await cast.takahashi.taps("鈴木さんの設定")
    await cast.takahashi.taps("外す")
    await cast.takahashi.taps("外す")
    await cast.suzuki.sees("スタッフ登録が外れました。")
    await cast.suzuki.types(code)

    # Then
    await cast.suzuki.sees("このコードはもう使えません")
    assert "locked" in (await cast.suzuki.menu() or "")
