"""Which words need a person at once, by the example's list."""

from __future__ import annotations

import pytest

from handoff import helplines
from tests.world import example


@pytest.mark.parametrize(
    ("words", "crisis"),
    [
        ("死にたい", True),
        ("もう　死に　たいです", True),
        ("ｼﾆﾀｲ…", True),
        ("死、に、た、い", True),
        ("しにたい。助けて", True),
        ("消えてしまいたいと思うことがあります", True),
        ("生きるのがツライ", True),
        ("自殺したい。自殺防止の窓口はどこですか", True),
        ("リスカしてしまいました", True),
        ("I want to die", True),
        ("i'm suicidal", True),
        ("I don’t want\nto live", True),
        ("自殺対策のNPOに興味があります", False),
        ("I wrote my thesis on suicide prevention", False),
        ("死ぬほど忙しいです", False),
        ("死ぬまで働ける会社がいいです", False),
        ("楽しに行きたいです", False),
        ("I want to diet", False),
        ("疲れました", False),
        ("就活がつらいです", False),
        ("", False),
    ],
)
def test_what_needs_a_person_at_once(words: str, crisis: bool) -> None:
    """Each way of writing such words is known, and none of the words that only look like them."""
    listed = example().team.crisis
    assert listed is not None
    assert helplines.mean_crisis(words, listed) is crisis
