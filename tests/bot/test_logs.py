"""What a person typed never reaches a log, whatever goes wrong with it."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import insert
from structlog.testing import capture_logs

from bot import log
from bot.clock import MINUTE
from bot.errors import MessageError
from bot.models import outbox
from bot.turn import Turn
from tests.bot.machine import MISAKI, Machine, event, typed
from tests.people import Cast

MARK = "ひみつの言葉XYZZY"


async def test_a_whole_story_leaves_no_word_in_the_logs(
    cast: Cast, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Survey, small talk, a conversation with a human, faults of LINE: facts are logged, words are not."""
    caplog.set_level(logging.INFO)
    with capture_logs() as lines:
        await cast.has_staff()
        misaki, sato = cast.misaki, cast.sato
        await misaki.adds_the_account()
        await misaki.types(MARK)
        await misaki.taps("人に相談")
        await sato.taps("対応する")
        await misaki.types(f"{MARK} asks")
        await cast.world.control(
            "PUT", "faults", {"faults": [{"endpoint": "reply", "kind": "500", "count": 3}]}
        )
        await sato.types(f"{MARK} answers")
        await sato.types(f"/{MARK}")
        await cast.world.passes(2 * MINUTE)
        await sato.sees(f"{MARK} asks")
    assert any(line["event"] == "not sent" for line in lines)
    told = capfd.readouterr()
    assert MARK not in f"{lines} {caplog.text} {told.out} {told.err}"
    assert MARK.encode("unicode_escape").decode() not in f"{caplog.text} {told.out} {told.err}"


async def test_neither_does_a_bug_or_a_database_that_refuses(
    m: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception whose text quotes her, and rows that cannot be stored, are logged by type and place."""
    caplog.set_level(logging.INFO)

    def decide(turn: Turn) -> None:
        if typed(turn) == "1":
            raise ValueError(MARK)
        if typed(turn) == "2":
            turn.friend.call_name, turn.friend.followed_at = MARK, 2**70
        if typed(turn) == "3":
            raise MessageError(MARK)

    m.decide = decide
    with capture_logs() as lines:
        await m.puts(*(event(f"U{number:032x}", number) for number in range(5)))
        for _ in range(6):
            await m.passes(2 * MINUTE)
    assert len([line for line in lines if line["event"] == "decision failed" and line["parked"]]) == 3
    assert MARK not in f"{lines} {caplog.text}"
    assert MARK.encode() not in m.metrics.text()


async def test_an_error_of_the_database_hides_what_was_to_be_stored(m: Machine) -> None:
    """Even an exception that nobody caught carries no row with it."""
    with pytest.raises(Exception) as refused:
        async with m.database.write() as connection:
            await connection.execute(insert(outbox), [{"id": MARK}])
    assert MARK not in str(refused.value)


def test_an_error_is_named_by_type_and_place() -> None:
    """What is logged of an error says where, in our file, and nothing of its text."""
    try:
        raise KeyError(MARK)
    except KeyError as error:
        said = log.where(error)
    assert said.startswith("KeyError at bot/test_logs.py:") or said.startswith("KeyError at test_logs.py:")
    assert MARK not in said
    assert MISAKI not in said
