"""The command line: `enishi …`, or `python -m bot …`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import log
from bot import settings as settings_
from bot.errors import ContentError, EnishiError
from bot.shell import run
from bot.surveys import survey

cli = typer.Typer(
    help="Enishi, the LINE bot of a career service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
members = typer.Typer(help="Members of the built-in directory.", no_args_is_help=True)
links = typer.Typer(help="Ties between friends and members.", no_args_is_help=True)
menus = typer.Typer(help="Rich menus at LINE.", no_args_is_help=True)
cli.add_typer(members, name="members")
cli.add_typer(links, name="links")
cli.add_typer(menus, name="menus")
cli.add_typer(survey, name="survey")


class Half(StrEnum):
    """The two halves of `serve`."""

    web = "web"
    worker = "worker"


@cli.command()
def serve(
    only: Annotated[Half | None, typer.Option(help="one half, for more than one machine")] = None,
) -> None:
    """Serve LINE's webhook and the pages, and work the queues until SIGTERM."""
    from bot.serve import serve_forever

    settings = settings_.load()
    log.configure(pretty=sys.stderr.isatty())
    run(lambda: serve_forever(settings, only.value if only else "all"))


@cli.command()
def migrate() -> None:
    """Bring the database to this release's schema."""
    from bot import db

    settings = settings_.load()
    db.migrate(settings.enishi_database_url)
    typer.echo(f"the database is at {db.head()}")


@cli.command()
def check(
    content: Annotated[Path, typer.Argument(help="the content folder")] = Path("examples/career"),
    record_again: Annotated[bool, typer.Option("--record-again", help="keep what plays say now")] = False,
) -> None:
    """Check a content folder; every mistake as file:line:col. Warnings alone leave it fit to publish."""
    from bot import authoring

    if record_again:
        authoring.record_again(content)
    authoring.check_folder(content)


@cli.command()
def play(
    survey: Annotated[str, typer.Argument(help="the survey's id")],
    content: Annotated[Path, typer.Option(help="the content folder")] = Path("examples/career"),
    language: Annotated[str, typer.Option(help="ja, en, …")] = "ja",
    record: Annotated[Path | None, typer.Option(help="keep the play as a test, in plays/")] = None,
) -> None:
    """Play a survey in the terminal: numbers choose, @cv.pdf sends a file and @ a photo, all else is typed.

    Ctrl-D ends.
    """
    from bot import authoring

    authoring.play(survey, content, language, record)


@cli.command()
def schema(
    out: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="the file; else it is printed")] = None,
) -> None:
    """Write a JSON Schema of the content's files, by which editors complete and underline."""
    from bot.authoring import write_out
    from bot.schema import text

    write_out(text(), out)


@members.command("import")
def members_import(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only check")] = False,
) -> None:
    """Import members from a CSV file: member_id, password, then attributes."""
    from bot.imports import import_members

    run(lambda: import_members(settings_.load(), file, dry_run))


@links.command("import")
def links_import(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only check")] = False,
) -> None:
    """Import ties that exist already from a CSV file: member_id, line_user_id."""
    from bot.imports import import_links

    run(lambda: import_links(settings_.load(), file, dry_run))


@menus.command("sync")
def menus_sync(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would change")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="go on when LINE takes no more this hour")] = False,
) -> None:
    """Bring LINE's rich menus, and what friends see of them, in line with the content."""
    from bot.rich_menus import sync

    run(lambda: sync(settings_.load(), dry_run, wait))


@menus.command("draw")
def menus_draw(
    content: Annotated[Path, typer.Argument(help="the content folder")] = Path("examples/career"),
    again: Annotated[bool, typer.Option("--again", help="also pictures that are there")] = False,
) -> None:
    """Draw the pictures of menus as menus.yaml describes them, to keep them in the folder."""
    from bot.rich_menus import draw

    draw(content, again)


@cli.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def emulator(context: typer.Context) -> None:
    """Run the LINE emulator alone; `enishi emulator --help` lists its options."""
    import subprocess

    raise typer.Exit(subprocess.call([sys.executable, "-m", "emulator", *context.args]))  # noqa: S603


@cli.command()
def demo(
    script: Annotated[bool, typer.Option("--script", help="play the whole tour and print it")] = False,
    port: Annotated[int, typer.Option(help="the page's port; 0 takes a free one")] = 0,
) -> None:
    """Try everything here: the bot and a LINE emulator, on an empty database, with the example content."""
    from bot.demo import run_demo

    run(lambda: run_demo(script=script, port=port))


def main() -> None:
    """Run the command line; what a person can mend is said in one line."""
    try:
        cli()
    except ContentError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except EnishiError as error:
        typer.echo(f"enishi: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
