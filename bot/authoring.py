"""What the command line does for whoever writes the content: checks, plays, spreadsheets.

Thin: the rooms find mistakes and play; here is only what a terminal shows and reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from bot.clock import Clock, local
from bot.errors import ContentError, EnishiError, Mistake
from dialogs.content import Content
from dialogs.load import load
from dialogs.loaded import Loaded
from dialogs.sheet_import import read_sheet
from dialogs.survey import Survey
from dialogs.survey_file import checked, place, save
from dialogs.survey_sheet import to_csv
from handlers import player as playing
from handlers import plays
from handlers.check_bubbles import inspect, mistakes
from handlers.player import Player, Step


def check_folder(folder: Path) -> None:
    """Print what is found in a folder; raises ContentError if there are mistakes, not for warnings alone."""
    loaded = inspect(folder)
    content, found = loaded.content, sorted([*loaded.mistakes, *plays.replay(loaded), *_over(loaded)])
    if content is None or any(not each.warning for each in found):
        raise ContentError(found)
    for warning in found:
        typer.echo(str(warning))
    warnings = f", {len(found)} warnings" if found else ""
    counted = f"{len(content.surveys)} surveys, {len(content.menus.menus)} menus"
    typer.echo(f"{folder}: {counted}, no mistakes{warnings}")


def _over(loaded: Loaded) -> Iterator[Mistake]:
    """Warn of rules of menus whose time has gone by; that depends on the day, so it keeps nothing back."""
    content = loaded.content
    today = local(Clock().now(), content.service.zone).date() if content else None
    for index, rule in enumerate(content.menus.rules if content else ()):
        if today and rule.during and rule.during.over(today):
            what, remedy = "the time of this rule has gone by", "give it new days, or remove it"
            yield loaded.at("menus.yaml", ("rules", index, "during", "until"), what, remedy, warning=True)


def play(survey: str, folder: Path, language: str, record: Path | None) -> None:
    """Play a survey in the terminal until it is over or the input ends; record what was played."""
    content = load(folder)
    _survey(content, survey)
    if language not in content.service.languages:
        raise EnishiError(
            f"{language} is no language of this service: {', '.join(content.service.languages)}"
        )
    today = local(Clock().now(), content.service.zone).date()
    player = Player(content, survey, language, today)
    _show(player, player.start())
    while not player.over and (line := _line()) is not None:
        if line:
            _show(player, player.do(meant(player, line)))
    _tell_facts(player)
    if record:
        path = record if record.parent != Path() else folder / plays.FOLDER / record
        plays.write(path, player.play())
        typer.echo(f"recorded in {path}")


def record_again(folder: Path) -> None:
    """Play all that the folder has recorded again, and keep what is said and given now."""
    content = load(folder)
    for path, recorded in plays.recorded(folder):
        plays.write(path, plays.played(content, recorded).play())
        typer.echo(f"recorded again in {path}")


def _line() -> str | None:
    """Read what somebody types; None at the end of the input."""
    try:
        return input("> ").strip()
    except EOFError:
        return None


def _show(player: Player, step: Step) -> None:
    """Print what was said, with the numbers of what can be chosen instead of its buttons."""
    choices = _choices(player)
    for bubble in step.said:
        typer.echo("\n" + (bubble.rsplit("\n[", 1)[0] if choices else bubble))
    for number, (label, _) in enumerate(choices, 1):
        typer.echo(f"  {number}. {label}")


def _choices(player: Player) -> list[tuple[str, Step]]:
    """Return what a number stands for: nothing where buttons are only ways out and a number an answer."""
    found: dict[str, tuple[str, Step]] = {}
    for bubble in player.shown:
        for action in playing.actions(bubble):
            if step := playing.deed(action):
                label = str(action.get("displayText") or action.get("label"))
                found.setdefault(str(action.get("data")), (label, step))
    every = list(found.values())
    return every if any(step.tap or step.do in ("correct", "confirm", "shelf") for _, step in every) else []


def meant(player: Player, line: str) -> Step:
    """Take a number for the choice that it counts, unless it is an answer itself; all else is typed.

    `@cv.pdf` sends a file, and `@` alone a photo.
    """
    if line.startswith("@"):
        return Step(send=line[1:])
    choices = [] if player.counts else _choices(player)
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 4 else 0
    if 1 <= number <= len(choices) and line not in {label for label, _ in choices}:
        return choices[number - 1][1]
    return Step(type=line)


def _tell_facts(player: Player) -> None:
    facts = [f"{name}: {value}" for name, value in player.attributes.items()]
    typer.echo(f"\ntags: {', '.join(player.tags) or 'none'}")
    typer.echo(f"attributes: {', '.join(facts) or 'none'}")


def sheet_of(survey: str, folder: Path) -> str:
    """Return a survey as CSV text."""
    return to_csv(_survey(load(folder), survey))


def import_sheet(file: Path, folder: Path) -> None:
    """Make a survey from a spreadsheet, or say what is wrong with each cell and change nothing."""
    try:
        survey, sheet = read_sheet(file.read_bytes(), str(file))
    except OSError as error:
        raise EnishiError(f"cannot read {file}: {error.strerror}") from None
    loaded = checked(folder, survey, sheet)
    path = place(loaded, survey.id)
    if refused := mistakes(loaded, f"surveys/{path.name}", survey):
        raise ContentError(refused)
    for warning in loaded.mistakes:
        typer.echo(str(warning))
    done = "replaced" if path.is_file() else "written"
    save(path, sheet.value, survey)
    typer.echo(f"{done}: {path}, {len(survey.questions)} questions")


def write_out(text: str, out: Path | None) -> None:
    """Write a file as it is, byte order mark included, or print it."""
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_bytes(text.encode())
    typer.echo(f"written: {out}")


def _survey(content: Content, survey: str) -> Survey:
    if survey not in content.surveys:
        raise EnishiError(f"there is no survey {survey}; there are {', '.join(sorted(content.surveys))}")
    return content.surveys[survey]
