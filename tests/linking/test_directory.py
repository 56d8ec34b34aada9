"""The built-in directory: who is let in, who has to wait, and what an import leaves behind."""

from __future__ import annotations

import asyncio

from sqlalchemy import insert, select

from bot.clock import DAY, MINUTE
from linking import book, throttle
from linking.directory import Credential, Directory, enrol
from linking.members import Member, Refusal
from linking.passwords import Passwords
from linking.tables import credentials, members, sign_in_tries
from tests.linking.house import MEMBERS, REN, SAKI, House


def directory_of(house: House) -> Directory:
    return Directory(house.database, house.clock, house.passwords)


async def sign_in(house: House, member_id: str, password: str, friend_id: str = SAKI) -> Member | Refusal:
    return await directory_of(house).verify({"member_id": member_id, "password": password}, friend_id)


async def test_the_right_password_lets_in(house: House) -> None:
    """A member is found with her typed attributes, however her keyboard writes the member ID."""
    found = await sign_in(house, "　Ｓ-１００１ ", "sakura")
    assert isinstance(found, Member)
    assert (found.member_id, found.attributes["grad_year"], found.attributes["newsletter"]) == (
        "S-1001",
        2027,
        True,
    )


async def test_an_id_in_another_case_is_hers_while_nobody_else_has_it(house: House) -> None:
    """T0001 is typed as t0001; where two differ by their case alone, each must be typed as it is."""
    found = await sign_in(house, "s-1001", "sakura")
    assert isinstance(found, Member) and found.member_id == "S-1001"
    await house.import_csv("member_id,password\ns-1001,other\n")
    assert await sign_in(house, "S-1001", "sakura") == found
    lower = await sign_in(house, "s-1001", "other")
    assert isinstance(lower, Member) and lower.member_id == "s-1001"
    await house.import_csv("member_id,password\nAB,one\naB,one\n")
    assert await sign_in(house, "ab", "one") == Refusal("wrong")


async def test_the_lock_knows_an_id_in_every_case(house: House) -> None:
    """Whoever guesses gains no tries by spelling the same ID in other ways."""
    for typed in ("S-1002", "s-1002", "Ｓ-1002", "ｓ-1002", " s-１００２"):
        assert await sign_in(house, typed, "wrong") == Refusal("wrong")
    assert isinstance(await sign_in(house, "S-1002", "momiji", REN), Refusal)


async def test_wrong_and_unknown_are_told_alike(house: House) -> None:
    """Nobody learns from an answer which member IDs exist."""
    answers = [await sign_in(house, *given) for given in (("S-1001", "x"), ("S-9", "sakura"), ("", ""))]
    assert answers == [Refusal("wrong")] * 3


async def test_unknown_members_cost_as_much_as_known_ones(small_house: House) -> None:
    """For a member who does not exist a password is verified all the same, against nobody's."""
    verified: list[str] = []

    class Counting(Passwords):
        def _verify(self, hashed: str, password: str) -> bool:
            verified.append(hashed)
            return super()._verify(hashed, password)

    source = Directory(small_house.database, small_house.clock, Counting(time_cost=1, memory_cost=8))
    await source.verify({"member_id": "S-1001", "password": "x"}, SAKI)
    await source.verify({"member_id": "S-9", "password": "x"}, SAKI)
    assert len(verified) == 2 and verified[0].split("$")[:4] == verified[1].split("$")[:4]


async def test_nobodys_password_opens_nothing(small_house: House) -> None:
    """The password behind the hash for unknown members lets nobody in."""
    assert not await small_house.passwords.matches(None, "the password of nobody")


async def test_a_member_is_locked_after_five_wrong_passwords(house: House) -> None:
    """The sixth try waits, be it right; a quarter of an hour after the first she may try again."""
    first = house.clock.at
    for _ in range(5):
        assert await sign_in(house, "S-1001", "wrong") == Refusal("wrong")
        house.clock.at += MINUTE
    assert await sign_in(house, "S-1001", "sakura", REN) == Refusal("wait", first + 15 * MINUTE)
    house.clock.at = first + 15 * MINUTE - 1
    assert await sign_in(house, "S-1001", "sakura") == Refusal("wait", first + 15 * MINUTE)
    house.clock.at += 1
    assert isinstance(await sign_in(house, "S-1001", "sakura"), Member)


async def test_unknown_members_are_locked_like_known_ones(house: House) -> None:
    """The lock does not tell whether a member ID exists either."""
    answers = [await sign_in(house, "S-9", "wrong") for _ in range(6)]
    assert [each.why for each in answers if isinstance(each, Refusal)] == ["wrong"] * 5 + ["wait"]


async def test_a_right_password_forgets_the_wrong_ones(house: House) -> None:
    """Four mistakes, then the right one, then four again: nobody waits."""
    for _ in range(2):
        for _ in range(4):
            assert await sign_in(house, "S-1001", "wrong") == Refusal("wrong")
        assert isinstance(await sign_in(house, "S-1001", "sakura"), Member)


async def test_whoever_shares_an_address_gains_no_tries(house: House) -> None:
    """Signing in as oneself, by an address that somebody else has as well, lets go of nobody's brake."""
    hashes = await house.passwords.hash_all(["her own words", "his own words"])
    async with house.database.write() as connection:
        for name, hashed in zip(("N-1", "N-2"), hashes, strict=True):
            able = [Credential(name, hashed, "a@example.jp")]
            await enrol(connection, [Member(name)], able, house.clock.now())
    for number in range(5):
        assert await sign_in(house, "a@example.jp", f"guess {number}") == Refusal("wrong")
        if number < 4:
            assert isinstance(await sign_in(house, "a@example.jp", "his own words"), Member)
    assert isinstance(await sign_in(house, "a@example.jp", "her own words", REN), Refusal)


async def test_one_friends_link_is_no_tool_for_guessing(house: House) -> None:
    """After twenty tries by one friend's button it rests, over whichever IDs, own successes included."""
    for number in range(10):
        await sign_in(house, f"S-{number}", "wrong")
        await sign_in(house, "S-1002", "momiji")
    assert isinstance(await sign_in(house, "S-1001", "sakura"), Refusal)
    assert isinstance(await sign_in(house, "S-1001", "sakura", REN), Member)


async def test_deleting_ones_data_gains_no_tries(house: House) -> None:
    """Whoever has tried twenty IDs and has everything about him deleted has tried twenty all the same."""
    for number in range(20):
        await sign_in(house, f"S-{number}", "wrong")
    async with house.database.write() as connection:
        await book.erase(connection, SAKI, None)
    assert isinstance(await sign_in(house, "S-1002", "momiji"), Refusal)


async def test_many_tries_at_once_gain_nothing(house: House) -> None:
    """Thirty guesses in the same moment count as thirty: five are looked at."""
    guesses = [sign_in(house, "S-1001", f"guess {number}", f"U{number}") for number in range(30)]
    answers = await asyncio.gather(*guesses)
    assert [each.why for each in answers if isinstance(each, Refusal)].count("wrong") == 5


async def test_what_was_typed_is_not_kept(small_house: House) -> None:
    """A password typed into the field for the member ID is nowhere in the database; old tries are swept."""
    await sign_in(small_house, "my-secret-password", "x")
    async with small_house.database.write() as connection:
        kept = (await connection.execute(select(sign_in_tries))).all()
        assert len(kept) == 2 and "my-secret-password" not in str(kept)
        await throttle.sweep(connection, small_house.clock.at + 2 * DAY)
        assert (await connection.execute(select(sign_in_tries))).all() == []


async def test_an_old_hash_is_renewed_at_sign_in(small_house: House) -> None:
    """Whoever's password was hashed with another profile has it hashed with ours once it is known."""
    old = (await Passwords(time_cost=2, memory_cost=16).hash_all(["old"]))[0]
    async with small_house.database.write() as connection:
        await connection.execute(
            insert(members).values(member_id="S-7", attributes=b"{}", version=1, updated_at=0)
        )
        await connection.execute(insert(credentials).values(member_id="S-7", password_hash=old, changed_at=0))
    assert isinstance(await sign_in(small_house, "S-7", "old"), Member)
    async with small_house.database.read() as connection:
        query = select(credentials.c.password_hash).where(credentials.c.member_id == "S-7")
        renewed = (await connection.execute(query)).scalar_one()
    assert not small_house.passwords.is_outdated(renewed)
    assert isinstance(await sign_in(small_house, "S-7", "old"), Member)


async def test_a_dry_run_counts_and_writes_nothing(house: House) -> None:
    """A dry run tells what an import would do, to members and to lines, and leaves everything as it is."""
    text = "member_id,password,grad_year\nS-1001,new,2029\nS-2001,x,\nS-2002,,\nS-1001,x,\n"
    would = await house.import_csv(text, dry_run=True)
    assert (would.added, would.updated, would.unchanged) == (1, 1, 0)
    assert await house.versions() == {"S-1001": 1, "S-1002": 1, "S-1003": 1}
    assert isinstance(await sign_in(house, "S-1001", "sakura"), Member)
    assert await house.import_csv(text) == would
    assert [str(each) for each in would.refused] == [
        "line 4: password is empty",
        "line 5: the same member_id as in line 2",
    ]


async def test_importing_again_updates(house: House) -> None:
    """The same file changes nothing, a changed line one member; an empty password leaves the old one."""
    again = await house.import_csv(MEMBERS)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    changed = await house.import_csv("member_id,password,newsletter\nS-1001,,1\nS-1002,tsubaki,false\n")
    assert (changed.added, changed.updated, changed.unchanged) == (0, 2, 0)
    assert await house.versions() == {"S-1001": 2, "S-1002": 2, "S-1003": 1}
    found = await sign_in(house, "S-1001", "sakura")
    assert isinstance(found, Member) and found.attributes == {"newsletter": 1}
    assert await sign_in(house, "S-1002", "momiji") == Refusal("wrong")
    assert isinstance(await sign_in(house, "S-1002", "tsubaki"), Member)


async def test_a_true_that_becomes_a_one_is_a_change(small_house: House) -> None:
    """Types count: to Python 1 equals True, to a condition it does not."""
    changed = await small_house.import_csv(
        "member_id,password,name,grad_year,newsletter,phase\nS-1001,,田中 みさき,2027,1,interview\n"
    )
    assert (changed.updated, changed.unchanged) == (1, 0)


async def test_a_large_import_commits_on_its_way(house: House) -> None:
    """Progress is told every 500 rows, and what it told is committed: others read it meanwhile."""
    rows = "".join(f"L-{number},pw,{number}\n" for number in range(1100))
    heard: list[tuple[int, int]] = []
    done = await house.import_csv(
        "member_id,password,seat\n" + rows, progress=lambda *count: heard.append(count)
    )
    assert (done.added, heard) == (1100, [(500, 1100), (1000, 1100), (1100, 1100)])
    assert len(await house.versions()) == 1103
