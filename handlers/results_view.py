"""Surveys and their results as Flex pictures: bars made of boxes, in carousels within LINE's limits.

https://developers.line.biz/en/reference/messaging-api/#flex-message
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from bot import messages
from bot.clock import DAY, HOUR, MINUTE, SECOND
from bot.messages import Flex, Message
from dialogs.results import FEW, Tally, Told
from handlers.cards import ACCENT, PALE, quiet

T = TypeVar("T")
Say = Callable[[str], str]

MOST_OPTIONS = 8
"""Choices of a question that have a bar of their own; the rest are summed up."""

ROWS = 14
"""Bars that one bubble holds, about a phone's height."""

BUBBLES = 12
GREY = "#6B6B6B"
ROOM = messages.CAROUSEL - 1024


class Entry(Struct, frozen=True):
    """A survey in the overview."""

    id: str
    title: str
    running: bool
    begun: int
    finished: int


def overview(entries: Sequence[Entry], _: Say) -> list[Message]:
    """Build the carousels with one bubble a survey."""
    return carousels([_entry(each, _) for each in entries], _)


def _entry(entry: Entry, _: Say) -> Flex:
    state = _("Running") if entry.running else _("Stopped")
    figures = _("{begun} begun, {finished} finished").format(begun=entry.begun, finished=entry.finished)
    toggle = (_("Stop"), "stop") if entry.running else (_("Start"), "start")
    named = ((_("Results"), "results"), (_("Preview"), "preview"), (_("Reword"), "edit"), toggle)
    actions = [messages.say_it(label, f"/survey {verb} {entry.id}") for label, verb in named]
    colour = ACCENT if entry.running else GREY
    body = [
        _text(messages.cut(entry.title, 60), weight="bold", size="md", wrap=True),
        _text(f"{entry.id}｜{state}", size="xs", color=colour, wrap=True),
        _text(figures, size="sm", color="#555555", wrap=True),
    ]
    return {**_bubble(body), "footer": _box([quiet(actions)])}


def pictures(survey_id: str, title: str, tally: Tally, _: Say) -> list[Message]:
    """Build the results: first the survey as a whole, then its questions, some to a bubble."""
    every = list(tally.told())
    blocks = [_question(number, told, _) for number, told in enumerate(every, 1)]
    bubbles = [_bubble(_spaced(part)) for part in _packed(blocks, [_rows(told) for told in every], ROWS)]
    return carousels([_whole(survey_id, title, tally, every, _), *bubbles], _)


def _whole(survey_id: str, title: str, tally: Tally, every: Sequence[Told], _: Say) -> Flex:
    body = [
        _text(messages.cut(title, 60), weight="bold", size="md", wrap=True),
        _text(_("{begun} begun, {finished} finished").format(begun=tally.started, finished=tally.finished)),
        _row(_("Finished"), tally.finished, tally.started),
    ]
    if tally.took is not None and tally.finished >= FEW:
        body.append(_text(_("Time it takes (median): {time}").format(time=duration(tally.took, _))))
    body += _leaving(tally, every, _)
    again = messages.say_it(_("Look again"), f"/survey results {survey_id}")
    others = messages.say_it(_("All surveys"), "/survey list")
    return {**_bubble(body), "footer": _box([quiet([again, others])])}


def _leaving(tally: Tally, every: Sequence[Told], _: Say) -> list[Flex]:
    """Show at which questions people stay, the most first."""
    places = [(f"{number}. {told.words}", told.count.left) for number, told in enumerate(every, 1)]
    places.append((_("The summary"), tally.at_summary))
    most = sorted((each for each in places if each[1]), key=lambda each: -each[1])[:3]
    if not most:
        return []
    head = _text(_("Where people have stopped"), size="xs", color=GREY)
    return [_line(), head, *[_row(words, left, tally.started) for words, left in most]]


def _question(number: int, told: Told, _: Say) -> Flex:
    count = told.count
    figures = _("asked {asked}, answered {answered}").format(asked=count.asked, answered=count.answered)
    if count.skipped:
        figures += _(", skipped {skipped}").format(skipped=count.skipped)
    if count.left:
        figures += _(", stopped here {left}").format(left=count.left)
    head = [
        _text(messages.cut(f"{number}. {told.words}", 60), weight="bold", wrap=True),
        _text(figures, size="xs", color=GREY, wrap=True),
    ]
    if count.middle is not None:
        head.append(_text(_("Median: {middle}").format(middle=f"{count.middle:g}")))
    return _box([*head, *[_row(words, chosen, count.answered) for words, chosen in _shown(told, _)]])


def _shown(told: Told, _: Say) -> list[tuple[str, int]]:
    """Return the choices with a bar: all if they are few, else those chosen most, and the rest as one."""
    if len(told.options) <= MOST_OPTIONS:
        return list(told.options)
    ranked = sorted(told.options, key=lambda each: -each[1])
    rest = sum(number for _words, number in ranked[MOST_OPTIONS - 1 :])
    return [*ranked[: MOST_OPTIONS - 1], (_("Others"), rest)]


def _rows(told: Told) -> int:
    return 2 + min(len(told.options), MOST_OPTIONS)


def duration(milliseconds: int, _: Say) -> str:
    """Say how long something takes, in its two greatest units."""
    units = (
        (DAY, _("{n} d")),
        (HOUR, _("{n} h")),
        (MINUTE, _("{n} min")),
        (SECOND, _("{n} s")),
    )
    left = max(milliseconds, SECOND)
    words: list[str] = []
    for size, unit in units:
        if left >= size and len(words) < 2:
            words.append(unit.format(n=left // size))
            left %= size
    return " ".join(words)


def _row(words: str, number: int, of: int) -> Flex:
    """Build a labelled bar; shares of few answers are not told in per cent."""
    share = round(100 * number / of) if of else 0
    said = f"{number}（{share}%）" if of >= FEW else str(number)
    labels = {
        "type": "box",
        "layout": "horizontal",
        "contents": [_text(messages.cut(words, 40), flex=1), {**_text(said), "flex": 0}],
    }
    bar: Flex = {"type": "box", "layout": "vertical", "contents": [], "height": "6px", "width": f"{share}%"}
    track = {**bar, "width": "100%", "backgroundColor": PALE, "cornerRadius": "3px"}
    filled = [{**bar, "backgroundColor": ACCENT, "cornerRadius": "3px"}] if share else []
    return {"type": "box", "layout": "vertical", "contents": [labels, {**track, "contents": filled}]}


def _text(words: str, **how: Any) -> Flex:
    return {"type": "text", "text": words, "size": "sm", **how}


def _box(contents: Sequence[Flex]) -> Flex:
    return {"type": "box", "layout": "vertical", "spacing": "sm", "contents": list(contents)}


def _line() -> Flex:
    return {"type": "separator", "margin": "md"}


def _spaced(blocks: Sequence[Flex]) -> list[Flex]:
    return [each for block in blocks for each in (_line(), block)][1:]


def _bubble(contents: Sequence[Flex]) -> Flex:
    return {"type": "bubble", "body": {**_box(contents), "spacing": "md"}}


def _packed(things: Sequence[T], sizes: Sequence[int], room: int, most: int = 100) -> Iterable[list[T]]:
    """Put things into as few packs as their order allows, none greater than the room unless alone."""
    pack: list[T] = []
    used = 0
    for thing, size in zip(things, sizes, strict=True):
        if pack and (used + size > room or len(pack) == most):
            yield pack
            pack, used = [], 0
        pack.append(thing)
        used += size
    if pack:
        yield pack


def carousels(bubbles: Sequence[Flex], _: Say) -> list[Message]:
    """Put bubbles into as few messages as LINE's limits allow."""
    sizes = [len(msgspec.json.encode(bubble)) for bubble in bubbles]
    packs = _packed(bubbles, sizes, ROOM, BUBBLES)
    alt = _("You have one notice")
    return [
        messages.flex(alt, pack[0] if len(pack) == 1 else {"type": "carousel", "contents": pack})
        for pack in packs
    ]
