"""An honest word about when people answer, from the service's hours; holidays come with the roster."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.clock import local
from bot.content import Hours
from bot.i18n import N_
from bot.turn import Turn
from handlers import known

DAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def closed(turn: Turn) -> str:
    """Return a sentence for when nobody is on duty; empty while people should be there."""
    service = known.content(turn).service
    if service.hours is None:
        return ""
    here = local(turn.now, service.zone)
    opening = next_opening(service.hours, here)
    if opening is None or opening <= here:
        return ""
    day = turn._("today") if opening.date() == here.date() else _day(turn, here, opening)
    words = turn._(
        "I've noted that you'd like to talk. Nobody is here right now; we answer in turn {day} from {time}."
    )
    return words.format(day=day, time=f"{opening:%H:%M}".lstrip("0"))


def _day(turn: Turn, here: datetime, opening: datetime) -> str:
    name = turn._(DAYS[opening.weekday()])
    if opening.date() == here.date() + timedelta(days=1):
        return turn._("tomorrow ({weekday})").format(weekday=name)
    return turn._("on {month}/{day} ({weekday})").format(month=opening.month, day=opening.day, weekday=name)


def next_opening(hours: Hours, here: datetime) -> datetime | None:
    """Return the opening that is under way, or the next one; None if there is never one."""
    opens, closes = time.fromisoformat(hours.opens), time.fromisoformat(hours.closes)
    for ahead in range(8):
        day = (here + timedelta(days=ahead)).date()
        start = datetime.combine(day, opens, here.tzinfo)
        if day.weekday() in hours.days and (here < datetime.combine(day, closes, here.tzinfo)):
            return start
    return None
