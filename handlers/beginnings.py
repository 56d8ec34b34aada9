"""Surveys that begin unasked: because a tag has come onto her, or on a day, for whom their condition holds.

Whoever answers another survey, or talks with a human, is asked afterwards: never two open questions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import inbox, switches
from bot.clock import DAY, derived_id
from bot.events import RawEvent, encode
from bot.models import friends
from bot.models import switches as switches_table
from bot.turn import Turn
from dialogs import engine
from dialogs.position import Position
from dialogs.published import EDITION, Edition
from dialogs.runs import RUNS
from dialogs.survey import Survey
from handlers import known, surveys
from handoff.state import STATE

DATED = "surveys.dated"
"""The event by which a friend's lane learns that the day of a survey has come."""

HERS = ("message", "postback", "follow", "accountLink")
AT_ONCE = 500
DONE = "done"
HOUR = "10:00"
"""When a survey begins whose day names no time, in the service's zone."""


def watch(turn: Turn, decide: Callable[[Turn], None]) -> None:
    """Decide an event, and begin the surveys of tags that it has put on her."""
    starts = EDITION.shared(turn).content.tag_starts
    if not starts:
        decide(turn)
        return
    before = turn.friend.tags
    decide(turn)
    for tag in [each for each in starts if each in turn.friend.tags and each not in before]:
        _begin_on(turn, f"tag:{tag}")


def on_date(turn: Turn) -> None:
    """Begin the survey whose day has come."""
    _begin_on(turn, str(turn.event.data.get("start")))


def _begin_on(turn: Turn, trigger: str) -> None:
    survey = EDITION.shared(turn).starting(trigger)
    if survey and _wanted(turn, survey):
        _begin(turn, survey, RUNS.of(turn).positions.get(survey.id))


def _wanted(turn: Turn, survey: Survey) -> bool:
    """Whether she is one to be asked unasked, and not too often."""
    friend, runs = turn.friend, RUNS.of(turn)
    earlier = runs.positions.get(survey.id)
    reached = friend.followed and not friend.is_staff and (turn.event.kind in HERS or not friend.paused)
    minor = any(each.state == "minor" for each in runs.positions.values())
    if not reached or minor or (survey.when and not survey.when.holds(known.facts(turn))):
        return False
    return earlier is None or (earlier.state == "done" and surveys.asks_again(survey, earlier, turn.now))


def _begin(turn: Turn, survey: Survey, earlier: Position | None) -> None:
    runs = RUNS.of(turn)
    if runs.live or STATE.of(turn).own is not None:
        waiting = engine.begun(survey, turn.new_id(), turn.now, earlier)
        runs.put(waiting.but(state="waiting"))
        return
    answer = surveys.start(turn, survey)
    if turn.event.kind in HERS:
        turn.say(*answer.bubbles)
    else:
        turn.say(*answer.bubbles, klass="automatic", timed=True, expires_in=DAY)


async def call(connection: AsyncConnection, edition: Edition, now: int) -> int:
    """Tell friends, a page at a time, that the day of a survey has come; returns how many were told now."""
    content = edition.content
    for start, survey in content.date_starts.items():
        due = _moment(start, content.service.zone)
        wanted = survey.id not in edition.stopped and due <= now < due + DAY
        told = await _page(connection, f"{survey.id}:{start}", start, now) if wanted else 0
        if told:
            return told
    return 0


def _moment(start: str, zone: str) -> int:
    day, _, time = start.removeprefix("date:").partition(" ")
    return int(
        datetime.fromisoformat(f"{day}T{time or HOUR}").replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000
    )


async def _page(connection: AsyncConnection, name: str, start: str, now: int) -> int:
    """Post the event to the next friends; the switch remembers how far we are."""
    place = select(switches_table.c.value).where(switches_table.c.name == f"{DATED}:{name}")
    last = (await connection.execute(place)).scalar() or ""
    if last == DONE:
        return 0
    page = select(friends.c.friend_id).where(friends.c.followed, friends.c.friend_id > last)
    found = (await connection.execute(page.order_by(friends.c.friend_id).limit(AT_ONCE))).scalars().all()
    body = encode({"type": DATED, "start": start})
    events = [RawEvent(derived_id(DATED, name, each), each, DATED, body, now) for each in found]
    if events:
        await inbox.put(connection, events, now)
    await switches.set_value(connection, f"{DATED}:{name}", found[-1] if found else DONE, now)
    return len(events)
