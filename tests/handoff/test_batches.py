"""The handoff in batches: a fixed number of statements, and two workers that never disagree."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import event

from bot.db import Database
from bot.team import Team
from bot.worker import Worker
from handoff.plan import Plan
from tests.handoff.lanes import Lanes


async def statements(lanes: Lanes, friends: list[str], sato: str) -> int:
    """Count the statements of one batch in which all these friends and the advisor do everything at once."""
    for friend in friends:
        quoted = await lanes.says(friend, "Q: 質問です")
        await lanes.says(friend, "続きです", quote=quoted)
        await lanes.unsends(friend, quoted)
        await lanes.taps(friend, "handoff?do=leave&c=nothing")
    await lanes.says(sato, "/queue")
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    engine = lanes.database._writer.sync_engine
    event.listen(engine, "before_cursor_execute", counted)
    await lanes.worker.step()
    event.remove(engine, "before_cursor_execute", counted)
    return count


async def test_statements_do_not_grow_with_the_batch(lanes: Lanes) -> None:
    """A batch of sixty friends takes as many statements as one of two."""
    sato = await lanes.person("sato", "佐藤", "advisor")
    few = [await lanes.person(f"few{n}", "みさき") for n in range(2)]
    many = [await lanes.person(f"many{n}", "あおい") for n in range(60)]
    assert await statements(lanes, few, sato) == await statements(lanes, many, sato)
    assert await lanes.parked() == []


@pytest.mark.parametrize("lap", range(3))
async def test_two_workers_never_give_one_label_twice(
    postgres_url: str, lap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One advisor takes eight friends of one name through two workers at once: eight labels, none twice."""
    monkeypatch.setattr("bot.worker.LANES", 2)  # so that both have something to do at the same moment
    database = Database(postgres_url)
    lanes = Lanes(database)
    sato = await lanes.person("sato", "佐藤", "advisor")
    friends = [await lanes.person(f"f{n}", "みさき") for n in range(8)]
    for friend in friends:
        await lanes.says(friend, "Q: こんにちは")
    await lanes.settle()
    for card in [bubble for bubble in lanes.seen[sato] if "相談希望" in bubble.words]:
        await lanes.taps(sato, card.tap("対応する"))
    await work(lanes, lanes.another_worker())
    labels = {(await lanes.conversation(friend)).label for friend in friends}
    assert labels == {"みさき", *(f"みさき {n}" for n in range(2, 9))}
    assert await lanes.parked() == []
    await database.close()


async def work(lanes: Lanes, *others: Worker) -> None:
    """Let several workers work side by side until nothing is open."""
    idle = 0
    while idle < 2:
        taken = await asyncio.gather(lanes.worker.step(), *(each.step() for each in others))
        idle = 0 if any(taken) else idle + 1
    await lanes.deliver()


@pytest.mark.parametrize("lap", range(3))
async def test_three_workers_never_give_one_friend_twice(
    postgres_url: str, lap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two advisors race for six friends through three workers: each friend gets one, the other is told."""
    monkeypatch.setattr("bot.worker.LANES", 2)
    database = Database(postgres_url)
    lanes = Lanes(database, Plan(team=Team(capacity=9)))
    staff = [await lanes.person(key, name, "advisor") for key, name in (("a", "佐藤"), ("b", "鈴木"))]
    friends = [await lanes.person(f"f{n}", f"みさき{n}") for n in range(6)]
    for friend in friends:
        await lanes.says(friend, "相談")
    await lanes.settle()
    for friend in friends:
        for who in staff if lap % 2 else reversed(staff):
            card = next(each for each in lanes.seen[who] if each.about == friend and "相談希望" in each.words)
            await lanes.taps(who, card.tap("対応する"))
    await work(lanes, lanes.another_worker(), lanes.another_worker())
    told = [bubble.words for who in staff for bubble in lanes.seen[who]]
    assert sum("対応を始めました" in words for words in told) == 6
    assert sum("さんが対応中です" in words for words in told) == 6
    assert [len(lanes.human(friend)) for friend in friends] == [1] * 6
    assert await lanes.parked() == []
    await database.close()
