"""Members, and the one question that every source of members answers: who is signing in?

The built-in directory is one source; others need only the same method.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import regex

from bot.friends import Scalar

LONGEST_ID = 100

HIDDEN = "◯◯"
"""Always two, so that not even the length of a name is told."""


@dataclass(frozen=True)
class Member:
    """A person's record in the operator's own service; `version` grows with each change of it."""

    member_id: str
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True)
class Refusal:
    """Why nobody was signed in; `until` (ms) is when a brake lets go."""

    why: Literal["wrong", "wait"]
    until: int = 0


class MemberSource(Protocol):
    """Where members come from."""

    async def verify(self, given: Mapping[str, str], friend_id: str, address: str = "") -> Member | Refusal:
        """Return who signs in with what was given on the page that this friend's button opened.

        `address` is the network from which it came, as far as that is known.
        """
        ...


def normal_id(typed: str) -> str:
    """Return a member ID as it is kept: full-width characters and stray blanks are a keyboard's doing."""
    return unicodedata.normalize("NFKC", typed).strip()


def folded(typed: str) -> str:
    """Return what member IDs are compared by where their case may differ: T0001 is typed as t0001."""
    return normal_id(typed).casefold()


def masked(member: Member) -> str:
    """Return the member's name so that she knows herself and a bystander does not: 田中 み◯◯, Misaki T."""
    name = unicodedata.normalize("NFKC", str(member.attributes.get("name", ""))).split()
    if not name:
        return _start(member.member_id, max(1, len(member.member_id) // 2))
    if all(ord(letter) < 0x250 for part in name for letter in part):
        return f"{name[0]} {name[-1][0]}." if len(name) > 1 else _start(name[0], 1)
    return f"{name[0]} {_start(name[-1], 1)}" if len(name) > 1 else _start(name[0], 1)


def _start(word: str, length: int) -> str:
    clusters = regex.findall(r"\X", word)
    return "".join(clusters[: min(length, len(clusters) - 1)]) + HIDDEN
