"""What an admin is rewording, in her turns: read for admins alone, so that no friend's turn pays for it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.turn import Batch, Part, Room, Turn
from dialogs import overlay
from dialogs.overlay import Change, Focus
from dialogs.rewording import reworded
from dialogs.survey import Survey
from handlers import known

DRAFTS = Part[list[Change]]("handlers.drafts")


async def load(connection: AsyncConnection, batch: Batch) -> None:
    """Give each admin's turn her drafts; without admins nothing is asked."""
    admins = {lane: turn for lane, turn in batch.turns.items() if turn.friend.role == "admin"}
    if not admins:
        return
    found = await overlay.drafts(connection, list(admins))
    for lane, turn in admins.items():
        DRAFTS.give(turn, found.get(lane, []))


async def _nothing(connection: AsyncConnection, batch: Batch) -> None:
    """A turn never writes a draft: `handlers.editing_reports` does."""


ROOM = Room(load, _nothing)


def mine(turn: Turn) -> list[Change]:
    """Return her drafts; nobody but an admin has any."""
    return DRAFTS.of(turn) if DRAFTS.name in turn.parts else []


def of(turn: Turn, survey_id: str) -> Change | None:
    """Return her draft for a survey."""
    return next((each for each in mine(turn) if each.survey == survey_id), None)


def focus(turn: Turn) -> tuple[Change, Focus] | None:
    """Return the spot whose new words she is about to type, with its draft."""
    open_ones = [(each, each.focus) for each in mine(turn) if each.focus]
    return max(open_ones, key=lambda each: each[1].since, default=None)


def drafted(turn: Turn, survey: Survey) -> Survey:
    """Return a survey as her draft has it."""
    draft = of(turn, survey.id)
    return reworded(survey, draft.items) if draft and draft.items else survey


def version(turn: Turn, survey_id: str, wanted: str) -> Survey | None:
    """Return her draft of a survey, if that is the version in which she plays it."""
    survey = known.content(turn).survey(survey_id)
    found = drafted(turn, survey) if survey and of(turn, survey_id) else None
    return found if found and found.version == wanted else None
