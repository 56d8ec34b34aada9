"""What a friend says to ask about herself: the words, and what they are for."""

from __future__ import annotations

from typing import Final

from bot.i18n import N_

OWN: Final = (
    (
        "know",
        (
            "私の情報",
            "my data",
            "私について何を知っていますか",
            "私のことを何を知っていますか",
            "私の何を知っていますか",
            "私のデータ",
            "what do you know about me",
            "what do you know of me",
        ),
        N_("what I know about you"),
    ),
    ("correct", ("訂正", "correct this", "訂正したい", "訂正する", "correct"), N_("correct it")),
    (
        "mute",
        ("配信を止めて", "stop messages", "配信停止", "配信を止める", "配信を止めたい", "お知らせを止める"),
        N_("stop notices"),
    ),
    (
        "unmute",
        ("配信を再開", "start messages", "配信再開", "配信を再開して", "お知らせを再開"),
        N_("start notices again"),
    ),
    (
        "moved",
        (
            "引き継ぎ",
            "new line",
            "前のlineが使えません",
            "i can't use my old line any more",
            "i can't use my old line anymore",
            "i can’t use my old line any more",
            "前のlineが使えない",
            "機種変更しました",
            "lineを変えました",
            "スマホをなくしました",
        ),
        N_("go on from a new LINE"),
    ),
    (
        "erase",
        (
            "データを削除して",
            "delete my data",
            "データ削除",
            "データを削除",
            "データを消して",
            "データを消したい",
            "データを削除したい",
            "erase my data",
        ),
        N_("have your data deleted"),
    ),
)
"""Key, words (Japanese first) and help; punctuation at their end is left out when they are compared."""
