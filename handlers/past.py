"""What was noted, said and done: `/notes`, `/history` and `/audit`, read by the report loop.

Who may ask was decided in the turn that asked; that somebody has read is written down there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot.clock import local
from bot.friends import Friend
from bot.i18n import N_
from bot.messages import Message
from bot.models import friends, inbox
from bot.models import profiles as profiles_table
from handlers.command_rows import BY_KEY
from handlers.commands import shown
from handlers.staff import ROLE_NAMES
from handoff import bill, passing
from handoff.tables import audit_log, conversations
from handoff.tables import notes as notes_table
from handoff.voices import Say

ZONE = "Asia/Tokyo"
MOST_NOTES = 10
MOST_LINES = 20
MOST_DEEDS = 25
OTHERS = {
    "joined": N_("joined the team"),
    "dismiss": N_("took off the team"),
    "suspend": N_("suspended"),
    "restore": N_("restored"),
    "rebind": N_("gave a code for a new phone"),
    "running": N_("let sending go on"),
    "outcome": N_("outcome"),
}
"""What staff do by buttons and codes; all else bears the name of its command."""


async def notes(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show the newest notes on a friend, with who wrote them and when."""
    _ = i18n.gettext(asker.speaks)
    hers = select(notes_table).where(notes_table.c.friend_id == params["friend"])
    rows = (await connection.execute(hers.order_by(notes_table.c.at.desc()).limit(MOST_NOTES))).all()
    if not rows:
        return [messages.text(_("There are no notes on {name}.").format(name=params["name"]))]
    lines = [f"{_at(row.at)} {row.author_name}｜{messages.cut(row.words, 300)}" for row in rows]
    title = _("Notes on {name}").format(name=params["name"])
    return [messages.flex_card(_("You have one notice"), title, lines, [])]


async def history(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show the last words of both sides, as far as they are kept and have not been taken back."""
    _ = i18n.gettext(asker.speaks)
    theirs = select(inbox.c.kind, inbox.c.body, inbox.c.accepted_at).where(inbox.c.lane == params["friend"])
    theirs = theirs.where(inbox.c.kind.in_(("message", "handoff.relay"))).order_by(inbox.c.seq.desc())
    rows = [(row, data_of(row.body)) for row in await connection.execute(theirs.limit(MOST_LINES))]
    named = [data.get("message_id") for row, data in rows if row.kind == "handoff.relay"]
    said = select(inbox.c.message_id, inbox.c.body).where(inbox.c.message_id.in_(named or [""]))
    his = {row.message_id: data_of(row.body).get("message") for row in await connection.execute(said)}
    lines = [] if rows else [_("Nothing is kept.")]
    for row, data in reversed(rows):
        message = data.get("message") if row.kind == "message" else his.get(data.get("message_id"))
        if isinstance(message, dict):
            who = params["name"] if row.kind == "message" else "→"
            lines.append(f"{_at(row.accepted_at)} {who}｜{words_of(message, _)}")
    title = _("The last words with {name}").format(name=params["name"])
    newest = select(conversations.c.id).where(conversations.c.friend_id == params["friend"])
    last = (await connection.execute(newest.order_by(conversations.c.id.desc()).limit(1))).scalar() or ""
    cost = (await bill.read(connection, [last])).get(last, bill.Bill())
    lines.append(_("The latest conversation: {cost}").format(cost=bill.words(cost, _)))
    return [messages.flex_card(_("You have one notice"), title, lines, [])]


def words_of(message: Mapping[str, Any], _: Say) -> str:
    if message.get("type") == "text":
        return messages.cut(" ".join(str(message.get("text") or "").split()), 120)
    return _("(a sticker)") if message.get("type") == "sticker" else f"（{passing.kind(message, _)}）"


def data_of(body: bytes | None) -> dict[str, Any]:
    found = msgspec.json.decode(body) if body else {}
    return found if isinstance(found, dict) else {}


async def audit(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show the newest deeds of staff, or those of one of them."""
    _ = i18n.gettext(asker.speaks)
    name = profiles_table.c.display_name
    deeds = select(audit_log, friends.c.call_name, name)
    deeds = deeds.outerjoin_from(audit_log, friends, friends.c.friend_id == audit_log.c.friend_id)
    deeds = deeds.outerjoin(profiles_table, profiles_table.c.friend_id == audit_log.c.friend_id)
    if params.get("name"):
        deeds = deeds.where(audit_log.c.staff_name.startswith(params["name"], autoescape=True))
    rows = (await connection.execute(deeds.order_by(audit_log.c.id.desc()).limit(MOST_DEEDS))).all()
    lines = [_deed(row, asker.speaks) for row in rows]
    title = _("What staff have done")
    return [messages.flex_card(_("You have one notice"), title, lines or [_("Nothing is kept.")], [])]


def _deed(row: Any, language: str) -> str:
    whom, command = row.call_name or row.display_name or "", BY_KEY.get(row.deed)
    words = i18n.gettext(language)(OTHERS.get(row.deed, row.deed))
    deed = shown(command, language) if command else words
    detail = i18n.gettext(language)(ROLE_NAMES.get(row.detail, row.detail)) if row.detail else ""
    return "｜".join(each for each in (f"{_at(row.at)} {row.staff_name}", deed, whom, detail) if each)


def _at(moment: int) -> str:
    return f"{local(moment, ZONE):%m/%d %H:%M}"


READERS = {"notes": notes, "history": history, "audit": audit}
