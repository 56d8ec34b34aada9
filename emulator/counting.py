"""How LINE counts characters: UTF-16 units as a rule, grapheme clusters for what people read on buttons.

https://developers.line.biz/en/docs/messaging-api/text-character-count/
"""

from collections.abc import Callable

import regex

Unit = Callable[[str], int]

_GRAPHEME = regex.compile(r"\X")


def utf16(text: str) -> int:
    """UTF-16 code units: an emoji outside the basic plane counts two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Grapheme clusters: what a reader would call one character."""
    return len(text) if text.isascii() and "\r" not in text else len(_GRAPHEME.findall(text))
