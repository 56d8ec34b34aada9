"""What is known of a friend: a tag is there while a source holds it; saved is what was decided."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import friends
from bot.content import Attribute, Declared, Text
from bot.db import Database
from bot.friends import Friend, Scalar

SOURCES = ("staff", "member", "survey:welcome", "rule:late")
TAGS = ("class:2027", "likes:it")
Step = tuple[str, str, str, Scalar]
Held = set[tuple[str, str]]
Told = dict[tuple[str, str], Scalar]

steps = st.lists(
    st.tuples(
        st.sampled_from(["tag", "untag", "untag all", "learn", "unlearn", "unlearn all"]),
        st.sampled_from(SOURCES),
        st.sampled_from(TAGS),
        st.sampled_from([1, 2, True, "x", 0.5, "1"]),
    ),
    max_size=25,
)


def walk(
    friend: Friend, history: list[Step], held: set[tuple[str, str]], said: dict[tuple[str, str], Scalar]
) -> None:
    """Let a friend and a plain model of her live through the same history."""
    for now, (deed, source, name, value) in enumerate(history):
        if deed == "tag":
            friend.tag(name, source, now)
            held.add((name, source))
        elif deed == "learn":
            friend.learn(name, value, source, now)
            said[name, source] = value
        elif deed == "untag":
            friend.untag(source, name)
            held.discard((name, source))
        elif deed == "untag all":
            friend.untag(source)
            held.difference_update([each for each in held if each[1] == source])
        elif deed == "unlearn":
            friend.unlearn(source, name)
            said.pop((name, source), None)
        else:
            friend.unlearn(source)
            for each in [key for key in said if key[1] == source]:
                del said[each]


def truth(friend: Friend, held: Held, said: Told) -> None:
    """Compare a friend with the plain model."""
    assert friend.tags == {tag for tag, _ in held}
    assert set(friend.attributes) == {name for name, _ in said}
    for name, value in friend.attributes.items():
        strongest = next(source for source in SOURCES if (name, source) in said)
        assert value == said[name, strongest]
        assert type(value) is type(said[name, strongest])


@given(steps)
def test_a_tag_is_there_while_a_source_holds_it(history: list[Step]) -> None:
    """After any history tags are those with a holder, and attributes say what the strongest source says."""
    friend, held, said = Friend("U1", 0), Held(), Told()
    walk(friend, history, held, said)
    truth(friend, held, said)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=3))
async def test_what_is_saved_is_what_was_decided(sqlite_url: str, histories: list[list[Step]]) -> None:
    """Saved after each turn and loaded for the next, she is who she would be without any database."""
    database = Database(sqlite_url)
    held, said = Held(), Told()
    friend_id = "U" + str(hash(repr(histories)))
    try:
        for history in histories:
            async with database.write() as connection:
                friend = (await friends.load(connection, [friend_id], 0))[friend_id]
                walk(friend, history, held, said)
                await friends.save(connection, [friend])
        async with database.read() as connection:
            truth((await friends.load(connection, [friend_id], 0))[friend_id], held, said)
        async with database.write() as connection:
            for table in ("tags", "attributes", "friends"):
                await connection.exec_driver_sql(f"DELETE FROM {table}")
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("call_name", "display_name", "name"),
    [(None, None, ""), (None, "みさき", "みさき"), ("ミサ", "みさき", "ミサ")],
)
def test_what_she_is_called(call_name: str | None, display_name: str | None, name: str) -> None:
    """She is called what she asked for, else by her LINE name, else nothing."""
    assert Friend("U1", 0, call_name=call_name, display_name=display_name).name == name


@pytest.mark.parametrize(
    ("chosen", "phone", "speaks"),
    [(None, None, "ja"), (None, "zh-TW", "en"), ("ja", "en", "ja"), ("en", "ja", "en")],
)
def test_the_language_she_is_spoken_to_in(chosen: str | None, phone: str | None, speaks: str) -> None:
    """What she chose counts before her phone's language."""
    assert Friend("U1", 0, language=chosen, phone_language=phone).speaks == speaks


@pytest.mark.parametrize(
    ("declared", "right"),
    [
        (("staff", "member", "survey"), 1),
        (("staff", "survey", "member"), 2),
        (("survey", "staff", "member"), 2),
    ],
)
def test_the_content_declares_whose_word_stands(declared: Any, right: int) -> None:
    """Where sources differ the first declared one is right, until she was asked; staff may stay above."""
    label = Text({"ja": "卒業年"})
    attribute = Attribute(id="grad_year", type="integer", label=label, glance=False, precedence=declared)
    friend = Friend("U1", 0, precedence=Declared(attributes=(attribute,)).orders)
    friend.learn("grad_year", 1, "member", 5)
    friend.learn("grad_year", 2, "survey:welcome/grad_year", 6)
    assert friend.attributes == {"grad_year": right}
    assert friend.without("survey:welcome/") == {"grad_year": 1}
    friend.learn("grad_year", 3, "friend", 1)
    assert friend.attributes == {"grad_year": 3}
    friend.learn("grad_year", 4, "staff", 1)
    assert friend.attributes == {"grad_year": 4 if declared[0] == "staff" else 3}
