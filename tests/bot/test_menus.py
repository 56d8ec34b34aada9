"""Wanted menus: the last wish wins, LINE is told in the background, a friend at a time or many at once."""

from __future__ import annotations

import asyncio
from typing import Any

from bot import menu_loop, menus
from bot.clock import SECOND
from bot.menus import Drawn
from bot.models import wanted_menus
from tests.bot.machine import MISAKI, Machine, person
from tests.emulator.desk import png, rich_menu

PICTURE = png(800, 540)


def drawn(name: str, digest: str = "1" * 64, default: bool = False) -> Drawn:
    """Return a menu as the content would have it."""
    return Drawn(name, rich_menu(), PICTURE, "image/png", digest, default)


async def sync(m: Machine, *wanted: Drawn) -> list[str]:
    """Bring LINE in line with these menus; what was changed."""
    return await menu_loop.sync(m.database, m.clock, m.line, wanted)


async def wish(m: Machine, menu: str, *friends: str) -> None:
    """Wish a menu for some friends, as their turns would."""
    async with m.database.write() as connection:
        await menus.want(connection, dict.fromkeys(friends, menu), m.clock.now(), m.clock)


async def seen(m: Machine, friend: str = MISAKI) -> str | None:
    """Return the name of the menu that her phone shows."""
    shown = (await m.control("GET", f"users/{friend}/chat"))["richMenu"]
    return str(shown["object"]["name"]).split()[1] if shown else None


async def links(m: Machine) -> list[dict[str, Any]]:
    """Return the calls that linked a menu to one friend or to many."""
    everything = (await m.control("GET", "requests"))["requests"]
    return [each for each in everything if each["template"] in (ONE, MANY) and each["method"] == "POST"]


ONE, MANY = "/v2/bot/user/{userId}/richmenu/{richMenuId}", "/v2/bot/richmenu/bulk/link"


async def test_a_turn_wishes_and_the_phone_shows(m: Machine) -> None:
    """What the last turn wished is what she sees; wishes of one moment cost one call."""
    await sync(m, drawn("locked"), drawn("open"))
    m.decide = lambda turn: turn.want_menu("locked") or turn.want_menu("open")  # type: ignore[func-returns-value]
    await m.control("POST", f"users/{MISAKI}/follow")
    await m.quiet()
    assert await seen(m) == "open"
    assert len(await links(m)) == 1


async def test_only_the_last_wish_is_told(m: Machine) -> None:
    """Wanted menus are a state and no queue."""
    await m.follows(MISAKI)
    await sync(m, drawn("locked"), drawn("open"))
    for menu in ("locked", "open", "locked", "open"):
        await wish(m, menu, MISAKI)
    await m.quiet()
    assert await seen(m) == "open"
    assert len(await links(m)) == 1


async def test_the_same_wish_is_told_again(m: Machine) -> None:
    """LINE says yes and does nothing for a friend who has blocked, so each follow links again."""
    await m.follows(MISAKI)
    await sync(m, drawn("locked"))
    await m.control("POST", f"users/{MISAKI}/block")
    await wish(m, "locked", MISAKI)
    await m.quiet()
    m.decide = lambda turn: turn.want_menu("locked")
    await m.control("POST", f"users/{MISAKI}/follow")
    await m.quiet()
    assert await seen(m) == "locked"
    assert len(await links(m)) == 2


async def test_from_fifty_of_one_menu_on_one_call_does(small: Machine) -> None:
    """Fifty wishes for the same menu are one bulk call, forty-nine are calls of their own."""
    await sync(small, drawn("locked"), drawn("open"))
    await wish(small, "locked", *(person(number) for number in range(50)))
    await wish(small, "open", *(person(number) for number in range(50, 99)))
    await small.quiet()
    made = await links(small)
    assert [len(each["body"]["userIds"]) for each in made if each["template"] == MANY] == [50]
    assert len([each for each in made if each["template"] == ONE]) == 49


async def test_two_calls_for_one_friend_are_never_on_the_way(m: Machine) -> None:
    """A wish that comes while a call is under way waits for its end, and then wins."""
    await m.follows(MISAKI)
    await sync(m, drawn("locked"), drawn("open"))
    await m.faults({"endpoint": ONE, "kind": "latency", "seconds": 0.25, "count": 1})
    await wish(m, "locked", MISAKI)
    slow = asyncio.create_task(m.menus.step())
    while not await m.rows(wanted_menus, wanted_menus.c.leased_until > 0):
        pass  # until the call is under way
    await wish(m, "open", MISAKI)
    other = menu_loop.Menus(m.database, m.clock, m.line)
    assert await other.step() == 0
    await slow
    assert await seen(m) == "locked"
    assert await other.step() == 1
    assert await seen(m) == "open"


async def test_what_line_did_not_take_is_told_again_later(m: Machine) -> None:
    """A failed call is repeated with back-off, and blocks nobody else's."""
    await m.follows(MISAKI)
    await sync(m, drawn("locked"))
    await m.faults({"endpoint": ONE, "kind": "500", "count": 2})
    await wish(m, "locked", MISAKI)
    await m.quiet()
    assert await seen(m) is None
    await m.passes(1 * SECOND)
    await m.passes(5 * SECOND)
    assert await seen(m) == "locked"
    assert [row.next_at for row in await m.rows(wanted_menus)] == [None]


async def test_a_menu_that_is_not_drawn_yet_is_waited_for(m: Machine) -> None:
    """A wish made before the menus were drawn is told as soon as they are."""
    await m.follows(MISAKI)
    await wish(m, "locked", MISAKI)
    await m.quiet()
    await sync(m, drawn("locked"))
    await m.quiet()
    assert await seen(m) == "locked"


async def test_a_sync_changes_only_what_has_changed(m: Machine) -> None:
    """A second sync costs nothing; a changed menu is drawn anew and shown, and its old self deleted."""
    await m.follows(MISAKI)
    first = await sync(m, drawn("locked"), drawn("open", default=True))
    assert [each.split()[0] for each in first].count("created") == 2
    assert await seen(m) == "open"
    await wish(m, "locked", MISAKI)
    await m.quiet()
    assert await sync(m, drawn("locked"), drawn("open", default=True)) == []
    changed = await sync(m, drawn("locked", digest="2" * 64), drawn("open", default=True))
    assert [each.split()[0] for each in changed] == ["created", "locked", "deleted"]
    await m.quiet()
    shown = (await m.control("GET", f"users/{MISAKI}/chat"))["richMenu"]
    assert "2222" in shown["object"]["name"]


async def test_a_menu_of_somebody_else_is_left_alone(small: Machine) -> None:
    """What a person or another program has made at LINE is not deleted."""
    theirs = await small.line.create_rich_menu({**rich_menu(), "name": "campaign"})
    await sync(small, drawn("locked"))
    await sync(small, drawn("open"))
    assert theirs in await small.line.rich_menus()
