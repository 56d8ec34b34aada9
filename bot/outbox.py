"""Border 2: everything that we want to say is on disk, once, in one line per recipient.

Turns put messages in, `bot.lease` composes attempts from the heads of the lines, `bot.settle` ends them.
A row is waiting (in the line), leased, or has left it: sent, deferred, parked, expired, unknown, dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Row, and_, bindparam, delete, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import bulk
from bot.compose import Token
from bot.events import encode
from bot.models import attempts, friends, outbox, reply_tokens

Klass = Literal["answer", "human", "account", "automatic"]
"""answer: to what she did; human: from a person; account: on her own affairs; automatic: all else."""

ERASED = "erased"
"""The recipient of requests to somebody who had her data deleted."""

COPIED = [column for column in outbox.columns if column.name != "seq"]
waiting = text("outbox.status = 'waiting'")
deferred = text("outbox.status = 'deferred'")


class Draft(Struct, frozen=True):
    """One message on its way into the outbox; times in ms."""

    id: str
    recipient: str
    klass: Klass
    message: Mapping[str, Any]
    created_at: int
    cause: str
    pushable: bool = True
    timed: bool = False
    expires_at: int | None = None
    about: str | None = None
    message_id: str | None = None
    not_before: int | None = None
    conversation: str | None = None


_PUT = insert(outbox)


async def put(connection: AsyncConnection, drafts: Sequence[Draft]) -> None:
    """Append messages to their recipients' lines in the caller's transaction, or have them rejoin later."""
    await write(connection, [row_of(draft) for draft in drafts])


async def write(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write messages as `row_of` gives them, in their order."""
    await bulk.write(connection, _PUT, rows)


def row_of(draft: Draft) -> dict[str, Any]:
    """Return the row of a message."""
    return {
        "id": draft.id,
        "recipient": draft.recipient,
        "klass": draft.klass,
        "message": encode(draft.message),
        "status": "waiting" if draft.not_before is None else "deferred",
        "not_before": draft.not_before,
        "pushable": draft.pushable,
        "timed": draft.timed,
        "expires_at": draft.expires_at,
        "created_at": draft.created_at,
        "cause": draft.cause,
        "about": draft.about,
        "message_id": draft.message_id,
        "conversation": draft.conversation,
        "attempt_id": None,
    }


async def keep_tokens(connection: AsyncConnection, tokens: Sequence[Token], bound: Mapping[str, str]) -> None:
    """Keep reply tokens for the sender to bind; `bound` are those that an attempt has already."""
    rows = [
        {
            "token": each.token,
            "friend_id": each.friend_id,
            "received_at": each.received_at,
            "used_by": bound.get(each.token),
        }
        for each in tokens
    ]
    await bulk.write(connection, bulk.once(connection, reply_tokens, "token"), rows)


async def leave_line(connection: AsyncConnection, ids: Sequence[str], status: str, **changes: Any) -> None:
    """Take messages out of their line, to come back at its end or never."""
    if ids:
        await connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(status=status, **changes))


async def drop_unsent(connection: AsyncConnection, before: int, now: int) -> None:
    """Give up what was there for anybody but staff before that moment (ms), also what was to be repeated."""
    staff = select(friends.c.friend_id).where(friends.c.role.is_not(None))
    resting = and_(text("attempts.status = 'open'"), attempts.c.leased_until <= now)
    again = select(attempts.c.id).where(resting, attempts.c.recipient.not_in(staff))
    old = update(outbox).where(or_(waiting, outbox.c.attempt_id.in_(again)), outbox.c.recipient.not_in(staff))
    await connection.execute(
        old.where(outbox.c.created_at < before).values(status="dropped", settled_at=now, message=b"{}")
    )
    given_up = update(attempts).where(resting, attempts.c.recipient.not_in(staff))
    ended = {"status": "refused", "error": "given up", "settled_at": now, "body": b""}
    await connection.execute(given_up.where(attempts.c.first_at < before).values(**ended))


async def defer(connection: AsyncConnection, later: Sequence[Mapping[str, Any]]) -> None:
    """Take messages (`row`) out of their line until `later` (ms), or with None until she writes again."""
    if later:
        # What its writer has taken back meanwhile is empty, and stays dropped.
        out = update(outbox).where(outbox.c.id == bindparam("row"), outbox.c.message != b"{}")
        await connection.execute(out.values(status="deferred", not_before=bindparam("later")), list(later))


async def erase(connection: AsyncConnection, message_ids: Sequence[str], now: int) -> None:
    """Withdraw what passes these LINE messages on, if not under way yet, and empty the rest."""
    carries = outbox.c.message_id.in_(message_ids)
    theirs = select(outbox.c.attempt_id).where(carries, outbox.c.status == "leased")
    await take_apart(connection, theirs, "taken back", now)
    withdrawn = update(outbox).where(carries, outbox.c.status.in_(("waiting", "deferred", "parked")))
    await connection.execute(withdrawn.values(status="dropped", settled_at=now, message=b"{}"))
    await connection.execute(update(outbox).where(carries).values(message=b"{}"))


async def withhold(connection: AsyncConnection, recipient: str, now: int) -> None:
    """Give up what was on its way to somebody who may see it no longer."""
    theirs = outbox.c.recipient == recipient
    going = select(outbox.c.attempt_id).where(theirs, text("outbox.status = 'leased'"))
    await take_apart(connection, going, "staff no longer", now)
    still = update(outbox).where(theirs, outbox.c.status.in_(("waiting", "deferred", "parked")))
    await connection.execute(still.values(status="dropped", settled_at=now, message=b"{}"))


async def pull(connection: AsyncConnection, message_ids: Sequence[str], now: int) -> None:
    """Let what passes these messages on cost nothing: before its moment has come, it waits for a reply."""
    if message_ids:
        later = update(outbox).where(deferred, outbox.c.not_before > now)
        mine = later.where(outbox.c.message_id.in_(message_ids))
        await connection.execute(mine.values(pushable=False))


async def withdraw(connection: AsyncConnection, conversations: Sequence[str], now: int) -> None:
    """Drop what people have said in these conversations that waits for its moment."""
    human = update(outbox).where(deferred, outbox.c.klass == "human", outbox.c.not_before.is_not(None))
    mine = human.where(outbox.c.conversation.in_(conversations))
    await connection.execute(mine.values(status="dropped", settled_at=now, message=b"{}"))


async def take_apart(connection: AsyncConnection, which: Any, why: str, now: int) -> set[str]:
    """End those of some attempts that LINE has certainly not taken; what they carry is composed anew."""
    idle = update(attempts).where(attempts.c.id.in_(which), text("attempts.status = 'open'"))
    idle = idle.where(attempts.c.unsure.is_(False), attempts.c.leased_until == 0)
    ended = idle.values(status="refused", error=why, body=b"", settled_at=now)
    ids = set((await connection.execute(ended.returning(attempts.c.id))).scalars())
    if ids:
        back = update(outbox).where(outbox.c.attempt_id.in_(ids), outbox.c.status == "leased")
        await connection.execute(back.values(status="waiting", attempt_id=None))
    return ids


async def wake(connection: AsyncConnection, now: int) -> int:
    """Let deferred messages whose time has come rejoin their lines; returns how many."""
    due = select(outbox.c.id).where(deferred, outbox.c.not_before <= now).limit(1000)
    ids = (await connection.execute(due.with_for_update(skip_locked=True))).scalars().all()
    await rejoin(connection, ids)
    return len(ids)


async def wake_for(connection: AsyncConnection, recipients: Sequence[str]) -> None:
    """Let messages that waited for a free token rejoin, now that these people have written."""
    if recipients:
        waited = await connection.execute(_WAITED, {"recipients": recipients})
        await rejoin(connection, waited.scalars().all())


_waited = select(outbox.c.id).where(deferred, outbox.c.not_before.is_(None))
# Locked, so that what is taken back at this moment does not come back with the copy.
_WAITED = _waited.where(bulk.among(outbox.c.recipient, "recipients")).with_for_update()


async def rejoin(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Put messages that had left at the end of their recipients' lines."""
    if not ids:
        return
    rows = (await connection.execute(select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.seq))).all()
    await connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))
    await connection.execute(insert(outbox), [_again(row) for row in rows])


def _again(row: Row[Any]) -> dict[str, Any]:
    values = {column.name: row._mapping[column] for column in COPIED}
    return {**values, "status": "waiting", "not_before": None, "attempt_id": None}


async def busy_for(connection: AsyncConnection, recipient: str, now: int) -> bool:
    """Tell whether a request for this person is on the way to LINE at this moment."""
    open_ones = select(attempts.c.id).where(
        text("attempts.status = 'open'"), attempts.c.recipient == recipient
    )
    return (await connection.execute(open_ones.where(attempts.c.leased_until > now))).first() is not None


async def unsettled(connection: AsyncConnection, cause: str) -> bool:
    """Tell whether anything that this event made us say still stands in a line."""
    lines = select(outbox.c.id).where(outbox.c.cause == cause, text("outbox.status <> 'sent'"))
    return (
        await connection.execute(lines.where(outbox.c.status.in_(("waiting", "leased", "deferred"))))
    ).first() is not None


async def erase_friend(connection: AsyncConnection, friend_id: str, now: int) -> list[str]:
    """Forget what was said to a friend and what carries her words; returns LINE's ids of what was passed on.

    Only the requests stay, as nobody's: they are counted for the bill.
    """
    hers, carries = outbox.c.recipient == friend_id, outbox.c.about == friend_id
    passed = select(outbox.c.message_id).where(or_(hers, carries), outbox.c.message_id.is_not(None))
    ids = sorted(set((await connection.execute(passed)).scalars()))
    theirs = select(outbox.c.attempt_id).where(carries, outbox.c.status == "leased")
    await take_apart(connection, theirs, "taken back", now)
    withdrawn = update(outbox).where(carries, outbox.c.status.in_(("waiting", "deferred", "parked")))
    await connection.execute(withdrawn.values(status="dropped", settled_at=now))
    nothing = {"message": b"{}", "about": None, "message_id": None}
    await connection.execute(update(outbox).where(carries).values(**nothing))
    await connection.execute(delete(outbox).where(hers))
    mine = update(attempts).where(attempts.c.recipient == friend_id)
    ended = {"status": "refused", "error": "erased", "settled_at": now}
    await connection.execute(mine.where(text("attempts.status = 'open'")).values(**ended))
    await connection.execute(mine.values(recipient=ERASED, body=b""))
    return ids


async def erase_tokens(connection: AsyncConnection, friend_id: str) -> None:
    """Forget a friend's chances of a free answer."""
    await connection.execute(delete(reply_tokens).where(reply_tokens.c.friend_id == friend_id))
