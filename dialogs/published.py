"""Published content: checked content goes into the database under its hash, which every process follows.

Each batch goes by one edition. A survey's older versions stay: a run ends on the version it began with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, log, switches
from bot.models import contents
from bot.models import switches as switches_table
from bot.turn import Batch, Part, Room
from dialogs.content import Content, dump, restore
from dialogs.survey import Survey
from dialogs.tables import survey_versions

T = TypeVar("T")


@dataclass(frozen=True)
class Edition:
    """The content of a batch, and every version that its surveys ever had."""

    content: Content
    versions: Mapping[tuple[str, str], Survey] = field(default_factory=dict)

    def survey(self, survey_id: str, version: str) -> Survey | None:
        """Return a survey in the version with which a run began."""
        current = self.content.survey(survey_id)
        return current if current and current.version == version else self.versions.get((survey_id, version))


class Snapshot:
    """What this process knows to be published."""

    def __init__(self, content: Content) -> None:
        self.edition = Edition(content)
        self.seen = ""

    @property
    def content(self) -> Content:
        """The newest content that this process has seen."""
        return self.edition.content


EDITION = Part[Edition]("dialogs.edition")


async def publish(connection: AsyncConnection, content: Content, now: int) -> None:
    """Make this the content that every process goes by from its next batch on."""
    row = {"hash": content.hash, "body": dump(content).encode(), "published_at": now}
    kept = db.insert(connection, contents).on_conflict_do_nothing(index_elements=["hash"])
    await connection.execute(kept, [row])
    versions = [
        {
            "survey": survey.id,
            "version": survey.version,
            "body": survey.model_dump_json(by_alias=True).encode(),
        }
        for survey in content.surveys.values()
    ]
    if versions:
        once = db.insert(connection, survey_versions).on_conflict_do_nothing(
            index_elements=["survey", "version"]
        )
        await connection.execute(once, versions)
    await switches.set_value(connection, switches.CONTENT, content.hash, now)


def room(snapshot: Snapshot) -> Room:
    """Return the room that shares the published edition with each batch."""

    async def load(connection: AsyncConnection, batch: Batch) -> None:
        await follow(connection, snapshot)
        EDITION.share(batch, snapshot.edition)

    return Room(load, _nothing)


async def follow(connection: AsyncConnection, snapshot: Snapshot) -> None:
    """Take up what is published by now; what another release wrote and we cannot read is passed over."""
    wanted = select(switches_table.c.value).where(switches_table.c.name == switches.CONTENT)
    published = (await connection.execute(wanted)).scalar()
    if published is None or published == snapshot.seen:
        return
    body = (await connection.execute(select(contents.c.body).where(contents.c.hash == published))).scalar()
    content = _read(restore, body or b"") or snapshot.content
    rows = await connection.execute(select(survey_versions))
    old = {(row.survey, row.version): _read(Survey.model_validate_json, row.body) for row in rows}
    snapshot.edition = Edition(content, {key: survey for key, survey in old.items() if survey})
    snapshot.seen = published


def _read(read: Callable[[str], T], body: bytes) -> T | None:
    try:
        return read(body.decode())
    except ValueError as error:
        log.get("published").error("content of another release", error=log.where(error))
        return None


async def _nothing(connection: AsyncConnection, batch: Batch) -> None:
    """A turn never changes what is published."""
