"""Whether all that the code says is in every catalogue, and fits: `python -m tests.house.translations`.

`./dev check` runs it. It changes nothing. Msgids are English: an empty English entry says the msgid itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house import labels

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("ja", "en")
ROOMS = ("bot", "handlers", "dialogs", "linking", "campaigns", "handoff", "pages", "templates")
METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext.babel_extract"),
    ("**.txt", "jinja2.ext.babel_extract"),
]
KEYWORDS = {"_": None, "N_": None, "gettext": None}
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def said(root: Path) -> dict[str, str]:
    """Collect what the rooms under that folder say: msgid to the place where it is said first."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for file, line, message, _, _ in extract_from_dir(root / room, METHODS, keywords=KEYWORDS):
            found.setdefault(str(message), f"{room}/{file}:{line}")
    return found


def catalogue(folder: Path) -> Catalog:
    """Read all of a language's .po files as one catalogue."""
    whole = Catalog()
    for path in sorted(folder.glob("LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    whole.add(message.id, message.string, flags=message.flags)
    return whole


def mistakes(said: dict[str, str], language: str, known: Catalog) -> Iterator[str]:
    """Compare what is said with one language's catalogue."""
    for message, place in said.items():
        entry = known.get(message)
        if entry is None:
            yield f"{place}: not in {language}: {message!r}"
        elif entry.fuzzy:
            yield f"{place}: fuzzy in {language}: {message!r}"
        elif not entry.string and language != "en":
            yield f"{place}: no words in {language}: {message!r}"
        elif entry.string and names(message) != names(str(entry.string)):
            yield f"{place}: other placeholders in {language}: {message!r}"
    for entry in known:
        if entry.id and entry.id not in said:
            yield f"locales/{language}: nobody says {entry.id!r} any more"


def names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def main() -> int:
    """Print every mistake; exit 0 only if there is none."""
    heard, tight = said(ROOT), labels.sentences(labels.read(ROOT, ROOMS), labels.AT_LINE)
    found: list[str] = []
    for language in LANGUAGES:
        known = catalogue(ROOT / "locales" / language)
        found += mistakes(heard, language, known)
        found += labels.too_long(tight, {str(each.id): str(each.string) for each in known}, language)
    print("\n".join(found) or f"{len(heard)} messages, complete in {', '.join(LANGUAGES)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
