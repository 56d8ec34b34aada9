"""A members file: what is taken and how it is typed, what is refused and with which line and reason."""

from __future__ import annotations

import pytest

from bot.friends import Scalar
from linking.members_csv import MembersFileError, parse, typed

HEAD = "member_id,password,name,grad_year\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_as_excel_and_others_write_them(encoding: str, newline: str) -> None:
    """UTF-8 with and without a mark and Shift_JIS are read alike, with either line ending."""
    text = (HEAD + 'S-1,pw,"髙橋, みさき",2027\n').replace("\n", newline)
    rows, refused = parse(text.encode(encoding))
    assert refused == []
    assert [(row.line, row.member_id, row.password, row.attributes) for row in rows] == [
        (2, "S-1", "pw", {"name": "髙橋, みさき", "grad_year": 2027})
    ]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("2027", 2027),
        ("-5", -5),
        ("0", 0),
        ("012", "012"),
        ("-0", "-0"),
        ("+81", "+81"),
        ("2027.0", "2027.0"),
        ("1" * 15, int("1" * 15)),
        ("1" * 16, "1" * 16),
        ("true", True),
        ("FALSE", False),
        ("no", "no"),
        ("yes", "yes"),
        ("１２", "１２"),
        ("=1+1", "=1+1"),
        ("関西", "関西"),
    ],
)
def test_values_are_typed(value: str, meant: Scalar) -> None:
    """Whole numbers and true/false are recognised; codes, signs and words stay as they are."""
    assert (typed(value), type(typed(value))) == (meant, type(meant))


def test_ids_and_passwords_are_always_text() -> None:
    """Digits keep their zeros; an ID's stray blanks and full width go, a password's blanks stay."""
    rows, _ = parse((HEAD + "　００７ ,  0042 ,x,\n").encode())
    assert (rows[0].member_id, rows[0].password) == ("007", "  0042 ")
    assert rows[0].attributes == {"name": "x"}


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ("S-1,pw,Aki\n", [(2, "has 3 of 4 cells")]),
        ("S-1,pw,Aki,2027,extra\n", [(2, "has cells beyond the header")]),
        (",pw,Aki,2027\n", [(2, "member_id is empty")]),
        ("x" * 101 + ",pw,Aki,2027\n", [(2, "member_id is longer than 100 characters")]),
        ("S-1," + "x" * 257 + ",Aki,2027\n", [(2, "password is longer than 256 characters")]),
        ("S-1,pw,A\0ki,2027\n", [(2, "contains a NUL character")]),
        ("S-1,a,,\n\n  , ,,\nS-1,b,,\n", [(5, "the same member_id as in line 2")]),
        ('S-1,a,"two\nlines",\nS-2\n', [(4, "has 1 of 4 cells")]),
        (
            'S-1,a,"x"y,\nS-2\n',
            [(2, "not CSV: ',' expected after '\"'"), (3, "has 1 of 4 cells")],
        ),
        ('S-1,a,b,\nS-2,a,"never closed,\nS-3,b,c,\n', [(3, "not CSV: unexpected end of data")]),
    ],
)
def test_lines_that_cannot_be_taken(lines: str, refused: list[tuple[int, str]]) -> None:
    """Each refused line is told with the number that an editor shows, and its reason."""
    _, found = parse((HEAD + lines).encode())
    assert [(each.line, each.why) for each in found] == refused


def test_a_bad_line_takes_no_other_with_it() -> None:
    """Around a line that is refused, the others are taken."""
    rows, refused = parse((HEAD + "S-1,a,,\n,b,,\nS-3,c,,\n").encode())
    assert ([row.member_id for row in rows], len(refused)) == (["S-1", "S-3"], 1)


def test_a_refusal_never_repeats_what_stood_there() -> None:
    """A password that slipped into the wrong column does not end in a log."""
    _, refused = parse((HEAD + "S-1,secret-word,x\nS-1,,secret-word,,,\n").encode())
    assert "secret-word" not in " ".join(map(str, refused))
    assert str(refused[0]) == "line 2: has 3 of 4 cells"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "line 1: the column member_id is missing"),
        (b"member_id;password\n", "line 1: the column member_id is missing"),
        (b"member_id,name\n", "line 1: the column password is missing"),
        (b"member_id,password,a,a\n", "line 1: the column a is there twice"),
        (b"member_id,password,,\n", r"line 1: the column \(without a name\) is there twice"),
        (b"member_id,password,Year\n", "line 1: 'Year' cannot name an attribute"),
        ("member_id,password,年\n".encode(), "line 1: '年' cannot name an attribute"),
        (b"member_id,password,linked\n", "line 1: linked means something else in conditions"),
        ("member_id,password\n".encode("utf-16"), "neither UTF-8 nor Shift_JIS"),
        (b"\xff\xff\xff", "neither UTF-8 nor Shift_JIS"),
    ],
)
def test_files_that_are_no_list_of_members(data: bytes, why: str) -> None:
    """A file that cannot be taken as a whole is one clear line."""
    with pytest.raises(MembersFileError, match=why):
        parse(data)
