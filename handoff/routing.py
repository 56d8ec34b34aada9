"""Which advisors get a friend's card, and in which order of circles: pure, from what is known of both.

Asked by `handoff.waiting`; nobody whom she shall not have again is ever among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.team import Team
from handoff.state import Colleague

LANGUAGE = "language:"
TOPIC = "topic:"


@dataclass(frozen=True, slots=True)
class Seeker:
    """What an advisor should suit: her language, her tags (a topic among them), whom she knows or avoids."""

    language: str
    tags: frozenset[str]
    knows: str | None = None
    avoided: tuple[str, ...] = ()


def skills(advisor: Colleague, team: Team) -> frozenset[str]:
    """Return what an advisor is good for: what he has said himself, else what the content says."""
    if advisor.desk.skills is not None:
        return frozenset(advisor.desk.skills)
    said = team.advisor(advisor.name)
    return frozenset((*said.tags, *(LANGUAGE + each for each in said.languages)) if said else ())


def capacity(advisor: Colleague, team: Team) -> int:
    """Return how many friends an advisor takes at a time."""
    if advisor.desk.capacity is not None:
        return advisor.desk.capacity
    said = team.advisor(advisor.name)
    return team.capacity if said is None or said.capacity is None else said.capacity


def has_room(advisor: Colleague, team: Team) -> bool:
    """Tell whether an advisor can take one more."""
    return advisor.open < capacity(advisor, team)


def suits(advisor: Colleague, seeker: Seeker, team: Team) -> bool:
    """Tell whether an advisor fits: in everything that he is particular about she has one of his.

    What stands before the colon (`area:kansai`) is what he is particular about. An area or a field that
    nobody knows of her yet excludes nobody; a language or a topic always counts.
    """
    hers = seeker.tags | {LANGUAGE + seeker.language}
    his = skills(advisor, team)
    for subject in {_subject(skill) for skill in his}:
        known = {tag for tag in hers if _subject(tag) == subject}
        if (known or subject == TOPIC) and not known & his:
            return False
    return True


def _subject(tag: str) -> str:
    head, colon, _ = tag.partition(":")
    return head + colon


def circles(on_duty: Sequence[Colleague], seeker: Seeker, team: Team) -> Iterator[list[Colleague]]:
    """Yield who is asked first, who next and who last: whom she knows, who suits her, everybody on duty.

    The best come first in each. The first two have room for one more.
    """
    free = [each for each in on_duty if each.friend_id not in seeker.avoided]
    ready = [each for each in free if has_room(each, team)]
    yield [each for each in ready if each.friend_id == seeker.knows]
    fitting = [each for each in ready if suits(each, seeker, team)]
    yield sorted(fitting or ready, key=lambda each: -len(skills(each, team) & seeker.tags))
    yield free
