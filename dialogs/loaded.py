"""A content folder as it was read: what the checks need beside the content to say where a mistake is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.errors import Mistake
from dialogs.content import Content
from dialogs.survey import Survey
from dialogs.yaml_source import Place, Source


@dataclass
class Loaded:
    """The sources and surveys of a folder by file name, the mistakes found, and the content if any."""

    folder: Path
    sources: dict[str, Source] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    content: Content | None = None

    def at(self, name: str, place: Place, what: str, remedy: str = "", *, warning: bool = False) -> Mistake:
        """Return a mistake at a place of a file."""
        source = self.sources.get(name) or Source(str(self.folder / name))
        found = source.mistake(place, what, remedy)
        return replace(found, warning=True) if warning else found
