"""Five students, two of one name, and one advisor who answers by quoting: many such stories in one house.

Each story has people of its own, who act only on what their screens show; the order in which things happen is
chosen at random for each. `tests.chaos` plays a thousand of them, the suite a few.
"""

from __future__ import annotations

import random
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert

from bot.db import Database
from bot.models import friends, profiles
from handoff.tables import acquaintances
from tests.handoff.lanes import Lanes, Seen

NAMES = ("みさき", "みさき", "あおい", "はると", "Alex")
Deed = tuple[Callable[[Any], Awaitable[None]], Any]
"""What somebody can do now, and to whom or with what."""

LINES = 4
"""What each of both sides says to each student's conversation, at least."""


@dataclass
class Figures:
    """What came of stories: words from person to person, and what was wrong with them."""

    stories: int = 0
    messages: int = 0
    misrouted: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


class Story:
    """One advisor and five students, each with lines to say."""

    def __init__(self, lanes: Lanes, advisor: str, students: list[str], seed: int) -> None:
        self.lanes, self.advisor, self.students = lanes, advisor, students
        self.dice = random.Random(seed)
        self.asked: set[str] = set()
        self.said = dict.fromkeys(students, 0)
        self.answered = dict.fromkeys(students, 0)
        self.follows: tuple[str, int] | None = None

    @property
    def screen(self) -> list[Seen]:
        return self.lanes.seen[self.advisor]

    async def act(self) -> None:
        """Let somebody do the next thing that he or she can do."""
        deeds = [*self._of_students(), *self._of_advisor()]
        if deeds:
            do, who = self.dice.choice(deeds)
            await do(who)

    @property
    def over(self) -> bool:
        """Whether everything is said."""
        done = min(self.said.values()) >= LINES and min(self.answered.values()) >= LINES
        return done and len(self.asked) == len(self.students)

    def _of_students(self) -> Iterator[Deed]:
        for student in self.students:
            if student not in self.asked:
                yield self.asks, student
            elif self.said[student] < LINES:
                yield self.writes, student

    def _of_advisor(self) -> Iterator[Deed]:
        for bubble in self.screen:
            if "相談希望" in bubble.words and bubble.about not in self._taken():
                yield self.takes, bubble
        for student, bubble in self._bubbles().items():
            if self.answered[student] < LINES:
                yield self.quotes, (student, bubble)
        if self.follows and self._nobody_since() and self.answered[self.follows[0]] < LINES:
            yield self.adds, self.follows[0]

    def _taken(self) -> set[str | None]:
        return {each.about for each in self.screen if "対応を始めました" in each.words}

    def _bubbles(self) -> dict[str, Seen]:
        """Her newest bubble on his screen, for each whom he has taken."""
        return {str(each.about): each for each in self.screen if each.klass == "human"}

    def _nobody_since(self) -> bool:
        """Whether he has seen nothing of anybody else since he quoted."""
        whom, place = self.follows or ("", 0)
        return all(each.about in (whom, None) for each in self.screen[place:])

    async def asks(self, student: str) -> None:
        self.asked.add(student)
        await self.lanes.says(student, "相談")

    async def writes(self, student: str) -> None:
        for _ in range(self.dice.choice((1, 1, 2))):
            self.said[student] += 1
            await self.lanes.says(student, f"from {student} #{self.said[student]}")

    async def takes(self, card: Seen) -> None:
        self.follows = None
        await self.lanes.taps(self.advisor, card.tap("対応する"))

    async def quotes(self, whom: tuple[str, Seen]) -> None:
        student, bubble = whom
        await self._answer(student, bubble)
        self.follows = (student, len(self.screen))

    async def adds(self, student: str) -> None:
        await self._answer(student, None)

    async def _answer(self, student: str, bubble: Seen | None) -> None:
        self.answered[student] += 1
        await self.lanes.says(self.advisor, f"for {student} #{self.answered[student]}", bubble)

    async def sends_what_is_held(self) -> None:
        """Tap the name of whoever was meant, where the machine had to ask: nothing is typed again."""
        for prompt in list(self.screen):
            found = re.search(r"「for (\w+) #\d+」", prompt.words)
            if found and "送らない" in prompt.words:
                label = self._labels().get(found[1], "送らない")
                await self.lanes.taps(self.advisor, prompt.tap(label))
                await self.lanes.settle()

    def _labels(self) -> dict[str, str]:
        briefs = [(each.about, re.match(r"(.+)さんの対応を始めました", each.words)) for each in self.screen]
        return {str(about): found[1] for about, found in briefs if found}

    def judge(self, figures: Figures) -> None:
        """Compare what everybody has on the screen with what was said to them."""
        figures.stories += 1
        got = {who: self._heard(who) for who in (self.advisor, *self.students)}
        for student in self.students:
            hers = [f"from {student} #{n}" for n in range(1, self.said[student] + 1)]
            his = [f"for {student} #{n}" for n in range(1, self.answered[student] + 1)]
            figures.messages += len(hers) + len(his)
            for words, where in ((hers, self.advisor), (his, student)):
                there = [each for each in got[where] if each in words]
                figures.lost += sorted(set(words) - set(there))
                figures.doubled += sorted({each for each in there if there.count(each) > 1})
            strangers = [each for each in got[student] if not each.startswith(f"for {student} ")]
            figures.misrouted += [f"{each} reached {student}" for each in strangers]
        figures.misrouted += self._under_a_wrong_name()

    def _heard(self, who: str) -> list[str]:
        words = [str(each.message.get("text", "")) for each in self.lanes.seen[who] if each.klass == "human"]
        return [each for each in words if re.match(r"(for|from) \w+ #\d+$", each)]

    def _under_a_wrong_name(self) -> list[str]:
        labels = self._labels()
        return [
            f"{each.words} came as {each.sender}"
            for each in self.screen
            if (found := re.match(r"from (\w+) #", str(each.message.get("text", ""))))
            and each.sender != labels.get(found[1])
        ]


async def stories(lanes: Lanes, seeds: range) -> list[Story]:
    """Put so many advisors with five students each into one house; each student knows her advisor."""
    made, people, names, known = [], [], [], []
    for seed in seeds:
        keys = [f"{seed}a", *(f"{seed}s{n}" for n in range(len(NAMES)))]
        ids = ["U" + key.encode().hex().ljust(32, "0") for key in keys]
        for who, name in zip(ids, ("佐藤", *NAMES), strict=True):
            row = {"friend_id": who, "first_seen_at": 0, "followed": True, "with_human": False}
            staff = who == ids[0]
            people.append(
                {
                    **row,
                    "language": "ja",
                    "role": "advisor" if staff else None,
                    "staff_name": (staff and name) or None,
                }
            )
            names.append({"friend_id": who, "display_name": name, "asked_at": 0})
            lanes.seen[who] = []
        known += [{"friend_id": each, "advisor_id": ids[0], "avoided": b"[]"} for each in ids[1:]]
        made.append(Story(lanes, ids[0], ids[1:], seed))
    async with lanes.database.write() as connection:
        await connection.execute(insert(friends), people)
        await connection.execute(insert(profiles), names)
        await connection.execute(insert(acquaintances), known)
    for each in made:
        await lanes.says(each.advisor, "/on")
    await lanes.settle()
    return made


async def play(database: Database, seeds: range, figures: Figures) -> None:
    """Play a story for each seed, all of them side by side, with the machine working in between at random."""
    lanes = Lanes(database)
    every = await stories(lanes, seeds)
    dice = random.Random(seeds.start)
    while not all(each.over for each in every):
        for each in every:
            if not each.over:
                await each.act()
        work = dice.choice((lanes.settle, lanes.settle, lanes.worker.step, lanes.deliver, None))
        if work:
            await work()
    await lanes.settle()
    for each in every:
        await each.sends_what_is_held()
        each.judge(figures)
    figures.lost += await lanes.parked()
