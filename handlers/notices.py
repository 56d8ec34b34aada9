"""What the operator's own system is told of members: that one is new, or has moved to another LINE.

One of the two phones may be in a thief's hand: so the operator tells the member by another way than LINE.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import local
from bot.deliveries import Wish
from bot.events import encode
from bot.turn import Turn
from handlers.office import HOUSE
from linking import directory
from linking.links import LinkResult

REGISTERED: Final = "registered"
MOVED: Final = "moved"
KINDS: Final = (REGISTERED, MOVED)


def tell(turn: Turn, result: LinkResult) -> None:
    """Let the operator know of a new member, or of a link that has moved."""
    if result.member_id is None or not HOUSE.shared(turn).sends_answers:
        return
    if result.joined:
        turn.deliver(REGISTERED, result.member_id)
    if result.outcome == "moved":
        turn.deliver(MOVED, result.member_id, owed=True)


async def compose(
    connection: AsyncConnection, wishes: Sequence[Wish], zone: str
) -> Mapping[str, bytes | None]:
    """Return what is told of these members; nothing of one who has had everything deleted since."""
    members = await directory.find(connection, [wish.key for wish in wishes])
    found: dict[str, bytes | None] = {}
    for wish in wishes:
        at = local(wish.wanted_at, zone).isoformat(timespec="seconds")
        told: dict[str, Any] = {"type": f"member.{wish.kind}", "id": wish.id, "member_id": wish.key, "at": at}
        if wish.kind == REGISTERED:
            member = members.get(wish.key)
            found[wish.id] = encode({**told, "attributes": member.attributes}) if member else None
        else:
            found[wish.id] = encode(told)
    return found
