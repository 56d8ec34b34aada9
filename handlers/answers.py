"""Answers beside the chat: those that an import brings into a lane, those that leave for elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import local
from bot.deliveries import Wish
from bot.events import encode
from bot.turn import Turn
from dialogs import published, runs, sheet
from dialogs.answers import Account, Teller
from dialogs.position import Position
from dialogs.published import EDITION, Snapshot
from dialogs.runs import RUNS
from dialogs.taking_in import Brought, take_in
from handlers import known, notices, surveys
from linking import book

BROUGHT = "surveys.brought"
"""The event by which a friend's lane learns of answers that she has given elsewhere."""


def on_brought(turn: Turn) -> None:
    """Take answers over as if she had given them here; nothing is said about it."""
    survey_id = str(turn.event.data.get("survey"))
    brought = msgspec.convert(turn.event.data.get("brought"), Brought)
    there = RUNS.of(turn).positions.get(survey_id)
    survey = EDITION.shared(turn).survey(survey_id, there.version if there else brought.version)
    if survey is None:
        return
    facts = known.facts(turn, survey_id)
    result = take_in(survey, there, brought, facts, turn.friend.speaks)
    if result.taken:
        RUNS.of(turn).put(result.position)
        surveys.note(turn, result.effects)


async def compose(
    connection: AsyncConnection, snapshot: Snapshot, wishes: Sequence[Wish], now: int
) -> Mapping[str, bytes | None]:
    """Return what the operator's own system is to be told of these runs and members, as they are now."""
    await published.follow(connection, snapshot)
    of_members = [wish for wish in wishes if wish.kind in notices.KINDS]
    noticed = await notices.compose(connection, of_members, snapshot.content.service.zone)
    answered = await _compose(connection, snapshot, [each for each in wishes if each not in of_members], now)
    return {**noticed, **answered}


async def _compose(
    connection: AsyncConnection, snapshot: Snapshot, wishes: Sequence[Wish], now: int
) -> Mapping[str, bytes | None]:
    """Return what these runs say."""
    if not wishes:
        return {}
    friends = sorted({wish.friend_id for wish in wishes})
    there = await _runs(connection, friends)
    members = await book.member_ids(connection, friends)
    found: dict[str, bytes | None] = {}
    for wish in wishes:
        position = there.get((wish.friend_id, wish.key))
        survey = snapshot.edition.survey(position.survey, position.version) if position else None
        found[wish.id] = None
        if position and survey:
            service = snapshot.content.service
            teller = Teller(survey, service.languages[0], local(now, service.zone).date())
            account = teller.tell(wish.friend_id, position)
            found[wish.id] = _body(wish.id, account, members.get(wish.friend_id), service.zone)
    return found


async def _runs(connection: AsyncConnection, friends: Sequence[str]) -> dict[tuple[str, str], Position]:
    """Return the runs of friends by friend and run; the last of each survey also by its survey."""
    last = await runs.of_friends(connection, friends)
    every = [(friend, position) for (friend, _), position in last.items()]
    every += await runs.earlier(connection, friends)
    return last | {(friend, position.run): position for friend, position in every}


def _body(key: str, account: Account, member_id: str | None, zone: str) -> bytes:
    return encode(
        {
            "type": "survey.answers",
            "id": key,
            **sheet.run(account, member_id, zone),
            "answers": [sheet.answer(told, zone) for told in account.answers],
        }
    )
