"""The friend as a turn sees it: who she is to LINE, her tags and attributes with their sources, her role.

A turn changes its own friend through the methods here; `save` writes what changed for a whole batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db, i18n
from bot.models import attributes, friends, profiles, tags

Scalar = str | int | float | bool
STAFF = ("advisor", "lead", "admin")
COLUMNS = tuple(column.name for column in friends.columns)
PRECEDENCE = ("staff", "friend", "member", "survey", "rule")
"""Whose word stands when sources differ on an attribute, unless the content declares otherwise.

`friend` is what she has said is right, asked about a survey's word and her member record's.
"""


class Said(Struct, frozen=True):
    """What one source says about an attribute, and since when."""

    value: Scalar
    since: int


@dataclass(slots=True)
class Friend:
    """A LINE user who has, or had, the account as a friend; `role` makes staff of a friend.

    `suspended` is the role that somebody has lost for the time being.
    `tab` is where she was last in her menu; `heading` is what she wanted when she was led to linking.
    `precedence` is what the content declares of whose word stands, by attribute; see `PRECEDENCE`.
    """

    friend_id: str
    first_seen_at: int
    followed: bool = False
    followed_at: int | None = None
    blocked_at: int | None = None
    call_name: str | None = None
    language: str | None = None
    zone: str | None = None
    notice_version: str | None = None
    notice_at: int | None = None
    route: str | None = None
    role: str | None = None
    staff_name: str | None = None
    suspended: str | None = None
    with_human: bool = False
    paused: bool = False
    tab: str | None = None
    heading: str | None = None
    heading_at: int | None = None
    display_name: str | None = None
    picture_url: str | None = None
    phone_language: str | None = None
    is_new: bool = True
    asked: bool = False
    held: dict[str, dict[str, int]] = field(default_factory=dict)
    said: dict[str, dict[str, Said]] = field(default_factory=dict)
    precedence: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _loaded: tuple[Any, ...] | None = None
    _tag_changes: dict[tuple[str, str], int | None] = field(default_factory=dict)
    _said_changes: dict[tuple[str, str], Said | None] = field(default_factory=dict)

    @property
    def is_staff(self) -> bool:
        """Whether she is an advisor, a lead or an admin."""
        return self.role in STAFF

    @property
    def speaks(self) -> str:
        """The language of ours to use with her: what she chose, else her phone's."""
        return self.language or i18n.negotiate(self.phone_language)

    @property
    def name(self) -> str:
        """What to call her: what she asked for, else her LINE name; may be empty."""
        return self.call_name or self.display_name or ""

    @property
    def tags(self) -> set[str]:
        """The tags that at least one source holds."""
        return {tag for tag, sources in self.held.items() if sources}

    @property
    def attributes(self) -> dict[str, Scalar]:
        """Each attribute's value as the source with the highest precedence says."""
        order = self.precedence
        return {
            name: strongest(sources, order.get(name, PRECEDENCE)).value
            for name, sources in self.said.items()
            if sources
        }

    def without(self, prefix: str) -> dict[str, Scalar]:
        """Return each attribute's value as those sources say that do not begin with a prefix."""
        found: dict[str, Scalar] = {}
        for name, sources in self.said.items():
            left = {source: said for source, said in sources.items() if not source.startswith(prefix)}
            if left:
                found[name] = strongest(left, self.precedence.get(name, PRECEDENCE)).value
        return found

    def tag(self, tag: str, source: str, now: int) -> None:
        """Let a source hold a tag; holding it twice changes nothing."""
        if source not in self.held.setdefault(tag, {}):
            self.held[tag][source] = now
            self._tag_changes[tag, source] = now

    def untag(self, source: str, tag: str | None = None) -> None:
        """Let a source drop a tag, or all tags that it holds."""
        for each in [tag] if tag else list(self.held):
            if self.held.get(each, {}).pop(source, None) is not None:
                self._tag_changes[each, source] = None

    def learn(self, name: str, value: Scalar, source: str, now: int) -> None:
        """Note what a source says about an attribute."""
        known = self.said.setdefault(name, {}).get(source)
        if known is None or known.value != value or type(known.value) is not type(value):
            self.said[name][source] = self._said_changes[name, source] = Said(value, now)

    def unlearn(self, source: str, name: str | None = None) -> None:
        """Forget what a source says about one attribute, or about all."""
        for each in [name] if name else list(self.said):
            if self.said.get(each, {}).pop(source, None) is not None:
                self._said_changes[each, source] = None

    def row(self) -> dict[str, Any]:
        """Return the columns of the friends table."""
        return {name: getattr(self, name) for name in COLUMNS}


def strongest(sources: Mapping[str, Said], precedence: Sequence[str] = PRECEDENCE) -> Said:
    """Choose among one or more sources: by precedence of their kind (before the colon), then the latest."""

    if len(sources) == 1:
        return next(iter(sources.values()))

    def rank(item: tuple[str, Said]) -> tuple[int, int]:
        kind = item[0].split(":")[0]
        return (precedence.index(kind) if kind in precedence else len(precedence), -item[1].since)

    return min(sources.items(), key=rank)[1]


_FRIENDS = select(friends).where(bulk.among(friends.c.friend_id, "ids"))
_PROFILES = select(profiles).where(bulk.among(profiles.c.friend_id, "ids"))
_TAGS = select(tags.c.friend_id, tags.c.tag, tags.c.source, tags.c.since).where(
    bulk.among(tags.c.friend_id, "ids")
)
_SAID = select(
    attributes.c.friend_id, attributes.c.name, attributes.c.source, attributes.c.value, attributes.c.since
).where(bulk.among(attributes.c.friend_id, "ids"))
_value = msgspec.json.Decoder().decode


async def load(connection: AsyncConnection, ids: Sequence[str], now: int) -> dict[str, Friend]:
    """Load friends by id; whoever is not known yet comes back as new."""
    found = {friend_id: Friend(friend_id, now) for friend_id in ids}
    for row in await connection.execute(_FRIENDS, {"ids": ids}):
        friend = found[row.friend_id]
        for name, value in zip(COLUMNS, row, strict=True):
            setattr(friend, name, value)
        friend.is_new, friend._loaded = False, tuple(row)
    await _load_profiles(connection, found)
    await _load_facts(connection, found)
    return found


async def _load_profiles(connection: AsyncConnection, found: Mapping[str, Friend]) -> None:
    for row in await connection.execute(_PROFILES, {"ids": found}):
        friend = found[row.friend_id]
        friend.display_name, friend.picture_url, friend.asked = row.display_name, row.picture_url, True
        friend.phone_language = row.language


async def _load_facts(connection: AsyncConnection, found: Mapping[str, Friend]) -> None:
    for friend_id, tag, source, since in await connection.execute(_TAGS, {"ids": found}):
        found[friend_id].held.setdefault(tag, {})[source] = since
    for friend_id, name, source, value, since in await connection.execute(_SAID, {"ids": found}):
        found[friend_id].said.setdefault(name, {})[source] = Said(_value(value), since)


async def save(connection: AsyncConnection, changed: Iterable[Friend]) -> None:
    """Write what turns changed on these friends, in a number of statements that does not depend on theirs."""
    everyone = list(changed)
    rows = [friend.row() for friend in everyone if tuple(friend.row().values()) != friend._loaded]
    await bulk.write(connection, db.upsert(connection, friends, keep=("first_seen_at",)), rows)
    await _save_tags(connection, everyone)
    await _save_said(connection, everyone)


async def _save_tags(connection: AsyncConnection, everyone: Sequence[Friend]) -> None:
    changes = [(f.friend_id, *key, since) for f in everyone for key, since in f._tag_changes.items()]
    gone = [{"f": f, "t": t, "s": s} for f, t, s, since in changes if since is None]
    new = [{"friend_id": f, "tag": t, "source": s, "since": n} for f, t, s, n in changes if n is not None]
    if gone:
        same = (tags.c.friend_id == bindparam("f")) & (tags.c.tag == bindparam("t"))
        await connection.execute(delete(tags).where(same, tags.c.source == bindparam("s")), gone)
    await bulk.write(connection, db.upsert(connection, tags), new)


async def _save_said(connection: AsyncConnection, everyone: Sequence[Friend]) -> None:
    changes = [(f.friend_id, *key, said) for f in everyone for key, said in f._said_changes.items()]
    gone = [{"f": f, "n": n, "s": s} for f, n, s, said in changes if said is None]
    new = [
        {
            "friend_id": f,
            "name": n,
            "source": s,
            "value": msgspec.json.encode(said.value),
            "since": said.since,
        }
        for f, n, s, said in changes
        if said is not None
    ]
    if gone:
        same = (attributes.c.friend_id == bindparam("f")) & (attributes.c.name == bindparam("n"))
        await connection.execute(delete(attributes).where(same, attributes.c.source == bindparam("s")), gone)
    await bulk.write(connection, db.upsert(connection, attributes), new)


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget a friend, and what LINE says of her."""
    await connection.execute(delete(friends).where(friends.c.friend_id == friend_id))
    await connection.execute(delete(profiles).where(profiles.c.friend_id == friend_id))
    await connection.execute(delete(tags).where(tags.c.friend_id == friend_id))
    await connection.execute(delete(attributes).where(attributes.c.friend_id == friend_id))
