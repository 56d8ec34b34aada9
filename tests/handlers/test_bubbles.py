"""Bubbles typed in quick succession: one answer where any text is one, and no waiting anywhere else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models import inbox
from dialogs.position import Position
from dialogs.tables import runs
from tests.people import Cast

FIRST, SECOND = "5分しかありませんでした", "もっと話を聞きたかったです"
ASKED = "合同説明会", "2 もう少し", "質問の時間", "決定"


@pytest.fixture
async def asked(cast: Cast) -> Cast:
    """Misaki, whom a survey has just asked for words of her own."""
    await cast.misaki.adds_the_account()
    await cast.misaki.types("イベントの感想")
    for label in ASKED:
        await cast.misaki.taps(label)
    await cast.misaki.news()
    return cast


async def position(cast: Cast) -> Position:
    """Where she stands in the survey."""
    mine = select(runs.c.position).where(
        runs.c.friend_id == cast.misaki.user_id, runs.c.survey == "event_feedback"
    )
    async with cast.world.app.database.read() as connection:
        return Position.restore((await connection.execute(mine)).scalar_one())


async def writes(cast: Cast, *bubbles: tuple[int, str]) -> None:
    """Type each bubble so many milliseconds after the one before; the bot works in between."""
    world = cast.world
    world._standing = True
    for pause, words in bubbles:
        world.clock.at += pause
        await cast.misaki.types(words)
        assert await world.app.worker.step() == 0
        assert await cast.misaki.news() == []
    world._standing = False


async def test_bubbles_in_quick_succession_are_one_answer(asked: Cast) -> None:
    """Two bubbles within two seconds are one answer, by lines, and are answered once, two seconds later."""
    await writes(asked, (0, FIRST), (1_500, SECOND))
    asked.world.clock.at += 1_999
    assert await asked.world.app.worker.step() == 0
    asked.world.clock.at += 1
    assert await asked.world.app.worker.step() == 2
    await asked.world.quiet()
    answered = (await position(asked)).answers["comment"]
    assert (answered.value, answered.raw) == (f"{FIRST}\n{SECOND}", f"{FIRST}\n{SECOND}")
    assert len(await asked.misaki.news()) == 1


async def test_a_courtesy_among_them_is_no_part_of_the_answer(asked: Cast) -> None:
    """Hello and thanks around an answer are not written into it."""
    await writes(asked, (0, "こんにちは"), (900, FIRST), (900, "よろしくお願いします🙇"))
    await asked.world.quiet()
    assert (await position(asked)).answers["comment"].raw == FIRST


async def test_what_comes_later_is_another_thought(asked: Cast) -> None:
    """Bubbles more than two seconds apart are two messages, even where both are there at once."""
    world = asked.world
    async with world.at_once():
        await asked.misaki.types(FIRST)
        world.clock.at += 2_001
        await asked.misaki.types("話したい")
    told = await position(asked)
    assert told.answers["comment"].raw == FIRST
    assert told.answers["talk"].raw == "話したい"


@pytest.mark.parametrize("words", ["スキップ", "人に相談"])
async def test_a_wish_does_not_wait(asked: Cast, words: str) -> None:
    """Skip, back, a person and a command are obeyed at once, also behind the first half of an answer."""
    asked.world._standing = True
    await asked.misaki.types(words)
    assert await asked.world.app.worker.step() == 1
    asked.world._standing = False


async def test_a_wish_ends_the_thought_before_it(asked: Cast) -> None:
    """Whoever writes and then asks for a person at once has answered, and is heard; a tap counts likewise."""
    asked.world._standing = True
    await asked.misaki.types(FIRST)
    await asked.misaki.types("人に相談")
    assert await asked.world.app.worker.step() == 2
    asked.world._standing = False
    told = await position(asked)
    assert told.answers["comment"].raw == FIRST and told.paused


async def test_one_line_answers_do_not_wait(cast: Cast) -> None:
    """A choice or a name that is typed is answered at once."""
    misaki, world = cast.misaki, cast.world
    await misaki.adds_the_account()
    world._standing = True
    for words in ("27卒", "面接中", "大阪", "IT", "決定", "みさき"):
        await misaki.types(words)
        assert await world.app.worker.step() == 1
    world._standing = False


async def test_nothing_is_lost_while_it_waits(asked: Cast) -> None:
    """What waits stays in the inbox as it came, for whichever process is there in two seconds."""
    await writes(asked, (0, FIRST), (1_000, SECOND))
    mine = select(inbox.c.status, inbox.c.attempts).where(
        inbox.c.lane == asked.misaki.user_id, inbox.c.status == "open"
    )
    async with asked.world.app.database.read() as connection:
        assert (await connection.execute(mine)).all() == [("open", 0), ("open", 0)]
    await asked.world.app.worker.enrol()  # another worker, after one that has died
    await asked.world.quiet()
    assert (await position(asked)).answers["comment"].raw == f"{FIRST}\n{SECOND}"


async def test_one_of_two_bubbles_is_taken_back(asked: Cast) -> None:
    """Of an answer in two bubbles only the one that she takes back is forgotten."""
    world = asked.world
    async with world.at_once():
        secret = await asked.misaki.types("株式会社ひみつ商事でした")
        await asked.misaki.types(SECOND)
    assert (await position(asked)).answers["comment"].raw.endswith(SECOND)
    await asked.misaki.unsends(secret)
    assert (await position(asked)).answers["comment"].value == SECOND
    assert await world.rows_with("ひみつ商事") == []
