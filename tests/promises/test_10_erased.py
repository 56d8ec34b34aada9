"""Promise 10: erase leaves no trace of the person but the fact, whatever she has said and done before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select

import bot.models
import dialogs.tables
import handoff.tables
import linking.tables
from bot import switches
from bot.clock import DAY
from bot.content import Notice, Service
from bot.events import encode
from bot.models import inbox, lanes
from dialogs import published
from dialogs.content import Content
from handlers.tables import erasures, staff_codes
from linking import member_events
from linking.member_data import MemberEvent
from linking.member_import import import_members
from linking.passwords import Passwords
from tests.browser import Browser, fresh_browser
from tests.people import Cast
from tests.world import CONTENT, World, example

assert bot.models and dialogs.tables and handoff.tables and linking.tables

MARK, NAME = "ひみつXYZZY", "みーちゃん"
REASON = "職業安定法"


async def keeps_nothing(house: World) -> None:
    """Publish content of an operator whom no law makes keep anything."""
    content = example()
    notice = Notice(**{**_parts(content.service.notice), "kept": None})
    service = Service(**{**_parts(content.service), "notice": notice})
    async with house.app.database.write() as connection:
        whole = Content(**{**_parts(content), "service": service})
        await published.publish(connection, whole, house.clock.now())


def _parts(model: Content | Service | Notice) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}


async def lives(cast: Cast, browser: Browser) -> None:
    """Misaki does everything that leaves a trace."""
    misaki, sato = cast.misaki, cast.sato
    await cast.has_staff()
    await misaki.adds_the_account()
    await misaki.taps("27卒")
    await misaki.types(MARK)
    await misaki.taps("連携する")
    await browser.opens((await misaki.taps("連携する"))["open"], misaki)
    await browser.presses("次へ", misaki, member_id="T0001", password="no")
    await browser.presses("次へ", misaki, member_id="T0001", password="sample-misaki")
    await browser.presses("連携する", misaki)
    async with cast.world.app.database.write() as connection:
        now = cast.world.clock.now()
        applied = MemberEvent("T0001", "applied", now, {"said": MARK})
        await member_events.keep(connection, "key", applied, now)
        await member_events.deliver(connection, ["T0001"], now)
    await cast.world.quiet()
    await misaki.taps("人に相談")
    await misaki.types(MARK)
    await sato.taps("対応する")
    await misaki.types(MARK + "2")
    await sato.types("こんにちは" + MARK)
    await misaki.sees("こんにちは")


async def asks_to_be_erased(cast: Cast) -> None:
    """Ask for it with a tap, as one can even while a human has the conversation, and confirm."""
    await cast.misaki.taps("設定・停止")
    await cast.misaki.taps("私の情報")
    await cast.misaki.taps("データを削除する")
    await cast.misaki.sees("元には戻せません")
    await cast.misaki.taps("すべて削除する")


async def test_nothing_but_the_fact_stays(cast: Cast, browser: Browser) -> None:
    """No column of any table has her ids or words; she has a receipt, her advisor knows, the menu locks."""
    await keeps_nothing(cast.world)
    await lives(cast, browser)
    for trace in (cast.misaki.user_id, "T0001", MARK, "田中"):
        assert await cast.world.rows_with(trace)
    await asks_to_be_erased(cast)
    await cast.world.passes(60_000)
    for trace in (cast.misaki.user_id, "T0001", MARK, "田中", "misaki"):
        assert await cast.world.rows_with(trace) == []
    await cast.misaki.sees("受付番号")
    await cast.sato.sees("ご自身のデータを削除したため")
    assert "locked" in str(await cast.misaki.menu())
    async with cast.world.app.database.read() as connection:
        row = (await connection.execute(select(erasures))).one()
    assert row.finished_at and row.erased_at and row.friend_id is None and row.member_id is None


async def test_who_is_a_member_again_stays_one(cast: Cast, browser: Browser) -> None:
    """While her receipt waits for LINE she is imported anew and links another LINE: that is not undone."""
    await keeps_nothing(cast.world)
    await lives(cast, browser)
    await cast.alex.adds_the_account()
    await cast.alex.types("link")
    button = (await cast.alex.taps("Link my membership"))["open"]
    await cast.misaki.taps("設定・停止")
    await cast.misaki.taps("私の情報")
    await cast.misaki.taps("データを削除する")
    ways = [{"endpoint": f"/v2/bot/message/{way}", "kind": "500"} for way in ("reply", "push")]
    await cast.world.control("PUT", "faults", {"faults": ways})
    await cast.misaki.taps("すべて削除する")
    assert not [row for row in await cast.world.rows_with("T0001") if row.startswith("members:")]
    rows = (CONTENT / "members.csv").read_bytes().split(b"\n")[:2]
    await import_members(
        cast.world.app.database, cast.world.clock, Passwords(time_cost=1, memory_cost=8), b"\n".join(rows)
    )
    async with fresh_browser() as hers:
        await hers.opens(button, cast.alex)
        await hers.presses("Next", cast.alex, member_id="T0001", password="sample-misaki")
        await hers.presses("Link", cast.alex)
    await cast.world.control("PUT", "faults", {"faults": []})
    await cast.world.passes(2 * DAY)
    async with cast.world.app.database.read() as connection:
        assert (await connection.execute(select(erasures))).one().finished_at is not None
    kept = {row.partition(":")[0] for row in await cast.world.rows_with("T0001")}
    assert {"members", "credentials", "links", "gifts"} <= kept
    assert await cast.world.rows_with(cast.misaki.user_id) == []


async def test_what_the_law_makes_us_keep_is_told(cast: Cast, browser: Browser) -> None:
    """Of the member her record stays, for which the notice names the reason; of the friend nothing."""
    await lives(cast, browser)
    await asks_to_be_erased(cast)
    await cast.misaki.sees(REASON)
    await cast.world.passes(60_000)
    for trace in (cast.misaki.user_id, MARK + "2", "こんにちは"):
        assert await cast.world.rows_with(trace) == []
    kept = {row.partition(":")[0] for row in await cast.world.rows_with("T0001")}
    assert kept == {"members", "credentials", "gifts", "member_events"}


async def test_nobody_is_asked_twice_and_an_old_button_only_asks(cast: Cast) -> None:
    """Keeping it keeps it; a confirmation that she finds in the chat two hours later asks once more."""
    await cast.misaki.adds_the_account()
    await cast.misaki.types("データを削除して")
    await cast.misaki.taps("このままにする")
    await cast.misaki.sees("そのまま")
    await cast.misaki.types("delete my data")
    await cast.world.passes(2 * 3_600_000)
    await cast.misaki.taps("すべて削除する")
    await cast.misaki.does_not_see("受付番号")
    assert await cast.world.rows_with(cast.misaki.user_id)


async def test_who_writes_again_begins_anew(cast: Cast, browser: Browser) -> None:
    """What she says after the deletion is taken as from somebody whom we have never met."""
    await lives(cast, browser)
    async with cast.world.at_once():
        await cast.misaki.taps("設定・停止")
    await cast.misaki.taps("私の情報")
    await cast.misaki.taps("データを削除する")
    async with cast.world.at_once():
        await cast.misaki.taps("すべて削除する")
        await cast.misaki.types("やっぱりこんにちは")
    await cast.world.passes(60_000)
    await cast.misaki.sees("受付番号")
    assert await cast.misaki.tags() == set()
    assert await cast.world.rows_with(MARK + "2") == []
    await cast.misaki.types("私の情報")
    await cast.misaki.sees("まだ連携していません")


async def test_who_was_on_the_team_leaves_no_trace_either(cast: Cast) -> None:
    """What a former admin has written, held, taken and thrown stays done, and is nobody's."""
    misaki, at = cast.misaki, {"began_at": 1, "body": b"{}", "number": None, "survey": "welcome"}
    await misaki.adds_the_account()
    her, when = misaki.user_id, {"occurred_at": 1, "accepted_at": 1}
    async with cast.world.app.database.write() as connection:
        for number, status in enumerate(("draft", "published"), 1):
            row = {**at, "id": f"r{number}", "by": her, "status": status, "undone_by": her}
            await connection.execute(dialogs.tables.rewordings.insert().values(row))
        code = {"digest": "d", "role": "advisor", "made_by": "somebody", "made_at": 1, "expires_at": 2}
        await connection.execute(staff_codes.insert().values({**code, "used_by": her}))
        await connection.execute(staff_codes.insert().values({**code, "digest": "e", "made_by": her}))
        await switches.set_value(connection, "stopped", "", 1, her)
        await switches.set_value(connection, "throttled:push", f"1:{her}", 1)
        names_her = {"event_id": "e", "lane": "U" + "8" * 32, "kind": "x", "body": encode({"from": her})}
        await connection.execute(inbox.insert().values(**names_her, **when, status="done"))
        known = {"friend_id": "U" + "9" * 32, "advisor_id": her, "avoided": encode([her])}
        await connection.execute(handoff.tables.acquaintances.insert().values(known))
    assert len(await cast.world.rows_with(her)) > 7
    await misaki.types("データを削除して")
    await misaki.taps("すべて削除する")
    await cast.world.passes(60_000)
    assert await cast.world.rows_with(her) == []


@asynccontextmanager
async def a_slow_webhook(house: World, lane: str) -> AsyncIterator[None]:
    """Accept an event for a lane in a transaction that stays open meanwhile."""
    from bot import inbox as intake
    from bot.events import RawEvent

    async with house.app.database.write() as connection:
        event = RawEvent("late", lane, "message", b'{"type": "message"}', house.clock.now())
        await intake.put(connection, [event], house.clock.now())
        yield


async def test_an_event_that_comes_while_the_lane_is_closed_is_taken(postgres_url: str) -> None:
    """An event never stands in a lane that is not there, or nobody would ever take it."""
    from tests.world import world

    async with world(postgres_url) as house:
        lane = "U" + "e" * 32
        async with house.app.database.write() as connection:
            from bot import inbox as intake

            await connection.execute(lanes.insert().values(lane=lane))
        async with a_slow_webhook(house, lane):

            async def close() -> None:
                async with house.app.database.write() as other:
                    await intake.close_lane(other, lane)

            closing = asyncio.create_task(close())
            done, _ = await asyncio.wait([closing], timeout=0.3)
            assert not done
        await closing
        async with house.app.database.read() as connection:
            there = select(inbox.c.event_id).join(lanes, lanes.c.lane == inbox.c.lane)
            assert (await connection.execute(there)).scalars().all() == ["late"]


@pytest.mark.parametrize("words", ["データを削除して", "Delete my data!", "データを消したい。"])
async def test_staff_is_told_that_the_role_comes_first(cast: Cast, words: str) -> None:
    """Who is on the team does not lose her friends' conversations by a word; for her it is no command."""
    await cast.has_staff()
    await cast.sato.types(words)
    await cast.sato.does_not_see("すべて削除する")
