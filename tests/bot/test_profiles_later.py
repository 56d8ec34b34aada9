"""Who was not asked about at her first event is asked about when she writes, and not at every word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models import profiles
from linking.link_import import import_links
from tests.people import Cast


async def names(cast: Cast) -> list[str | None]:
    """Return the names under which Misaki is known, at most one."""
    async with cast.world.app.database.read() as connection:
        known = select(profiles.c.display_name).where(profiles.c.friend_id == cast.misaki.user_id)
        return list((await connection.execute(known)).scalars())


async def asked(cast: Cast) -> int:
    """Count how often LINE was asked about anybody."""
    return len([each for each in await cast.world.requests() if "/profile/" in each["path"]])


async def test_whose_link_was_imported_is_known_when_she_comes(cast: Cast) -> None:
    """An import makes her lane before she ever writes; LINE tells of her once she is a friend."""
    ties = f"member_id,line_user_id\nT0001,{cast.misaki.user_id}\n"
    assert (await import_links(cast.world.app.database, cast.world.clock, ties.encode())).added == 1
    await cast.world.quiet()
    await cast.misaki.adds_the_account()
    assert await names(cast) == ["みさき"]


@pytest.mark.parametrize("kind", ["500", "reset_before"])
async def test_who_came_while_line_was_away_is_asked_about_later(cast: Cast, kind: str) -> None:
    """Her first event went unnamed; with her next words LINE is asked again, and then no more."""
    fault = {"endpoint": "/v2/bot/profile/{userId}", "kind": kind}
    await cast.world.control("PUT", "faults", {"faults": [fault]})
    await cast.misaki.adds_the_account()
    await cast.world.passes(1_000)
    assert await names(cast) == []
    await cast.world.control("PUT", "faults", {"faults": []})
    await cast.misaki.types("こんにちは")
    assert await names(cast) == ["みさき"]
    before = await asked(cast)
    await cast.misaki.types("ありがとう")
    assert await asked(cast) == before
