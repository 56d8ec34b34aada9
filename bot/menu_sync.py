"""Brings LINE's rich menus in line with the content: menus, images, aliases and the default.

`enishi menus sync` and the worker call `sync`. Nothing at LINE is taken for granted: what was deleted or
changed there is mended. Only what differs costs one of LINE's 100 an hour; what it takes no more is left.
https://developers.line.biz/en/docs/messaging-api/using-rich-menus/
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot import menus
from bot.clock import Clock
from bot.db import Database, undisturbed
from bot.line import Line, LineError
from bot.menu_plan import OURS
from bot.menus import Drawn

MARK: Final = "enishi "
"""What the name of each of our menus begins with; others belong to somebody else."""
AN_HOUR: Final = 100
FULL: Final = 429
MATTERS: Final = ("type", "data", "uri", "richMenuAliasId")
"""What of an action decides what a tap does."""


@dataclass(frozen=True)
class AtLine:
    """What LINE has: menus as it lists them, which of them have an image, aliases, and the default."""

    menus: Sequence[Mapping[str, Any]]
    pictured: frozenset[str]
    aliases: Mapping[str, str]
    default: str | None


@dataclass(frozen=True)
class Plan:
    """What is to be done: which menus are as they should be, what is missing, leads elsewhere or is over.

    An alias or default that is to lead to a menu which is still to be created is not listed, but follows it.
    """

    kept: Mapping[str, str]
    create: Sequence[Drawn]
    picture: Sequence[Drawn]
    name: Sequence[Drawn]
    default: Sequence[Drawn]
    stale: Mapping[str, str]
    stale_aliases: Sequence[str]

    def words(self) -> list[str]:
        """Say what is to be done, a line each."""
        return [
            *(f"create {each.name}" for each in self.create),
            *(f"upload the image of {each.name}" for each in self.picture),
            *(f"let the alias {each.alias} lead to {each.name}" for each in self.name),
            *(f"make {each.name} the default" for each in self.default),
            *(f"delete {title}" for title in self.stale.values()),
            *(f"delete the alias {each}" for each in self.stale_aliases),
        ]


@dataclass
class Synced:
    """What was changed, a line each; what is left for later, with the reason; whether all menus are there."""

    changes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    complete: bool = True
    say: Callable[[str], None] = lambda line: None

    def done(self, line: str) -> None:
        """Note a change as soon as it is made."""
        self.changes.append(line)
        self.say(line)


def plan(drawn: Sequence[Drawn], there: AtLine, known: Mapping[str, str]) -> Plan:
    """Compare what is wanted with what LINE has; a menu of our name that does something else is none."""
    kept: dict[str, str] = {}
    for each in drawn:
        alike = [
            str(m["richMenuId"]) for m in there.menus if m.get("name") == each.title and same(each.menu, m)
        ]
        if alike:
            before = known.get(each.name, "")
            kept[each.name] = before if before in alike else alike[0]
    ours = {str(m["richMenuId"]): str(m["name"]) for m in there.menus if _is_ours(m)}
    aliases = {each.alias for each in drawn if each.alias}
    return Plan(
        kept,
        [each for each in drawn if each.name not in kept],
        [each for each in drawn if each.name in kept and kept[each.name] not in there.pictured],
        [d for d in drawn if d.alias and d.name in kept and there.aliases.get(d.alias) != kept[d.name]],
        [d for d in drawn if d.default and d.name in kept and there.default != kept[d.name]],
        {menu_id: title for menu_id, title in ours.items() if menu_id not in kept.values()},
        sorted(each for each in there.aliases if each.startswith(OURS) and each not in aliases),
    )


def _is_ours(menu: Mapping[str, Any]) -> bool:
    return str(menu.get("name", "")).startswith(MARK)


def same(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether a menu at LINE looks and acts as ours; what LINE may add to an action does not count."""
    return bool(_essence(ours) == _essence(theirs))


def _essence(menu: Mapping[str, Any]) -> Any:
    areas = [
        (area["bounds"], [(area.get("action") or {}).get(name) for name in MATTERS])
        for area in menu.get("areas") or []
    ]
    return menu.get("size"), menu.get("selected"), menu.get("chatBarText"), areas


async def look(line: Line, drawn: Sequence[Drawn]) -> AtLine:
    """Ask LINE for everything that a plan looks at."""
    listed, aliases, default = await asyncio.gather(
        line.rich_menus(), line.menu_aliases(), line.default_menu()
    )
    titles = {each.title for each in drawn}
    asked = [str(menu["richMenuId"]) for menu in listed if menu.get("name") in titles]
    has = await asyncio.gather(*map(line.has_menu_image, asked))
    pictured = frozenset(menu_id for menu_id, there in zip(asked, has, strict=True) if there)
    return AtLine(listed, pictured, aliases, default)


async def foresee(database: Database, line: Line, drawn: Sequence[Drawn]) -> Plan:
    """Look at LINE and say what a sync would do."""
    there = await look(line, drawn)
    async with database.read() as connection:
        return plan(drawn, there, await menus.known(connection))


async def sync(
    database: Database,
    clock: Clock,
    line: Line,
    drawn: Sequence[Drawn],
    say: Callable[[str], None] = lambda line: None,
) -> Synced:
    """Bring LINE in line with what was drawn; a later sync goes on with what is left."""
    there, synced = await look(line, drawn), Synced(say=say)
    async with database.read() as connection:
        wanted = plan(drawn, there, await menus.known(connection))
    ids = await _complete(line, wanted, synced)
    synced.complete = len(ids) == len(drawn)
    if not synced.complete:
        return synced  # until all are there, everybody goes on seeing the old ones
    misled = await _name(line, drawn, ids, there, synced)
    for change in await undisturbed(_point(database, drawn, ids, misled, clock.now())):
        synced.done(change)
    await _set_default(line, drawn, ids, there, synced)
    await tidy(database, clock, line, wanted, [each.name for each in drawn], synced)
    return synced


async def _complete(line: Line, wanted: Plan, synced: Synced) -> dict[str, str]:
    """Create what is missing, each with its image at once; returns the ids of what is complete."""
    ids = dict(wanted.kept)
    for each in wanted.picture:
        await _draw(line, ids[each.name], each)
        synced.done(f"image of {each.name} uploaded")
    for number, each in enumerate(wanted.create):
        try:
            menu_id = await line.create_rich_menu({**each.menu, "name": each.title})
        except LineError as error:
            if error.status != FULL:
                raise
            rest = len(wanted.create) - number
            synced.left.append(
                f"{rest} of {len(wanted.create)} menus are still to be created: LINE takes {AN_HOUR} an hour"
            )
            return ids
        await _draw(line, menu_id, each)
        ids[each.name] = menu_id
        synced.done(f"created {each.name}")
    return ids


async def _draw(line: Line, menu_id: str, each: Drawn) -> None:
    await line.upload_menu_image(menu_id, await asyncio.to_thread(each.picture), each.content_type)


async def _name(
    line: Line, drawn: Sequence[Drawn], ids: Mapping[str, str], there: AtLine, synced: Synced
) -> list[str]:
    """Let every tab's alias lead to its menu; returns the names of those that led somewhere else."""
    misled = []
    for each in drawn:
        if each.alias and (before := there.aliases.get(each.alias)) != ids[each.name]:
            await line.set_menu_alias(each.alias, ids[each.name], new=before is None)
            synced.done(f"alias {each.alias} leads to {each.name}")
            misled += [each.name] if before else []
    return misled


async def _point(
    database: Database, drawn: Sequence[Drawn], ids: Mapping[str, str], misled: Sequence[str], now: int
) -> list[str]:
    async with database.write() as connection:
        await menus.tell_again(connection, misled, now)  # who switched meanwhile sees what she should not
        return await menus.point(connection, drawn, ids, now)


async def _set_default(
    line: Line, drawn: Sequence[Drawn], ids: Mapping[str, str], there: AtLine, synced: Synced
) -> None:
    for each in drawn:
        if each.default and there.default != ids[each.name]:
            await line.set_default_menu(ids[each.name])
            synced.done(f"default is now {each.name}")


async def tidy(
    database: Database, clock: Clock, line: Line, wanted: Plan, names: Sequence[str], synced: Synced
) -> None:
    """Delete what nobody sees any more; an old menu stays until its friends have got the new one."""
    async with database.read() as connection:
        awaited = await menus.awaited(connection, names, clock.now())
    try:
        for alias in wanted.stale_aliases:
            await line.delete_menu_alias(alias)
            synced.done(f"deleted the alias {alias}")
        for menu_id, title in wanted.stale.items():
            if waiting := awaited.get(title.removeprefix(MARK).partition(" ")[0]):
                synced.left.append(f"{title} stays until its friends have got their new menu ({waiting})")
                continue
            await line.delete_rich_menu(menu_id)
            synced.done(f"deleted {title}")
    except LineError as error:
        if error.status != FULL:
            raise
        synced.left.append(f"old menus are still to be deleted: LINE takes {AN_HOUR} an hour")
