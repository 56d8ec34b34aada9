"""The bot's own words in the friend's language, from the gettext catalogues in `locales/`.

Catalogues are read as `.po`: there is nothing to compile and nothing to forget. Every room has its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("ja", "en")
DEFAULT = "ja"
LOCALES = Path(__file__).resolve().parent.parent / "locales"

_TRADITIONAL = {"hant", "tw", "hk", "mo"}
"""LINE reports regions, catalogues are named by script; plain negotiation would fall to the default."""


@lru_cache(1000)
def negotiate(language: str | None, available: tuple[str, ...] = LANGUAGES) -> str:
    """Return the language in which to speak with someone whose phone is set to that BCP 47 tag.

    Whoever reads neither of ours is better served by English than by Japanese; an unknown one gets Japanese.
    """
    if not language:
        return DEFAULT
    wanted, *rest = language.replace("_", "-").lower().split("-")
    if wanted == "zh":
        wanted = "zh_Hant" if "hans" not in rest and _TRADITIONAL & set(rest) else "zh_Hans"
    if wanted in available:
        return wanted
    return "en" if "en" in available else DEFAULT


@cache
def catalogue(language: str) -> dict[str, str]:
    """Read all catalogues of one language: msgid to msgstr."""
    words: dict[str, str] = {}
    for path in sorted((LOCALES / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            words.update((str(m.id), str(m.string)) for m in read_po(file) if m.id and m.string)
    return words


@cache
def gettext(language: str) -> Callable[[str], str]:
    """Return the function that says an English sentence of the code in that language."""
    words = catalogue(language)

    def translate(message: str) -> str:
        return words.get(message, message)

    return translate


def N_(message: str) -> str:  # the name that message extraction looks for
    """Mark a sentence that is translated later, where it is shown."""
    return message
