"""Rich menus at LINE are brought in line with the content: whatever happens there is found and mended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot import menu_sync
from bot.clock import HOUR, SECOND
from bot.menu_sync import AtLine, Synced, plan
from bot.menu_tables import wanted_menus
from bot.menus import Drawn
from emulator.menus import Menus
from tests.bot.machine import MISAKI, Machine, machine
from tests.bot.test_menus import ONE, PICTURE, drawn, seen, wish
from tests.emulator.desk import rich_menu

ALL = (
    drawn("locked", default=True),
    drawn("open.mine", alias="enishi-open-mine"),
    drawn("open.more", alias="enishi-open-more"),
)


async def sync(m: Machine, *wanted: Drawn) -> Synced:
    """Bring LINE in line with these menus."""
    return await menu_sync.sync(m.database, m.clock, m.line, wanted or ALL)


@pytest.fixture
async def mended(small: Machine) -> AsyncIterator[Machine]:
    """A machine whose menus are at LINE, and that Misaki follows and sees the locked one of."""
    await small.follows(MISAKI)
    await sync(small)
    await wish(small, "locked", MISAKI)
    await small.quiet()
    yield small


def picked(at_line: Menus, name: str) -> str:
    """Return LINE's id of one of our menus."""
    return next(each.id for each in at_line.by_id.values() if each.body["name"].startswith(f"enishi {name} "))


def _delete(at_line: Menus) -> None:
    at_line.delete(picked(at_line, "locked"))


def _delete_tab(at_line: Menus) -> None:
    at_line.delete(picked(at_line, "open.more"))


def _change(at_line: Menus) -> None:
    menu = at_line.by_id[picked(at_line, "locked")]
    menu.body = {
        **menu.body,
        "areas": rich_menu(action={"type": "uri", "uri": "https://evil.example"})["areas"],
    }


def _forget_image(at_line: Menus) -> None:
    at_line.by_id[picked(at_line, "locked")].image = None


def _lead_elsewhere(at_line: Menus) -> None:
    at_line.aliases["enishi-open-more"] = picked(at_line, "open.mine")


def _drop_alias(at_line: Menus) -> None:
    del at_line.aliases["enishi-open-mine"]


def _add_alias(at_line: Menus) -> None:
    at_line.aliases["enishi-of-an-old-set"] = picked(at_line, "open.mine")


def _other_default(at_line: Menus) -> None:
    at_line.default = picked(at_line, "open.mine")


def _no_default(at_line: Menus) -> None:
    at_line.default = None


def _twice(at_line: Menus) -> None:
    menu = at_line.by_id[picked(at_line, "locked")]
    at_line.by_id["richmenu-" + "7" * 32] = type(menu)("richmenu-" + "7" * 32, dict(menu.body))


DRIFT: list[tuple[Callable[[Menus], None], list[str]]] = [
    (_delete, ["created", "locked is now", "default is now"]),
    (_delete_tab, ["created", "alias", "open.more is now"]),
    (_change, ["created", "locked is now", "default is now", "deleted"]),
    (_forget_image, ["image of locked"]),
    (_lead_elsewhere, ["alias enishi-open-more"]),
    (_drop_alias, ["alias enishi-open-mine"]),
    (_add_alias, ["deleted the alias enishi-of-an-old-set"]),
    (_other_default, ["default is now locked"]),
    (_no_default, ["default is now locked"]),
    (_twice, ["deleted enishi locked"]),
]


@pytest.mark.parametrize(("happens", "told"), DRIFT, ids=[each.__name__[1:] for each, _ in DRIFT])
async def test_what_has_changed_at_line_is_mended(
    mended: Machine, happens: Callable[[Menus], None], told: list[str]
) -> None:
    """Each drift is told and mended by the next sync, which leaves all else alone, and once only."""
    happens(mended.platform.menus)
    assert (await menu_sync.foresee(mended.database, mended.line, ALL)).words()
    changes = (await sync(mended)).changes
    assert [each for each in changes if not each.startswith(tuple(told))] == []
    assert len(changes) >= len(told) - ("deleted" in told)  # an old menu goes once she has the new one
    await mended.passes(10 * SECOND)
    await sync(mended)
    assert await seen(mended) == "locked"
    at_line = mended.platform.menus
    assert at_line.default == picked(at_line, "locked")
    assert at_line.aliases == {each.alias: picked(at_line, each.name) for each in ALL if each.alias}
    assert len(at_line.by_id) == 3 and all(each.image == PICTURE for each in at_line.by_id.values())
    assert (await sync(mended)).changes == []
    assert not (await menu_sync.foresee(mended.database, mended.line, ALL)).words()


async def test_a_menu_that_line_has_lost_is_noticed_by_a_link(mended: Machine) -> None:
    """When LINE does not know the menu that a friend shall see, the next sync is called for at once."""
    mended.platform.menus.delete(picked(mended.platform.menus, "open.mine"))
    await wish(mended, "open.mine", MISAKI)
    await mended.quiet()
    assert mended.bells._events["content"].is_set()
    await sync(mended)
    await mended.quiet()
    assert await seen(mended) == "open.mine"


async def test_an_old_menu_stays_until_its_friends_have_the_new_one(mended: Machine) -> None:
    """Nobody sees a menu vanish: the old one is deleted only when LINE has been told of the new one."""
    newer = (drawn("locked", digest="2" * 64, default=True), *ALL[1:])
    first = await sync(mended, *newer)
    assert [each for each in first.changes if "deleted" in each] == []
    assert (
        "stays until its friends have got their new menu (1)" in first.left[0]
        and await seen(mended) == "locked"
    )
    await mended.quiet()
    assert [each[:14] for each in (await sync(mended, *newer)).changes] == ["deleted enishi"]


async def test_a_friend_whom_line_refuses_keeps_no_old_menu_for_ever(mended: Machine) -> None:
    """After some tries the old menu is deleted although one friend has not got the new one."""
    await mended.faults({"endpoint": ONE, "kind": "500"})
    newer = (drawn("locked", digest="2" * 64, default=True), *ALL[1:])
    await sync(mended, *newer)
    for _ in range(6):
        await mended.passes(HOUR)
    assert [row.next_at is None for row in await mended.rows(wanted_menus)] == [False]
    assert "deleted enishi locked" in (await sync(mended, *newer)).changes[0]


async def test_what_line_takes_no_more_this_hour_is_left_and_said(database_url: str) -> None:
    """Beyond a hundred new menus an hour the sync says what is left, and a later one goes on."""
    many = [drawn(f"menu{number:03}", alias=None) for number in range(103)]
    async with machine(database_url) as m:
        first = await sync(m, *many)
        assert not first.complete and len(first.changes) == 100
        assert first.left == ["3 of 103 menus are still to be created: LINE takes 100 an hour"]
        m.clock.at += HOUR
        second = await sync(m, *many)
        assert second.complete and len([each for each in second.changes if "created" in each]) == 3


def test_a_plan_looks_at_what_a_tap_does() -> None:
    """What LINE may add to an action makes no other menu of it; other areas, sizes and addresses do."""
    ours = drawn("locked")
    listed: dict[str, Any] = {"richMenuId": "richmenu-1", **ours.menu, "name": ours.title}
    more = {**listed, "areas": [{**a, "action": {**a["action"], "extra": 1}} for a in listed["areas"]]}
    for menu, kept in ((listed, True), (more, True), ({**listed, "chatBarText": "other"}, False)):
        there = AtLine([menu], frozenset({"richmenu-1"}), {}, None)
        assert (plan([ours], there, {}).kept == {"locked": "richmenu-1"}) is kept
