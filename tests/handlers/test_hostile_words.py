"""Words that somebody types to break the bot: nobody's event is parked, and the queue stays readable."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from bot.models import inbox, outbox
from dialogs import published
from tests.dialogs.samples import survey
from tests.people import Cast

MARKS = [chr(number) for number in range(0x300, 0x370)]


def towers(letters: int, units: int) -> str:
    """Return that many visible letters under towers of marks, as many UTF-16 units in all."""
    dice = random.Random(7)
    high = units // letters - 1
    return "".join("a" + "".join(dice.choices(MARKS, k=high)) for _ in range(letters))


NAMES = {
    "NUL": "みさ\0き",
    "controls": "み\u202eさ\u200b\x07き",
    "towers": towers(20, 5000),
    "one tower": towers(1, 5000),
    "braces": "{name} {0}",
    "a lone line": "\u2028",
}


async def stumbled(cast: Cast) -> list[str]:
    """Return what failed on its way: events that were tried again, messages that LINE refused."""
    async with cast.misaki.world.app.database.read() as connection:
        events = select(inbox.c.kind, inbox.c.attempts, inbox.c.error).where(inbox.c.attempts > 0)
        refused = select(outbox.c.error).where(outbox.c.status == "parked")
        found = [str(row) for row in await connection.execute(events)]
        return found + [str(row) for row in await connection.execute(refused)]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
async def test_a_hostile_name_breaks_nothing(cast: Cast, name: str) -> None:
    """Whatever she wants to be called, she is heard, waits in a readable queue and is taken."""
    await cast.has_staff()
    for act in (
        cast.misaki.adds_the_account(),
        *(cast.misaki.taps(label) for label in ("27卒", "ES・面接の途中", "関西", "IT・通信", "決定")),
        cast.misaki.types(name),
    ):
        await act
    if "1/6" in str(await cast.misaki.bubbles()) and "そのうち話したい" in await cast.misaki.labels():
        await cast.misaki.taps("そのうち話したい")
        await cast.misaki.taps("この内容でよい")
    await cast.misaki.types("自分の回答")
    await cast.misaki.types("相談")
    await cast.misaki.types(name)
    for words in ("/queue", "/now", "/take", "/who", name, "/done"):
        await cast.sato.types(words)
    assert await stumbled(cast) == []


async def test_long_answers_fit_the_cards(cast: Cast) -> None:
    """A number of 5,000 digits, blanks without end and a wall of signs are answered like any other words."""
    await cast.misaki.adds_the_account()
    for words in ("〇" * 5000, "9" * 5000, "x" + " " * 4998 + "x", "です" * 2500, "𐩀", "a" + "\u0301" * 4999):
        await cast.misaki.types(words)
    assert await stumbled(cast) == []


async def test_essays_are_taken_and_shown_in_short(cast: Cast) -> None:
    """Eight answers of 2,000 characters are summed up, corrected and confirmed within LINE's limits."""
    steps = [
        {"id": f"essay{number}", "kind": "text", "ask": f"Essay {number}?", "max": 2000}
        for number in range(8)
    ]
    essays = survey(steps, starts_on=["keyword:essays"], end={"summary": "Right?", "say": "Thank you."})
    app = cast.world.app
    content = app.content.model_copy(update={"surveys": {essays.id: essays}, "hash": "essays"})
    async with app.database.write() as connection:
        await published.publish(connection, content, 1)
    await cast.misaki.adds_the_account()
    await cast.misaki.types("essays")
    for number in range(8):
        await cast.misaki.types(f"{number}" + "あ🎓" * 999)
    await cast.misaki.sees("Right?")
    await cast.misaki.taps("変更する")
    await cast.misaki.types("🎓" * 2000)
    await cast.misaki.taps("この内容でよい")
    await cast.misaki.taps("変更する")
    await cast.misaki.types("🎓" * 2000)
    assert await stumbled(cast) == []
