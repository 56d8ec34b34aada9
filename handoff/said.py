"""The messages that events refer to: quoted, taken back, or named by a relay or a button.

Read by `handoff.room` for a whole batch, straight from inbox and outbox; never copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

import msgspec
from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import media, timers
from bot.clock import MINUTE
from bot.events import Event
from bot.models import inbox, outbox
from bot.turn import Batch
from handoff import parcels
from handoff.cards import ASK_WITH, HELD_WORDS
from handoff.desk import CALLED_BACK
from handoff.parcels import is_medium
from handoff.state import State

TOGETHER = 2 * MINUTE
"""Pictures that are sent together come within such a span of each other."""


async def load(connection: AsyncConnection, batch: Batch, states: Mapping[str, State]) -> None:
    """Give each turn the messages that its events refer to."""
    await _load_quotes(connection, batch, states)
    await _load_passed(connection, batch, states)
    named = await _load_said(connection, batch, states)
    await _load_sets(connection, batch, states, named)
    await _load_media(connection, batch, states)
    await _load_unanswered(connection, batch, states)


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


async def _load_quotes(connection: AsyncConnection, batch: Batch, states: Mapping[str, State]) -> None:
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


async def _load_passed(connection: AsyncConnection, batch: Batch, states: Mapping[str, State]) -> None:
    """Find who was given what is taken back now."""
    gone = _ids(batch.events("unsend"), "unsend", "messageId")
    for event in batch.events(CALLED_BACK):
        for message_id in event.data.get("messages", []):
            gone.setdefault(str(message_id), []).append(event.lane)
    if not gone:
        return
    rows = select(outbox.c.message_id, outbox.c.recipient, outbox.c.about, outbox.c.status)
    for row in await connection.execute(rows.where(outbox.c.message_id.in_(gone)).order_by(outbox.c.seq)):
        for lane in {row.about, row.recipient} & {*gone[row.message_id]}:
            states[lane].passed.setdefault(row.message_id, {})[row.recipient] = row.status


async def _load_said(
    connection: AsyncConnection, batch: Batch, states: Mapping[str, State]
) -> list[tuple[str, str, int]]:
    """Read the messages that relay events and taps refer to, if their writers have not taken them back.

    Returns of the pictures among them which people sent together with others: lane, set, and when it came.
    """
    kinds = ("handoff.relay", "handoff.transfer", "handoff.handover")
    wanted = _ids([event for kind in kinds for event in batch.events(kind)], "message_id")
    for event in [*batch.events("handoff.take"), *batch.events("handoff.assign")]:
        if (own := states[event.lane].own) and own.note_place:
            wanted.setdefault(own.note_place.partition(":")[0], []).append(event.lane)
    jotted = [*batch.events("handoff.note"), *batch.events("handoff.later")]
    for path, events in ((("what", "m"), jotted), (("data", "m"), batch.events(timers.EVENT))):
        for message_id, lanes in _ids(events, *path).items():
            wanted.setdefault(message_id, []).extend(lanes)
    for tap in batch.events("postback"):
        data = str((tap.data.get("postback") or {}).get("data", ""))
        if data.startswith((ASK_WITH, HELD_WORDS)):
            message_id = parse_qs(data.partition("?")[2]).get("m", [""])[0]
            wanted.setdefault(message_id, []).append(tap.lane)
    if not wanted:
        return []
    named: list[tuple[str, str, int]] = []
    rows = select(inbox.c.message_id, inbox.c.lane, inbox.c.body, inbox.c.accepted_at)
    for row in await connection.execute(rows.where(inbox.c.message_id.in_(wanted))):
        message = _message(row.body)
        for lane in wanted[row.message_id] if message else ():
            states[lane].said[row.message_id] = {**message, "by": row.lane}
        if set_id := parcels.set_of(message):
            named.append((row.lane, set_id, row.accepted_at))
    return named


async def _load_sets(
    connection: AsyncConnection,
    batch: Batch,
    states: Mapping[str, State],
    named: Sequence[tuple[str, str, int]],
) -> None:
    """Read the other pictures of sets of which one comes now, or is named; and which are kept already."""
    came = [
        (event.lane, set_id, event.accepted_at)
        for event in batch.events("message")
        if (set_id := parcels.set_of(event.data.get("message")))
    ]
    wanted = [each for each in (*came, *named) if each[0] in states]
    if not wanted:
        return
    near = [
        and_(inbox.c.lane == lane, inbox.c.accepted_at.between(at - TOGETHER, at + TOGETHER))
        for lane, at in {(lane, at) for lane, _, at in wanted}
    ]
    rows = select(inbox.c.lane, inbox.c.body).where(or_(*near), inbox.c.kind == "message")
    sets, ids = {(lane, set_id) for lane, set_id, _ in wanted}, dict[str, str]()
    for row in await connection.execute(rows.where(inbox.c.status == "done").order_by(inbox.c.seq)):
        message = _message(row.body)
        if (set_id := parcels.set_of(message)) and (row.lane, set_id) in sets:
            states[row.lane].sets.setdefault(set_id, []).append(message)
            ids[str(message.get("id"))] = row.lane
    for message_id, medium in (await media.find(connection, list(ids))).items() if ids else ():
        states[ids[message_id]].media[message_id] = medium


async def _load_media(connection: AsyncConnection, batch: Batch, states: Mapping[str, State]) -> None:
    """Read what became of the photos, voices and files that were wished."""
    wished = _ids(batch.events(media.FETCHED), "message_id")
    if wished:
        for message_id, medium in (await media.find(connection, list(wished))).items():
            for lane in wished[message_id]:
                states[lane].media[message_id] = medium


MOVES = (
    "handoff.return",
    "handoff.release",
    "handoff.rebind",
    "handoff.transfer",
    "handoff.assign",
    "handoff.incident",
    "handoff.handover",
)


async def _load_unanswered(connection: AsyncConnection, batch: Batch, states: Mapping[str, State]) -> None:
    """Read what those who change hands have written without an answer: whoever has them next gets it."""
    going = {event.lane for kind in MOVES for event in batch.events(kind)}
    since = {lane: own.unanswered_since for lane in going if (own := states[lane].own)}
    # The clock started when it was decided, which is a little later than it was accepted.
    waits = {lane: at - MINUTE for lane, at in since.items() if at is not None}
    if not waits:
        return
    theirs = select(inbox.c.lane, inbox.c.body, inbox.c.accepted_at)
    theirs = theirs.where(inbox.c.accepted_at >= min(waits.values()), inbox.c.kind == "message")
    done = theirs.where(inbox.c.lane.in_(waits), inbox.c.status == "done").order_by(inbox.c.seq)
    for row in await connection.execute(done):
        if (message := _message(row.body)) and row.accepted_at >= waits[row.lane]:
            states[row.lane].unanswered.append(message)
    ids = [str(each.get("id")) for lane in waits for each in states[lane].unanswered if is_medium(each)]
    for message_id, medium in (await media.find(connection, ids)).items() if ids else ():
        for lane in waits:
            states[lane].media[message_id] = medium
