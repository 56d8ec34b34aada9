"""Members, and the one question that every source of members answers: who is signing in?

The built-in directory asks on our own page; the operator's OpenID Connect provider and the signed hand-over
ask on the operator's, and answer the same question when she is back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

import regex

from bot.friends import Scalar

LONGEST_ID = 100

HIDDEN = "◯◯"
"""Always two, so that not even the length of a name is told."""


@dataclass(frozen=True)
class Member:
    """A person's record in the operator's own service; `version` grows with each change of it.

    `proved_at` is when she has last shown that it is she (ms), as far as a source tells that at a sign-in.
    """

    member_id: str
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    version: int = 1
    proved_at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Refusal:
    """Why nobody was signed in; `until` (ms) is when a brake lets go.

    `away`: the other side does not answer; `declined`: she has turned back there.
    """

    why: Literal["wrong", "wait", "away", "declined"]
    until: int = 0


NOTHING: Mapping[str, str] = MappingProxyType({})


class MemberSource(Protocol):
    """Where members come from."""

    async def verify(
        self,
        given: Mapping[str, str],
        friend_id: str | None,
        address: str = "",
        kept: Mapping[str, str] = NOTHING,
    ) -> Member | Refusal:
        """Return who signs in with what was typed, or has come back.

        `friend_id` is by whose button she came (None: from the operator's site), `address` the network from
        which it came, `kept` what her own browser has kept since she set out, where nobody can read it.
        """
        ...


@dataclass(frozen=True)
class Departure:
    """Where her browser goes to sign in, and what it keeps meanwhile, so that only it can come back."""

    address: str
    kept: Mapping[str, str]


class Elsewhere(MemberSource, Protocol):
    """A source whose sign-in is on the operator's own site."""

    async def set_out(self, back: str, language: str, afresh: bool = False) -> Departure | Refusal:
        """Return where she signs in; `back` is the address of ours to which she is sent afterwards.

        `afresh`: whoever is signed in there already is to show once more that it is she, or is not.
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
