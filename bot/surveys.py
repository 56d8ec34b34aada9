"""`enishi survey …`: surveys as spreadsheets, and what was answered; thin, the rooms do the work.

Part of the command line; what a command needs is imported when it runs.
"""

from __future__ import annotations

import typer

survey = typer.Typer(help="Surveys: as spreadsheets, and what was answered.", no_args_is_help=True)


@survey.callback()
def _surveys() -> None:
    """Surveys: as spreadsheets, and what was answered."""
