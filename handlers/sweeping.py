"""Looks at every friend again when rules say something else: a schedule begins or ends, a new day, new rules.

Each gets an event in her own lane, where her menu and the tags of rules are decided. Called by `bot.upkeep`.
"""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import inbox, switches
from bot.clock import SECOND, derived_id, local
from bot.events import RawEvent, encode
from bot.models import friends
from bot.models import inbox as inbox_table
from bot.models import switches as switches_table
from bot.turn import Turn
from dialogs import published
from dialogs.content import Content
from handlers import known

AT_ONCE = 500
DONE = "done"
PAUSE = 5 * SECOND
"""Two processes that do not agree for a moment do not begin anew in turns."""


def key(content: Content, now: int) -> str:
    """Return what the rules say at this moment of themselves: it changes when friends are to be looked at."""
    here = local(now, content.service.zone)
    counting = "".join("1" if rule.counts(here) else "0" for rule in content.menus.rules)
    return f"{content.rules_digest}.{counting}.{here.date() if content.rules_know_days else ''}"


async def call(connection: AsyncConnection, content: Content, now: int) -> int | None:
    """Post the event to the next page of friends; returns how many, and None when all have it.

    Nothing is posted by a process that does not go by what is published.
    """
    wanted = key(content, now)
    place = select(switches_table.c.value).where(switches_table.c.name == switches.SWEPT)
    value = (await connection.execute(place.with_for_update())).scalar() or ":0:"
    before, started, last = value.split(":")
    if before == wanted and last == DONE:
        return None
    if await published.current(connection) != content.hash:
        return 0
    if before != wanted:
        if now - int(started) < PAUSE:
            return 0
        started, last = str(now), ""
    if await _are_waiting(connection):
        return 0
    page = select(friends.c.friend_id).where(friends.c.followed, friends.c.friend_id > last)
    found = (await connection.execute(page.order_by(friends.c.friend_id).limit(AT_ONCE))).scalars().all()
    body = encode({"type": known.SWEPT, "at": now})
    if found:
        await inbox.put(
            connection,
            [
                RawEvent(derived_id(known.SWEPT, started, each), each, known.SWEPT, body, now)
                for each in found
            ],
            now,
        )
    far = found[-1] if found else DONE
    await switches.set_value(connection, switches.SWEPT, f"{wanted}:{started}:{far}", now)
    return len(found) or None


async def _are_waiting(connection: AsyncConnection) -> bool:
    """Whether the page before has still to be taken: who writes meanwhile waits behind one page at most."""
    waiting = select(inbox_table.c.seq).where(
        text("inbox.status = 'open'"), inbox_table.c.kind == known.SWEPT
    )
    return (await connection.execute(waiting.limit(1))).first() is not None


def on_sweep(turn: Turn) -> None:
    """Look at her menu again; the tags of rules are looked at after every event."""
    known.show_menu(turn)
