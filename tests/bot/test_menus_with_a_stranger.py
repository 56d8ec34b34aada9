"""One friend whom LINE refuses among many: the others see their menu all the same."""

from __future__ import annotations

from bot.clock import SECOND
from bot.menu_tables import wanted_menus
from tests.bot.machine import MISAKI, Machine, person
from tests.bot.test_menus import drawn, seen, sync, wish


async def test_one_refused_friend_spoils_the_bulk_for_nobody(m: Machine) -> None:
    """The bulk call fails as a whole; the next time each friend has a call of her own."""
    await m.follows(MISAKI)
    await sync(m, drawn("locked"))
    await wish(m, "locked", MISAKI, "U-who-is-this", *(person(number) for number in range(60)))
    await m.quiet()
    await m.passes(1 * SECOND)
    assert await seen(m) == "locked"
    waiting = [row.friend_id for row in await m.rows(wanted_menus) if row.next_at is not None]
    assert waiting == ["U-who-is-this"]
