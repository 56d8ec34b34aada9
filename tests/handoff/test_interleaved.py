"""Two friends of one name and two advisors, in random order: no words reach whom they were not meant for."""

from __future__ import annotations

import random
import re

import pytest

from bot.clock import SECOND
from bot.db import Database
from tests.handoff.lanes import Lanes, Seen

STEPS = 70


class Advisor:
    """Somebody who acts only on what his screen shows him."""

    def __init__(self, lanes: Lanes, who: str, dice: random.Random) -> None:
        self.lanes, self.who, self.dice = lanes, who, dice
        self.count = 0
        self.held_for: str | None = None
        self.followed: tuple[str, int] | None = None

    @property
    def screen(self) -> list[Seen]:
        return self.lanes.seen[self.who]

    def known(self) -> dict[str, str]:
        """The friends that he believes to be his, with their labels, as far as his screen tells."""
        mine: dict[str, str] = {}
        for bubble in self.screen:
            if bubble.about and (found := re.match(r"(.+)さんの対応を始めました", bubble.words)):
                mine[bubble.about] = found[1]
            elif bubble.about and ("完了：" in bubble.words or "ブロック" in bubble.words):
                mine.pop(bubble.about, None)
        return mine

    async def act(self) -> None:
        """Do something that a person might do now."""
        if self.held_for:
            await self.resolve()
            return
        deeds = [self.take, self.quote, self.quote, self.plain, self.plain, self.plain, self.aim, self.finish]
        await self.dice.choice(deeds)()

    async def take(self) -> None:
        cards = [bubble for bubble in self.screen if "相談希望" in bubble.words]
        if cards:
            await self.lanes.taps(self.who, self.dice.choice(cards[-3:]).tap("対応する"))
            self.followed = None

    async def write(self, friend: str, quote: Seen | None = None) -> None:
        self.count += 1
        await self.lanes.says(self.who, f"for {friend} #{self.count}", quote)

    async def quote(self) -> None:
        """Quote somebody's bubble, a closed conversation's included."""
        bubbles = [bubble for bubble in self.screen if bubble.klass == "human"]
        if bubbles:
            bubble = self.dice.choice(bubbles[-4:])
            await self.write(str(bubble.about), bubble)
            self.followed = (str(bubble.about), len(self.screen))

    async def plain(self) -> None:
        """Write without a quote: to the only one, to whom he just quoted, or to anybody, to be asked."""
        mine = list(self.known())
        if not mine:
            return
        friend = self.dice.choice(mine)
        if self.followed and all(
            b.about in (self.followed[0], None) for b in self.screen[self.followed[1] :]
        ):
            friend = self.followed[0]
        elif len(mine) > 1 or self.followed:
            self.followed = None
            await self.lanes.passes(601 * SECOND)  # whoever was in focus is so no more
            friend = self.dice.choice(list(self.known()) or [friend])
        self.held_for = friend
        await self.write(friend)
        if self.dice.random() < 0.7:
            await self.lanes.settle()

    async def resolve(self) -> None:
        """Answer the question to whom it should go, if there is one and the name is on it; else drop it."""
        await self.lanes.settle()
        prompts = [b for b in self.screen if "送らない" in b.words and f"#{self.count}」" in b.words]
        label = self.known().get(str(self.held_for))
        if prompts:
            labels = [line for line in prompts[-1].words.splitlines() if line == label]
            await self.lanes.taps(self.who, prompts[-1].tap(labels[0] if labels else "送らない"))
            if labels:
                self.followed = (str(self.held_for), len(self.screen))
        self.held_for = None

    async def aim(self) -> None:
        mine = self.known()
        if mine:
            friend = self.dice.choice(list(mine))
            await self.lanes.says(self.who, f"/to {mine[friend]}")
            await self.lanes.settle()
            if "ここからは" in self.screen[-1].words:
                await self.write(friend)
            self.followed = (friend, len(self.screen))

    async def finish(self) -> None:
        bubbles = [bubble for bubble in self.screen if bubble.klass == "human"]
        if bubbles and self.dice.random() < 0.4:
            await self.lanes.says(self.who, "/done", self.dice.choice(bubbles[-3:]))


class Student:
    """A friend who asks, writes, and now and then blocks."""

    def __init__(self, lanes: Lanes, who: str, dice: random.Random) -> None:
        self.lanes, self.who, self.dice, self.count = lanes, who, dice, 0

    async def act(self) -> None:
        """Ask, write a burst, quote, or block."""
        chance = self.dice.random()
        if chance < 0.25:
            await self.lanes.says(self.who, "相談")
        elif chance < 0.29:
            await self.lanes.happens(self.who, "unfollow")
        else:
            for _ in range(self.dice.randint(1, 3)):
                self.count += 1
                heard = [bubble for bubble in self.lanes.seen[self.who] if bubble.klass == "human"]
                quote = self.dice.choice(heard) if heard and self.dice.random() < 0.3 else None
                await self.lanes.says(self.who, f"from {self.who} #{self.count}", quote)


async def play(database: Database, seed: int) -> Lanes:
    """Let four people act in a random order, with the machine working in between at random."""
    dice = random.Random(seed)
    lanes = Lanes(database)
    advisors = [
        Advisor(lanes, await lanes.person(key, name, "advisor"), dice)
        for key, name in (("sato", "佐藤"), ("suzuki", "鈴木"))
    ]
    students = [Student(lanes, await lanes.person(key, "みさき"), dice) for key in ("one", "two")]
    for student in students:
        await lanes.says(student.who, "相談")
    await lanes.settle()
    people: list[Advisor | Student] = [*advisors, *students]
    for _ in range(STEPS):
        await dice.choice(people).act()
        work = dice.choice([lanes.settle, lanes.worker.step, lanes.deliver, None])
        if work:
            await work()
    await lanes.settle()
    return lanes


def misrouted(lanes: Lanes) -> list[str]:
    """Collect words on the wrong screen, under a wrong name, twice, or out of order."""
    wrong: list[str] = []
    for who, screen in lanes.seen.items():
        last: dict[str, int] = {}
        for bubble in screen:
            for meant, number in re.findall(r"^(?:for|from) (\w+) #(\d+)$", bubble.message.get("text", "")):
                toward = bubble.words.startswith("for")
                if (toward and meant != who) or (not toward and bubble.about != meant):
                    wrong.append(f"{bubble.words} reached {who}")
                if not toward and int(number) <= last.get(meant, 0):
                    wrong.append(f"{bubble.words} came again or late to {who}")
                last[meant] = max(int(number), last.get(meant, 0))
    return wrong


async def assert_nobody_is_misled(database: Database, seed: int) -> None:
    lanes = await play(database, seed)
    assert misrouted(lanes) == []
    assert await lanes.parked() == []
    relayed = [b for screen in lanes.seen.values() for b in screen if re.match("(for|from) ", b.words)]
    assert len(relayed) > 5, "the story was too dull to prove anything"


@pytest.mark.parametrize("seed", [0, 3, 1032, 1037, 1101, 1115])
async def test_no_words_are_misrouted(sqlite_url: str, seed: int) -> None:
    """Whatever the order of events, what was written for one friend is never shown to another."""
    database = Database(sqlite_url)
    await assert_nobody_is_misled(database, seed)
    await database.close()


@pytest.mark.parametrize("seed", range(100, 102))
async def test_no_words_are_misrouted_on_postgresql(postgres_url: str, seed: int) -> None:
    """The same on PostgreSQL."""
    database = Database(postgres_url)
    await assert_nobody_is_misled(database, seed)
    await database.close()
