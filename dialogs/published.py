"""Published content: checked content goes into the database under its hash, which every process follows.

Each batch goes by one edition. A survey's older versions stay: a run ends on the version it began with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
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
KEPT = 64
"""Contents and versions of surveys of which a process remembers what they say."""


@dataclass(frozen=True)
class Edition:
    """The content of a batch, every version that its surveys ever had, and which are stopped."""

    content: Content
    versions: Mapping[tuple[str, str], Survey] = field(default_factory=dict)
    stopped: frozenset[str] = frozenset()

    def starting(self, on: str) -> Survey | None:
        """Return the survey that `follow`, `keyword:…` and so on begin; one that is stopped begins never."""
        found = self.content.begins.get(on)
        return found if found and found.id not in self.stopped else None

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
_FOLLOWED = select(switches_table.c.name, switches_table.c.value).where(
    (switches_table.c.name == switches.CONTENT) | switches_table.c.name.startswith(switches.SURVEY)
)


async def publish(
    connection: AsyncConnection, content: Content, now: int, folder: Content | None = None
) -> None:
    """Make this the content that every process goes by from its next batch on.

    `folder` is what the folder says where new words are laid over it.
    """
    folder = folder or content
    rows = [
        {"hash": each.hash, "body": dump(each).encode(), "published_at": now}
        for each in {content.hash: content, folder.hash: folder}.values()
    ]
    kept = db.insert(connection, contents).on_conflict_do_nothing(index_elements=["hash"])
    await connection.execute(kept, rows)
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
    await switches.set_value(connection, switches.FOLDER, f"{content.hash} {folder.hash}", now)


async def is_new(connection: AsyncConnection, content: Content) -> bool:
    """Whether a folder's content was never published before.

    What a process has in its folder at its start may be old, on a machine that was forgotten: that sets
    nothing back.
    """
    known = select(contents.c.hash).where(contents.c.hash == content.hash)
    return await current(connection) is None or (await connection.execute(known)).first() is None


async def current(connection: AsyncConnection, *, alone: bool = False) -> str | None:
    """Return the hash of the content that is published; `alone` lets nobody else publish meanwhile."""
    wanted = select(switches_table.c.value).where(switches_table.c.name == switches.CONTENT)
    return (await connection.execute(wanted.with_for_update() if alone else wanted)).scalar()


async def folder(connection: AsyncConnection) -> str | None:
    """Return the hash of what the folder says, over which new words may be laid in what is published."""
    flags = await switches.read(connection)
    published, beneath = flags.get(switches.CONTENT), flags.get(switches.FOLDER, "").split()
    # Another release publishes without saying what is beneath: then nothing is.
    return beneath[1] if beneath[:1] == [published] else published


async def content(connection: AsyncConnection, wanted: str | None) -> Content | None:
    """Return content that was published once, by its hash."""
    return await _content(connection, wanted or "")


def room(snapshot: Snapshot) -> Room:
    """Return the room that shares the published edition with each batch."""

    async def load(connection: AsyncConnection, batch: Batch) -> None:
        await follow(connection, snapshot)
        EDITION.share(batch, snapshot.edition)
        orders = snapshot.content.declared.orders
        for turn in batch.turns.values():
            turn.friend.precedence = orders

    return Room(load, _nothing)


async def follow(connection: AsyncConnection, snapshot: Snapshot) -> None:
    """Take up what is published by now; what another release wrote and we cannot read is passed over."""
    flags = {row.name: row.value for row in await connection.execute(_FOLLOWED)}
    published = flags.pop(switches.CONTENT, None)
    stopped = _stopped(flags)
    if published is not None and published != snapshot.seen:
        content = await _content(connection, published) or snapshot.content
        snapshot.edition, snapshot.seen = Edition(content, await _versions(connection), stopped), published
    if stopped != snapshot.edition.stopped:
        snapshot.edition = replace(snapshot.edition, stopped=stopped)


async def edition(connection: AsyncConnection) -> Edition | None:
    """Read what is published by now, for whoever takes no turns; None when nothing is."""
    flags = await switches.read(connection)
    content = await _content(connection, flags.pop(switches.CONTENT, ""))
    return Edition(content, await _versions(connection), _stopped(flags)) if content else None


def _stopped(flags: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the surveys that these switches keep from beginning."""
    names = [name for name, value in flags.items() if value and name.startswith(switches.SURVEY)]
    return frozenset(name.removeprefix(switches.SURVEY) for name in names)


async def _content(connection: AsyncConnection, published: str) -> Content | None:
    body = (await connection.execute(select(contents.c.body).where(contents.c.hash == published))).scalar()
    return _read(restore, body or b"")


async def _versions(connection: AsyncConnection) -> dict[tuple[str, str], Survey]:
    rows = await connection.execute(select(survey_versions))
    old = {(row.survey, row.version): _read(Survey.model_validate_json, row.body) for row in rows}
    return {key: survey for key, survey in old.items() if survey}


@lru_cache(KEPT)
def _read(read: Callable[[str], T], body: bytes) -> T | None:
    """Read what was published once; equal bytes are equal content, which nobody changes."""
    try:
        return read(body.decode())
    except ValueError as error:
        log.get("published").error("content of another release", error=log.where(error))
        return None


async def _nothing(connection: AsyncConnection, batch: Batch) -> None:
    """A turn never changes what is published."""
