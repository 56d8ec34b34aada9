"""A content folder as it was read: what the checks need beside the content to say where a mistake is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.errors import Mistake
from dialogs.survey import Survey
from dialogs.yaml_source import Place, Source


@dataclass
class Loaded:
    """The sources and surveys of a folder by file name, and the mistakes found on the way."""

    folder: Path
    sources: dict[str, Source] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def at(self, name: str, place: Place, what: str, remedy: str = "", *, warning: bool = False) -> Mistake:
        """Return a mistake at a place of a file."""
        source = self.sources.get(name) or Source(str(self.folder / name))
        found = source.mistake(place, what, remedy)
        return replace(found, warning=True) if warning else found
