"""What `enishi survey import-answers` does: each run of a file becomes an event in its friend's lane.

There it is taken in order with all else that happens to her. Never holds more than a batch of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot import inbox
from bot.answers import edition_of
from bot.clock import Clock, derived_id, local
from bot.db import Database
from bot.events import RawEvent, encode
from bot.imports import database_of
from bot.settings import Settings
from dialogs import runs
from dialogs.answer_file import Entry, Refused, entries
from dialogs.position import Answered, Position
from dialogs.published import Edition
from dialogs.survey import Survey
from dialogs.taking_in import Brought, changes, meant, newer
from handlers.answers import BROUGHT
from linking import book

AT_ONCE = 500
Key = tuple[str, str, str]
"""Friend, survey and run."""


async def import_answers(settings: Settings, file: Path, dry_run: bool) -> int:
    """Take the answers of a file over and print what became of them; exit code 1 if a line was refused."""
    database = await database_of(settings)
    try:
        async with database.read() as connection:
            edition = await edition_of(connection, settings)
        importer = Importer(database, Clock(), edition, dry_run)
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("lines", total=None)
            for part in batches(entries(file, edition.content.service.zone)):
                for refused in await importer.take(part):
                    print(refused)
                progress.update(task, completed=part[-1].line)
        await database.ring("inbox")
    finally:
        await database.close()
    would = "would be " if dry_run else ""
    counts = f"{importer.answers} answers {would}taken, {importer.unchanged} as new here already"
    print(f"{importer.runs} runs, {counts}, {importer.refused} lines refused")
    return 1 if importer.refused else 0


def batches(lines: Iterable[Entry | Refused]) -> Iterator[list[Entry | Refused]]:
    """Yield lines by some hundreds, the lines of one run together if they stand together."""
    part: list[Entry | Refused] = []
    last: Key | None = None
    for line in lines:
        key = (line.friend_id or line.member_id, line.survey, line.run) if isinstance(line, Entry) else last
        if len(part) >= AT_ONCE and key != last:
            yield part
            part = []
        part.append(line)
        last = key
    if part:
        yield part


class Importer:
    """Takes batch after batch and counts."""

    def __init__(self, database: Database, clock: Clock, edition: Edition, dry_run: bool) -> None:
        self.database, self.clock, self.edition, self.dry_run = database, clock, edition, dry_run
        self.zone = edition.content.service.zone
        self.runs = self.answers = self.unchanged = self.refused = 0
        self._refusals: list[Refused] = []

    async def take(self, part: Sequence[Entry | Refused]) -> list[Refused]:
        """Take one batch; returns the lines that were refused."""
        self._refusals = [line for line in part if isinstance(line, Refused)]
        entries_ = [line for line in part if isinstance(line, Entry)]
        async with self.database.read() as connection:
            named = sorted({each.member_id for each in entries_ if not each.friend_id})
            friends = await book.friend_ids(connection, named) if named else {}
            known = [each for each in entries_ if each.friend_id or self._is_linked(each, friends)]
            ids = sorted({each.friend_id or friends[each.member_id] for each in known})
            there = await runs.of_friends(connection, ids) if ids else {}
        posts = list(self._posts(known, friends, there))
        if posts and not self.dry_run:
            async with self.database.write() as connection:
                await inbox.put(connection, posts, self.clock.now())
        self.refused += len(self._refusals)
        return sorted(self._refusals, key=lambda each: each.line)

    def _is_linked(self, entry: Entry, friends: dict[str, str]) -> bool:
        if entry.member_id not in friends:
            self._refuse(entry, "nobody is linked to this member: give a friend_id")
        return entry.member_id in friends

    def _refuse(self, entry: Entry, why: str) -> None:
        self._refusals.append(Refused(entry.line, why))

    def _posts(
        self, known: Sequence[Entry], friends: dict[str, str], there: dict[tuple[str, str], Position]
    ) -> Iterator[RawEvent]:
        """Yield the events of the runs that tell something new."""

        def key(entry: Entry) -> Key:
            friend_id = entry.friend_id or friends[entry.member_id]
            run = entry.run or derived_id("answers", friend_id, entry.survey)
            return friend_id, entry.survey, run

        for (friend_id, survey, run), group in groupby(sorted(known, key=key), key):
            brought = self._brought(survey, run, list(group), there.get((friend_id, survey)))
            if brought is not None:
                body = encode({"type": BROUGHT, "survey": survey, "brought": brought})
                yield RawEvent(self.clock.new_id(), friend_id, BROUGHT, body, 0)

    def _brought(
        self, survey_id: str, run: str, group: list[Entry], there: Position | None
    ) -> Brought | None:
        """Return what a run's lines tell, None if that is nothing new; refuses lines on the way."""
        first = group[0]
        current = self.edition.content.survey(survey_id)
        version = there.version if there else first.version or (current.version if current else "")
        survey = self.edition.survey(survey_id, version)
        why = self._no_run(survey, current, run, there)
        if survey is None or why:
            for entry in group:
                self._refuse(entry, why)
            return None
        answers = {e.question: a for e in group if e.question and (a := self._answered(survey, e))}
        finished_at = max(each.finished_at for each in group)
        brought = Brought(run, version, first.started_at, first.state, finished_at, answers)
        new = len(newer(brought, there))
        self.runs += 1
        self.answers += new
        self.unchanged += len(answers) - new
        all_refused = not answers and any(entry.question for entry in group)
        return brought if changes(brought, there) and not all_refused else None

    def _no_run(self, survey: Survey | None, current: Survey | None, run: str, there: Position | None) -> str:
        """Say why none of a run's lines can be taken; empty if they can."""
        if survey is None:
            return "this version of the survey is not known here" if current else "there is no such survey"
        if there is not None and there.run != run:
            return "the friend has answered this survey here, in another run"
        return ""

    def _answered(self, survey: Survey, entry: Entry) -> Answered | None:
        question = survey.questions.get(entry.question)
        if question is None:
            self._refuse(entry, "this survey has no such question")
            return None
        if entry.skipped:
            return Answered(None, "", True, None, entry.at)
        at = entry.at or entry.finished_at or entry.started_at or self.clock.now()
        day = local(at, self.zone).date()
        values = (meant(question, given, day) for given in entry.given)
        value = next((each for each in values if each is not None), None)
        if value is None:
            self._refuse(entry, "is no answer to this question")
            return None
        return Answered(value, entry.raw, False, entry.wording, entry.at, entry.media, entry.known)
