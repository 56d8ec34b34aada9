"""What the operator's own systems tell us of members: who may, what comes of it, and how fast."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import conditions, friends
from bot.menu_plan import MenuRule
from bot.models import inbox as inbox_table
from dialogs import published
from dialogs.content import Content
from emulator.config import user_id_of
from linking.member_import import import_members
from linking.passwords import Passwords
from linking.tables import member_events
from linking.tables import members as members_table
from tests.browser import Browser
from tests.people import Cast, gather
from tests.world import CONTENT, World, example, world

KEY = "the key of the operator's own systems"
HERS = {"name": "田中 みさき", "grad_year": 2027, "jobs_wanted": True}
APPLIED = {"member_id": "T0001", "event": "applied", "at": "2026-11-30T11:00:00+09:00", "data": {"job": 7}}


class Office:
    """The operator's own system."""

    def __init__(self, house: World, key: str = KEY) -> None:
        self.house, self.headers = house, {"Authorization": f"Bearer {key}"}

    async def puts(self, member_id: str, body: Any, **headers: str) -> tuple[int, Any]:
        """Say what is true of a member."""
        return await self._send("PUT", f"members/{member_id}", body, headers)

    async def tells(self, body: Any, key: str | None = "k-1", **headers: str) -> tuple[int, Any]:
        """Say what a member has done."""
        named = {"Idempotency-Key": key} if key is not None else {}
        return await self._send("POST", "events", body, {**named, **headers})

    async def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        how = {"data": body} if isinstance(body, bytes) else {"json": body}
        address = f"{self.house.bot_url}/api/{path}"
        async with self.house.http.request(
            method, address, headers={**self.headers, **headers}, **how
        ) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def cast(database_url: str) -> AsyncIterator[Cast]:
    """Everybody with a phone, in a house whose operator has a key."""
    owner = user_id_of("takahashi")
    async with world(database_url, enishi_owner_line_id=owner, enishi_api_key=KEY) as built:
        await built.app.upkeep.sync()
        members = (CONTENT / "members.csv").read_bytes()
        await import_members(built.app.database, built.clock, Passwords(1, 8, 1), members)
        yield gather(built)


async def signs_in(cast: Cast, browser: Browser) -> None:
    """Go up to the question as whom Misaki links."""
    await cast.misaki.adds_the_account()
    await cast.misaki.taps("連携する")
    await browser.opens((await cast.misaki.taps("連携する"))["open"], cast.misaki)
    await browser.presses("次へ", cast.misaki, member_id="T0001", password="sample-misaki")


async def links(cast: Cast, browser: Browser) -> None:
    """Link Misaki to T0001."""
    await signs_in(cast, browser)
    await browser.presses("連携する", cast.misaki)


async def facts(cast: Cast) -> dict[str, Any]:
    """Return what is known of Misaki."""
    async with cast.world.app.database.read() as connection:
        return (await friends.load(connection, [cast.misaki.user_id], 0))[cast.misaki.user_id].attributes


async def rule_for_menu(cast: Cast) -> None:
    """Publish content in which the tag of a rule has a menu of its own."""
    content = example()
    first = MenuRule(menu="staff", when=conditions.parse('has "jobs:now"'))
    menus = content.menus.model_copy(update={"rules": (first, *content.menus.rules)})
    parts = {name: getattr(content, name) for name in Content.model_fields}
    app = cast.world.app
    async with app.database.write() as connection:
        await published.publish(connection, Content(**{**parts, "menus": menus}), app.clock.now())


async def test_a_change_is_on_the_friend_at_once_and_swaps_her_menu(cast: Cast, browser: Browser) -> None:
    """An attribute makes a rule's tag, the tag a menu; without the attribute both are gone again."""
    await rule_for_menu(cast)
    office = Office(cast.world)
    await links(cast, browser)
    assert "open" in str(await cast.misaki.menu())
    status, said = await office.puts("T0001", HERS)
    await cast.world.quiet()
    assert (status, said["changed"]) == (200, True)
    assert "jobs:now" in await cast.misaki.tags() and "staff" in str(await cast.misaki.menu())
    await office.puts("T0001", {"name": "田中 みさき", "grad_year": 2027})
    await cast.world.quiet()
    assert "jobs_wanted" not in await facts(cast)
    assert "jobs:now" not in await cast.misaki.tags() and "open" in str(await cast.misaki.menu())


async def test_a_change_before_the_link_is_in_it(cast: Cast, browser: Browser) -> None:
    """Changed while she is on her way through the page, the record is linked as it then is."""
    await rule_for_menu(cast)
    await signs_in(cast, browser)
    await Office(cast.world).puts("T0001", HERS)
    await browser.presses("連携する", cast.misaki)
    assert (await facts(cast))["jobs_wanted"] is True and "staff" in str(await cast.misaki.menu())


@pytest.mark.parametrize("first", ["link", "change"])
async def test_a_change_and_the_link_in_one_moment(cast: Cast, browser: Browser, first: str) -> None:
    """Whichever is stored first while nobody has decided anything yet, both are true in the end."""
    await rule_for_menu(cast)
    await signs_in(cast, browser)
    async with cast.world.at_once():
        if first == "change":
            await Office(cast.world).puts("T0001", HERS)
        await browser.presses("連携する", cast.misaki)
        if first == "link":
            await Office(cast.world).puts("T0001", HERS)
    assert (await facts(cast))["jobs_wanted"] is True and "staff" in str(await cast.misaki.menu())


async def test_many_changes_while_the_link_is_decided(cast: Cast, browser: Browser) -> None:
    """Changes that race with the link leave the last one on the friend, however they interleave."""
    await signs_in(cast, browser)
    office = Office(cast.world)

    async def changes() -> None:
        for year in range(2024, 2031):
            await office.puts("T0001", {"grad_year": year})

    async with cast.world.at_once():
        await browser.presses("連携する", cast.misaki)
        await asyncio.gather(changes(), cast.world.app.worker.step())
    assert await facts(cast) == {"grad_year": 2030}


async def test_two_who_bring_the_same_new_member(cast: Cast) -> None:
    """One of them is first, the other a change: the version tells them apart."""
    office = Office(cast.world)
    answers = await asyncio.gather(*(office.puts("N-1", {"grad_year": 2024 + n}) for n in range(5)))
    assert sorted(said["version"] for _, said in answers) == [1, 2, 3, 4, 5]
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 201]
    assert (await office.puts("N-1", {"grad_year": 2020}))[1]["version"] == 6
    assert (await office.puts("N-1", {"grad_year": 2020}))[1] == {
        "member_id": "N-1",
        "version": 6,
        "changed": False,
    }


async def test_mistakes_come_in_one_answer_and_nothing_is_written(cast: Cast) -> None:
    """Each with its field; the member stays as she was."""
    office = Office(cast.world)
    status, said = await office.puts("T0001", {"grad_year": "2027", "nobody": 1})
    assert status == 422 and [each["field"] for each in said["mistakes"]] == ["grad_year", "nobody"]
    assert (await office.puts("T0001", b"{"))[0] == 400
    assert (await office.puts("T0001", b'{"name": "' + b"x" * 70_000 + b'"}'))[0] == 413
    assert (await office.puts("x" * 101, {}))[0] == 422
    async with cast.world.app.database.read() as connection:
        rows = select(func.count()).select_from(members_table).where(members_table.c.version != 1)
        assert (await connection.execute(rows)).scalar_one() == 0


async def test_an_event_is_stored_once_and_reaches_her_lane(cast: Cast, browser: Browser) -> None:
    """Sent again it changes nothing; another event under its key is refused."""
    office = Office(cast.world)
    await links(cast, browser)
    assert await office.tells(APPLIED) == (202, {"stored": True})
    assert await office.tells(APPLIED) == (200, {"stored": False})
    status, said = await office.tells({**APPLIED, "event": "withdrew"})
    assert status == 422 and said["mistakes"][0]["field"] == "Idempotency-Key"
    await cast.world.quiet()
    assert [each["event"] for each in await told(cast)] == ["applied"]


async def told(cast: Cast) -> list[dict[str, Any]]:
    """Return the events of members that have come into Misaki's lane and were taken."""
    hers = select(inbox_table).where(inbox_table.c.kind == "linking.event", inbox_table.c.status == "done")
    async with cast.world.app.database.read() as connection:
        rows = (await connection.execute(hers.order_by(inbox_table.c.seq))).all()
    assert {row.lane for row in rows} <= {cast.misaki.user_id}
    return [json.loads(row.body) for row in rows]


async def test_an_event_before_the_link_waits_for_it(cast: Cast, browser: Browser) -> None:
    """What a member did before she linked comes into her lane with the link, in its order, once."""
    office = Office(cast.world)
    await office.tells({**APPLIED, "at": "2026-11-30T11:30:00+09:00"}, "later")
    await office.tells({**APPLIED, "event": "registered"}, "earlier")
    await links(cast, browser)
    await cast.world.quiet()
    assert [each["event"] for each in await told(cast)] == ["registered", "applied"]
    async with cast.world.app.database.read() as connection:
        rows = (await connection.execute(select(member_events.c.friend_id))).scalars().all()
    assert rows == [cast.misaki.user_id] * 2


async def test_an_event_of_nobody_is_refused_and_can_be_sent_again(cast: Cast) -> None:
    """We keep nothing of people whom we do not know; once the member is there the same key is taken."""
    office = Office(cast.world)
    stranger = {**APPLIED, "member_id": "N-1"}
    assert (await office.tells(stranger))[0] == 404
    await office.puts("N-1", {})
    assert (await office.tells(stranger))[0] == 202
    assert (await office.tells(stranger, key=None))[0] == 422
    assert (await office.tells(b"[]", key="k-9"))[0] == 422


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", f"Basic {KEY}", f"Bearer {KEY}x", f"Bearer {KEY[:-1]}", "Bearer ü"]
)
async def test_nobody_gets_in_without_the_key(cast: Cast, given: str) -> None:
    """Whatever stands there instead, the answer is 401 and nothing is written."""
    status, _ = await Office(cast.world).puts("T0001", {}, Authorization=given)
    assert status == 401
    assert (await Office(cast.world).tells(APPLIED, Authorization=given))[0] == 401


async def test_without_a_key_there_is_nothing(sqlite_url: str) -> None:
    """Where the operator has set no key, the routes are not there for anybody."""
    async with world(sqlite_url) as house:
        assert (await Office(house).puts("T0001", {}))[0] == 404
        assert (await Office(house).tells(APPLIED))[0] == 404
        assert (await Office(house, "").puts("T0001", {}))[0] == 404
