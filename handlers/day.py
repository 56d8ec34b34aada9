"""What leads and advisors look at in between: who waits for whom, the day as a picture, what was frozen.

Read by the report loop; who may ask was decided in the turn that asked, and is written down there.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot.clock import local
from bot.friends import Friend
from bot.messages import Message
from bot.models import friends, inbox, profiles
from dialogs import published
from handlers import day_view
from handlers.command_rows import LEADS
from handlers.day_view import Day, Load
from handlers.past import ZONE, data_of, words_of
from handoff import bill, cards, room, routing
from handoff.plan import Plan, plan
from handoff.roster import Roster
from handoff.state import Conversation, House
from handoff.tables import conversations
from handoff.voices import Say

MOST = 20


async def now(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show who waits for whom, how long, and the last line: his own and the queue, or all to leads."""
    _, lead = i18n.gettext(asker.speaks), asker.role in LEADS
    theirs = [] if lead else [conversations.c.advisor_id == asker.friend_id]
    talking = await room.find(connection, room.OPEN_NOW, *theirs, limit=MOST)
    queue = await room.find(connection, room.WAITING_NOW, limit=MOST, first=room.URGENT_FIRST)
    waiting = [each for each in queue if _may_see(each, asker, lead)]
    said = await _last_lines(connection, [*talking, *waiting], _)
    lines = [_joined(_who(each, now, lead, _), said.get(each.id, "")) for each in talking]
    lines += [_joined(f"{each.name}｜{cards.waits(each, now, _)}", said.get(each.id, "")) for each in waiting]
    lines.append(_("On duty: {names}").format(names="・".join(params["on_duty"]) or _("nobody")))
    words = _("Talking {open}, waiting {waiting}") if lead else _("With you {open}, waiting {waiting}")
    title = words.format(open=len(talking), waiting=len(waiting))
    return [messages.flex_card(cards.notice(_), title, lines, [])]


def _may_see(waiting: Conversation, asker: Friend, lead: bool) -> bool:
    return lead or (waiting.frozen_at is None and asker.friend_id not in waiting.avoided)


def _who(talking: Conversation, now: int, lead: bool, _: Say) -> str:
    words = cards.court(talking, now, _)
    return f"{talking.advisor_name} → {words}" if lead else words


def _joined(words: str, said: str) -> str:
    return f"{words}\n「{said}」" if said else words


async def _last_lines(connection: AsyncConnection, among: Sequence[Conversation], _: Say) -> dict[str, str]:
    """Return the last words of each conversation, as far as they are kept and were not taken back."""
    ids = {each.last_said: each.id for each in among if each.last_said}
    rows = select(inbox.c.message_id, inbox.c.body).where(inbox.c.message_id.in_(list(ids) or [""]))
    found = {row.message_id: data_of(row.body).get("message") for row in await connection.execute(rows)}
    return {
        ids[key]: messages.cut(words_of(said, _), 40) for key, said in found.items() if isinstance(said, dict)
    }


async def find(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show leads the friends of that name, each with a button that gives her to that advisor."""
    _ = i18n.gettext(asker.speaks)
    if asker.role not in LEADS:
        return []
    name = func.coalesce(friends.c.call_name, profiles.c.display_name)
    people = select(friends.c.friend_id, name.label("name"), friends.c.first_seen_at)
    people = people.outerjoin_from(friends, profiles, profiles.c.friend_id == friends.c.friend_id)
    people = people.where(friends.c.followed, friends.c.role.is_(None))
    people = people.where(name.contains(params["name"], autoescape=True)).order_by(name)
    rows = (await connection.execute(people.limit(cards.MOST_NAMES))).all()
    if not rows:
        words = _("There is no friend called {name}.").format(name=messages.cut(params["name"], 20))
        return [messages.text(words)]
    lines = [f"{row.name}｜{local(row.first_seen_at, ZONE):%Y-%m-%d}" for row in rows]
    actions = [
        messages.postback(
            messages.cut(row.name, messages.LABEL), f"handoff?do=give&f={row.friend_id}&a={params['advisor']}"
        )
        for row in rows
    ]
    title = _("Whom shall {advisor} write to?").format(advisor=params["staff_name"])
    return [messages.flex_card(cards.notice(_), title, lines, actions, accent="")]


async def desk(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show the day as a picture."""
    edition = await published.edition(connection)
    content = edition.content if edition else None
    known = plan(content.service, content.team, content.declared) if content else Plan()
    here = local(now, known.roster.zone)
    start = int(here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
    staff, _waiting = await room.staff_of(connection)
    house = House(staff, plan=known, now=now)
    queue = await room.find(connection, room.WAITING_NOW)
    first = await _first_answers(connection, known.roster, start)
    day = Day(
        at=here,
        waiting=len(queue),
        longest=max((now - each.asked_at for each in queue), default=0),
        active=sum(each.open for each in staff.values()),
        asked=await _count(connection, conversations.c.asked_at >= start),
        done=await _count(connection, conversations.c.done_at >= start),
        median=round(statistics.median(first)) if first else None,
        p90=percentile(first, 0.9),
        ratings=await _ratings(connection, start),
        bill=await bill.total(connection, start, now + 1),
        load=[
            Load(each.name, each.open, routing.capacity(each, known.team), house.serves(each.desk))
            for each in staff.values()
            if each.open or house.serves(each.desk)
        ],
    )
    return day_view.picture(day, i18n.gettext(asker.speaks))


async def _first_answers(connection: AsyncConnection, roster: Roster, since: int) -> list[int]:
    """Return how much business time passed until each first answer of the day, the shortest first."""
    lately = select(conversations.c.asked_at, conversations.c.answered_at)
    rows = (await connection.execute(lately.where(conversations.c.answered_at >= since))).all()
    return sorted(roster.between(*row) for row in rows)


def percentile(ranked: Sequence[int], share: float) -> int | None:
    """Return the smallest of ranked values that so many of them do not exceed; None where there are none."""
    return ranked[math.ceil(share * len(ranked)) - 1] if ranked else None


async def _ratings(connection: AsyncConnection, since: int) -> dict[int, int]:
    counted = select(conversations.c.rated, func.count()).where(conversations.c.rated.is_not(None))
    rows = await connection.execute(
        counted.where(conversations.c.done_at >= since).group_by(conversations.c.rated)
    )
    return {row[0]: row[1] for row in rows}


async def _count(connection: AsyncConnection, where: Any) -> int:
    counted = await connection.execute(select(func.count()).select_from(conversations).where(where))
    return int(counted.scalar_one())


READERS = {"now": now, "find": find, "desk": desk}
