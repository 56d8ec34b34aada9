"""Wanted menus: the last wish wins, LINE is told in the background, a friend at a time or many at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from bot import menu_loop, menu_sync, menus
from bot.clock import SECOND
from bot.menu_tables import wanted_menus
from bot.menus import Drawn, Wish
from tests.bot.machine import MISAKI, Machine, person
from tests.emulator.desk import png, rich_menu

PICTURE = png(800, 540)


def drawn(name: str, digest: str = "1" * 64, default: bool = False, alias: str | None = None) -> Drawn:
    """Return a menu as the content would have it."""
    return Drawn(name, rich_menu(), lambda: PICTURE, "image/png", digest, default, alias)


async def sync(m: Machine, *wanted: Drawn) -> list[str]:
    """Bring LINE in line with these menus; what was changed."""
    return (await menu_sync.sync(m.database, m.clock, m.line, wanted)).changes


async def wish(m: Machine, menu: str, *friends: str) -> None:
    """Wish a menu for some friends, as their turns would."""
    async with m.database.write() as connection:
        await menus.want(connection, dict.fromkeys(friends, Wish(menu)), m.clock.now(), m.clock)


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
    other = menu_loop.Menus(m.database, m.clock, m.line, m.bells)
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
    newer = drawn("locked", digest="2" * 64), drawn("open", default=True)
    changed = await sync(m, *newer)
    assert [each.split()[0] for each in changed] == ["created", "locked"]
    await m.quiet()
    assert [each.split()[0] for each in await sync(m, *newer)] == ["deleted"]
    shown = (await m.control("GET", f"users/{MISAKI}/chat"))["richMenu"]
    assert "2222" in shown["object"]["name"]


async def test_a_menu_of_somebody_else_is_left_alone(small: Machine) -> None:
    """What a person or another program has made at LINE is not deleted."""
    theirs = await small.line.create_rich_menu({**rich_menu(), "name": "campaign"})
    await sync(small, drawn("locked"))
    await sync(small, drawn("open"))
    assert theirs in {each["richMenuId"] for each in await small.line.rich_menus()}


async def test_five_thousand_friends_cost_ten_calls(small: Machine) -> None:
    """When the menu of 5,000 friends changes, ten bulk calls tell LINE, and none is for one friend."""
    friends = [person(number) for number in range(5_000)]
    await sync(small, drawn("locked"), drawn("open"))
    await wish(small, "locked", *friends[:2_500])
    await wish(small, "open", *friends[2_500:])
    await small.quiet()
    for changed in ("1" * 64, "2" * 64):
        before = len(await links(small))
        await sync(small, drawn("locked", changed), drawn("open", changed))
        await small.passes(menus.BULK_TAKES)
        made = (await links(small))[before:]
        assert {each["template"] for each in made} <= {MANY} and len(made) <= 10
    assert sorted(each for call in made for each in call["body"]["userIds"]) == friends


async def test_while_line_carries_out_a_bulk_call_her_next_menu_waits(small: Machine) -> None:
    """LINE takes seconds for a bulk call: what is wished meanwhile is told after it, and stands."""
    small.platform.config = replace(small.platform.config, bulk_delay_ms=3 * SECOND)
    await small.follows(MISAKI)
    await sync(small, drawn("locked"), drawn("open"))
    await wish(small, "locked", MISAKI, *(person(number) for number in range(60)))
    await small.quiet()
    await wish(small, "open", MISAKI)
    await small.passes(3 * SECOND)
    assert await seen(small) == "locked"
    await small.passes(menus.BULK_TAKES)
    assert await seen(small) == "open"


async def test_a_tab_that_she_has_already_is_only_noted(m: Machine) -> None:
    """What LINE has switched by itself costs no call, unless another wish is still on its way to her."""
    await m.follows(MISAKI)
    await sync(m, drawn("locked"), drawn("open"))
    await noted(m, "locked")
    await m.quiet()
    assert await links(m) == [] and [row.menu for row in await m.rows(wanted_menus)] == ["locked"]
    await wish(m, "open", MISAKI)
    await noted(m, "locked")
    await m.quiet()
    assert len(await links(m)) == 1 and await seen(m) == "locked"


async def noted(m: Machine, menu: str) -> None:
    """Note a menu that Misaki has switched to."""
    async with m.database.write() as connection:
        await menus.want(connection, {MISAKI: Wish(menu, "seen")}, m.clock.now(), m.clock)


async def test_a_sweep_tells_only_what_has_changed(small: Machine) -> None:
    """Friends who shall see what they see cost no call, and the others of one stretch go together."""
    await sync(small, drawn("locked"), drawn("open"))
    friends = [person(number) for number in range(120)]
    await wish(small, "open", *friends[:40])
    await wish(small, "locked", *friends[40:])
    await small.passes(menus.BULK_TAKES)
    before = len(await links(small))
    for some in (friends[:70], friends[70:]):
        async with small.database.write() as connection:
            wishes = dict.fromkeys(some, Wish("open", "swept"))
            await menus.want(connection, wishes, small.clock.now(), small.clock)
        await small.passes(1)
    assert len(await links(small)) == before
    await small.passes(menus.GATHER)
    (made,) = (await links(small))[before:]
    assert sorted(made["body"]["userIds"]) == friends[40:]
