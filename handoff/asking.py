"""A friend asks for a human and waits: decided in her lane, with a card to every advisor on duty.

Called by handlers (menu, words, a survey's effect) and by the handoff's own timers and taps.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import i18n, messages
from bot.clock import HOUR, MINUTE, SECOND
from bot.messages import Message
from bot.turn import Turn
from handoff import cards, passing, state, voices
from handoff.state import HOUSE, STATE, Colleague, Conversation, Words

WAIT = 10 * MINUTE
"""After so long without anyone taking it she gets an honest word, and the advisors a second call."""

GATHER = 10 * SECOND
"""What she writes in such a span is one thought, answered once; taken meanwhile, it needs no answer."""

MOST_WORDS = 40
NOBODY_TOOK = "handoff.waiting"
WROTE = "handoff.kept"


def ask(
    turn: Turn,
    reason: str,
    words: str = "",
    *,
    wrote: str | None = None,
    topic: str | None = None,
    glance: Sequence[str] = (),
    closed: str = "",
) -> None:
    """Put her into the queue, call the advisors and tell her what happens next; asking again changes nothing.

    `reason` is menu, words, survey, …; `words` her first question, `wrote` the id of an earlier message that
    has it; `glance` what staff shall see of her at a glance, in their words; `closed` a whole sentence for
    when nobody is on duty, such as the opening hours.
    """
    if turn.friend.is_staff:
        turn.say(messages.text(turn._("You are staff yourself: conversations are for friends.")))
        return
    first = _earlier(turn, wrote) or _first(turn, words)
    if STATE.of(turn).own is None:
        _begin(turn, reason, topic, tuple(glance) or _known(turn), closed, first)
    else:
        _keep(turn, first)
        _already(turn)


def _begin(
    turn: Turn, reason: str, topic: str | None, glance: tuple[str, ...], closed: str, first: tuple[Words, ...]
) -> None:
    conversation = Conversation(
        id=turn.new_id(),
        friend_id=turn.friend.friend_id,
        status="waiting",
        reason=reason,
        name=voices.plain(turn.friend.name, i18n.gettext(i18n.DEFAULT)),
        asked_at=turn.now,
        topic=topic,
        glance=glance,
        words=first,
    )
    state.keep(turn, conversation)
    turn.say(_promise(turn, conversation, closed))
    call(turn)


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
    bubbles = passing.passable(said, turn._)
    return (Words(message_id, bubbles),) if bubbles else ()


def _known(turn: Turn) -> tuple[str, ...]:
    """Say what is known of her when the caller has no better words: attribute values, then tags."""
    values = [str(value) for name, value in sorted(turn.friend.attributes.items()) if "name" not in name]
    return tuple(dict.fromkeys([*values, *(tag.rpartition(":")[2] for tag in sorted(turn.friend.tags))]))[:6]


def _promise(turn: Turn, conversation: Conversation, closed: str) -> Message:
    """Say truly what happens next: who is there, who is before her; no minutes that nobody has measured."""
    house = HOUSE.shared(turn)
    if not house.on_duty:
        nobody = turn._(
            "Nobody is on duty just now. We keep your question and answer here, in turn, once we are back."
        )
        return _with_exit(turn, conversation, closed or nobody)
    told = turn._("I've told the advisors who are on duty. One of them will answer you here.")
    if house.waiting:
        told += turn._(" People before you: {count}.").format(count=house.waiting)
    more = (
        turn._(" They get what you have just written.")
        if conversation.words
        else turn._(" You can write your question already.")
    )
    return _with_exit(turn, conversation, told + more)


def _with_exit(turn: Turn, conversation: Conversation, words: str) -> Message:
    leave = cards.button(turn._("Never mind"), "leave", c=conversation.id)
    return messages.buttons(cards.notice(turn._), messages.cut(words, 160), [leave])


def _already(turn: Turn) -> None:
    own = STATE.of(turn).own
    if own and own.status == "waiting":
        words = turn._("The advisors know already. They answer in turn.")
        turn.say(_with_exit(turn, own, words))
    elif own:
        turn.say(messages.text(turn._("{name} is with you. Just write here.").format(name=own.advisor_name)))


def call(turn: Turn, only: Sequence[str] | None = None) -> None:
    """Send cards for her to the advisors on duty, or to some; the first call sets a timer for a second."""
    own = STATE.of(turn).own
    called = [each for each in HOUSE.shared(turn).on_duty if only is None or each.friend_id in only]
    if own is None or not called:
        return
    if only is None:
        own = state.keep(turn, own, calls=own.calls + 1, called_at=turn.now)
        if own.calls == 1:
            turn.remind(NOBODY_TOOK, own.id, turn.now + WAIT)
    for advisor in called:
        _card(turn, own, advisor)


def _card(turn: Turn, own: Conversation, advisor: Colleague) -> None:
    """Send one card; it carries her first words, so an unsend must find it."""
    shown = next((kept.message_id for kept in own.words if any(m.get("text") for m in kept.messages)), None)
    card = cards.call(own, turn.now, i18n.gettext(advisor.language))
    turn.tell(advisor.friend_id, card, about=turn.friend.friend_id, message_id=shown, timed=False)


def keep_words(turn: Turn) -> None:
    """Keep what she writes while she waits, to be handed over; answered once, after a moment."""
    own, said = STATE.of(turn).own, state.message(turn)
    if own is None:
        return
    bubbles = passing.passable(said, i18n.gettext(i18n.DEFAULT))
    if not bubbles:
        _sorry(turn)
        return
    _keep(turn, (Words(said.get("id"), bubbles),))
    if own.soothed_at is None:
        turn.remind(WROTE, own.id, turn.now + GATHER)


def _keep(turn: Turn, words: tuple[Words, ...]) -> None:
    own = STATE.of(turn).own
    if own is None or not words or own.status != "waiting":
        return
    if len(own.words) < MOST_WORDS:
        own = state.keep(turn, own, words=own.words + words, last_friend_at=turn.now)
        if len(own.words) == MOST_WORDS:
            turn.say(
                messages.text(
                    turn._("I can't keep more than this. Please tell the advisor the rest in person.")
                )
            )


def _sorry(turn: Turn) -> None:
    said = state.message(turn)
    if not passing.repeats(said):
        words = turn._("Sorry, I can't pass on {kind} yet. Could you put it in words?")
        turn.say(messages.text(words.format(kind=passing.kind(said, turn._))))


def leave(turn: Turn, conversation_id: str = "") -> None:
    """Take her out of the queue, if she is in it, and answer either way."""
    own = STATE.of(turn).own
    if own is None or (conversation_id and own.id != conversation_id):
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
    turn.friend.with_human = False
    return state.keep(turn, own, status="done", done_at=turn.now, outcome=outcome, words=())


def forget(turn: Turn, own: Conversation) -> None:
    """Cancel what was to happen if nobody took it."""
    turn.forget(NOBODY_TOOK, own.id)
    turn.forget(WROTE, own.id)


def on_timer(turn: Turn) -> bool:
    """Take the handoff's own timers; returns whether this was one."""
    data = turn.event.data
    if data.get("timer") not in (NOBODY_TOOK, WROTE):
        return False
    own = STATE.of(turn).own
    if own and own.status == "waiting" and own.id == data.get("key"):
        (_nobody_took if data["timer"] == NOBODY_TOOK else _soothe)(turn, own)
    return True


def _nobody_took(turn: Turn, own: Conversation) -> None:
    """One honest word to her, a second call to them; a timer of an earlier wait comes to nothing."""
    if own.called_at is not None and turn.now - own.called_at < WAIT:
        return
    if HOUSE.shared(turn).on_duty:
        words = turn._("Nobody was free yet, sorry. I have called the advisors again and keep your place.")
    else:
        words = turn._(
            "Nobody is on duty any more, sorry. I keep your question, and we answer in turn once we are back."
        )
    turn.say(_with_exit(turn, own, words), klass="account", expires_in=HOUR)
    call(turn)


def _soothe(turn: Turn, own: Conversation) -> None:
    if own.soothed_at is None:
        state.keep(turn, own, soothed_at=turn.now)
        turn.say(messages.text(turn._("Thank you. I'll hand all of this to the advisor.")), timed=False)
