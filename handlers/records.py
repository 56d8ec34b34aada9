"""What was frozen, and who had received what by then: `/incident`, read by the report loop for leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot.clock import local
from bot.friends import Friend
from bot.i18n import N_
from bot.messages import Message
from bot.models import friends, inbox, profiles
from handlers.past import ZONE, data_of, words_of
from handoff import cards
from handoff.tables import incident_lines, incidents
from handoff.voices import Say

MOST = 5
MOST_LINES = 30
STATUS = {
    "sent": N_("delivered"),
    "leased": N_("on its way"),
    "waiting": N_("not delivered"),
    "deferred": N_("not delivered"),
    "parked": N_("not delivered"),
    "expired": N_("not delivered"),
    "dropped": N_("not delivered"),
    "unknown": N_("perhaps delivered"),
}


async def incident(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show the newest incidents: who received what and when, and the words as far as they are kept."""
    _ = i18n.gettext(asker.speaks)
    newest = select(incidents).order_by(incidents.c.id.desc()).limit(MOST)
    rows = (await connection.execute(newest)).all()
    if not rows:
        return [messages.text(_("Nothing has been frozen."))]
    names = await _names(connection, rows, _)
    return [await _record(connection, row, names, _) for row in reversed(rows)]


async def _names(connection: AsyncConnection, rows: Any, _: Say) -> dict[str, str]:
    """Return what everybody is called who is named in these incidents."""
    lines = select(incident_lines.c.recipient).where(
        incident_lines.c.incident_id.in_([row.id for row in rows])
    )
    ids = {name for row in rows for name in (row.friend_id, row.opened_by, row.closed_by) if name}
    ids |= {each for each in (await connection.execute(lines.distinct())).scalars() if each}
    people = select(friends.c.friend_id, friends.c.staff_name, friends.c.call_name, profiles.c.display_name)
    people = people.outerjoin_from(friends, profiles, profiles.c.friend_id == friends.c.friend_id)
    found = await connection.execute(people.where(friends.c.friend_id.in_(sorted(ids))))
    return {each[0]: each[1] or each[2] or each[3] or _("Friend") for each in found}


async def _record(connection: AsyncConnection, row: Any, names: Mapping[str, str], _: Say) -> Message:
    said = incident_lines.outerjoin(inbox, inbox.c.message_id == incident_lines.c.message_id)
    lines = select(incident_lines, inbox.c.body).select_from(said)
    lines = lines.where(incident_lines.c.incident_id == row.id).order_by(incident_lines.c.outbox_id.desc())
    found = (await connection.execute(lines.limit(MOST_LINES))).all()
    title = _("{at} {name}｜frozen by {advisor}").format(
        at=_at(row.opened_at), name=names.get(row.friend_id, ""), advisor=names.get(row.opened_by, "")
    )
    ended = _("Ended {at} by {advisor}").format(
        at=_at(row.closed_at or 0), advisor=names.get(row.closed_by or "", "")
    )
    state = ended if row.closed_at else _("Still frozen")
    shown = [_line(each, names, _) for each in reversed(found)]
    return messages.flex_card(cards.notice(_), title, [state, *shown], [], accent="")


def _line(line: Any, names: Mapping[str, str], _: Say) -> str:
    message = data_of(line.body).get("message")
    words = messages.cut(words_of(message, _), 40) if isinstance(message, dict) else ""
    who = names.get(line.recipient or "", _("Friend"))
    parts = (
        f"{_at(line.at)} → {who}",
        _(STATUS.get(line.status, line.status)),
        f"「{words}」" if words else "",
    )
    return "｜".join(each for each in parts if each)


def _at(moment: int) -> str:
    return f"{local(moment, ZONE):%m/%d %H:%M:%S}"


READERS = {"incident": incident}
