"""Something has gone wrong between two people: all is frozen, and who has received what is written down.

Decided in her lane. Only a lead lets it go on, by taking her or giving her to somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot import outbox as lines
from bot.models import outbox
from bot.turn import Turn
from handoff import asking, audit, cards, clocks, state, waiting
from handoff.state import HOUSE, STATE, Colleague, Conversation
from handoff.tables import incident_lines, incidents
from handoff.telling import tell
from handoff.voices import N_

LEADS = ("lead", "admin")


def freeze(turn: Turn) -> None:
    """Let nothing pass between the two any more: she waits for a lead, and hears so once."""
    own, house = STATE.of(turn).own, HOUSE.shared(turn)
    who = str(turn.event.data.get("from"))
    colleague = house.staff.get(who)
    mine = own is not None and own.id == turn.event.data.get("conversation")
    if own is None or colleague is None or not mine or not _may(own, colleague):
        tell(turn, who, N_("This conversation is not open with you any more."))
        return
    if own.frozen_at is not None:
        tell(turn, who, N_("{name}: frozen already. Only a lead lets it go on."), name=own.name)
        return
    label, before = own.shown, own.advisor_name
    own = _stop(turn, own)
    _write_down(turn, own, who)
    words = turn._("We are looking into this conversation. The person in charge will answer you here.")
    turn.say(messages.text(words), klass="account", timed=False)
    tell(turn, who, N_("{name}: frozen. Nothing passes any more, and leads know."), name=label)
    for lead in house.leads:
        if lead.friend_id != who:
            _alert(turn, own, lead, colleague.name, before)


def _may(own: Conversation, colleague: Colleague) -> bool:
    return own.advisor_id == colleague.friend_id or colleague.role in LEADS


def _stop(turn: Turn, own: Conversation) -> Conversation:
    waiting.forget(turn, own)
    turn.forget(clocks.SILENCE, own.id)
    turn.friend.with_human = True
    HOUSE.shared(turn).labels.get(str(own.advisor_id), set()).discard(own.shown)
    return state.keep(
        turn,
        own,
        status="waiting",
        advisor_id=None,
        advisor_name=None,
        label=None,
        taken_at=None,
        words=asking.unanswered(turn, own) if own.advisor_id else own.words,
        left_by=own.advisor_id or own.left_by,
        left_at=turn.now,
        frozen_at=turn.now,
    )


def _write_down(turn: Turn, own: Conversation, who: str) -> None:
    row = {"id": turn.new_id(), "conversation_id": own.id, "friend_id": own.friend_id, "opened_at": turn.now}
    STATE.of(turn).incidents.append({**row, "opened_by": who, "since": own.asked_at})
    audit.record(turn, "incident", who)


def _alert(turn: Turn, own: Conversation, lead: Colleague, by: str, before: str | None) -> None:
    _ = i18n.gettext(lead.language)
    title = _("Frozen｜{name}").format(name=own.name)
    with_whom = _("With {advisor}").format(advisor=before) if before else ""
    lines = [_("By {name}").format(name=by), with_whom, _("Only a lead lets it go on.")]
    record = messages.say_it(_("Who received what"), "/incident")
    actions = [*waiting.actions(turn, own, lead), record]
    card = messages.flex_card(cards.alarm(_), title, lines, actions, accent=cards.URGENT)
    turn.tell(lead.friend_id, card, about=turn.friend.friend_id, timed=False)


def thaw(turn: Turn, own: Conversation, who: str) -> Conversation:
    """Note that a lead lets the conversation go on."""
    if own.frozen_at is None:
        return own
    STATE.of(turn).thawed.append({"conversation": own.id, "by": who, "at": turn.now})
    return state.keep(turn, own, frozen_at=None)


async def save(connection: AsyncConnection, states: Sequence[state.State]) -> None:
    """Write down incidents, each with who had received what of that conversation by then."""
    begun = [row for each in states for row in each.incidents]
    if begun:
        await connection.execute(
            insert(incidents), [{k: v for k, v in r.items() if k != "since"} for r in begun]
        )
        frozen = [row["conversation_id"] for row in begun]
        await lines.withdraw(connection, frozen, max(row["opened_at"] for row in begun))
        await _copy(connection, begun)
    ended = [row for each in states for row in each.thawed]
    if ended:
        mine = update(incidents).where(incidents.c.conversation_id == bindparam("conversation"))
        mine = mine.where(incidents.c.closed_at.is_(None))
        await connection.execute(mine.values(closed_by=bindparam("by"), closed_at=bindparam("at")), ended)


async def _copy(connection: AsyncConnection, begun: Sequence[dict[str, Any]]) -> None:
    """Copy what the outbox knows, of all incidents of a batch by one statement."""
    hers = or_(outbox.c.recipient == incidents.c.friend_id, outbox.c.about == incidents.c.friend_id)
    names = ("recipient", "klass", "status", "at", "line_id", "message_id")
    rows = select(
        incidents.c.id,
        outbox.c.id,
        outbox.c.recipient,
        outbox.c.klass,
        outbox.c.status,
        outbox.c.created_at,
        outbox.c.line_id,
        outbox.c.message_id,
    ).join_from(incidents, outbox, hers)
    rows = rows.where(incidents.c.id.in_([row["id"] for row in begun]))
    rows = rows.where(outbox.c.created_at >= min(row["since"] for row in begun))
    lines = insert(incident_lines).from_select(["incident_id", "outbox_id", *names], rows)
    await connection.execute(lines)


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget a friend's incidents, and that somebody received or froze anything."""
    hers = select(incidents.c.id).where(incidents.c.friend_id == friend_id)
    await connection.execute(delete(incident_lines).where(incident_lines.c.incident_id.in_(hers)))
    await connection.execute(delete(incidents).where(incidents.c.friend_id == friend_id))
    got = update(incident_lines).where(incident_lines.c.recipient == friend_id)
    await connection.execute(got.values(recipient=None))
    for column in (incidents.c.opened_by, incidents.c.closed_by):
        await connection.execute(
            update(incidents).where(column == friend_id).values({column.name: text("''")})
        )
