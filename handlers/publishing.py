"""Publishes a folder with what admins reworded laid over it, their new words, and what they take back.

Each is checked first and then one commit; whoever published meanwhile is seen, and all is decided again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import alerts
from bot.clock import Clock
from bot.db import Database
from bot.errors import Mistake
from dialogs import overlay, published
from dialogs.content import Content
from dialogs.overlay import Change
from dialogs.rewording import Dropped, Reworded, is_order, laid_over, stands, words
from dialogs.survey import Survey
from handlers import check_words, editing_log_view

Also = Callable[[AsyncConnection], Awaitable[bool]]
"""What is written in the same commit; False when it has been done or become void meanwhile."""


@dataclass(frozen=True)
class House:
    """What publishing needs: the database, the clock, the folder with the pictures, whom to tell of it."""

    database: Database
    clock: Clock
    folder: Path
    told: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class State:
    """What is published at a moment: its hash, the folder's part, the whole, and what is laid over."""

    hash: str
    folder: Content
    content: Content
    changes: Sequence[Change]


@dataclass(frozen=True)
class Outcome:
    """What became of a wish: `done`, or the mistakes or rewordings of others that stand in its way."""

    done: bool = False
    mistakes: Sequence[Mistake] = ()
    others: Sequence[Reworded] = ()


async def state(connection: AsyncConnection) -> State | None:
    """Read what is published; None when nothing is, or nothing that this release can read."""
    current = await published.current(connection)
    content = await published.content(connection, current)
    folder = await published.content(connection, await published.folder(connection))
    if current is None or content is None or folder is None:
        return None
    return State(current, folder, content, await overlay.published(connection))


async def folder(house: House, content: Content) -> bool:
    """Publish what a folder says; returns whether that is news. Admins are told which words over it go."""
    while True:
        async with house.database.read() as connection:
            current = await published.current(connection)
            changes = await overlay.published(connection)
        laid = overlay.by_survey(changes)
        whole, gone = await asyncio.to_thread(_fitting, content, laid, house.folder)
        lost = _news(content, laid, gone)

        async def drop(
            connection: AsyncConnection, gone: Sequence[Dropped] = gone, news: Sequence[Dropped] = lost
        ) -> bool:
            await overlay.drop(connection, gone, house.clock.now())
            if news:
                alert = editing_log_view.dropped_alert(content, news)
                await alerts.tell_admins(connection, house.clock, alert, house.clock.new_id())
            return True

        if await _swap(house, current, whole, content, drop):
            return current != whole.hash


def _news(
    content: Content, items: Mapping[str, Sequence[Reworded]], gone: Sequence[Dropped]
) -> list[Dropped]:
    """Return what is lost with these: not what the folder says itself by now, or somebody said later."""
    last = {(survey, each.key): each for survey, mine in items.items() for each in mine}
    return [
        each
        for each in gone
        if last[each.survey, each.item.key] == each.item
        and words(content.survey(each.survey), each.item.spot, each.item.language) != each.item.words
    ]


def _fitting(
    content: Content, items: Mapping[str, Sequence[Reworded]], folder: Path
) -> tuple[Content, list[Dropped]]:
    """Lay over a folder what still has its place there and is sound with the rest; returns what does not."""
    gone = [
        Dropped(survey, each)
        for survey, mine in items.items()
        for each in mine
        if not stands(content, survey, each)
    ]
    left = {
        survey: [each for each in mine if Dropped(survey, each) not in gone] for survey, mine in items.items()
    }
    whole = laid_over(content, left)
    for survey, mine in left.items():
        for lost in ([each for each in mine if is_order(each.spot)], mine):
            if left[survey] and _mistakes(content, whole, survey, folder):
                gone += [Dropped(survey, each) for each in lost if each in left[survey]]
                left = {**left, survey: [each for each in left[survey] if each not in lost]}
                whole = laid_over(content, left)
    return laid_over(content, left), gone


async def draft(house: House, draft: Change, *, over_others: bool = False) -> Outcome:
    """Publish a draft, unless somebody else has reworded the same spot since she looked at it."""
    while True:
        async with house.database.read() as connection:
            now = await state(connection)
        if now is None:
            return Outcome()
        current, beneath = now.content.survey(draft.survey), now.folder.survey(draft.survey)
        others = [each for each in draft.items if _moved(current, each)]
        if others and not over_others:
            return Outcome(others=others)
        items = [
            replace(each, folder=words(beneath, each.spot, each.language) or "")
            for each in draft.items
            if words(beneath, each.spot, each.language) is not None
        ]
        changes = [*now.changes, replace(draft, items=tuple(items))]

        async def also(connection: AsyncConnection, items: Sequence[Reworded] = items) -> bool:
            return await overlay.publish(connection, draft, items, house.clock.now())

        outcome = await _lay(house, now, changes, draft.survey, also)
        if outcome:
            return outcome


def _moved(current: Survey | None, mine: Reworded) -> bool:
    """Whether somebody has reworded the spot since she looked at it, and not just as she did."""
    return words(current, mine.spot, mine.language) not in (mine.was, mine.words)


async def undo(house: House, change_id: str, by: str) -> Outcome:
    """Take back the latest published change, if it is this one still."""
    while True:
        async with house.database.read() as connection:
            now = await state(connection)
        latest = last(now.changes) if now else None
        if now is None or latest is None or latest.id != change_id:
            return Outcome()

        async def also(connection: AsyncConnection, latest: Change = latest) -> bool:
            return await overlay.undo(connection, latest, by, house.clock.now())

        left = [each for each in now.changes if each.id != change_id]
        outcome = await _lay(house, now, left, latest.survey, also)
        if outcome:
            return outcome


def last(changes: Sequence[Change]) -> Change | None:
    """Return the latest change of which anything is left to take back."""
    return next((each for each in reversed(changes) if overlay.by_survey([each])[each.survey]), None)


async def _lay(
    house: House, now: State, changes: Sequence[Change], survey: str, also: Also
) -> Outcome | None:
    """Check and publish the folder with these changes laid over it; None when others were faster."""
    whole = laid_over(now.folder, overlay.by_survey(changes))
    found = await asyncio.to_thread(_mistakes, now.content, whole, survey, house.folder)
    if found:
        return Outcome(mistakes=found)
    done: list[bool] = []

    async def noted(connection: AsyncConnection) -> bool:
        done.append(await also(connection))
        return done[-1]

    swapped = await _swap(house, now.hash, whole, now.folder, noted)
    if swapped or False in done:
        return Outcome(done=swapped)
    return None


def _mistakes(before: Content, after: Content, survey: str, folder: Path) -> list[Mistake]:
    old, new = before.survey(survey), after.survey(survey)
    if old is None or new is None or old == new:
        return []
    return [each for each in check_words.found(after, old, new, folder) if not each.warning]


async def _swap(house: House, seen: str | None, whole: Content, folder: Content, also: Also) -> bool:
    """Publish in one commit, unless what is published has moved on from what was seen."""
    async with house.database.write() as connection:
        if await published.current(connection, alone=True) != seen or not await also(connection):
            return False
        if seen != whole.hash or await published.folder(connection) != folder.hash:
            await published.publish(connection, whole, house.clock.now(), folder)
    await house.told()
    return True
