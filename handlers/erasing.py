"""Deleting everything about a person: a wish in her turn, one commit, then the last traces of the receipt.

`step` is called by the composition root's loop. Each stage is one transaction that can be played again, so
nothing is ever half done; what stays is the fact, with its number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import deliveries, friends, i18n, inbox, media, menus, messages, outbox, reports, switches, timers
from bot.clock import DAY, Clock, local
from bot.content import Service
from bot.db import Database
from bot.friends import Friend
from bot.messages import Message, Sender
from bot.turn import Batch, Part, Room, Turn
from dialogs import forgetting
from handlers import office
from handlers.tables import erasures
from handoff import erasing as handoff_erasing
from linking import book, directory

PATIENCE: Final = 1 * DAY
"""After so long a receipt that could not be delivered is given up, and its trace goes too."""

SIGNS: Final = frozenset({"message", "postback", "follow", "accountLink"})
"""Events by which she has come back: what is known of her from then on is new."""

_open = text("erasures.finished_at IS NULL")
WISH = Part[dict[str, Any]]("handlers.erasing")


def wish(turn: Turn, member_id: str | None) -> None:
    """Have everything about her deleted; `member_id` is whose record goes as well."""
    WISH.give(
        turn,
        {
            "id": turn.new_id(),
            "friend_id": turn.friend.friend_id,
            "member_id": member_id,
            "language": turn.friend.speaks,
            "asked_at": turn.now,
        },
    )


async def _load(connection: AsyncConnection, batch: Batch) -> None:
    """Nothing is needed: whoever wishes it is the friend herself."""


async def _save(connection: AsyncConnection, batch: Batch) -> None:
    wishes = [turn.parts[WISH.name] for turn in batch.turns.values() if WISH.name in turn.parts]
    if wishes:
        await connection.execute(insert(erasures), wishes)


ROOM = Room(_load, _save)


class Eraser:
    """Carries out what was wished; any process may, and one at a time does."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        service: Callable[[], Service],
        bot: Callable[[Friend], Sender],
    ) -> None:
        self._database, self._clock, self._service, self._bot = database, clock, service, bot

    async def step(self) -> bool:
        """Take the next stage of the oldest wish for which that is possible now; returns whether one was."""
        async with self._database.read() as connection:
            ids = (await connection.execute(select(erasures.c.id).where(_open).limit(100))).scalars().all()
        return any([await self._take(each) for each in sorted(ids)])

    async def _take(self, erasure_id: str) -> bool:
        mine = select(erasures).where(erasures.c.id == erasure_id, _open)
        async with self._database.write() as connection:
            row = (await connection.execute(mine.with_for_update(skip_locked=True))).first()
            if row is None:
                return False
            return await (self._erase if row.erased_at is None else self._finish)(connection, row)

    async def _erase(self, connection: AsyncConnection, row: Any) -> bool:
        now = self._clock.now()
        await inbox.hold(connection, row.friend_id)
        if await outbox.busy_for(connection, row.friend_id, now):
            return False
        await _everything(connection, row.friend_id, row.member_id, now)
        await outbox.put(connection, [self._receipt(row, now)])
        await _note(connection, row, erased_at=now)
        return True

    async def _finish(self, connection: AsyncConnection, row: Any) -> bool:
        """Forget the receipt once it is delivered, and what others' lanes have said of her meanwhile."""
        now, hers = self._clock.now(), row.friend_id
        await inbox.hold(connection, hers)
        if now - row.erased_at < PATIENCE:
            unsent = await outbox.unsettled(connection, row.id)
            if (
                unsent
                or await outbox.busy_for(connection, hers, now)
                or not await menus.shown(connection, hers)
            ):
                return False
        came = await inbox.came_since(connection, hers)
        if any(came.values()):
            return False
        if came.keys() & SIGNS:
            await inbox.erase_names(connection, hers)
        else:
            # Once more: what others' turns still had to say of her has come since. Whoever is this member
            # again, since the operator has told us of her anew, is nobody whom this wish was about.
            again = await directory.find(connection, [row.member_id] if row.member_id else [], lock=True)
            await _everything(connection, hers, None if again else row.member_id, now)
            await outbox.erase_tokens(connection, hers)
            await menus.erase(connection, hers)
            await inbox.close_lane(connection, hers)
        await _note(connection, row, finished_at=now, friend_id=None, member_id=None)
        return True

    def _receipt(self, row: Any, now: int) -> outbox.Draft:
        asker = Friend(row.friend_id, now, language=row.language)
        service = self._service()
        message = receipt(service, row.id, asker.speaks, now)
        return outbox.Draft(
            id=self._clock.new_id(),
            recipient=row.friend_id,
            klass="answer",
            message={**message, "sender": self._bot(asker)},
            created_at=now,
            cause=row.id,
        )


async def _note(connection: AsyncConnection, row: Any, **changes: Any) -> None:
    await connection.execute(update(erasures).where(erasures.c.id == row.id).values(**changes))


async def _everything(connection: AsyncConnection, hers: str, member_id: str | None, now: int) -> None:
    """Let each room forget her in this one transaction."""
    passed_on = await outbox.erase_friend(connection, hers, now)
    await inbox.erase_friend(connection, hers, passed_on)
    await media.erase_friend(connection, hers, passed_on)
    for each in (friends, timers, reports, switches, deliveries, forgetting, handoff_erasing, office):
        await each.erase(connection, hers)
    await book.erase(connection, hers, member_id)


def receipt(service: Service, erasure_id: str, language: str, now: int) -> Message:
    """Say what was done, with the number under which the fact is kept, and what the law makes us keep."""
    _ = i18n.gettext(language)
    day = local(now, service.zone)
    words = _(
        "Your data is deleted: your answers, tags, link, conversations and messages. "
        "Receipt {number}, {date}."
    ).format(number=erasure_id[-8:], date=f"{day:%Y-%m-%d %H:%M}")
    lines = [words]
    if service.notice.kept is not None:
        lines.append(service.notice.kept.to(language))
    lines.append(_("What stands in this chat stays in LINE, and you can delete it there yourself."))
    return messages.text("\n\n".join(lines))
