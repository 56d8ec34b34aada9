"""Ties that exist already: taken over without a word, and told line by line where they cannot be."""

from __future__ import annotations

import asyncio

import pytest

from linking.link_import import import_links, parse
from linking.members_csv import MembersFileError
from linking.passwords import Passwords
from linking.tables import links
from tests.linking.house import REN, SAKI, YUI, House

HEAD = "member_id,line_user_id\n"


async def test_a_link_is_taken_over_without_a_word(house: House) -> None:
    """The link stands, her record is on the friend, her gift counts as given, and nobody is greeted."""
    done = await import_links(house.database, house.clock, f"{HEAD}S-1001,{SAKI}\n".encode())
    assert (done.added, done.unchanged, done.refused) == (1, 0, ())
    await house.settles()
    assert await house.ties() == {SAKI: "S-1001"}
    assert "grad_year:2027" in (await house.friend(SAKI)).tags
    assert await house.said(SAKI) == []
    await house.unlinks(SAKI)
    assert (await house.links_now(REN, "S-1001")).gift is None


async def test_importing_again_changes_nothing(house: House) -> None:
    """The same file a second time links nobody and refuses nobody."""
    data = f"{HEAD}S-1001,{SAKI}\nS-1002,{REN}\n".encode()
    await import_links(house.database, house.clock, data)
    again = await import_links(house.database, house.clock, data)
    assert (again.added, again.unchanged, again.refused) == (0, 2, ())


@pytest.mark.parametrize("dry_run", [True, False])
async def test_what_cannot_be_linked_is_told_by_line(house: House, dry_run: bool) -> None:
    """Unknown members and those who are linked to somebody else are refused; a dry run only tells."""
    await house.links_now(SAKI, "S-1001")
    data = f"{HEAD}S-1001,{REN}\nS-1002,{SAKI}\nS-9,U{'9' * 32}\nS-1003,{YUI}\n".encode()
    done = await import_links(house.database, house.clock, data, dry_run)
    assert [str(each) for each in done.refused] == [
        "line 2: the member or the friend is linked to somebody else",
        "line 3: the member or the friend is linked to somebody else",
        "line 4: there is no such member: import members first",
    ]
    assert done.added == 1
    assert await house.ties() == {SAKI: "S-1001"} | ({} if dry_run else {YUI: "S-1003"})


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("S-1\n", "has 1 of 2 cells"),
        (f"S-1,{SAKI},x\n", "has cells beyond the header"),
        (f",{SAKI}\n", "member_id is empty"),
        ("S-1,U123\n", "line_user_id is not U and 32 characters of 0-9 and a-f"),
        (f"S-1,{SAKI.upper()}\n", "line_user_id is not U and 32 characters of 0-9 and a-f"),
    ],
)
def test_lines_that_cannot_be_taken(lines: str, why: str) -> None:
    """Each is told with its number and its reason."""
    assert [str(each) for each in parse((HEAD + lines).encode())[1]] == [f"line 2: {why}"]


def test_one_to_one_within_the_file() -> None:
    """A member or a friend who stands in the file twice is taken once."""
    _, refused = parse(f"{HEAD}S-1,{SAKI}\nS-1,{REN}\nS-2,{SAKI}\n".encode())
    assert [str(each) for each in refused] == [
        "line 3: the same member_id as in line 2",
        "line 4: the same line_user_id as in line 2",
    ]


def test_a_file_with_other_columns_is_refused() -> None:
    """What is no list of links is one clear line."""
    with pytest.raises(MembersFileError, match="the columns must be member_id,line_user_id"):
        parse(b"line_user_id,member_id\n")


async def test_a_friend_who_links_at_the_same_moment(postgres_url: str, passwords: Passwords) -> None:
    """The import waits for her, looks again, and refuses that one line; the others are taken."""
    async with House.open(postgres_url, passwords) as house:
        data = f"{HEAD}S-1001,{SAKI}\nS-1003,{YUI}\n".encode()
        hers = {"friend_id": SAKI, "member_id": "S-1002", "linked_at": 1}
        async with house.database.write() as connection:
            await connection.execute(links.insert().values(hers))
            importing = asyncio.create_task(import_links(house.database, house.clock, data))
            done, _ = await asyncio.wait([importing], timeout=0.3)
            assert not done
        result = await importing
        assert result.added == 1 and [each.line for each in result.refused] == [2]
        assert await house.ties() == {SAKI: "S-1002", YUI: "S-1003"}
