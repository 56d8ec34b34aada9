"""A friend asks for a human and waits: decided in her lane, with a card to every advisor on duty.

Called by handlers (menu, words, a survey's effect) and by the handoff's own timers and taps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import i18n, messages
from bot.clock import SECOND, local
from bot.messages import Message
from bot.turn import Turn
from handoff import carrying, clocks, opening, pace, parcels, passing, routing, state, voices, waiting, wishes
from handoff.state import HOUSE, STATE, Conversation, Words

GATHER = 10 * SECOND
"""What she writes in such a span is one thought, answered once; taken meanwhile, it needs no answer."""

MOST_WORDS = 40
WROTE = "handoff.kept"


def ask(
    turn: Turn,
    reason: str,
    words: str = "",
    *,
    wrote: str | None = None,
    said: Sequence[tuple[str, str]] = (),
    topic: str | None = None,
    glance: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Put her into the queue, call the advisors and tell her what happens next; asking again changes nothing.

    `reason` is menu, words, survey, …; `words` her first question, `wrote` the id of an earlier message that
    has it, `said` more of her words, each after LINE's id; `glance` what staff shall see of her at a glance,
    by the
    language of whoever reads it.
    """
    if turn.friend.is_staff:
        turn.say(messages.text(turn._("You are staff yourself: conversations are for friends.")))
        return
    found = _earlier(turn, wrote) or _said(turn, said) or _first(turn, words)
    if STATE.of(turn).own is None:
        conversation = open_(turn, reason, topic, glance or {}, found)
        turn.say(_promise(turn, conversation))
        waiting.begin(turn, clocks.asked(turn, conversation))
    else:
        keep(turn, found)
        _already(turn)


def call_for(
    turn: Turn, reason: str, words: str, *, topic: str | None, glance: Mapping[str, Sequence[str]]
) -> None:
    """Put her into the queue though she has not asked, and tell her why, by day, with the way out."""
    own = clocks.asked(turn, open_(turn, reason, topic, glance))
    unasked = waiting.with_exit(turn, own, words, opening.back(turn))
    turn.say(unasked, klass="account", timed=turn.event.kind not in ("message", "postback"))
    waiting.begin(turn, own)


def open_(
    turn: Turn,
    reason: str,
    topic: str | None,
    glance: Mapping[str, Sequence[str]],
    words: tuple[Words, ...] = (),
) -> Conversation:
    """Begin her conversation in the queue; the caller tells her and lets the advisors be called."""
    conversation = Conversation(
        id=turn.new_id(),
        friend_id=turn.friend.friend_id,
        status="waiting",
        reason=reason,
        name=voices.plain(turn.friend.name, i18n.gettext(i18n.DEFAULT)),
        asked_at=turn.now,
        topic=topic,
        glance=tuple(glance.get(i18n.DEFAULT, ())) or _known(turn),
        glances={language: tuple(lines) for language, lines in glance.items()},
        words=words,
        last_said=words[-1].message_id if words else None,
        avoided=state.knows(turn).avoided,
    )
    return state.keep(turn, conversation)


def first(turn: Turn) -> tuple[Words, ...]:
    """Return the words of the message that is being decided, to be handed over."""
    return _first(turn, str(state.message(turn).get("text") or ""))


def _first(turn: Turn, words: str) -> tuple[Words, ...]:
    """Keep her question with the id of the message that it came in, so that an unsend finds it."""
    said = state.message(turn)
    found = said.get("id") if said.get("type") == "text" else None
    bubbles = passing.passable({"type": "text", "text": words}, turn._)
    return (Words(found, bubbles),) if bubbles else ()


def _earlier(turn: Turn, message_id: str | None) -> tuple[Words, ...]:
    """Take over what she wrote before she asked, unless she has taken it back or it is on its way already."""
    said, own = STATE.of(turn).said.get(message_id or "", {}), STATE.of(turn).own
    if said.get("by") != turn.friend.friend_id or (
        own and any(w.message_id == message_id for w in own.words)
    ):
        return ()
    if parcels.is_medium(said):
        kept = {each.message_id for each in own.words} if own else set()
        for each in carrying.together(turn, said) or [said]:
            if each.get("id") not in kept:
                carrying.take(turn, each, own)
        return ()
    bubbles = passing.passable(said, turn._)
    return (Words(message_id, bubbles),) if bubbles else ()


def _said(turn: Turn, said: Sequence[tuple[str, str]]) -> tuple[Words, ...]:
    """Take over what she wrote before, each message with its id."""
    found = [(each, passing.passable({"type": "text", "text": words}, turn._)) for each, words in said]
    return tuple(Words(message_id or None, bubbles) for message_id, bubbles in found if bubbles)


def _known(turn: Turn) -> tuple[str, ...]:
    """Say what is known of her when the caller has no better words: attribute values, then tags."""
    values = [str(value) for name, value in sorted(turn.friend.attributes.items()) if "name" not in name]
    return tuple(dict.fromkeys([*values, *(tag.rpartition(":")[2] for tag in sorted(turn.friend.tags))]))[:6]


def _promise(turn: Turn, conversation: Conversation) -> Message:
    """Say truly what happens next: who is there, who is before her, how long it usually takes."""
    house = HOUSE.shared(turn)
    if not house.on_duty:
        closed = turn._("I've noted that you'd like to talk. It is outside our hours.")
        nobody = turn._("Nobody is on duty just now. We keep your question and answer here.")
        return waiting.with_exit(
            turn, conversation, nobody if opening.is_open(turn) else closed, waiting.once_back(turn)
        )
    told = turn._("I've told the advisors who are on duty. One of them will answer you here.")
    if not any(routing.has_room(each, house.plan.team) for each in house.on_duty):
        told = turn._(
            "All advisors are talking with others just now. Whoever is free first answers you here."
        )
    before = turn._("People before you: {count}.").format(count=house.waiting) if house.waiting else ""
    more = (
        turn._("They get what you have just written.")
        if conversation.words or turn.fetched
        else turn._("You can write your question already.")
    )
    return waiting.with_exit(turn, conversation, told, before, _usually(turn), more)


def _usually(turn: Turn) -> str:
    """Say how long a first answer takes, as measured; without enough to measure only the hours of today."""
    house = HOUSE.shared(turn)
    roster, under_way = house.plan.roster, opening.is_open(turn)
    if house.usual is None or not under_way:
        return opening.until(turn)
    then = roster.after(turn.now, house.usual)
    begins = roster.opening(then - 1)
    if begins is None or begins[0] <= turn.now:
        return turn._("A first answer usually takes {span}.").format(span=pace.about(house.usual, turn._))
    here, next_ = local(turn.now, roster.zone), local(begins[0], roster.zone)
    words = turn._("The answer may only come {day} from {time}.")
    return words.format(day=opening.day(here, next_, turn._), time=opening.clock(next_))


def _already(turn: Turn) -> None:
    own = STATE.of(turn).own
    if own and own.frozen_at is not None:
        turn.say(messages.text(turn._("The person in charge is looking into it, and will answer you here.")))
    elif own and own.status == "waiting":
        words = turn._("The advisors know already. They answer in turn.")
        turn.say(waiting.with_exit(turn, own, words))
    elif own:
        turn.say(wishes.card(turn, own))


def keep_words(turn: Turn) -> None:
    """Keep what she writes while she waits, to be handed over; answered once, after a moment."""
    own, said = STATE.of(turn).own, state.message(turn)
    if own is None:
        return
    bubbles = passing.passable(said, i18n.gettext(i18n.DEFAULT))
    if parcels.is_medium(said):
        carrying.take(turn, said, own)
    elif not bubbles:
        _sorry(turn)
        return
    keep(turn, (Words(said.get("id"), bubbles),) if bubbles else ())
    if own.soothed_at is None and not own.silent:
        turn.remind(WROTE, own.id, turn.now + GATHER)


def keep(turn: Turn, words: tuple[Words, ...]) -> None:
    """Keep more of what she said while she waits."""
    own = STATE.of(turn).own
    if own is None or not words or own.status != "waiting":
        return
    if len(own.words) < MOST_WORDS:
        own = state.keep(
            turn, own, words=own.words + words, last_friend_at=turn.now, last_said=words[-1].message_id
        )
        if len(own.words) == MOST_WORDS:
            turn.say(
                messages.text(
                    turn._("I can't keep more than this. Please tell the advisor the rest in person.")
                )
            )


def unanswered(turn: Turn, own: Conversation) -> tuple[Words, ...]:
    """Return what she has said to an advisor who has not answered, for whoever has her next."""
    found = {kept.message_id: kept for kept in own.words} if own.answered_at is None else {}
    for said in STATE.of(turn).unanswered:
        medium = STATE.of(turn).media.get(str(said.get("id")))
        bubbles = passing.passable(said, i18n.gettext(i18n.DEFAULT))
        if bubbles or (medium and medium.status == "ready"):
            found[said.get("id")] = Words(said.get("id"), bubbles, medium)
    return tuple(found.values())[-MOST_WORDS:]


def _sorry(turn: Turn) -> None:
    said = state.message(turn)
    words = turn._("Sorry, I can't pass on {kind} yet. Could you put it in words?")
    turn.say(messages.text(words.format(kind=passing.kind(said, turn._))))


def leave(turn: Turn, conversation_id: str = "") -> None:
    """Take her out of the queue, if she is in it, and answer either way."""
    own = STATE.of(turn).own
    if own and own.frozen_at is not None:
        _already(turn)
    elif own is None or (conversation_id and own.id != conversation_id):
        turn.say(messages.text(turn._("You are not waiting for anyone right now.")))
    elif own.status == "open":
        _already(turn)
    else:
        end(turn, own, "left")
        turn.say(
            messages.text(turn._("All right, I have taken you off the list. You can ask again at any time."))
        )


def end(turn: Turn, own: Conversation, outcome: str) -> Conversation:
    """Close her conversation, whatever its status; what she wrote meanwhile is kept no longer."""
    forget(turn, own)
    clocks.forget(turn, own)
    turn.friend.with_human = False
    return state.keep(
        turn, own, status="done", done_at=turn.now, outcome=outcome, words=(), called=(), avoided=()
    )


def forget(turn: Turn, own: Conversation) -> None:
    """Cancel what was to happen if nobody took it."""
    waiting.forget(turn, own)
    turn.forget(WROTE, own.id)


def on_timer(turn: Turn, own: Conversation) -> None:
    """Answer once what she has written while she waits."""
    if own.status == "waiting":
        _soothe(turn, own)


def _soothe(turn: Turn, own: Conversation) -> None:
    if own.soothed_at is None:
        state.keep(turn, own, soothed_at=turn.now)
        turn.say(messages.text(turn._("Thank you. I'll hand all of this to the advisor.")), timed=False)
