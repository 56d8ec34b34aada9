"""When people are back, in words; asked by whatever has to tell a friend that nobody is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import local
from bot.turn import Turn
from handoff.state import HOUSE, Conversation
from handoff.voices import N_, Say

DAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def is_open(turn: Turn) -> bool:
    """Tell whether people should be there by the roster."""
    return HOUSE.shared(turn).plan.roster.is_open(turn.now)


def back(turn: Turn) -> str:
    """Say when somebody is back, a whole sentence; empty while people should be there or nobody will be.

    That is when the first advisor begins who is on duty: he may have hours of his own.
    """
    house = HOUSE.shared(turn)
    own = [house.roster_of(each.friend_id) for each in house.staff.values() if each.desk.on_duty]
    found = [span[0] for each in own or [house.plan.roster] if (span := each.opening(turn.now))]
    begins, zone = min(found, default=0), house.plan.roster.zone
    if begins <= turn.now:
        return ""
    words = turn._("An advisor is back {day} at {time}; we answer in turn.")
    here, then = local(turn.now, zone), local(begins, zone)
    return words.format(day=day(here, then, turn._), time=clock(then))


def away(turn: Turn, own: Conversation) -> str:
    """Say from when her advisor answers, a whole sentence; empty during his hours or if he has none."""
    house = HOUSE.shared(turn)
    found = house.roster_of(str(own.advisor_id)).opening(turn.now)
    if found is None or found[0] <= turn.now:
        return ""
    here, then = (local(each, house.plan.roster.zone) for each in (turn.now, found[0]))
    name = house.plan.called(own.advisor_name or "", turn.friend.speaks)
    words = turn._("It is outside our hours. {name} answers {day} from {time}.")
    return words.format(name=name, day=day(here, then, turn._), time=clock(then))


def until(turn: Turn) -> str:
    """Say until when people answer today; empty while nobody should be there or there are no hours."""
    roster = HOUSE.shared(turn).plan.roster
    opening = roster.opening(turn.now) if roster.hours else None
    if opening is None or opening[0] > turn.now:
        return ""
    return turn._("Today we answer until {time}.").format(time=clock(local(opening[1], roster.zone)))


def clock(then: datetime) -> str:
    """Write a time of day as people write it: 9:00, and midnight as the end of a day."""
    return f"{then:%H:%M}".removeprefix("0") if then.hour or then.minute else "24:00"


def day(here: datetime, then: datetime, _: Say) -> str:
    """Name a day: today, tomorrow with its weekday, or the date."""
    weekday = _(DAYS[then.weekday()])
    if then.date() == here.date():
        return _("today")
    if then.date() == here.date() + timedelta(days=1):
        return _("tomorrow ({weekday})").format(weekday=weekday)
    return _("on {month}/{day} ({weekday})").format(month=then.month, day=then.day, weekday=weekday)
