"""A conversation finds its advisor, goes back to the queue, or ends: decided in the friend's lane.

The events come from the advisor's lane; each is answered to him from here, where the truth is.
"""

from __future__ import annotations

from bot import i18n, messages
from bot.turn import Turn
from handoff import (
    asking,
    audit,
    bill,
    cards,
    clocks,
    closing,
    handover,
    holding,
    incidents,
    opening,
    passed_on,
    state,
    voices,
    waiting,
)
from handoff.bill import Bill
from handoff.state import HOUSE, STATE, Colleague, Conversation
from handoff.telling import tell
from handoff.voices import N_


def held_by_sender(turn: Turn) -> Conversation | None:
    """Return her open conversation if the event is about it and from the advisor who has it."""
    # What somebody wished who has lost his role since is not done any more.
    return _held(turn) if turn.event.data.get("from") in HOUSE.shared(turn).staff else None


def _held(turn: Turn) -> Conversation | None:
    own, data = STATE.of(turn).own, turn.event.data
    mine = own is not None and own.status == "open" and own.advisor_id == data.get("from")
    return own if mine and own and own.id == data.get("conversation") else None


def take(turn: Turn) -> None:
    """Give her to the advisor who asks, unless somebody was first."""
    own, who = STATE.of(turn).own, str(turn.event.data.get("from"))
    colleague = HOUSE.shared(turn).staff.get(who)
    if colleague is None:
        return  # his role was taken from him while his tap was on its way
    if own is None or own.id != turn.event.data.get("conversation"):
        _tell(turn, colleague, N_("Nobody is waiting there any more."))
    elif own.status == "open" and own.advisor_id == who:
        _tell(turn, colleague, N_("{name} is with you already."), name=own.shown)
    elif own.status == "open":
        _tell(
            turn, colleague, N_("{advisor} has taken {name}."), advisor=own.advisor_name or "", name=own.name
        )
    elif own.frozen_at is not None and colleague.role not in incidents.LEADS:
        _tell(turn, colleague, N_("{name}: frozen. Only a lead lets it go on."), name=own.name)
    elif who in own.avoided:
        _tell(turn, colleague, N_("A colleague sees to {name}."), name=own.name)
    else:
        give(turn, own, colleague)


def _tell(turn: Turn, colleague: Colleague, words: str, **facts: str) -> None:
    tell(turn, colleague.friend_id, words, **facts)


def give(turn: Turn, own: Conversation, colleague: Colleague, note: str = "") -> None:
    """Give her to an advisor, from the queue or from a colleague; `note` is for his eyes only."""
    _ = i18n.gettext(colleague.language)
    labels = HOUSE.shared(turn).labels
    moved, predecessor = own.advisor_id is not None, own.advisor_name
    if moved:
        words = asking.unanswered(turn, own)
        own = state.keep(turn, own, left_by=own.advisor_id, left_at=turn.now, words=words)
    labels.get(own.advisor_id or "", set()).discard(own.shown)
    used = labels.setdefault(colleague.friend_id, set())
    label = voices.label(turn.friend.name, used, _)
    others = bool(used)
    used.add(label)
    own = state.keep(
        turn,
        own,
        status="open",
        advisor_id=colleague.friend_id,
        advisor_name=colleague.name,
        label=label,
        taken_at=turn.now,
        snoozed_until=None,
    )
    by = str(turn.event.data.get("from"))
    own = incidents.thaw(turn, own, by)
    audit.record(turn, turn.event.kind.removeprefix("handoff."), by, detail=colleague.name)
    before = state.knows(turn).advisor_id
    state.meet(turn, advisor_id=colleague.friend_id)
    turn.friend.with_human = True
    asking.forget(turn, own)
    clocks.start(turn, own)
    _greet(turn, colleague, predecessor)
    known = _("You had her last time.") if before == colleague.friend_id and not moved else ""
    note = note or passed_on.note(turn, own.note_place)
    handover.give(turn, state.keep(turn, own, note_place=None), others, note or known)


def rename(turn: Turn) -> None:
    """Call her by the name that she has now, since she took back the message in which she gave another."""
    own = STATE.of(turn).own
    if own is None:
        return
    name = voices.plain(turn.friend.name, i18n.gettext(i18n.DEFAULT))
    if own.advisor_id is None or own.label is None:
        state.keep(turn, own, name=name)
        return
    house = HOUSE.shared(turn)
    colleague = house.staff.get(own.advisor_id)
    used = house.labels.setdefault(own.advisor_id, set()) - {own.label}
    _ = i18n.gettext(colleague.language if colleague else i18n.DEFAULT)
    state.keep(turn, own, name=name, label=voices.label(turn.friend.name, used, _))


def _greet(turn: Turn, colleague: Colleague, before: str | None) -> None:
    """Let her new advisor say who he is, and, if she comes from another, what has become of that one."""
    called = HOUSE.shared(turn).plan.called
    words = turn._("I'm {name}, your career advisor. Thank you for waiting. I'll take it from here.")
    if before and turn.event.kind == "handoff.handover":
        words = turn._(
            "I'm {name}, your career advisor. {before} has finished for today; I'll take it from here."
        )
    elif before:
        words = turn._("I'm {name}, your career advisor. I'll take it from here.")
    elif turn.event.kind == "handoff.give":
        words = turn._("I'm {name}, a career advisor. I'd like to talk with you; just write here.")
    name = called(colleague.name, turn.friend.speaks)
    said = words.format(name=voices.plain(name, turn._), before=called(before or "", turn.friend.speaks))
    sender, own = voices.advisor(turn, colleague.name, colleague.friend_id), STATE.of(turn).own
    how = {"about": colleague.friend_id, "not_before": holding.behind(turn, own) if own else None}
    turn.say(messages.text(said), klass="human", sender=sender, **how)


def put_back(turn: Turn) -> None:
    """Return her to the queue because her advisor left; she keeps her place."""
    own = _held(turn)
    if own:
        requeue(turn, own)


def rebind(turn: Turn) -> None:
    """Let her advisor go on from his new phone; for her nothing has changed."""
    own, house = _held(turn), HOUSE.shared(turn)
    colleague = house.staff.get(str(turn.event.data.get("advisor")))
    if own is None or colleague is None:
        put_back(turn)
        return
    used = house.labels.setdefault(colleague.friend_id, set())
    _ = i18n.gettext(colleague.language)
    label = voices.label(turn.friend.name, used, _)
    own = state.keep(turn, own, advisor_id=colleague.friend_id, advisor_name=colleague.name, label=label)
    brief = cards.brief(
        own, bool(used), turn.now, colleague.language, _("She knows nothing of your new phone.")
    )
    used.add(label)
    state.meet(turn, advisor_id=colleague.friend_id)
    clocks.start(turn, own)
    own = state.keep(turn, own, words=asking.unanswered(turn, own))
    turn.tell(colleague.friend_id, brief, about=turn.friend.friend_id)
    handover.words(turn, own)


def release(turn: Turn) -> None:
    """Return her to the queue because her advisor cannot go on; others are called first."""
    own, who = held_by_sender(turn), str(turn.event.data.get("from"))
    if own is None:
        tell(turn, who, N_("This conversation is not open with you any more."))
        return
    audit.record(turn, "release", who)
    requeue(turn, own, skipped=(who,))
    tell(turn, who, N_("{name} waits in the queue again."), name=own.shown)


def requeue(turn: Turn, own: Conversation, skipped: tuple[str, ...] = (), words: str = "") -> None:
    """Let her wait again in her old place, tell her so, and call the advisors; `skipped` not at first."""
    turn.friend.with_human = own.urgent_at is not None
    house = HOUSE.shared(turn)
    house.labels.get(str(own.advisor_id), set()).discard(own.shown)
    own = state.keep(
        turn,
        own,
        status="waiting",
        advisor_id=None,
        advisor_name=None,
        label=None,
        taken_at=None,
        words=asking.unanswered(turn, own),
        left_by=own.advisor_id,
        left_at=turn.now,
    )
    turn.forget(clocks.SILENCE, own.id)
    lines = [opening.back(turn)]
    if not words and [each for each in house.on_duty if each.friend_id not in skipped]:
        words = turn._(
            "Your advisor has to leave you. Another one will answer you here; you keep your place."
        )
    elif not words:
        words = turn._(
            "Your advisor has to leave you, and nobody else is on duty just now. You keep your place."
        )
    leaves = waiting.with_exit(turn, own, words, *lines)
    turn.say(leaves, klass="account", not_before=holding.behind(turn, own))
    own = state.keep(turn, own, unanswered_since=own.unanswered_since or turn.now, snoozed_until=None)
    clocks.start(turn, own)
    waiting.begin(turn, own, skipped)


def finish(turn: Turn) -> None:
    """End her conversation as her advisor wishes, with one closing bubble."""
    own, who = held_by_sender(turn), str(turn.event.data.get("from"))
    if own is None:
        tell(turn, who, N_("This conversation is not open with you any more."))
        return
    house = HOUSE.shared(turn)
    result = house.plan.team.outcome(str(turn.event.data.get("result") or ""))
    ended = asking.end(turn, own, "done")
    audit.record(turn, "done", who)
    if result:
        closing.change(turn, ended, result=result.id)
        audit.record(turn, "outcome", who, result.id)
    closing.close(turn, own, result)
    language = house.language(who)
    _ = i18n.gettext(language)
    lasted = voices.span(turn.now - (own.taken_at or turn.now), _)
    cost = bill.words(house.bills.get(own.id, Bill()), _)
    words = _("Finished: {name} ({span}, {cost})").format(name=own.shown, span=lasted, cost=cost)
    if house.plan.team.outcomes and not result:
        asked = [_("How did it end?")]
        card = cards.outcomes(ended, "outcome", words, asked, house.plan.team.outcomes, language)
        turn.tell(who, card, about=turn.friend.friend_id, timed=False)
    else:
        turn.tell(who, messages.text(words), about=turn.friend.friend_id, timed=False)


def blocked(turn: Turn) -> None:
    """Close her conversation when she blocks the account: nothing reaches her any more."""
    own = STATE.of(turn).own
    if own is None:
        return
    asking.end(turn, own, "blocked")
    if own.status == "open":
        words = N_(
            "{name} has blocked the account. Nothing gets through any more, so I closed the conversation."
        )
        tell(turn, str(own.advisor_id), words, name=own.shown)
