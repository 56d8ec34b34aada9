"""What linking knows while a batch is decided: links, members, nonces and gifts, loaded and saved in bulk.

`room` makes the room that the worker loads and saves; `linking.links` decides on the book. Turns of one batch
share it, so that the second of two who claim the same member sees what the first one got.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db
from bot.errors import DecideAgain
from bot.events import Event, is_personal
from bot.turn import Batch, Room, Turn
from linking import consents, directory, member_events, newcomers, nonces, throttle
from linking.members import Member, normal_id
from linking.newcomers import Newcomer
from linking.nonces import Nonce
from linking.tables import gifts, links, survey_gifts

NAME = "linking"
ARRIVE = "linking.arrive"
"""The event by which a friend's lane learns that a member has moved to her from another LINE."""

PROVEN = "linking.proven"
"""The event by which a friend's lane learns that LINE Login has named her in the browser that signed in."""

FREEZE = re.compile(r"\s*/\s*(?:凍結|freeze)[\s:]*(\S.{0,120})", re.IGNORECASE)
NOBODY = ""
"""Through whom a gift was given, once she had her data deleted: the member has had it all the same."""


@dataclass(frozen=True)
class Doors:
    """What an address of ours is made of."""

    public_url: str
    secret_key: str


@dataclass(frozen=True)
class Link:
    """The tie between a friend and a member; `route` is where she came from when she linked.

    A frozen one opens nothing: somebody has said that this LINE is in wrong hands.
    """

    friend_id: str
    member_id: str
    linked_at: int
    route: str | None = None
    frozen_at: int | None = None


@dataclass(frozen=True)
class Gift:
    """What a member was given, for linking or by a survey; `gift_id` cannot be guessed."""

    member_id: str
    gift_id: str
    page: str
    friend_id: str
    given_at: int


@dataclass
class Book:
    """Everything that the batch needs of linking; one to one holds in it as in the tables.

    `had` are the members and pages of surveys' gifts given before, known of those who link just now.
    """

    doors: Doors
    by_friend: dict[str, Link] = field(default_factory=dict)
    by_member: dict[str, Link] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    nonces: dict[str, Nonce] = field(default_factory=dict)
    gifts: dict[str, Gift] = field(default_factory=dict)
    spent: dict[str, str] = field(default_factory=dict)
    given: list[Gift] = field(default_factory=list)
    handed: dict[str, Gift] = field(default_factory=dict)
    had: set[tuple[str, str]] = field(default_factory=set)
    loaded: dict[str, Link] = field(default_factory=dict)
    newcomers: dict[str, Newcomer] = field(default_factory=dict)
    joined: list[tuple[Newcomer, Member]] = field(default_factory=list)

    def tie(self, link: Link) -> None:
        """Enter a link; both sides must be free."""
        self.by_friend[link.friend_id] = self.by_member[link.member_id] = link

    def freeze(self, link: Link, at: int | None) -> None:
        """Let a link open nothing any more from that moment (ms), or with None again."""
        self.tie(replace(link, frozen_at=at))

    def untie(self, link: Link) -> None:
        """Strike a link."""
        del self.by_friend[link.friend_id], self.by_member[link.member_id]

    def give(self, gift: Gift) -> None:
        """Enter a gift that the member has not had."""
        self.gifts[gift.member_id] = gift
        self.given.append(gift)

    def join(self, newcomer: Newcomer, member: Member) -> None:
        """Enter somebody who is a member from now on."""
        del self.newcomers[newcomer.member_id]
        self.members[member.member_id] = member
        self.joined.append((newcomer, member))

    def spend(self, nonce: Nonce, lane: str) -> None:
        """Let a nonce count no more; `lane` is who presented it."""
        self.spent[nonce.digest] = lane
        self.nonces[nonce.digest] = replace(nonce, used_by=lane)

    def changes(self) -> tuple[list[Link], list[Link], list[Link]]:
        """Return the links that are no longer there, those that are new, and those that are frozen or not."""
        ids = sorted(self.loaded.keys() | self.by_friend.keys())
        moved = [(self.loaded.get(each), self.by_friend.get(each)) for each in ids]
        gone = [was for was, now in moved if was is not None and _other(was, now)]
        new = [now for was, now in moved if now is not None and _other(was, now)]
        return gone, new, [now for was, now in moved if now and was != now and not _other(was, now)]


def _other(was: Link | None, now: Link | None) -> bool:
    """Whether they are not the same tie, be it frozen or not."""
    return was is None or now is None or replace(was, frozen_at=now.frozen_at) != now


def of(turn: Turn) -> Book:
    """Return the book of the turn's batch."""
    return cast(Book, turn.batch.shared[NAME])


def nonce_of(data: dict[str, Any]) -> str | None:
    """Return the nonce in an accountLink event, whatever else LINE has put there."""
    link = data.get("link")
    nonce = link.get("nonce") if isinstance(link, dict) else None
    return nonce if isinstance(nonce, str) else None


def named_to_freeze(data: dict[str, Any]) -> str | None:
    """Return the member ID that a message names after the command to freeze, from whomever it comes."""
    message = data.get("message")
    words = message.get("text") if isinstance(message, dict) else None
    found = FREEZE.match(unicodedata.normalize("NFKC", words)) if isinstance(words, str) else None
    return normal_id(found[1]) if found else None


def _member_id(event: Event) -> str:
    return str(event.data.get("member_id", ""))


def room(doors: Doors) -> Room:
    """Return linking's two ways to the database."""

    async def load(connection: AsyncConnection, batch: Batch) -> None:
        batch.shared[NAME] = await _read(connection, batch, doors)

    return Room(load, _save)


async def _read(connection: AsyncConnection, batch: Batch, doors: Doors) -> Book:
    book = Book(doors)
    brought = [*batch.events("accountLink"), *batch.events(PROVEN)]
    presented = [nonce for event in brought if (nonce := nonce_of(event.data))]
    if presented:
        book.nonces = await nonces.load(connection, sorted(map(nonces.digest, presented)))
    claimed = {nonce.member_id for nonce in book.nonces.values()} | set(map(_member_id, batch.events(ARRIVE)))
    named = claimed | {found for event in batch.events("message") if (found := named_to_freeze(event.data))}
    await _read_links(connection, book, [each for each in batch.ids if is_personal(each)], named)
    if claimed:
        rows = await connection.execute(select(gifts).where(gifts.c.member_id.in_(sorted(claimed))))
        book.gifts.update((row.member_id, Gift(**row._mapping)) for row in rows)
        theirs = select(survey_gifts.c.member_id, survey_gifts.c.page)
        rows = await connection.execute(theirs.where(survey_gifts.c.member_id.in_(sorted(claimed))))
        book.had = {(row.member_id, row.page) for row in rows}
    lanes = {event.lane for event in batch.events(directory.CHANGED)}
    changed = {link.member_id for lane in lanes if (link := book.by_friend.get(lane))}
    book.members = await directory.find(connection, claimed | changed)
    if unknown := sorted(claimed - book.members.keys()):
        book.newcomers = await newcomers.load(connection, unknown)
    return book


async def _read_links(
    connection: AsyncConnection, book: Book, friends: Sequence[str], claimed: set[str]
) -> None:
    """Read the links of these friends and members, and with a friend's link her gift, in one query."""
    whose = {"friends": friends, "claimed": claimed}
    for row in await connection.execute(_CLAIMED if claimed else _LINKED, whose):
        book.tie(Link(row.friend_id, row.member_id, row.linked_at, row.route, row.frozen_at))
        if row.gift_member_id is not None:
            book.gifts[row.gift_member_id] = Gift(*(row._mapping[column.name] for column in _gift))
    book.loaded = dict(book.by_friend)


# Built once, as in bot.inbox.
_hers = bulk.among(links.c.friend_id, "friends")
_gift = [gifts.c[name].label(f"gift_{name}") for name in Gift.__dataclass_fields__]
_both = select(links, *_gift).select_from(
    links.outerjoin(gifts, and_(gifts.c.member_id == links.c.member_id, _hers))
)
_LINKED = _both.where(_hers)
_CLAIMED = _both.where(or_(_hers, bulk.among(links.c.member_id, "claimed")))


async def member_ids(connection: AsyncConnection, friend_ids: Sequence[str]) -> dict[str, str]:
    """Return who these friends are in the operator's service, those who are linked."""
    hers = select(links.c.friend_id, links.c.member_id).where(links.c.friend_id.in_(friend_ids))
    return {row.friend_id: row.member_id for row in await connection.execute(hers)}


async def friend_ids(connection: AsyncConnection, member_ids: Sequence[str]) -> dict[str, str]:
    """Return which friends these members are linked to."""
    hers = select(links.c.member_id, links.c.friend_id).where(links.c.member_id.in_(member_ids))
    return {row.member_id: row.friend_id for row in await connection.execute(hers)}


async def _save(connection: AsyncConnection, batch: Batch) -> None:
    book = cast(Book, batch.shared[NAME])
    gone, new, frozen = book.changes()
    if book.joined:
        await newcomers.settle(connection, book.joined, batch.now)
    if new:
        await _hold_members(connection, book, [link.member_id for link in new])
    if book.spent and not await nonces.spend(connection, book.spent, batch.now):
        raise DecideAgain("a nonce was used by another turn")
    if gone:
        # Before the new ones: a member may have gone from one friend to another within the batch.
        ids = [link.friend_id for link in gone]
        await connection.execute(delete(links).where(links.c.friend_id.in_(ids)))
        if left := sorted(set(ids) - {link.friend_id for link in new}):
            await consents.unwant(connection, left, batch.now)
    if new:
        await connection.execute(insert(links), [vars(link) for link in new])
    for link in frozen:
        same = update(links).where(links.c.friend_id == link.friend_id, links.c.member_id == link.member_id)
        await connection.execute(same.values(frozen_at=link.frozen_at))
    if good := [link.member_id for link in [*new, *frozen] if link.frozen_at is None]:
        await member_events.deliver(connection, good, batch.now)
    if book.given:
        await connection.execute(insert(gifts), [vars(gift) for gift in book.given])
    if book.handed:
        once = db.insert(connection, survey_gifts).on_conflict_do_nothing(
            index_elements=["member_id", "page"]
        )
        await connection.execute(once, [vars(gift) for gift in book.handed.values()])


async def _hold_members(connection: AsyncConnection, book: Book, ids: Sequence[str]) -> None:
    """Lock the rows of members who are being linked; whoever changes them now finds the link afterwards."""
    held = await directory.find(connection, ids, lock=True)
    if any(each not in held or held[each].version != book.members[each].version for each in ids):
        raise DecideAgain("a member's record has moved")


async def erase(connection: AsyncConnection, friend_id: str, member_id: str | None) -> None:
    """Forget a friend's link, and through whom a gift was given; of a member who is named, everything.

    A member who is linked to another friend by now lives on.
    """
    if member_id is not None:
        await directory.find(
            connection, [member_id], lock=True
        )  # whoever links her now finds her gone, or is found
        if (await friend_ids(connection, [member_id])).get(member_id, friend_id) != friend_id:
            member_id = None
    await connection.execute(delete(links).where(links.c.friend_id == friend_id))
    for table in (gifts, survey_gifts):
        through = update(table).where(table.c.friend_id == friend_id)
        await connection.execute(through.values(friend_id=NOBODY))
        if member_id is not None:
            await connection.execute(delete(table).where(table.c.member_id == member_id))
    if member_id is not None:
        await directory.erase(connection, member_id)
    await newcomers.drop(connection, friend_id)
    for each in (nonces.erase, throttle.erase, member_events.erase, consents.erase):
        await each(connection, friend_id, member_id)
