"""The errors that a caller can act on; whatever is not here is a bug and flies.

EnishiError
├── SettingsError      a setting is missing or malformed
├── ContentError       the content folder has mistakes, each with file, line and column
├── MessageError       a message that LINE would refuse was about to be built
├── DecideAgain        what a turn decided on has moved before its commit
└── Unavailable        the database cannot be reached or did not answer in time
    └── NotMigrated    the database is not at the schema of this release
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class EnishiError(Exception):
    """Base of all errors whose text is a complete sentence for the person who runs the bot."""


class SettingsError(EnishiError):
    """A setting is missing or malformed."""


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in the content folder; lines and columns count from 1. A warning keeps nothing back."""

    file: str
    line: int
    column: int
    what: str
    remedy: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        said = f"warning: {self.what}" if self.warning else self.what
        return f"{place}: {said}" + (f", {self.remedy}" if self.remedy else "")


class ContentError(EnishiError):
    """The content folder has mistakes."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class MessageError(EnishiError):
    """A message breaks one of LINE's limits; raised where it is built, so that LINE never sees it."""


class Unavailable(EnishiError):
    """The database cannot be reached, or did not answer in time."""


class NotMigrated(Unavailable):
    """The database is not at the schema of this release."""


class DecideAgain(EnishiError):
    """What a turn decided on has moved before its commit; the worker decides again on what is true now."""
