"""She waits: who is called when, and what happens when nobody comes; decided in her lane.

Called when somebody asks or is returned to the queue, and by the one timer that every wait has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import i18n, messages
from bot.clock import HOUR, MINUTE
from bot.messages import Action, Message
from bot.turn import Turn
from handoff import cards, helplines, opening, routing, state
from handoff.routing import Seeker
from handoff.state import HOUSE, STATE, Colleague, Conversation

NOBODY_TOOK = "handoff.waiting"
MOST_COLLEAGUES = 3


def seeker(turn: Turn, own: Conversation) -> Seeker:
    """Return what an advisor should suit."""
    topic = routing.TOPIC + (own.topic or own.reason)
    knows = state.knows(turn)
    return Seeker(turn.friend.speaks, frozenset({*turn.friend.tags, topic}), knows.advisor_id, own.avoided)


def begin(turn: Turn, own: Conversation, skipped: Sequence[str] = ()) -> None:
    """Call the first circle, or wait for the opening; `skipped` are advisors who have just given her back."""
    own = state.keep(turn, own, calls=0, called=tuple(skipped), called_at=turn.now)
    _advance(turn, own)


def forget(turn: Turn, own: Conversation) -> None:
    """Cancel what was to happen if nobody took her."""
    turn.forget(NOBODY_TOOK, own.id)


def on_timer(turn: Turn, own: Conversation) -> None:
    """Call the next circle, or else let leads know; a timer of an earlier wait comes to nothing."""
    if own.status == "waiting" and turn.event.data["data"].get("since") == own.called_at:
        _advance(turn, own)


def _advance(turn: Turn, own: Conversation) -> None:
    house = HOUSE.shared(turn)
    pace, team = house.plan.team.pace, house.plan.team
    waited = house.plan.roster.between(own.called_at or turn.now, turn.now)
    patience = pace.leads if own.urgent_at is None else pace.known_first
    if waited >= patience * MINUTE:
        _nobody_took(turn, own)
        return
    if not house.on_duty and not opening.is_open(turn):
        found = house.plan.roster.opening(turn.now)
        if found:
            turn.remind(NOBODY_TOOK, own.id, found[0], since=own.called_at)
        return
    circles = routing.circles(house.on_duty, seeker(turn, own), team) if own.urgent_at is None else _all(turn)
    new = next(((n, c) for n, each in enumerate(circles) if (c := _uncalled(each, own))), None)
    if new:
        own = state.keep(
            turn, own, calls=max(1, own.calls), called=(*own.called, *(each.friend_id for each in new[1]))
        )
        send(turn, own, new[1])
    step = (pace.known_first, pace.wider, pace.leads)[new[0]] if new else pace.leads
    left = min(step * MINUTE, patience * MINUTE - waited)
    turn.remind(NOBODY_TOOK, own.id, house.plan.roster.after(turn.now, left), since=own.called_at)


def _all(turn: Turn) -> Iterator[list[Colleague]]:
    """Yield everybody on duty at once, for whoever cannot wait; leads have an alert of their own."""
    house = HOUSE.shared(turn)
    yield [each for each in house.on_duty if each not in house.leads]


def _uncalled(circle: Sequence[Colleague], own: Conversation) -> list[Colleague]:
    return [each for each in circle if each.friend_id not in (*own.called, *own.avoided)]


def send(turn: Turn, own: Conversation, advisors: Sequence[Colleague]) -> None:
    """Send her card; it carries her first words, so an unsend must find it."""
    shown = next((kept.message_id for kept in own.words if any(m.get("text") for m in kept.messages)), None)
    for advisor in advisors:
        _ = i18n.gettext(advisor.language)
        private = "text" in HOUSE.shared(turn).plan.team.media.by_page
        card = cards.call(
            own, turn.now, advisor.language, before=_before(turn, advisor, own), private=private
        )
        turn.tell(advisor.friend_id, card, about=turn.friend.friend_id, message_id=shown, timed=False)


def _before(turn: Turn, advisor: Colleague, own: Conversation) -> str:
    """Name the advisor whom she had before, unless she shall not have him again."""
    last = state.knows(turn).advisor_id or ""
    found = HOUSE.shared(turn).staff.get(last)
    return found.name if found and last not in own.avoided else ""


def _nobody_took(turn: Turn, own: Conversation) -> None:
    """Tell leads, call everybody on duty once more, and give her one honest word."""
    house = HOUSE.shared(turn)
    had_been_called = own.calls > 0
    _missed(turn, own)
    leads = [each for each in house.leads if each.friend_id not in own.avoided]
    again = [each for each in house.on_duty if each not in leads and each.friend_id not in own.avoided]
    calls = own.calls + 1 if had_been_called else 1
    ids = (each.friend_id for each in (*again, *leads))
    own = state.keep(turn, own, calls=calls, called=tuple(dict.fromkeys((*own.called, *ids))))
    send(turn, own, again)
    for lead in leads:
        _alert(turn, own, lead)
    if own.urgent_at is not None:
        if not house.on_duty:
            helplines.tell(turn)
    elif house.on_duty and had_been_called:
        words = turn._("Nobody was free yet, sorry. I have called the advisors again and keep your place.")
        turn.say(with_exit(turn, own, words), klass="account", expires_in=HOUR)
    elif had_been_called:
        words = turn._("Nobody is on duty any more, sorry. I keep your question.")
        turn.say(with_exit(turn, own, words, once_back(turn)), klass="account", expires_in=HOUR)


def _missed(turn: Turn, own: Conversation) -> None:
    """Let those who were called and had room know that they have let it pass."""
    house = HOUSE.shared(turn)
    for each in house.on_duty:
        called = each.friend_id in own.called and each.friend_id != own.left_by and each not in house.leads
        if called and routing.has_room(each, house.plan.team):
            turn.post(each.friend_id, "handoff.missed", conversation=own.id)


def _alert(turn: Turn, own: Conversation, lead: Colleague) -> None:
    """Show a lead who waits, with a button to take her and one for each colleague who could."""
    _ = i18n.gettext(lead.language)
    title = _("Nobody has taken {name} yet").format(name=own.name)
    turn.tell(
        lead.friend_id,
        messages.flex_card(cards.notice(_), title, facts(turn, own, lead), actions(turn, own, lead)),
        about=turn.friend.friend_id,
        timed=False,
    )


def facts(turn: Turn, own: Conversation, lead: Colleague) -> list[str]:
    """Return what a lead needs to know of her at a glance."""
    _ = i18n.gettext(lead.language)
    return [
        "｜".join(each for each in (cards.waits(own, turn.now, _), cards.glance(own, lead.language)) if each)
    ]


def actions(turn: Turn, own: Conversation, lead: Colleague) -> list[Action]:
    """Return a lead's buttons for her: take her himself, or give her to a colleague with room."""
    _, house = i18n.gettext(lead.language), HOUSE.shared(turn)
    others = [
        each
        for each in house.on_duty
        if each.friend_id not in (lead.friend_id, own.advisor_id, *own.avoided)
        and routing.has_room(each, house.plan.team)
    ]
    take = cards.button(_("Take {name}").format(name=own.name), "take", c=own.id)
    given = [
        cards.button(_("To {advisor}").format(advisor=each.name), "assign", c=own.id, a=each.friend_id)
        for each in others[:MOST_COLLEAGUES]
    ]
    return [*([take] if own.status == "waiting" else []), *given]


def once_back(turn: Turn) -> str:
    """Say when somebody will be there again: by the roster, or that it will be in turn."""
    return opening.back(turn) or turn._("We answer in turn once we are back.")


def with_exit(turn: Turn, conversation: Conversation, title: str, *lines: str) -> Message:
    """Build what she is told while she waits, with the way out."""
    leave = cards.button(turn._("Never mind"), "leave", c=conversation.id)
    return messages.flex_card(cards.notice(turn._), title, lines, [leave], accent="")


def call_again(turn: Turn, only: Sequence[str]) -> None:
    """Send the card once more to those from whom it was withdrawn together with her words."""
    own = STATE.of(turn).own
    if own:
        send(turn, own, [each for each in HOUSE.shared(turn).on_duty if each.friend_id in only])
