"""Wanted rich menus: one row a friend, the last wish wins; LINE is told in the background.

Turns wish, `bot.menu_loop` tells LINE. Nothing here reaches the network.
https://developers.line.biz/en/docs/messaging-api/use-per-user-rich-menus/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import db
from bot.clock import HOUR, SECOND, Clock
from bot.menu_tables import rich_menus, wanted_menus
from bot.models import friends

AT_ONCE = 500
"""As many as LINE takes in one bulk call."""
LEASE = 30 * SECOND
BULK_TAKES = 10 * SECOND
"""LINE carries a bulk call out within seconds and says nothing when: until then hers is under way."""
FRESH = 2 * SECOND
GATHER = 10 * SECOND
"""Wishes of a sweep that fall into the same stretch of so long are told together."""
HOPELESS = 5
"""After so many tries nobody waits for a friend whom LINE refuses."""
BACK_OFF = (1 * SECOND, 5 * SECOND, 30 * SECOND, 300 * SECOND, 1 * HOUR)


Kind = Literal["now", "swept", "seen"]
"""`now`: LINE is told whatever we believe; `swept`: only of a change, with others; `seen`: she has it."""


class Wish(NamedTuple):
    """Which menu a friend shall see."""

    menu: str
    kind: Kind = "now"


@dataclass(frozen=True)
class Drawn:
    """A rich menu as the content has it: LINE's object without a name, its picture, and a digest of both."""

    name: str
    menu: Mapping[str, Any]
    picture: Callable[[], bytes]
    content_type: str
    digest: str
    default: bool = False
    alias: str | None = None

    @property
    def title(self) -> str:
        """The name at LINE, by which a later sync recognises an unchanged menu."""
        return f"enishi {self.name} {self.digest[:16]}"


async def want(connection: AsyncConnection, wishes: Mapping[str, Wish], now: int, clock: Clock) -> None:
    """Write down which menu each of these friends shall see, in one statement for each kind of wish."""
    kinds: dict[Kind, list[dict[str, Any]]] = {}
    for friend_id, wish in sorted(wishes.items()):  # one order for all who lock these rows
        due = (now // GATHER + 1) * GATHER if wish.kind == "swept" else now
        row = {"friend_id": friend_id, "menu": wish.menu, "wanted": clock.new_id(), "tries": 0}
        kinds.setdefault(wish.kind, []).append({**row, "next_at": None if wish.kind == "seen" else due})
    for kind, rows in sorted(kinds.items()):
        await connection.execute(_upsert(connection, kind, now), rows)


def _upsert(connection: AsyncConnection, kind: Kind, now: int) -> Any:
    added = db.insert(connection, wanted_menus)
    said = {name: added.excluded[name] for name in ("menu", "wanted", "tries", "next_at")}
    same, where = [wanted_menus.c.friend_id], None
    if kind == "swept":
        where = wanted_menus.c.menu != added.excluded.menu
    elif kind == "seen":  # a call that is under way or still to come would put her back
        settled = wanted_menus.c.next_at.is_(None) & (wanted_menus.c.leased_until <= now)
        said["next_at"] = case((settled, null()), else_=literal(now, db.Millis()))
    return added.on_conflict_do_update(index_elements=same, set_=said, where=where)


async def lease(connection: AsyncConnection, now: int) -> Sequence[Row[Any]]:
    """Own due wishes, so that never two calls are on the way for one friend.

    What has just been wished comes before what many others wait for, and then menu by menu, for bulk calls.
    """
    joined = wanted_menus.outerjoin(rich_menus, rich_menus.c.name == wanted_menus.c.menu)
    due = select(wanted_menus, rich_menus.c.rich_menu_id).select_from(joined)
    due = due.where(wanted_menus.c.next_at <= now, wanted_menus.c.leased_until <= now)
    late = case((wanted_menus.c.next_at > now - FRESH, 0), else_=1)
    due = due.order_by(late, wanted_menus.c.menu, wanted_menus.c.friend_id).limit(AT_ONCE)
    rows = (await connection.execute(due.with_for_update(skip_locked=True, of=wanted_menus))).all()
    if rows:
        mine = update(wanted_menus).where(wanted_menus.c.friend_id.in_([row.friend_id for row in rows]))
        await connection.execute(mine.values(leased_until=now + LEASE))
    return rows


@dataclass(frozen=True)
class Told:
    """What became of a wish: LINE has taken it, in bulk perhaps, or it has not."""

    row: Row[Any]
    taken: bool
    in_bulk: bool = False


async def settle(connection: AsyncConnection, told: Sequence[Told], now: int) -> None:
    """Note what LINE was told; a wish that changed meanwhile stays due."""
    told = sorted(told, key=lambda each: str(each.row.friend_id))
    every = update(wanted_menus).where(wanted_menus.c.friend_id == bindparam("friend"))
    free = [
        {"friend": each.row.friend_id, "until": now + BULK_TAKES if each.taken and each.in_bulk else 0}
        for each in told
    ]
    await connection.execute(every.values(leased_until=bindparam("until")), free)
    same = every.where(wanted_menus.c.wanted == bindparam("version"))
    done = [{"friend": each.row.friend_id, "version": each.row.wanted} for each in told if each.taken]
    if done:
        await connection.execute(same.values(applied=bindparam("version"), next_at=None, tries=0), done)
    late = [
        {
            "friend": each.row.friend_id,
            "version": each.row.wanted,
            "at": now + BACK_OFF[min(each.row.tries, len(BACK_OFF) - 1)],
        }
        for each in told
        if not each.taken
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
        await tell_again(connection, [each.name for each in moved], now)
    await connection.execute(delete(rich_menus).where(rich_menus.c.name.not_in(list(ids))))
    return [f"{each.name} is now {ids[each.name]}" for each in moved]


async def tell_again(connection: AsyncConnection, names: Sequence[str], now: int) -> None:
    """Let LINE be told anew of all who shall see these menus."""
    if names:
        again = update(wanted_menus).where(wanted_menus.c.menu.in_(names))
        await connection.execute(again.values(next_at=now, tries=0))


async def lost(connection: AsyncConnection, rich_menu_ids: Sequence[str]) -> None:
    """Note that LINE no longer has these menus, or that they are not complete there."""
    await connection.execute(delete(rich_menus).where(rich_menus.c.rich_menu_id.in_(rich_menu_ids)))


async def awaited(connection: AsyncConnection, names: Sequence[str], now: int) -> dict[str, int]:
    """Count by name the friends who may still see an old menu: a changed one, or one that is no more."""
    on_the_way = wanted_menus.c.next_at.is_not(None) | (wanted_menus.c.leased_until > now)
    blocked, follows = _hers(friends.c.blocked_at.is_not(None)), _hers(friends.c.followed)
    gone = wanted_menus.c.menu.not_in(list(names))
    counted = select(wanted_menus.c.menu, func.count().label("friends")).group_by(wanted_menus.c.menu)
    counted = counted.where(or_(on_the_way & ~blocked, gone & follows), wanted_menus.c.tries < HOPELESS)
    return {row.menu: row.friends for row in await connection.execute(counted)}


def _hers(what: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(friends.c.friend_id == wanted_menus.c.friend_id, what)


async def waiting(connection: AsyncConnection) -> int:
    """Count the friends of whom LINE is still to be told."""
    counted = select(func.count()).select_from(wanted_menus).where(wanted_menus.c.next_at.is_not(None))
    return int((await connection.execute(counted)).scalar_one())


async def shown(connection: AsyncConnection, friend_id: str) -> bool:
    """Tell whether LINE knows which menu a friend shall see, or nobody minds."""
    still = select(wanted_menus.c.friend_id).where(wanted_menus.c.friend_id == friend_id)
    return (await connection.execute(still.where(wanted_menus.c.next_at.is_not(None)))).first() is None


async def erase(connection: AsyncConnection, friend_id: str) -> None:
    """Forget which menu a friend shall see; LINE shows on what it was told."""
    await connection.execute(delete(wanted_menus).where(wanted_menus.c.friend_id == friend_id))
