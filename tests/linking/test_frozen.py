"""A frozen link: nothing but its member's own sign-in changes it there, and nothing comes through it."""

from __future__ import annotations

import pytest

from linking import member_events
from linking.member_data import MemberEvent
from linking.nonces import Over
from tests.linking.house import REN, SAKI, House
from tests.linking.page import Browser, Line


async def frozen(house: House) -> None:
    """Link Saki, and let staff freeze it on her claim that her phone was stolen."""
    await house.links_now(SAKI, "S-1001")
    await house.is_told(SAKI, "test.freeze")
    await house.settles()
    assert await house.frozen() == {SAKI}


@pytest.mark.parametrize("over", ["friend", "both"])
async def test_no_other_member_takes_its_place(house: House, over: Over) -> None:
    """Whoever has the phone cannot end the frozen link by signing in as himself."""
    await frozen(house)
    await house.links_now(REN, "S-1002")
    nonce = await house.nonce("S-1002" if over == "both" else "S-1003", SAKI, over=over)
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    assert house.decided[-1][2].outcome == "frozen"
    assert await house.ties() == {SAKI: "S-1001", REN: "S-1002"} and await house.frozen() == {SAKI}


async def test_only_a_yes_to_this_releases_it(house: House) -> None:
    """A sign-in from before the freeze, in which nobody was asked, releases nothing."""
    nonce = await house.nonce("S-1001", SAKI)
    await frozen(house)
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    assert await house.frozen() == {SAKI} and house.decided[-1][2].outcome == "frozen"
    nonce = await house.nonce("S-1001", SAKI, over="frozen")
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    assert await house.frozen() == set()


async def test_the_page_says_who_can_release_it(visitor: Browser, small_house: House, line: Line) -> None:
    """Another member who signs in on that LINE is told so, and goes nowhere."""
    await frozen(small_house)
    await (await visitor.opens_link(SAKI)).signs_in("S-1002", "momiji")
    assert "停止" in visitor.html and 'value="confirm"' not in visitor.html
    assert not visitor.has_cookie() and line.asked == []


async def test_what_its_member_does_waits_until_it_is_released(house: House) -> None:
    """An event of hers is told to no phone in wrong hands, and is not lost either."""
    await frozen(house)
    done = MemberEvent("S-1001", "interview_booked", house.clock.now())
    async with house.database.write() as connection:
        await member_events.keep(connection, "once", done, house.clock.now())
        await member_events.deliver(connection, ["S-1001"], house.clock.now())
    await house.settles()
    assert member_events.KIND not in await house.heard(SAKI)
    nonce = await house.nonce("S-1001", SAKI, over="frozen")
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    assert member_events.KIND in await house.heard(SAKI)


async def test_its_member_moves_on_from_another_line_all_the_same(house: House) -> None:
    """Whoever has lost the frozen phone signs in from her new LINE, and the link goes there."""
    await frozen(house)
    nonce = await house.nonce("S-1001", REN, over="member")
    await house.hears(house.line_says(REN, nonce))
    await house.settles()
    assert await house.ties() == {REN: "S-1001"} and await house.frozen() == set()
    assert (await house.friend(REN)).attributes["phase"] == "interview"
    assert (await house.friend(SAKI)).attributes == {}
