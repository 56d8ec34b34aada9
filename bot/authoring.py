"""What the command line does for whoever writes the content: check a folder.

Thin: the rooms find mistakes; nothing here decides what one is.
"""

from __future__ import annotations

from pathlib import Path

import typer

from bot.errors import ContentError
from handlers.check_bubbles import inspect


def check_folder(folder: Path) -> None:
    """Print what is found in a folder; raises ContentError if there are mistakes, not for warnings alone."""
    loaded = inspect(folder)
    content, found = loaded.content, loaded.mistakes
    mistakes = [each for each in found if not each.warning]
    if mistakes or content is None:
        raise ContentError(found)
    for warning in found:
        typer.echo(str(warning))
    warnings = f", {len(found)} warnings" if found else ""
    counted = f"{len(content.surveys)} surveys, {len(content.menus.menus)} menus"
    typer.echo(f"{folder}: {counted}, no mistakes{warnings}")
