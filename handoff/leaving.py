"""An advisor leaves his friends to others at the end of his shift; decided in each friend's lane."""

from __future__ import annotations

from bot.turn import Turn
from handoff import audit, passed_on, routing, state, taking, waiting
from handoff.state import HOUSE, Colleague, Conversation
from handoff.telling import tell
from handoff.voices import N_


def hand_over(turn: Turn) -> None:
    """Give her to the next who suits her and has room, or back to the queue with the note."""
    own, who = taking.held_by_sender(turn), str(turn.event.data.get("from"))
    if own is None:
        tell(turn, who, N_("This conversation is not open with you any more."))
        return
    audit.record(turn, "handover", who)
    label, following = own.shown, _next(turn, own, who)
    if following:
        taking.give(turn, own, following, passed_on.note(turn, passed_on.place(turn)))
        tell(turn, who, N_("{name} is with {advisor} now."), name=label, advisor=following.name)
        return
    own = state.keep(turn, own, note_place=passed_on.place(turn))
    gone = turn._(
        "{advisor} has finished for today. Another advisor will answer you here; you keep your place."
    )
    words = gone.format(advisor=HOUSE.shared(turn).plan.called(own.advisor_name or "", turn.friend.speaks))
    taking.requeue(turn, own, skipped=(who,), words=words)
    tell(turn, who, N_("{name} waits in the queue again."), name=label)


def _next(turn: Turn, own: Conversation, who: str) -> Colleague | None:
    house = HOUSE.shared(turn)
    others = [each for each in house.on_duty if each.friend_id != who]
    known, suited, _all = routing.circles(others, waiting.seeker(turn, own), house.plan.team)
    return next(iter([*known, *suited]), None)
