"""`enishi survey …`: surveys as spreadsheets, and what was answered; thin, the rooms do the work.

Part of the command line; what a command needs is imported when it runs.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import settings as settings_
from bot.shell import run

survey = typer.Typer(help="Surveys: as spreadsheets, and what was answered.", no_args_is_help=True)


@survey.callback()
def _surveys() -> None:
    """Surveys: as spreadsheets, and what was answered."""


class Form(StrEnum):
    """The forms in which answers are written."""

    csv = "csv"
    jsonl = "jsonl"


@survey.command("export")
def export(
    survey_id: Annotated[str, typer.Argument(metavar="SURVEY", help="the survey's id")],
    form: Annotated[Form, typer.Option("--format", help="csv opens in Excel")] = Form.csv,
    out: Annotated[Path | None, typer.Option(help="the file to write; else it is printed")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="only runs that changed on that day or later"),
    ] = None,
) -> None:
    """Write the answers to a survey, one line an answer, with ids, labels and times."""
    from bot.answers import export_answers

    day = since.date() if since else None
    run(lambda: export_answers(settings_.load(), survey_id, form.value, out, day))


@survey.command("file")
def file(
    file_id: Annotated[str, typer.Argument(metavar="FILE_ID", help="as in an export's column file_id")],
    out: Annotated[Path, typer.Argument(help="the file to write")],
) -> None:
    """Write a photo or file that somebody sent as an answer, as long as it is kept."""
    from bot.answers import save_file

    run(lambda: save_file(settings_.load(), file_id, out))


@survey.command("import-answers")
def import_answers(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only check")] = False,
) -> None:
    """Take answers over from such a file, as often as one likes; nobody is greeted."""
    from bot.answer_import import import_answers as take

    run(lambda: take(settings_.load(), file, dry_run))


@survey.command("write-back")
def write_back() -> None:
    """Write what admins reworded by chat into the content folder's files; comments stay."""
    from bot.rewordings import write_back as write

    run(lambda: write(settings_.load()))


@survey.command("template")
def template(
    out: Annotated[Path | None, typer.Option(help="the file to write; else it is printed")] = None,
) -> None:
    """Write a spreadsheet to begin with: a worked example with a column of explanations."""
    from bot.authoring import write_out
    from dialogs.sheet_template import template

    write_out(template(), out)


@survey.command("to-csv")
def to_csv(
    survey_id: Annotated[str, typer.Argument(metavar="SURVEY", help="the survey's id")],
    content: Annotated[Path, typer.Option(help="the content folder")] = Path("examples/career"),
    out: Annotated[Path | None, typer.Option(help="the file to write; else it is printed")] = None,
) -> None:
    """Write a survey as a spreadsheet, which `import` reads."""
    from bot.authoring import sheet_of, write_out

    write_out(sheet_of(survey_id, content), out)


@survey.command("import")
def import_sheet(
    file: Path,
    content: Annotated[Path, typer.Option(help="the content folder")] = Path("examples/career"),
) -> None:
    """Make a survey of the content folder from a spreadsheet; each mistake names its cell."""
    from bot.authoring import import_sheet

    import_sheet(file, content)
