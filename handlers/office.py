"""What admins' turns read and write: staff codes, the switches of the house, parked events to try again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import deliveries, inbox, outbox, switches
from bot.errors import DecideAgain
from bot.events import Event
from bot.models import friends
from bot.turn import Batch, Part, Room, Turn
from handlers.tables import staff_codes

CODE = re.compile(r"^\s*EN-([0-9A-HJKMNP-TV-Z]{10})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class House:
    """What the composition root tells the handlers: our address, what signs links, who owns the bot.

    `sends_answers` is whether the operator's own system is told of answers and members.
    """

    public_url: str
    secret_key: str
    owner: str | None = None
    sends_answers: bool = False


@dataclass(frozen=True)
class StaffCode:
    """A one-time code, known by its digest; times in ms."""

    digest: str
    role: str
    staff_name: str | None
    expires_at: int
    used_by: str | None
    replaces: str | None = None


@dataclass
class Office:
    """One turn's share: the codes that its messages name, and what it decided."""

    codes: dict[str, StaffCode] = field(default_factory=dict)
    made: list[dict[str, Any]] = field(default_factory=list)
    used: list[dict[str, str]] = field(default_factory=list)
    flags: dict[str, str] = field(default_factory=dict)
    drop_unsent_before: int | None = None
    retry_parked: bool = False
    withhold: bool = False


HOUSE = Part[House]("handlers.house")
OFFICE = Part[Office]("handlers.office")
FLAGS = Part[dict[str, str]]("handlers.flags")


def code_in(event: Event) -> str | None:
    """Return the digest of the staff code that a message consists of, however it was typed."""
    message = event.data.get("message")
    words = message.get("text") if isinstance(message, dict) else None
    found = CODE.match(unicodedata.normalize("NFKC", words)) if isinstance(words, str) else None
    return digest(found[1]) if found else None


def digest(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(code.upper().encode()).hexdigest()


def room(house: House) -> Room:
    """Return the room; `house` is shared by all turns."""

    async def load(connection: AsyncConnection, batch: Batch) -> None:
        HOUSE.share(batch, house)
        named = {code_in(event): turn for turn in batch.turns.values() for event in turn.events}
        for turn in batch.turns.values():
            OFFICE.give(turn, Office())
        named.pop(None, None)
        if named:
            # Whoever is admin no longer has made no codes: else he would let himself in again.
            made = select(staff_codes).join(friends, friends.c.friend_id == staff_codes.c.made_by)
            made = made.where(staff_codes.c.digest.in_(named), friends.c.role == "admin")
            made = made.where(or_(staff_codes.c.replaces.is_(None), staff_codes.c.replaces.in_(_team())))
            rows = await connection.execute(made)
            known = {
                row.digest: StaffCode(
                    row.digest, row.role, row.staff_name, row.expires_at, row.used_by, row.replaces
                )
                for row in rows
            }
            for turn in batch.turns.values():
                OFFICE.of(turn).codes = known

    return Room(load, save)


def _team() -> Any:
    return select(friends.c.friend_id).where(friends.c.role.is_not(None))


async def save(connection: AsyncConnection, batch: Batch) -> None:
    """Write what the turns decided; nothing of it on most days."""
    offices = [OFFICE.of(turn) for turn in batch.turns.values()]
    made = [code for office in offices for code in office.made]
    if made:
        await connection.execute(insert(staff_codes), made)
    for used in (each for office in offices for each in office.used):
        await _use(connection, used)
    for turn in batch.turns.values():
        await _throw_switches(connection, turn)


async def _use(connection: AsyncConnection, used: dict[str, str]) -> None:
    """Spend a code; whoever comes second decides again, and is told that it is spent."""
    free = update(staff_codes).where(
        staff_codes.c.digest == bindparam("code"), staff_codes.c.used_by.is_(None)
    )
    spent = await connection.execute(free.values(used_by=bindparam("friend")), used)
    if spent.rowcount != 1:
        raise DecideAgain("the staff code was spent by somebody else")


async def _throw_switches(connection: AsyncConnection, turn: Turn) -> None:
    office = OFFICE.of(turn)
    for name, value in office.flags.items():
        await switches.set_value(connection, name, value, turn.now, turn.friend.friend_id)
    if office.drop_unsent_before is not None:
        await outbox.drop_unsent(connection, office.drop_unsent_before, turn.now)
    if office.withhold:
        await outbox.withhold(connection, turn.friend.friend_id, turn.now)
    if office.retry_parked:
        await inbox.retry_parked(connection)
        await deliveries.retry_parked(connection, turn.now)


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget the staff codes that somebody made, and who used one; what is spent stays spent."""
    await connection.execute(delete(staff_codes).where(staff_codes.c.made_by == friend_id))
    used = update(staff_codes).where(staff_codes.c.used_by == friend_id)
    await connection.execute(used.values(used_by=inbox.ERASED))
    lost = update(staff_codes).where(staff_codes.c.replaces == friend_id)
    await connection.execute(lost.values(replaces=inbox.ERASED))
