"""What a batch of turns says: put into the outbox in its commit, and leased there where nothing is before it.

A message that goes out at once is written once, as leased, and its token as bound: to append it, to read it
again and to change it is dear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import lease, outbox
from bot.compose import Composed, Head, Token
from bot.events import Event
from bot.friends import Friend
from bot.outbox import Draft
from bot.outcomes import Attempt


class Leaser(Protocol):
    """Who makes the attempts of this process, as far as a commit needs to know."""

    async def lease_new(
        self,
        connection: AsyncConnection,
        recipients: Sequence[str],
        heads: Sequence[Head],
        came: Sequence[Token],
    ) -> tuple[Composed, list[str]]:
        """Lease messages that are not in the outbox yet; see `bot.lease.lease_new`."""

    async def lease_at_once(self, connection: AsyncConnection, recipients: Sequence[str]) -> list[Attempt]:
        """Lease from the lines of these friends; see `bot.lease.lease_lines`."""


async def put(
    connection: AsyncConnection,
    drafts: Sequence[Draft],
    events: Sequence[Event],
    friends: Mapping[str, Friend],
    leaser: Leaser | None,
    now: int,
) -> tuple[list[Attempt], list[str]]:
    """Put messages into their lines and keep the events' reply tokens.

    Returns the attempts that were leased, and the friends of the batch for whom more waits in line.
    """
    came = [Token(each.reply_token, each.lane, each.accepted_at) for each in events if each.reply_token]
    await outbox.wake_for(connection, [token.friend_id for token in came])
    rows = [outbox.row_of(draft) for draft in drafts]
    composed, left = Composed(), list(friends)
    if leaser:
        heads = [_head(row, friends[row["recipient"]]) for row in rows if _is_head(row, friends)]
        composed, left = await leaser.lease_new(connection, list(friends), heads, came)
    leased = {each["row"]: each["attempt"] for each in composed.leased}
    for row in rows:
        if row["id"] in leased:
            row.update(status="leased", attempt_id=leased[row["id"]])
    bound = {each["t"]: each["attempt"] for each in composed.bound}
    await outbox.keep_tokens(connection, came, bound)
    new = {token.token for token in came}
    await lease.bind(connection, [each for each in composed.bound if each["t"] not in new])
    await outbox.write(connection, rows)
    await lease.retire(connection, composed, now)
    return composed.attempts, left


def _is_head(row: Mapping[str, Any], friends: Mapping[str, Friend]) -> bool:
    return row["status"] == "waiting" and row["recipient"] in friends


def _head(row: Mapping[str, Any], friend: Friend) -> Head:
    return Head(
        row["id"],
        row["recipient"],
        row["klass"],
        row["message"],
        row["pushable"],
        row["timed"],
        row["expires_at"],
        friend.with_human,
        friend.paused,
        friend.zone,
    )
