"""Whether a text consists of known words and nothing else: 「はい、ぜひお願いします！」 of ways to say yes.

Linear in the text, whatever it is: a pattern of repeated words tries every way to cut 「wwww…」 into them.
"""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.japanese import fold


class Vocabulary:
    """Words that tell something, and words that may stand around them; all are folded."""

    def __init__(self, telling: Iterable[str], around: Iterable[str]) -> None:
        self._words: dict[str, list[tuple[str, bool]]] = {}
        for words, tells in ((telling, True), (around, False)):
            for word in dict.fromkeys(map(fold, words)):
                if word:
                    self._words.setdefault(word[0], []).append((word, tells))

    def spells(self, folded: str) -> bool:
        """Whether a folded text is made of these words, one of which tells something."""
        silent, telling = {0}, set[int]()
        for place in range(len(folded)):
            if place not in silent and place not in telling:
                continue
            for word, tells in self._words.get(folded[place], ()):
                if folded.startswith(word, place):
                    end = place + len(word)
                    if tells or place in telling:
                        telling.add(end)
                    if not tells and place in silent:
                        silent.add(end)
        return len(folded) in telling
