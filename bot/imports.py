"""What `enishi members import` and `enishi links import` do: a file into the database, and a report."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot import db
from bot.clock import Clock
from bot.db import Database
from bot.errors import EnishiError
from bot.settings import Settings
from linking.link_import import import_links as tie
from linking.member_import import import_members as take
from linking.passwords import Passwords


async def import_members(settings: Settings, file: Path, dry_run: bool) -> int:
    """Import members and print what became of them; exit code 1 when a line was refused."""
    database = await database_of(settings)
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("members", total=None)
            done = await take(
                database,
                Clock(),
                Passwords(),
                _read(file),
                dry_run,
                lambda done, total: progress.update(task, completed=done, total=total),
            )
    finally:
        await database.close()
    for refused in done.refused:
        print(refused)
    would = "would be " if dry_run else ""
    counts = (f"{done.added} {would}added", f"{done.updated} {would}updated", f"{done.unchanged} unchanged")
    print(", ".join([*counts, f"{len(done.refused)} refused"]))
    return 1 if done.refused else 0


async def import_links(settings: Settings, file: Path, dry_run: bool) -> int:
    """Import ties that exist already and print what became of them; exit code 1 when a line was refused."""
    database = await database_of(settings)
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("links", total=None)
            done = await tie(
                database,
                Clock(),
                _read(file),
                dry_run,
                lambda done, total: progress.update(task, completed=done, total=total),
            )
    finally:
        await database.close()
    for refused in done.refused:
        print(refused)
    would = "would be " if dry_run else ""
    print(f"{done.added} {would}linked, {done.unchanged} unchanged, {len(done.refused)} refused")
    return 1 if done.refused else 0


async def database_of(settings: Settings) -> Database:
    """Return the database of a command, brought to this release's schema if it is SQLite."""
    if settings.enishi_database_url.startswith("sqlite"):
        await asyncio.to_thread(db.migrate, settings.enishi_database_url)
    database = Database(settings.enishi_database_url)
    await database.check_migrated()
    return database


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise EnishiError(f"cannot read {file}: {error.strerror}") from None
