"""Photos, videos, voices and files between two people: fetched beside the road, or refused at once.

What she sends is wished when it comes, what he sends once it is clear to whom; `handoff.arriving` goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import i18n, messages
from bot.clock import HOUR
from bot.media import Medium
from bot.messages import Message
from bot.team import Media as Limits
from bot.turn import Turn
from handoff import parcels, state
from handoff.state import HOUSE, STATE, Conversation
from handoff.telling import tell
from handoff.voices import N_, Say

RELAY, ANSWER, HELD = "relay", "answer", "held"
"""What a medium is fetched for: to be passed on, as an answer to a survey, until its addressee is named."""


def take(turn: Turn, said: Mapping[str, Any], own: Conversation | None) -> None:
    """Fetch what a friend has sent to a person, or say at once why not; whoever has her learns of that."""
    why = parcels.refusal(said, limits(turn))
    if why:
        refuse(turn, own, str(said.get("type")), why)
    else:
        fetch(turn, said, RELAY)


def together(turn: Turn, said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the pictures that were sent together with one and came before this event, by their number."""
    set_id = parcels.set_of(said)
    if set_id is None:
        return []
    now = [each.data.get("message") for each in turn.events[: turn.events.index(turn.event)]]
    found = [*STATE.of(turn).sets.get(set_id, ()), *(each for each in now if parcels.set_of(each) == set_id)]
    return sorted(found, key=lambda each: (each.get("imageSet") or {}).get("index") or 0)


def is_spoken_of(turn: Turn, said: Mapping[str, Any]) -> bool:
    """Tell whether this is a further picture of a set, of one of which she has been asked already.

    Of one that went to a person she was asked nothing.
    """
    kept = {*STATE.of(turn).media, *(wish.message_id for wish in turn.fetched)}
    return any(str(each.get("id")) not in kept for each in together(turn, said))


def fetch(turn: Turn, said: Mapping[str, Any], purpose: str, sent_by: str | None = None) -> None:
    """Wish to have what is in a message."""
    turn.fetch(str(said.get("id")), str(said.get("type")), purpose, sent_by=sent_by, **parcels.facts(said))


def refused_at_once(turn: Turn) -> bool:
    """Tell an advisor that what he has just sent cannot be passed on, if so."""
    said = state.message(turn)
    why = parcels.refusal(said, limits(turn))
    if why:
        kind = str(said.get("type"))
        turn.say(messages.text(parcels.sorry(turn._("Not sent."), why, kind, limits(turn), turn._)))
    return why is not None


def bubbles(turn: Turn, medium: Medium, _: Say) -> tuple[Message, ...]:
    """Return what an advisor gets of hers: by the team's setting a copy, or a notice with a page."""
    most = limits(turn)
    return parcels.bubbles(medium, HOUSE.shared(turn).addresses, most, most.by_page, turn.now, _)


def words_by_page(turn: Turn, message_id: str | None, said: str, _: Say) -> tuple[Message, ...]:
    """Return the notice of words that an advisor reads on a page; none where he gets them in his chat."""
    most = limits(turn)
    if "text" not in most.by_page or not message_id:
        return ()
    address = HOUSE.shared(turn).addresses.of(message_id, turn.now + most.page_hours * HOUR)
    count = _("{count} characters").format(count=messages.graphemes(said))
    title = _("A message to read")
    return parcels.notice(title, count, address, most, _), messages.text(f"✉️ {title}")


def refuse(turn: Turn, own: Conversation | None, kind: str, why: str | None) -> None:
    """Tell both sides truly that something did not get through, and her what would."""
    words = turn._("Sorry, I can't pass on {kind}.").format(kind=parcels.name(kind, turn._))
    turn.say(messages.text(parcels.sorry(words, why, kind, limits(turn), turn._)))
    if own and own.status == "open":
        advisor = str(own.advisor_id)
        named = parcels.name(kind, i18n.gettext(HOUSE.shared(turn).language(advisor)))
        words = N_("{name} sent {kind}, which did not get through, and has been told why.")
        tell(turn, advisor, words, name=own.shown, kind=named)


def limits(turn: Turn) -> Limits:
    """Return what the team has laid down for media."""
    return HOUSE.shared(turn).plan.team.media
