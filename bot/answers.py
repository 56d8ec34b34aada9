"""What `enishi survey export` and `import-answers` do: answers into a file, page by page, and back."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import media
from bot.clock import Clock, local
from bot.errors import EnishiError
from bot.imports import database_of
from bot.settings import Settings
from dialogs import published, runs, sheet
from dialogs.answers import Account, Teller
from dialogs.load import load
from dialogs.position import Position
from dialogs.published import Edition
from linking import book


async def export_answers(
    settings: Settings, survey: str, form: sheet.Format, out: Path | None, since: date | None
) -> int:
    """Write every answer to a survey that still counts, and print how much that was; returns the exit code.

    With `since` only runs that changed on that day or later, in the service's zone.
    """
    database = await database_of(settings)
    console = Console(stderr=True)
    try:
        async with database.read() as connection:
            edition = await edition_of(connection, settings)
            if survey not in {each for each, _ in edition.versions} | set(edition.content.surveys):
                raise EnishiError(f"there is no survey {survey!r}: there is {_names(edition)}")
            exporter = Exporter(connection, edition, survey, Clock().now())
            with _opened(out) as file, Progress(console=console, transient=True) as progress:
                task = progress.add_task("runs", total=None)
                file.write(sheet.head(form).encode())
                async for line in exporter.lines(since):
                    file.write(sheet.written(line, form).encode())
                    progress.update(task, completed=exporter.runs)
    finally:
        await database.close()
    console.print(f"{exporter.runs} runs, {exporter.answers} answers", highlight=False)
    if exporter.unread:
        console.print(f"{exporter.unread} runs of versions that cannot be read were left out")
    return 1 if exporter.unread else 0


async def save_file(settings: Settings, file_id: str, out: Path) -> int:
    """Write what somebody sent as an answer, a piece at a time; returns the exit code."""
    database = await database_of(settings)
    try:
        async with database.read() as connection:
            found = (await media.find(connection, [file_id])).get(file_id)
        if found is None or found.status != "ready":
            raise EnishiError(f"no file {file_id!r} is kept: it was deleted, taken back or never came")
        with _opened(out) as file:
            async for piece in media.read(database, file_id, "file", 0, found.size or 0):
                file.write(piece)
    finally:
        await database.close()
    return 0


async def edition_of(connection: AsyncConnection, settings: Settings) -> Edition:
    """Return what is published, or before the first start what will be."""
    return await published.edition(connection) or Edition(load(settings.enishi_content))


def _names(edition: Edition) -> str:
    return ", ".join(sorted(edition.content.surveys)) or "none"


@contextmanager
def _opened(out: Path | None) -> Iterator[BinaryIO]:
    """Open the file to write, under another name until it is complete; without one it is the terminal."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise EnishiError(f"cannot write {out}: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


class Exporter:
    """Reads the runs of one survey and counts what it has told; `lines` never holds more than a page."""

    def __init__(self, connection: AsyncConnection, edition: Edition, survey: str, now: int) -> None:
        service = edition.content.service
        self.connection, self.edition, self.survey = connection, edition, survey
        self.zone, self.language = service.zone, service.languages[0]
        self.today = local(now, self.zone).date()
        self.tellers: dict[str, Teller | None] = {}
        self.runs = self.answers = self.unread = 0

    async def lines(self, since: date | None) -> AsyncIterator[sheet.Line]:
        """Yield the lines of all runs that changed on that day or later, by friend."""
        async for page in runs.pages(self.connection, self.survey, self._start(since)):
            members = await book.member_ids(self.connection, [friend_id for friend_id, _ in page])
            for friend_id, position in page:
                account = self._tell(friend_id, position)
                if account:
                    for line in sheet.lines(account, members.get(friend_id), self.zone):
                        yield line

    def _start(self, since: date | None) -> int:
        if since is None:
            return 0
        return int(datetime.combine(since, time(), ZoneInfo(self.zone)).timestamp() * 1000)

    def _tell(self, friend_id: str, position: Position) -> Account | None:
        version = position.version
        if version not in self.tellers:
            survey = self.edition.survey(self.survey, version)
            self.tellers[version] = Teller(survey, self.language, self.today) if survey else None
        teller = self.tellers[version]
        if teller is None:
            self.unread += 1
            return None
        account = teller.tell(friend_id, position)
        self.runs += 1
        self.answers += len(account.answers)
        return account
