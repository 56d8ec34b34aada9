"""The survey's words for one friend: her language, and her name where there is one.

`{name}` stands for what she is called; what is written inside the braces goes with it, so that a sentence
also reads well without: 「{name、}ありがとうございます」, "Thank you{, name}."
"""

from __future__ import annotations

import re
from typing import Final

from bot.conditions import Facts
from bot.content import Text

_PLACE: Final = re.compile(r"\{([^{}a-z]*)name([^{}a-z]*)\}")
_TITLED: Final = re.compile(r"(?:さん|ちゃん|くん|君|さま|様|先生)$")
_LETTER: Final = re.compile(r"[^\W\d_]")


def words(text: Text, language: str, facts: Facts) -> str:
    """Return a text in a language, with her name in its place."""
    said = text.to(language)
    if "{" not in said:
        return said
    name = addressed(str(facts.attributes.get("call_name") or facts.name), language)
    return _PLACE.sub(lambda found: f"{found[1]}{name}{found[2]}" if name else "", said)


def addressed(name: str, language: str) -> str:
    """Return a name as one addresses its bearer; nothing for a name that is only symbols."""
    if not _LETTER.search(name):
        return ""
    return name if language != "ja" or _TITLED.search(name) else f"{name}さん"
