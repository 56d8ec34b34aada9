"""Gifts of surveys: a page of the content for each member, once for ever.

Who is not linked is told what has to happen first; when she links, what her surveys have promised her comes.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.messages import Message
from bot.turn import Turn
from dialogs.endings import gifts
from dialogs.published import EDITION
from dialogs.runs import RUNS
from dialogs.scene import Scene
from handlers import known
from linking import links
from linking import words as linking_words


def give(turn: Turn, page_id: str) -> Message | None:
    """Hand a page over, or say honestly that it comes with the link; None where there is no such page."""
    content, language = known.content(turn), turn.friend.speaks
    page = content.pages.get(page_id)
    if page is None:
        return None
    title = page.title.to(language)
    given = links.hand(turn, page_id)
    if given is not None:
        return linking_words.page_card(turn, given, title)
    words = turn._("“{gift}” is for members: link your membership, and I hand it to you at once.")
    return linking_words.offer(turn, content.service.link, "survey", words.format(gift=title))


def promised(turn: Turn) -> list[Message]:
    """Hand over what her surveys have promised her, but for what she has had."""
    first = links.gift_of(turn)
    wanted = (page for page in _pages(turn) if not links.has_had(turn, page))
    pages = dict.fromkeys(page for page in wanted if first is None or page != first.page)
    return [card for page in pages if (card := give(turn, page))]


def _pages(turn: Turn) -> Iterator[str]:
    for position in RUNS.of(turn).positions.values():
        survey = EDITION.shared(turn).survey(position.survey, position.version)
        if position.finished and survey:
            facts = known.facts(turn, survey.id)
            yield from gifts(Scene(survey, position, facts, turn.friend.speaks))
