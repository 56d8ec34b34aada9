"""Who is linked after LINE's accountLink events, whatever their order, and whatever somebody tries."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot import friends
from bot.clock import MINUTE, SECOND
from linking import book, nonces
from linking.tables import link_nonces
from tests.linking.house import REN, SAKI, YUI, House


async def test_a_member_is_linked_in_one_commit(house: House) -> None:
    """The link, the member's typed attributes, their tags and the gift stand together."""
    result = await house.links_now(SAKI, "S-1001")
    assert (result.outcome, result.gift is not None) == ("linked", True)
    assert await house.ties() == {SAKI: "S-1001"}
    assert await house.given() == {"S-1001": SAKI}
    friend = await house.friend(SAKI)
    assert friend.attributes == {
        "name": "田中 みさき",
        "grad_year": 2027,
        "newsletter": True,
        "phase": "interview",
    }
    assert friend.held == {
        "grad_year:2027": {"member": house.clock.at},
        "newsletter": {"member": house.clock.at},
        "phase:interview": {"member": house.clock.at},
    }


async def test_a_no_is_no_tag(house: House) -> None:
    """An attribute that is false or absent puts no yes/no tag on the friend."""
    await house.links_now(REN, "S-1002")
    assert (await house.friend(REN)).tags == {"grad_year:2028"}


@pytest.mark.parametrize("same_event", [True, False])
async def test_a_replayed_event_changes_nothing(house: House, same_event: bool) -> None:
    """The same nonce again, in the same event or in a new one, neither links nor gives once more."""
    nonce = await house.nonce("S-1001", SAKI)
    await house.hears(house.line_says(SAKI, nonce, same_id="once"))
    await house.settles()
    await house.hears(house.line_says(SAKI, nonce, same_id="once" if same_event else "twice"))
    await house.settles()
    outcomes = [result.outcome for _, _, result in house.decided]
    assert outcomes == (["linked"] if same_event else ["linked", "already"])
    assert await house.ties() == {SAKI: "S-1001"}
    assert len([said for said in await house.said(SAKI) if said["type"] == "flex"]) == 1


async def test_a_used_nonce_links_nobody_after_unlinking(house: House) -> None:
    """A nonce counts once: replayed after she has unlinked, it is refused and a new way is offered."""
    nonce = await house.nonce("S-1001", SAKI)
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    await house.unlinks(SAKI)
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    assert house.decided[-1][2].outcome == "used"
    assert await house.ties() == {}
    assert "/link?f=" in json.dumps((await house.said(SAKI))[-1])


async def test_a_swapped_nonce_links_nobody(house: House) -> None:
    """Ren puts Saki's nonce behind his own link token: he does not get her account, nor is it good again."""
    nonce = await house.nonce("S-1001", SAKI)
    await house.hears(house.line_says(REN, nonce))
    await house.settles()
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    assert [result.outcome for _, _, result in house.decided] == ["unknown", "used"]
    assert await house.ties() == {}
    assert (await house.friend(REN)).attributes == {}


async def test_an_unknown_nonce_links_nobody(house: House) -> None:
    """A nonce that we never issued is answered kindly and links nobody."""
    await house.hears(house.line_says(SAKI, "never issued"))
    await house.settles()
    assert house.decided[-1][2].outcome == "unknown"
    assert await house.ties() == {}


@pytest.mark.parametrize("late", [0, 1])
async def test_expiry_is_judged_when_the_event_was_accepted(house: House, late: int) -> None:
    """A nonce lives ten minutes up to its event's arrival; how long the event then waits does not matter."""
    nonce = await house.nonce("S-1001", SAKI)
    house.clock.at += nonces.LIFE - 1 + late
    await house.hears(house.line_says(SAKI, nonce))
    house.clock.at += 30 * MINUTE
    await house.settles()
    assert house.decided[-1][2].outcome == ("expired" if late else "linked")


async def test_a_stolen_link_ends_at_line_and_is_told_to_its_friend(house: House) -> None:
    """Ren signs in by Saki's button; LINE sees another LINE in his browser, and Saki is told kindly, once."""
    nonce = await house.nonce("S-1002", SAKI)
    await house.hears(house.line_says(None, nonce, "failed"), house.line_says(None, nonce, "failed"))
    await house.settles()
    await house.hears(house.line_says(SAKI, nonce))
    await house.settles()
    assert await house.ties() == {}
    told = await house.said(SAKI)
    assert ["別のLINE" in json.dumps(each, ensure_ascii=False) for each in told] == [True, False]
    assert "S-1002" not in json.dumps(told) and "Suzuki" not in json.dumps(told)
    assert house.decided[-1][2].outcome == "used"


@pytest.mark.parametrize(
    ("friend_id", "member_id", "outcome"),
    [(SAKI, "S-1001", "already"), (SAKI, "S-1002", "friend_taken"), (REN, "S-1001", "member_taken")],
)
async def test_what_is_linked_stays_linked(
    house: House, friend_id: str, member_id: str, outcome: str
) -> None:
    """A second link is either the same one, or refused with what to do; nothing moves by itself."""
    await house.links_now(SAKI, "S-1001")
    before = len(await house.said(friend_id))
    result = await house.links_now(friend_id, member_id)
    assert (result.outcome, result.gift) == (outcome, None)
    assert await house.ties() == {SAKI: "S-1001"}
    assert len(await house.said(friend_id)) == before + 1


async def test_two_who_claim_one_member_in_the_same_batch(house: House) -> None:
    """Decided together, the first of two friends gets the member and the second is refused."""
    first, second = await house.nonce("S-1001", SAKI), await house.nonce("S-1001", REN)
    await house.hears(house.line_says(SAKI, first), house.line_says(REN, second))
    assert await house.worker.step() == 2
    assert [result.outcome for _, _, result in house.decided] == ["linked", "member_taken"]
    assert await house.ties() == {SAKI: "S-1001"}


async def test_a_member_who_moves_to_another_friend_within_a_batch(house: House) -> None:
    """Unlinking on one LINE and linking on another may be decided together."""
    await house.links_now(SAKI, "S-1001")
    nonce = await house.nonce("S-1001", REN)
    await house.is_told(SAKI, "test.unlink")
    await house.hears(house.line_says(REN, nonce))
    assert await house.worker.step() == 2
    assert await house.ties() == {REN: "S-1001"}


async def test_unlinking_drops_what_only_the_member_record_says(house: House) -> None:
    """After unlinking, tags and attributes of other sources stay, and those of the member record go."""
    await house.links_now(SAKI, "S-1001")
    async with house.database.write() as connection:
        friend = (await friends.load(connection, [SAKI], house.clock.at))[SAKI]
        friend.tag("grad_year:2027", "survey:welcome", house.clock.at)
        friend.learn("phase", "start", "survey:welcome", house.clock.at)
        await friends.save(connection, [friend])
    await house.unlinks(SAKI)
    after = await house.friend(SAKI)
    assert after.tags == {"grad_year:2027"}
    assert after.attributes == {"phase": "start"}
    assert await house.ties() == {}


async def test_the_gift_is_given_once_for_ever(house: House) -> None:
    """Neither unlinking and linking again nor another LINE brings the gift a second time."""
    assert (await house.links_now(SAKI, "S-1001")).gift is not None
    await house.unlinks(SAKI)
    assert (await house.links_now(SAKI, "S-1001")).gift is None
    await house.unlinks(SAKI)
    assert (await house.links_now(YUI, "S-1001")).gift is None
    assert await house.given() == {"S-1001": SAKI}


async def test_a_new_nonce_of_a_session_ends_the_earlier_one(house: House) -> None:
    """Tapping the button twice leaves one nonce: the later one."""
    first = await house.nonce("S-1001", SAKI, session="one")
    second = await house.nonce("S-1001", SAKI, session="one")
    await house.hears(house.line_says(SAKI, first))
    await house.settles()
    await house.hears(house.line_says(SAKI, second))
    await house.settles()
    assert [result.outcome for _, _, result in house.decided] == ["unknown", "linked"]


async def test_no_nonce_is_stored_in_the_clear(house: House) -> None:
    """The database holds a nonce's SHA-256 and nothing that could be sent through LINE; it has 192 bits."""
    nonce = await house.nonce("S-1001", SAKI, session="session secret")
    async with house.database.read() as connection:
        row = (await connection.execute(select(link_nonces))).one()
    assert len(nonce) == 32 and row.digest == nonces.digest(nonce)
    assert nonce not in str(row) and "session secret" not in str(row)


async def test_a_change_of_the_member_record_reaches_the_friend(house: House) -> None:
    """A later import moves a linked friend's attributes and tags; what is no longer there goes."""
    await house.links_now(SAKI, "S-1001")
    house.clock.at += SECOND
    await house.import_csv("member_id,password,grad_year\nS-1001,,2028\n")
    await house.settles()
    friend = await house.friend(SAKI)
    assert friend.attributes == {"grad_year": 2028}
    assert friend.tags == {"grad_year:2028"}


async def test_old_nonces_are_swept(house: House) -> None:
    """Nonces of last month are dropped, those of today stay."""
    await house.nonce("S-1001", SAKI)
    house.clock.at += nonces.KEPT + SECOND
    young = await house.nonce("S-1002", REN)
    async with house.database.write() as connection:
        await nonces.sweep(connection, house.clock.at)
        assert set(await nonces.load(connection, [nonces.digest(young), "gone"])) == {nonces.digest(young)}
    await house.hears(house.line_says(REN, young))
    await house.settles()
    assert await house.ties() == {REN: "S-1002"}


async def test_who_lives_on_with_another_line_is_not_deleted_with_this_one(house: House) -> None:
    """Given she has all deleted and links another LINE before that is done, her membership stays."""
    await house.links_now(SAKI, "S-1001")
    await house.unlinks(SAKI)
    await house.links_now(REN, "S-1001")
    async with house.database.write() as connection:
        await book.erase(connection, SAKI, "S-1001")
    assert await house.ties() == {REN: "S-1001"} and "S-1001" in await house.versions()
    async with house.database.write() as connection:
        await book.erase(connection, REN, "S-1001")
    assert await house.ties() == {} and "S-1001" not in await house.versions()
