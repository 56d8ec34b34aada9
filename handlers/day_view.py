"""The day of the desk as one Flex bubble that a phone shows at a glance: figures, answers, load by advisor.

https://developers.line.biz/en/reference/messaging-api/#flex-message
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import messages
from bot.messages import Flex, Message
from handlers.cards import ACCENT, PALE, quiet
from handoff.bill import Bill
from handoff.voices import span

Say = Callable[[str], str]

GREY = "#6B6B6B"
RED = "#B3261E"
MOST_ADVISORS = 12


@dataclass(frozen=True)
class Load:
    """How many friends an advisor has, and could have."""

    name: str
    open: int
    capacity: int
    on_duty: bool


@dataclass(frozen=True)
class Day:
    """What a lead wants to know of a day; spans in ms, `median` and `p90` in business time."""

    at: datetime
    waiting: int
    longest: int
    active: int
    asked: int
    done: int
    median: int | None
    p90: int | None
    ratings: dict[int, int]
    bill: Bill
    load: Sequence[Load]


def picture(day: Day, _: Say) -> list[Message]:
    """Build the bubble."""
    title = _("The desk｜{day} {time}").format(day=f"{day.at.month}/{day.at.day}", time=f"{day.at:%H:%M}")
    figures = {
        "type": "box",
        "layout": "horizontal",
        "contents": [
            _figure(day.waiting, _("waiting"), RED if day.waiting else ACCENT),
            _figure(day.active, _("talking"), ACCENT),
            _figure(day.done, _("done today"), ACCENT),
        ],
    }
    body = [_text(title, weight="bold"), figures, *_facts(day, _), *_loads(day.load, _)]
    named = ((_("Who waits for whom"), "/now"), (_("Look again"), "/desk"))
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "md", "contents": body},
        "footer": {
            "type": "box",
            "layout": "vertical",
            "contents": [quiet([messages.say_it(label, words) for label, words in named])],
        },
    }
    return [messages.flex(_("You have one notice"), bubble)]


def _figure(number: int, words: str, colour: str) -> Flex:
    """Build a large number with a word below it."""
    great = {**_text(str(number), weight="bold", color=colour), "size": "3xl", "align": "center"}
    return {
        "type": "box",
        "layout": "vertical",
        "flex": 1,
        "contents": [great, {**_text(words, color=GREY), "size": "xs", "align": "center"}],
    }


def _facts(day: Day, _: Say) -> list[Flex]:
    rated = "・".join(
        f"{words} {day.ratings.get(value, 0)}"
        for value, words in ((3, _("It helped")), (2, _("So-so")), (1, _("Not much")))
    )
    first = _("none yet")
    if day.median is not None and day.p90 is not None:
        first = _("median {median}, 9 of 10 within {p90}").format(
            median=span(day.median, _), p90=span(day.p90, _)
        )
    cost = _("Free {free}, billed {billed}").format(free=day.bill.free, billed=day.bill.billed)
    facts = [
        (_("Longest wait"), span(day.longest, _) if day.waiting else ""),
        (_("Asked today"), str(day.asked)),
        (_("First answers"), first),
        (_("Ratings"), rated if day.ratings else _("none yet")),
        (_("Messages"), cost),
    ]
    return [_fact(words, said) for words, said in facts if said]


def _fact(words: str, said: str) -> Flex:
    left = {**_text(words, color=GREY), "flex": 2}
    return {
        "type": "box",
        "layout": "horizontal",
        "contents": [left, {**_text(said), "flex": 5, "wrap": True}],
    }


def _loads(load: Sequence[Load], _: Say) -> list[Flex]:
    """Build a bar for each advisor, the busiest first."""
    ranked = sorted(load, key=lambda each: (-each.open, each.name))
    shown = [_load(each, _) for each in ranked[:MOST_ADVISORS]]
    more = len(load) - len(shown)
    rest = [_text(_("and {count} more").format(count=more), color=GREY)] if more > 0 else []
    return [{"type": "separator"}, *shown, *rest] if shown else []


def _load(each: Load, _: Say) -> Flex:
    words = each.name if each.on_duty else _("{name} (off duty)").format(name=each.name)
    share = min(100, round(100 * each.open / each.capacity)) if each.capacity else 100 if each.open else 0
    labels = {
        "type": "box",
        "layout": "horizontal",
        "contents": [
            {**_text(messages.cut(words, 30)), "flex": 1},
            {**_text(f"{each.open}/{each.capacity}"), "flex": 0},
        ],
    }
    bar: Flex = {"type": "box", "layout": "vertical", "contents": [], "height": "6px", "cornerRadius": "3px"}
    colour = RED if each.open >= max(1, each.capacity) else ACCENT
    filled = [{**bar, "width": f"{share}%", "backgroundColor": colour}] if share else []
    track = {**bar, "width": "100%", "backgroundColor": PALE, "contents": filled}
    return {"type": "box", "layout": "vertical", "spacing": "xs", "contents": [labels, track]}


def _text(words: str, **how: object) -> Flex:
    return {"type": "text", "text": words, "size": "sm", **how}
