"""What admins ask of surveys: which there are, and what one of them has come to.

Read by the report loop on a connection of its own, a page at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot.clock import local
from bot.friends import Friend
from bot.messages import Message
from dialogs import published, runs
from dialogs.published import Edition
from dialogs.results import Tally
from handlers import results_view
from handlers.results_view import Entry


async def overview(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show each survey with its state, how many have begun and finished it, and buttons."""
    _ = i18n.gettext(asker.speaks)
    edition = await published.edition(connection)
    every = list(edition.content.surveys.values()) if edition else []
    if edition is None or not every:
        return [messages.text(_("There are no surveys."))]
    shown = []
    for survey in every:
        begun, finished = await runs.counts(connection, survey.id)
        running = survey.id not in edition.stopped
        shown.append(Entry(survey.id, survey.title.to(asker.speaks), running, begun, finished))
    asked = []
    if params.get("asked"):
        unknown, what = _("There is no survey “{asked}”."), _("What about “{asked}”?")
        words = what if params.get("known") else unknown
        asked = [messages.text(words.format(asked=params["asked"]))]
    return [*asked, *results_view.overview(shown, _)]


async def results(
    connection: AsyncConnection, asker: Friend, params: Mapping[str, Any], now: int
) -> list[Message]:
    """Show what a survey has come to: counts alone, nobody's words."""
    _ = i18n.gettext(asker.speaks)
    edition, survey_id = await published.edition(connection), str(params.get("survey"))
    survey = edition.content.survey(survey_id) if edition else None
    if edition is None or survey is None:
        return [messages.text(_("There is no survey “{asked}”.").format(asked=survey_id))]
    tally = await _tally(connection, edition, survey_id, asker.speaks, now)
    if not tally.started:
        return [messages.text(_("Nobody has begun this survey yet."))]
    return results_view.pictures(survey_id, survey.title.to(asker.speaks), tally, _)


async def _tally(
    connection: AsyncConnection, edition: Edition, survey_id: str, language: str, now: int
) -> Tally:
    current = edition.content.surveys[survey_id]
    older = [each for (known, _), each in edition.versions.items() if known == survey_id]
    today = local(now, edition.content.service.zone).date()
    tally = Tally([current, *older], language, today)
    async for page in runs.pages(connection, survey_id, staff=False):
        for _friend, position in page:
            tally.add(position)
    return tally


READERS = {"surveys": overview, "results": results}
