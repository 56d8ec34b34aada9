"""What became of every input, judged from what LINE accepted; plain counting without any I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Input:
    """What a friend sent; `taken` says that the bot answered 200 before she sent anything more."""

    friend: int
    mark: str
    taken: bool


@dataclass(frozen=True)
class Answer:
    """A bubble that LINE accepted: whose mark it echoes, and the number of the turn."""

    mark: str
    number: int


@dataclass(frozen=True)
class Verdict:
    """The promises as figures: all but `unknown` must be 0."""

    lost: int
    doubled: int
    out_of_order: int
    miscounted: int
    unknown: int

    @property
    def broken(self) -> bool:
        """Whether any promise was broken."""
        return bool(self.lost or self.doubled or self.out_of_order or self.miscounted)


def judge(inputs: Sequence[Input], answers: Sequence[Answer], unknown: Collection[str]) -> Verdict:
    """Judge a run: inputs as they were sent, answers as LINE accepted them, and the marks of unknown fate."""
    shown = Counter(answer.mark for answer in answers)
    owners = {each.mark: each.friend for each in inputs}
    lines: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        lines[owners[answer.mark]].append(answer)
    asked: dict[int, list[Input]] = defaultdict(list)
    for each in inputs:
        asked[each.friend].append(each)
    return Verdict(
        lost=sum(not shown[each.mark] and each.mark not in unknown for each in inputs),
        doubled=sum(count - 1 for count in shown.values() if count > 1),
        out_of_order=sum(_disorder(asked[friend], line) for friend, line in lines.items()),
        miscounted=sum(_miscounted(line, len(asked[friend])) for friend, line in lines.items()),
        unknown=len(set(unknown)),
    )


def _disorder(asked: Sequence[Input], line: Sequence[Answer]) -> int:
    """Count answers shown before that of an input which had been taken before theirs was sent."""
    place = _places(line)
    earlier, wrong = -1, 0
    for each in asked:
        if each.mark in place and place[each.mark] < earlier:
            wrong += 1
        if each.taken and each.mark in place:
            earlier = max(earlier, place[each.mark])
    return wrong


def _places(line: Sequence[Answer]) -> Mapping[str, int]:
    return {answer.mark: number for number, answer in reversed(list(enumerate(line)))}


def _miscounted(line: Sequence[Answer], most: int) -> int:
    """Count answers whose number does not rise, or is higher than she has sent inputs."""
    numbers = [answer.number for answer in line]
    falling = sum(after <= before for before, after in pairwise(numbers))
    return falling + sum(number > most for number in numbers)
