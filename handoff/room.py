"""The handoff's two ways to the database: `load` before the turns of a batch, `save` after them.

Handed to the worker as ROOM. The number of its statements does not depend on the batch's size.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

import msgspec
from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db, i18n
from bot.clock import MINUTE
from bot.events import Event, encode, is_personal
from bot.models import friends, inbox, outbox, profiles
from bot.turn import Batch, Room
from handoff.cards import ASK_WITH
from handoff.state import HOUSE, STATE, Colleague, Conversation, Desk, House, State, Words
from handoff.tables import conversations, desks

QUEUE = 20
LATELY = 2 * MINUTE
"""How long an advisor may still be writing to a friend who has left meanwhile."""

_words = msgspec.json.Decoder(list[Words])
_lines = msgspec.json.Decoder(tuple[str, ...])
# Literals: a bound status cannot use the partial indexes.
_not_done = text("conversations.status <> 'done'")
_waiting = text("conversations.status = 'waiting'")
_open = text("conversations.status = 'open'")


async def load(connection: AsyncConnection, batch: Batch) -> None:
    """Give each turn its conversations, and to all of them the staff and the head of the queue."""
    states = {lane: State() for lane in batch.turns}
    house = House(*await _staff(connection))
    for conversation in await _find(
        connection, conversations.c.friend_id.in_(db.padded(_people(batch))), _not_done
    ):
        states[conversation.friend_id].own = conversation
    await _load_desks(connection, batch, states, house)
    await _load_quotes(connection, batch, states)
    await _load_passed(connection, batch, states)
    await _load_said(connection, batch, states)
    HOUSE.share(batch, house)
    for lane, turn in batch.turns.items():
        STATE.give(turn, states[lane])


def _people(batch: Batch) -> list[str]:
    return [lane for lane in batch.turns if is_personal(lane)]


async def _find(connection: AsyncConnection, *where: Any, limit: int | None = None) -> list[Conversation]:
    found = (
        select(conversations)
        .where(*where)
        .order_by(conversations.c.asked_at, conversations.c.id)
        .limit(limit)
    )
    return [_conversation(row) for row in await connection.execute(found)]


def _conversation(row: Any) -> Conversation:
    facts = dict(row._mapping)
    facts["glance"] = _lines.decode(row.glance)
    facts["words"] = tuple(_words.decode(row.words))
    return Conversation(**facts)


async def _staff(connection: AsyncConnection) -> tuple[dict[str, Colleague], int]:
    """Read all staff with their desks, and how many friends are waiting."""
    waiting = select(func.count()).select_from(conversations).where(_waiting).scalar_subquery()
    person = select(
        friends.c.friend_id,
        friends.c.role,
        func.coalesce(friends.c.staff_name, friends.c.call_name, profiles.c.display_name, "").label("name"),
        friends.c.language,
        profiles.c.language.label("phone_language"),
        *[column.label(f"desk_{column.name}") for column in desks.columns],
        waiting.label("waiting"),
    )
    person = person.outerjoin_from(friends, desks, desks.c.advisor_id == friends.c.friend_id)
    person = person.outerjoin(profiles, profiles.c.friend_id == friends.c.friend_id)
    rows = (
        await connection.execute(person.where(friends.c.role.is_not(None)).order_by(friends.c.friend_id))
    ).all()
    return {row.friend_id: _colleague(row) for row in rows}, rows[0].waiting if rows else 0


def _colleague(row: Any) -> Colleague:
    desk = Desk(row.friend_id)
    if row.desk_advisor_id is not None:
        facts = {column.name: row._mapping[f"desk_{column.name}"] for column in desks.columns}
        desk = Desk(**{**facts, "held": _lines.decode(row.desk_held)})
    language = row.language or i18n.negotiate(row.phone_language)
    return Colleague(row.friend_id, row.role, row.name, language, desk)


async def _load_desks(
    connection: AsyncConnection, batch: Batch, states: dict[str, State], house: House
) -> None:
    """Give staff their desks, and the conversations that they hold or that their taps name."""
    staff = [lane for lane in batch.turns if lane in house.staff]
    for advisor in staff:
        states[advisor].desk = house.staff[advisor].desk
    takers = [str(event.data.get("from")) for event in batch.events("handoff.take")]
    named = [*_named(batch.events("postback")), *_reaching(house, staff)]
    if staff:
        house.queue = await _find(connection, _waiting, limit=QUEUE)
    if not (staff or takers or named):
        return
    held = and_(
        conversations.c.advisor_id.in_({*staff, *takers}),
        or_(_open, conversations.c.done_at > batch.now - LATELY),
    )
    for conversation in await _find(connection, or_(held, conversations.c.id.in_(named))):
        house.named[conversation.id] = conversation
        _seat(conversation, states, house)
    for advisor in staff:
        states[advisor].open.sort(key=lambda each: (each.taken_at or 0, each.shown))


def _seat(conversation: Conversation, states: dict[str, State], house: House) -> None:
    """Put a conversation before the advisor who has, or lately had, it."""
    if conversation.advisor_id is None:
        return
    state = states.get(conversation.advisor_id, State())
    if conversation.status == "open":
        state.open.append(conversation)
        house.labels.setdefault(conversation.advisor_id, set()).add(conversation.shown)
    elif conversation.outcome != "done":
        state.lately.append(conversation)


def _named(taps: Iterable[Event]) -> list[str]:
    """Return the conversations that buttons name."""
    data = [str((tap.data.get("postback") or {}).get("data", "")) for tap in taps]
    return [name for each in data if each.startswith("handoff?") for name in parse_qs(each[8:]).get("c", [])]


def _reaching(house: House, staff: list[str]) -> list[str]:
    return [reaching for advisor in staff if (reaching := house.staff[advisor].desk.reaching)]


def _ids(events: Iterable[Event], *path: str) -> dict[str, list[str]]:
    """Map the LINE message ids found at that path to the lanes whose events name them."""
    found: dict[str, list[str]] = {}
    for event in events:
        value: Any = event.data
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            found.setdefault(value, []).append(event.lane)
    return found


async def _load_quotes(connection: AsyncConnection, batch: Batch, states: dict[str, State]) -> None:
    """Find whom quoted bubbles carry, whether ours in this chat or the person's own that was passed on."""
    quoted = _ids(batch.events("message"), "message", "quotedMessageId")
    if not quoted:
        return
    hit = or_(outbox.c.line_id.in_(quoted), outbox.c.message_id.in_(quoted))
    row_of = select(
        outbox.c.recipient,
        outbox.c.line_id,
        outbox.c.message_id,
        outbox.c.about,
        outbox.c.quote_token,
        inbox.c.body,
    ).outerjoin_from(outbox, inbox, inbox.c.message_id == outbox.c.message_id)
    rows = (
        await connection.execute(row_of.where(hit, outbox.c.about.is_not(None)).order_by(outbox.c.seq))
    ).all()
    for quote, lanes in quoted.items():
        for lane in lanes:
            states[lane].quotes[quote] = _parties(rows, quote, lane)


def _parties(rows: Iterable[Any], quote: str, lane: str) -> dict[str, str | None]:
    parties: dict[str, str | None] = {}
    for row in rows:
        if row.line_id == quote and row.recipient == lane:
            parties[row.about] = _message(row.body).get("quoteToken")
        elif row.message_id == quote and row.about == lane:
            parties[row.recipient] = parties.get(row.recipient) or row.quote_token
    return parties


def _message(body: bytes | None) -> dict[str, Any]:
    """Read the message of a stored event; one that was erased is empty."""
    data = msgspec.json.decode(body) if body else {}
    found = data.get("message") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


async def _load_passed(connection: AsyncConnection, batch: Batch, states: dict[str, State]) -> None:
    """Find who was given what is taken back now."""
    gone = _ids(batch.events("unsend"), "unsend", "messageId")
    if not gone:
        return
    rows = select(outbox.c.message_id, outbox.c.recipient, outbox.c.about, outbox.c.status)
    for row in await connection.execute(rows.where(outbox.c.message_id.in_(gone)).order_by(outbox.c.seq)):
        if row.about in gone[row.message_id]:
            states[row.about].passed.setdefault(row.message_id, {})[row.recipient] = row.status


async def _load_said(connection: AsyncConnection, batch: Batch, states: dict[str, State]) -> None:
    """Read the messages that relay events and taps refer to, if their writers have not taken them back."""
    wanted = _ids(batch.events("handoff.relay"), "message_id")
    for tap in batch.events("postback"):
        data = str((tap.data.get("postback") or {}).get("data", ""))
        if data.startswith(ASK_WITH):
            wanted.setdefault(data.removeprefix(ASK_WITH), []).append(tap.lane)
    if not wanted:
        return
    rows = select(inbox.c.message_id, inbox.c.lane, inbox.c.body).where(inbox.c.message_id.in_(wanted))
    for row in await connection.execute(rows):
        message = _message(row.body)
        for lane in wanted[row.message_id] if message else ():
            states[lane].said[row.message_id] = {**message, "by": row.lane}


async def save(connection: AsyncConnection, batch: Batch) -> None:
    """Write the conversations and desks that turns have changed."""
    states = [STATE.of(turn) for turn in batch.turns.values()]
    rows = [_row(conversation) for state in states for conversation in state.changed.values()]
    if rows:
        await connection.execute(db.upsert(connection, conversations), rows)
    changed = [_desk_row(state.desk) for state in states if state.desk_changed and state.desk]
    if changed:
        await connection.execute(db.upsert(connection, desks), changed)


def _row(conversation: Conversation) -> dict[str, Any]:
    row: dict[str, Any] = {
        column.name: getattr(conversation, column.name) for column in conversations.columns
    }
    return {**row, "glance": encode(conversation.glance), "words": encode(conversation.words)}


def _desk_row(desk: Desk) -> dict[str, Any]:
    row: dict[str, Any] = {column.name: getattr(desk, column.name) for column in desks.columns}
    return {**row, "held": encode(desk.held)}


ROOM = Room(load, save)
