"""Answers that need more than a turn loads: the figures, what has gathered, what was parked.

Read by the report loop on a connection of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages, switches
from bot.clock import local, month_start
from bot.deliveries import deliveries
from bot.friends import Friend
from bot.messages import Message
from bot.models import attempts, friends, inbox, outbox
from dialogs.runs import PREVIEW
from dialogs.tables import runs
from handlers import day, past, records, survey_reports
from handlers.staff import ROLE_NAMES
from handoff.tables import conversations
from linking.tables import links

ZONE = "Asia/Tokyo"

MOST_STAFF = 30


async def stats(
    connection: AsyncConnection, asker: Friend, _params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show friends, links, surveys, conversations and what was free and billed this month."""
    _ = i18n.gettext(asker.speaks)
    people = await _people(connection)
    sent = await _sent(connection, month_start(now))
    waiting = await _count(connection, conversations, conversations.c.status == "waiting")
    with_human = await _count(connection, conversations, conversations.c.status == "open")
    finished = await _count(connection, runs, runs.c.live.is_(False), runs.c.survey != PREVIEW)
    parked = await _count(connection, inbox, text("inbox.status = 'parked'"))
    unknown = await _count(connection, outbox, outbox.c.status == "unknown")
    unsent = await _count(connection, outbox, outbox.c.status == "parked")
    lines = [
        _("Friends: {friends} ({blocked} have blocked)").format(**people),
        _("Linked: {linked}").format(linked=await _count(connection, links)),
        _("Surveys finished: {finished}").format(finished=finished),
        _("Waiting for an advisor: {waiting}, with one: {open}").format(waiting=waiting, open=with_human),
        _("This month: {reply} free requests, {push} billed").format(**sent),
    ]
    if parked or unknown or unsent:
        words = _("To look at: {parked} parked events, {unsent} messages refused, {unknown} of unknown fate")
        lines.append(words.format(parked=parked, unsent=unsent, unknown=unknown))
    untold, refused = await _untold(connection)
    if untold:
        words = _("Answers for your own system: {untold} waiting, {refused} of them refused")
        lines.append(words.format(untold=untold, refused=refused))
    return [messages.flex_card(_("The figures"), _("The figures"), lines, [])]


async def _untold(connection: AsyncConnection) -> tuple[int, int]:
    refused = await _count(connection, deliveries, deliveries.c.status == "parked")
    return await _count(connection, deliveries), refused


async def _people(connection: AsyncConnection) -> dict[str, int]:
    students = friends.c.role.is_(None)
    blocked = await _count(connection, friends, students, friends.c.blocked_at.is_not(None))
    return {"friends": await _count(connection, friends, students, friends.c.followed), "blocked": blocked}


async def _sent(connection: AsyncConnection, since: int) -> dict[str, int]:
    done = select(attempts.c.method, func.count()).where(
        attempts.c.status == "sent", attempts.c.settled_at >= since
    )
    found = {method: count for method, count in await connection.execute(done.group_by(attempts.c.method))}
    return {"reply": found.get("reply", 0), "push": found.get("push", 0)}


async def _count(connection: AsyncConnection, table: Any, *where: Any) -> int:
    counted = await connection.execute(select(func.count()).select_from(table).where(*where))
    return int(counted.scalar_one())


async def resume(
    connection: AsyncConnection, asker: Friend, _params: Mapping[str, Any], now: int
) -> list[Message]:
    """Say what has gathered while everything was stopped and what it would cost at most, and ask."""
    _ = i18n.gettext(asker.speaks)
    if not (await switches.read(connection)).get(switches.STOPPED):
        return [messages.text(_("Nothing is stopped: messages go out as usual."))]
    staff = select(friends.c.friend_id).where(friends.c.role.is_not(None))
    waiting = select(outbox.c.recipient, func.count()).where(outbox.c.status == "waiting")
    waiting = waiting.where(outbox.c.recipient.not_in(staff)).group_by(outbox.c.recipient)
    gathered = [count for _recipient, count in await connection.execute(waiting)]
    pushes = sum(-(-count // 5) for count in gathered)
    send, drop = _("Send them"), _("Give them up")
    if not gathered:
        words = _("Nothing has gathered. Start again?")
        return [
            messages.buttons(
                _("You have one notice"), words, [messages.postback(_("Resume"), "admin?do=resume&old=none")]
            )
        ]
    words = _(
        "{messages} messages to {people} people have gathered. "
        "Sending them costs up to {pushes} billed messages."
    )
    text = words.format(messages=sum(gathered), people=len(gathered), pushes=pushes)
    actions = [
        messages.postback(send, "admin?do=resume&old=send"),
        messages.postback(drop, "admin?do=resume&old=drop"),
    ]
    return [messages.buttons(_("You have one notice"), messages.cut(text, 160), actions)]


async def parked(
    connection: AsyncConnection, asker: Friend, _params: Mapping[str, Any], now: int
) -> list[Message]:
    """List parked events: when, what kind, where the error was; never whose words."""
    _ = i18n.gettext(asker.speaks)
    found = select(inbox).where(text("inbox.status = 'parked'")).order_by(inbox.c.seq.desc()).limit(10)
    rows = (await connection.execute(found)).all()
    if not rows:
        return [messages.text(_("No event is parked."))]
    lines = [f"{local(row.accepted_at, ZONE):%m/%d %H:%M} {row.kind}: {row.error}" for row in rows]
    retry = messages.say_it(_("Try again"), "/retry")
    return [messages.flex_card(_("You have one notice"), _("Parked events"), lines, [retry])]


async def staff(
    connection: AsyncConnection, asker: Friend, _params: Mapping[str, Any], now: int
) -> list[Message]:
    """List who is on the team or suspended, each with a button for what can be done about it."""
    _ = i18n.gettext(asker.speaks)
    found = select(friends).where(or_(friends.c.role.is_not(None), friends.c.suspended.is_not(None)))
    found = found.order_by(friends.c.role, friends.c.staff_name)
    rows = (await connection.execute(found.limit(MOST_STAFF))).all()
    lines = [
        f"{row.staff_name or '?'}｜{_(ROLE_NAMES[row.role]) if row.role else _('suspended')}" for row in rows
    ]
    actions = [each for row in rows if row.friend_id != asker.friend_id for each in _staff_buttons(row, _)]
    return [messages.flex_card(_("You have one notice"), _("The team"), lines, actions, accent="")]


def _staff_buttons(row: Any, _: Callable[[str], str]) -> list[messages.Action]:
    suspended = {"restore": _("Restore {name}"), "ask_dismiss": _("Take off {name}")}
    found = []
    for do, words in ({"member": _("{name}: change")} if row.role else suspended).items():
        label = messages.cut(words.format(name=row.staff_name or "?"), messages.LABEL)
        found.append(messages.postback(label, f"admin?do={do}&who={row.friend_id}", label))
    return found


READERS = {
    "staff": staff,
    "stats": stats,
    "resume": resume,
    "parked": parked,
    **survey_reports.READERS,
    **past.READERS,
    **day.READERS,
    **records.READERS,
}
