"""Wanted rich menus: one row a friend, the last wish wins; LINE is told in the background.

Turns wish, `bot.menu_loop` tells LINE. Nothing here reaches the network.
https://developers.line.biz/en/docs/messaging-api/use-per-user-rich-menus/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import HOUR, SECOND, Clock
from bot.models import rich_menus, wanted_menus

AT_ONCE = 500
LEASE = 30 * SECOND
BACK_OFF = (1 * SECOND, 5 * SECOND, 30 * SECOND, 300 * SECOND, 1 * HOUR)


@dataclass(frozen=True)
class Drawn:
    """A rich menu as the content has it: LINE's object without a name, its image, and a digest of both."""

    name: str
    menu: Mapping[str, Any]
    image: bytes
    content_type: str
    digest: str
    default: bool = False

    @property
    def title(self) -> str:
        """The name at LINE, by which a later sync recognises an unchanged menu."""
        return f"enishi {self.name} {self.digest[:16]}"


async def want(connection: AsyncConnection, wishes: Mapping[str, str], now: int, clock: Clock) -> None:
    """Write down which menu each of these friends shall see, whatever we believe that she sees."""
    if not wishes:
        return
    rows = [
        {"friend_id": friend_id, "menu": menu, "wanted": clock.new_id(), "tries": 0, "next_at": now}
        for friend_id, menu in sorted(wishes.items())  # one order for all who lock these rows
    ]
    await connection.execute(db.upsert(connection, wanted_menus, keep=("applied", "leased_until")), rows)


async def lease(connection: AsyncConnection, now: int) -> Sequence[Row[Any]]:
    """Own due wishes, so that never two calls are on the way for one friend."""
    joined = wanted_menus.outerjoin(rich_menus, rich_menus.c.name == wanted_menus.c.menu)
    due = select(wanted_menus, rich_menus.c.rich_menu_id).select_from(joined)
    due = due.where(wanted_menus.c.next_at <= now, wanted_menus.c.leased_until <= now).limit(AT_ONCE)
    rows = (await connection.execute(due.with_for_update(skip_locked=True, of=wanted_menus))).all()
    if rows:
        mine = update(wanted_menus).where(wanted_menus.c.friend_id.in_([row.friend_id for row in rows]))
        await connection.execute(mine.values(leased_until=now + LEASE))
    return rows


async def settle(connection: AsyncConnection, tried: Sequence[tuple[Row[Any], bool]], now: int) -> None:
    """Note what LINE was told; a wish that changed meanwhile stays due."""
    tried = sorted(tried, key=lambda pair: str(pair[0].friend_id))
    every = update(wanted_menus).where(wanted_menus.c.friend_id == bindparam("friend"))
    await connection.execute(every.values(leased_until=0), [{"friend": row.friend_id} for row, _ in tried])
    same = every.where(wanted_menus.c.wanted == bindparam("version"))
    done = [{"friend": row.friend_id, "version": row.wanted} for row, told in tried if told]
    if done:
        await connection.execute(same.values(applied=bindparam("version"), next_at=None, tries=0), done)
    late = [
        {
            "friend": row.friend_id,
            "version": row.wanted,
            "at": now + BACK_OFF[min(row.tries, len(BACK_OFF) - 1)],
        }
        for row, told in tried
        if not told
    ]
    if late:
        again = same.values(next_at=bindparam("at"), tries=wanted_menus.c.tries + 1)
        await connection.execute(again, late)


async def known(connection: AsyncConnection) -> dict[str, str]:
    """Return which of LINE's menus carries which of ours, by name, as far as they are complete."""
    return {row.name: row.rich_menu_id for row in await connection.execute(select(rich_menus))}


async def point(
    connection: AsyncConnection, drawn: Sequence[Drawn], ids: Mapping[str, str], now: int
) -> list[str]:
    """Note which of LINE's menus carries which of ours; whoever sees an old one gets the new one."""
    before = await known(connection)
    moved = [each for each in drawn if before.get(each.name) != ids[each.name]]
    if moved:
        rows = [{"name": d.name, "digest": d.digest, "rich_menu_id": ids[d.name]} for d in moved]
        await connection.execute(db.upsert(connection, rich_menus), rows)
        again = update(wanted_menus).where(wanted_menus.c.menu.in_([each.name for each in moved]))
        await connection.execute(again.values(next_at=now, tries=0))
    await connection.execute(delete(rich_menus).where(rich_menus.c.name.not_in(list(ids))))
    return [f"{each.name} is now {ids[each.name]}" for each in moved]


async def shown(connection: AsyncConnection, friend_id: str) -> bool:
    """Tell whether LINE knows which menu a friend shall see, or nobody minds."""
    still = select(wanted_menus.c.friend_id).where(wanted_menus.c.friend_id == friend_id)
    return (await connection.execute(still.where(wanted_menus.c.next_at.is_not(None)))).first() is None


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget which menu a friend shall see; LINE shows on what it was told."""
    await connection.execute(delete(wanted_menus).where(wanted_menus.c.friend_id == friend_id))
