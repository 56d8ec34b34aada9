"""The handoff's two ways to the database: `load` before the turns of a batch, `save` after them.

Handed to the worker by `room`. The number of its statements does not depend on the batch's size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import msgspec
from sqlalchemy import and_, delete, func, insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk, db, i18n, media, outbox, switches, timers
from bot.addresses import Addresses
from bot.clock import MINUTE
from bot.events import Event, encode, is_personal
from bot.models import friends, profiles
from bot.turn import Batch, Room
from handoff import bill, cards, incidents, said
from handoff.pace import Measured
from handoff.plan import Plan
from handoff.state import HOUSE, STATE, Acquaintance, Colleague, Conversation, Desk, House, Sent, State, Words
from handoff.tables import acquaintances, audit_log, conversations, desks, notes

QUEUE = 20
EVERYONE = 100
LATELY = 2 * MINUTE
"""How long an advisor may still be writing to a friend who has left meanwhile."""

SAYING = ("handoff.relay", "handoff.reply", media.FETCHED, timers.EVENT)
"""Events by which an advisor's words go out to a friend."""

NOWHERE = Addresses("", "")
_words = msgspec.json.Decoder(list[Words])
_sent = msgspec.json.Decoder(list[Sent])
_lines = msgspec.json.Decoder(tuple[str, ...])
_by_language = msgspec.json.Decoder(dict[str, tuple[str, ...]])
# Literals: a bound status cannot use the partial indexes.
_not_done = text("conversations.status <> 'done'")
WAITING_NOW = text("conversations.status = 'waiting'")
OPEN_NOW = text("conversations.status = 'open'")

_OF_FRIENDS = select(conversations).where(bulk.among(conversations.c.friend_id, "ids"), _not_done)
_KNOWN = select(acquaintances).where(bulk.among(acquaintances.c.friend_id, "ids"))


def room(read: Callable[[], Plan] = Plan, addresses: Addresses = NOWHERE) -> Room:
    """Return the room; `read` gives what the operator has laid down, `addresses` those of what is sent."""
    measured = Measured()

    async def load(connection: AsyncConnection, batch: Batch) -> None:
        plan = read()
        usual = await measured.usual(connection, plan.roster, batch.now)
        staff, waiting = await staff_of(connection)
        await _load(connection, batch, House(staff, waiting, plan, batch.now, usual, addresses=addresses))

    return Room(load, save)


async def _load(connection: AsyncConnection, batch: Batch, house: House) -> None:
    """Give each turn its conversations, and to all of them the staff and the head of the queue."""
    states = {lane: State() for lane in batch.turns}
    people = {"ids": _people(batch)}
    for row in await connection.execute(_OF_FRIENDS, people):
        conversation = _conversation(row)
        avoided = tuple(map(house.today, conversation.avoided))
        states[row.friend_id].own = replace(conversation, avoided=avoided)
    for row in await connection.execute(_KNOWN, people):
        avoided = tuple(map(house.today, _lines.decode(row.avoided)))
        last = row.advisor_id and house.today(row.advisor_id)
        states[row.friend_id].knows = Acquaintance(row.friend_id, last, avoided)
    await _load_desks(connection, batch, states, house)
    await said.load(connection, batch, states)
    await _load_bills(connection, batch, house)
    if any(batch.events(kind) for kind in SAYING):
        house.over_quota = switches.is_over_quota(await switches.read(connection), batch.now)
    HOUSE.share(batch, house)
    for lane, turn in batch.turns.items():
        STATE.give(turn, states[lane])


def _people(batch: Batch) -> list[str]:
    return [lane for lane in batch.turns if is_personal(lane)]


URGENT_FIRST = (conversations.c.urgent_at.is_(None), conversations.c.urgent_at)
"""Whoever needs a person at once comes first, whenever she asked."""


async def find(
    connection: AsyncConnection, *where: Any, limit: int | None = None, first: Sequence[Any] = ()
) -> list[Conversation]:
    """Return conversations, the oldest first; `first` goes before that order."""
    found = select(conversations).where(*where)
    found = found.order_by(*first, conversations.c.asked_at, conversations.c.id).limit(limit)
    return [_conversation(row) for row in await connection.execute(found)]


def _conversation(row: Any) -> Conversation:
    facts = dict(row._mapping)
    facts["glance"] = _lines.decode(row.glance)
    facts["glances"] = _by_language.decode(row.glances) if row.glances else {}
    facts["words"] = tuple(_words.decode(row.words))
    facts["called"] = _lines.decode(row.called) if row.called else ()
    facts["avoided"] = _lines.decode(row.avoided) if row.avoided else ()
    return Conversation(**facts)


async def staff_of(connection: AsyncConnection) -> tuple[dict[str, Colleague], int]:
    """Read all staff with their desks, and how many friends are waiting."""
    waiting = select(func.count()).select_from(conversations).where(WAITING_NOW).scalar_subquery()
    theirs = select(func.count()).select_from(conversations)
    theirs = theirs.where(OPEN_NOW, conversations.c.advisor_id == friends.c.friend_id)
    person = select(
        friends.c.friend_id,
        friends.c.role,
        func.coalesce(friends.c.staff_name, friends.c.call_name, profiles.c.display_name, "").label("name"),
        friends.c.language,
        profiles.c.language.label("phone_language"),
        *[column.label(f"desk_{column.name}") for column in desks.columns],
        waiting.label("waiting"),
        theirs.correlate(friends).scalar_subquery().label("open"),
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
        facts["held"], facts["missed"] = _lines.decode(row.desk_held), row.desk_missed or 0
        facts["skills"] = _lines.decode(row.desk_skills) if row.desk_skills else None
        facts["formerly"] = _lines.decode(row.desk_formerly) if row.desk_formerly else ()
        facts["sent"] = tuple(_sent.decode(row.desk_sent)) if row.desk_sent else ()
        desk = Desk(**facts)
    language = row.language or i18n.negotiate(row.phone_language)
    return Colleague(row.friend_id, row.role, row.name, language, desk, row.open)


async def _load_desks(
    connection: AsyncConnection, batch: Batch, states: dict[str, State], house: House
) -> None:
    """Give staff their desks, and the conversations that they hold or that their taps name."""
    staff = [lane for lane in batch.turns if lane in house.staff]
    for advisor in staff:
        states[advisor].desk = house.staff[advisor].desk
    takers = [str(event.data.get("from")) for event in batch.events("handoff.take")]
    moves = [*batch.events("handoff.assign"), *batch.events("handoff.transfer")]
    takers += [
        str(event.data.get("advisor"))
        for event in [*moves, *batch.events("handoff.rebind"), *batch.events("handoff.give")]
    ]
    if batch.events("handoff.handover"):  # who is given her is decided there, and must know his labels
        takers += [each.friend_id for each in house.on_duty]
    ended = [str(event.data.get("conversation")) for event in batch.events("handoff.outcome")]
    named = [*_named(batch.events("postback")), *_reaching(house, staff), *ended]
    if staff:
        house.queue = await find(connection, WAITING_NOW, limit=QUEUE, first=URGENT_FIRST)
    if any(house.staff[each].role != "advisor" for each in staff):
        house.everyone = await find(connection, _not_done, limit=EVERYONE)
    if not (staff or takers or named):
        return
    held = and_(
        conversations.c.advisor_id.in_({*staff, *takers}),
        or_(OPEN_NOW, conversations.c.done_at > batch.now - LATELY),
    )
    left = and_(conversations.c.left_by.in_(staff), conversations.c.left_at > batch.now - LATELY)
    for conversation in await find(connection, or_(held, left, conversations.c.id.in_(named))):
        house.named[conversation.id] = conversation
        _seat(conversation, states, house)
        gone = states.get(conversation.left_by or "", State())
        if (
            conversation.left_by != conversation.advisor_id
            and (conversation.left_at or 0) > batch.now - LATELY
        ):
            gone.lately.append(conversation)
    for advisor in staff:
        states[advisor].open.sort(key=lambda each: (each.taken_at or 0, each.shown))


async def _load_bills(connection: AsyncConnection, batch: Batch, house: House) -> None:
    """Read what conversations that end now have cost, and what waits for those who ask to see it."""
    ending = [str(event.data.get("conversation")) for event in batch.events("handoff.done")]
    if ending:
        house.bills = await bill.read(connection, ending)
    asking = [tap.lane for tap in batch.events("postback") if _data(tap).startswith(cards.REST)]
    if asking:
        house.unseen = await bill.unseen(connection, asking)


def _data(tap: Event) -> str:
    return str((tap.data.get("postback") or {}).get("data", ""))


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
    data = [_data(tap) for tap in taps]
    return [name for each in data if each.startswith("handoff?") for name in parse_qs(each[8:]).get("c", [])]


def _reaching(house: House, staff: list[str]) -> list[str]:
    return [reaching for advisor in staff if (reaching := house.staff[advisor].desk.reaching)]


async def save(connection: AsyncConnection, batch: Batch) -> None:
    """Write the conversations, desks and acquaintances that turns have changed."""
    states = [STATE.of(turn) for turn in batch.turns.values()]
    for turn, state in zip(batch.turns.values(), states, strict=True):
        last = next(reversed(state.changed.values()), state.own)
        if last is not None and turn.drafts:
            bill.mark(turn, last.id, everything=bool(state.changed))
    rows = [_row(conversation) for state in states for conversation in state.changed.values()]
    if rows:
        await connection.execute(db.upsert(connection, conversations), rows)
    changed = [_desk_row(state.desk) for state in states if state.desk_changed and state.desk]
    if changed:
        await connection.execute(db.upsert(connection, desks), changed)
    await _save_past(connection, batch, states)
    await incidents.save(connection, states)
    await outbox.pull(connection, [each for state in states for each in state.pulled], batch.now)
    met = [state.knows for state in states if state.met and state.knows]
    if met:
        known = [
            {"friend_id": each.friend_id, "advisor_id": each.advisor_id, "avoided": encode(each.avoided)}
            for each in met
        ]
        await connection.execute(db.upsert(connection, acquaintances), known)


async def _save_past(connection: AsyncConnection, batch: Batch, states: Sequence[State]) -> None:
    """Add notes and deeds; a note whose message was taken back goes with it."""
    written = [row for state in states for row in state.notes]
    if written:
        await connection.execute(insert(notes), written)
    deeds = [row for state in states for row in state.deeds]
    if deeds:
        await connection.execute(insert(audit_log), deeds)
    gone = [message_id for turn in batch.turns.values() for message_id in turn.erased]
    if gone:
        await connection.execute(delete(notes).where(notes.c.message_id.in_(gone)))


def _row(conversation: Conversation) -> dict[str, Any]:
    row: dict[str, Any] = {
        column.name: getattr(conversation, column.name) for column in conversations.columns
    }
    return {
        **row,
        **{name: encode(row[name]) for name in ("glance", "glances", "words", "called", "avoided")},
    }


def _desk_row(desk: Desk) -> dict[str, Any]:
    row: dict[str, Any] = {column.name: getattr(desk, column.name) for column in desks.columns}
    skills = None if desk.skills is None else encode(desk.skills)
    lists = {"held": encode(desk.held), "formerly": encode(desk.formerly), "sent": encode(desk.sent)}
    return {**row, **lists, "skills": skills}
