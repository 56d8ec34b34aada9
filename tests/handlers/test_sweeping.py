"""When rules say something else, every friend gets the menu and tags that they give, without a word."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import insert, select

from bot import menus
from bot.clock import DAY, HOUR, MINUTE, SECOND
from bot.conditions import parse
from bot.content import Rule
from bot.menu_plan import MenuRule
from bot.models import friends, inbox
from bot.schedule import Schedule
from dialogs.content import Content, dump, restore
from handlers import known, publishing, sweeping
from tests.people import Cast
from tests.world import MONDAY_NOON, World, example, world

EVENING = {"weekdays": ["mon", "tue"], "hours": ["18:00-21:00"]}


def with_rules(menus: tuple[MenuRule, ...] | None = None, tags: tuple[Rule, ...] | None = None) -> Content:
    """Return the example with other rules for menus or tags."""
    content = example()
    for part, rules in (("menus", menus), ("declared", tags)):
        if rules is not None:
            changed = getattr(content, part).model_copy(update={"rules": rules})
            content = content.model_copy(update={part: changed})
    return restore(dump(content))


async def publish(world: World, content: Content) -> None:
    """Let every process go by this content."""
    await publishing.folder(world.app.house, content)
    await world.quiet()


async def swept(cast: Cast) -> int:
    """Count how often friends were looked at."""
    async with cast.world.app.database.read() as connection:
        rows = await connection.execute(select(inbox.c.seq).where(inbox.c.kind == known.SWEPT))
        return len(rows.all())


async def test_a_menu_comes_and_goes_with_its_schedule(cast: Cast) -> None:
    """At the ends of a rule's hours her menu changes, in the service's zone, though she does nothing."""
    misaki, rules = cast.misaki, example().menus.rules
    await misaki.adds_the_account()
    evening = rules[1].model_copy(update={"when": None, "during": Schedule.model_validate(EVENING)})
    await publish(cast.world, with_rules((rules[0], evening, rules[2])))
    await cast.world.passes(6 * SECOND)
    for at, menu in (
        (5 * HOUR + 59 * MINUTE, "locked"),
        (6 * HOUR, "open"),
        (8 * HOUR + 59 * MINUTE, "open"),
        (9 * HOUR, "locked"),
        (DAY + 6 * HOUR, "open"),
        (2 * DAY + 6 * HOUR, "locked"),
    ):
        await cast.world.passes(MONDAY_NOON + at - cast.world.clock.now())
        await cast.world.passes(menus.GATHER)
        assert f"enishi {menu}.mine.ja" in str(await misaki.menu()), at


async def test_new_rules_reach_everybody(cast: Cast) -> None:
    """Rules that are published anew are applied to all friends; content with the same rules wakes nobody."""
    rules = example().menus.rules
    await cast.misaki.adds_the_account()
    await cast.alex.adds_the_account()
    before = await swept(cast)
    await publish(cast.world, with_rules((rules[1].model_copy(update={"when": None}),)))
    await cast.world.passes(menus.GATHER)
    await cast.world.passes(menus.GATHER)
    assert "open.mine.ja" in str(await cast.misaki.menu())
    assert "open.mine.en" in str(await cast.alex.menu())
    assert await swept(cast) == before + 2
    await cast.world.passes(HOUR)
    assert await swept(cast) == before + 2


async def test_a_new_year_of_graduates_is_noticed_by_itself(cast: Cast) -> None:
    """Tags of rules that look at the day follow it, for friends who write nothing for months."""
    await cast.misaki.adds_the_account()
    later = example().declared.rules[0].model_copy(update={"when": parse("this_class == 2028")})
    await publish(cast.world, with_rules(tags=(later,)))
    assert "jobs:now" not in await cast.misaki.tags()
    await cast.world.passes(150 * DAY)
    assert "jobs:now" in await cast.misaki.tags()


async def test_a_sweep_of_thousands_is_gathered(sqlite_url: str) -> None:
    """Hundreds of friends who get another menu at one boundary cost LINE as few calls as there are pages."""
    people = [f"U{number:032x}" for number in range(1_200)]
    never = {"first_seen_at": 0, "followed": True, "followed_at": 0, "with_human": False}
    async with world(sqlite_url) as house:
        await house.app.upkeep.sync()
        async with house.app.database.write() as connection:
            await connection.execute(insert(friends), [{"friend_id": each, **never} for each in people])
        rules = example().menus.rules
        await publish(house, with_rules((rules[1].model_copy(update={"when": None}),)))
        await house.passes(menus.GATHER)
        await house.passes(menus.GATHER)
        linked = [each for each in await house.requests() if each["path"].endswith("/bulk/link")]
        assert [len(each["body"]["userIds"]) for each in linked] == [500, 500, 200]


async def test_a_sweep_lets_others_in_between(sqlite_url: str) -> None:
    """The next page is posted only when the one before is taken: who writes waits behind one page at most."""
    people = [f"U{number:032x}" for number in range(700)]
    row = {"first_seen_at": 0, "followed": True, "followed_at": 0, "with_human": False}
    async with world(sqlite_url) as house:
        async with house.app.database.write() as connection:
            await connection.execute(insert(friends), [{"friend_id": each, **row} for each in people])
        await publishing.folder(house.app.house, with_rules(example().menus.rules[2:]))
        house.clock.at += 6 * SECOND
        assert await house.app.upkeep.sweep() == 500
        assert await house.app.upkeep.sweep() == 0
        while await house.app.worker.step():
            pass
        assert await house.app.upkeep.sweep() == 200


def test_the_key_changes_exactly_at_boundaries() -> None:
    """What decides about a sweep stays the same between two boundaries, and differs on either side of one."""
    rules = example().menus.rules
    timed = rules[1].model_copy(update={"during": Schedule.model_validate(EVENING)})
    content = with_rules((timed, rules[2]))
    keys = [sweeping.key(content, MONDAY_NOON + minute * MINUTE) for minute in range(0, 24 * 60, 10)]
    changes = [number * 10 for number, (one, two) in enumerate(pairwise(keys), 1) if one != two]
    assert changes == [6 * 60, 9 * 60, 12 * 60]  # 18:00, 21:00, and midnight, for `this_class`
