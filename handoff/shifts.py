"""When an advisor's shift begins and ends: he is shown who waits, and asked what becomes of his friends.

Decided in his own lane, by one timer; each friend's lane carries out the hand-over (`handoff.taking`).
"""

from __future__ import annotations

from bot import messages
from bot.clock import HOUR
from bot.turn import Turn
from handoff import cards, handing, orders, state
from handoff.roster import Roster
from handoff.state import HOUSE, STATE

SHIFT = "handoff.shift"
KEY = "own"
PAUSE = 3 * HOUR
"""Whoever is back sooner than that has a pause, and is not asked to hand anybody over."""


def roster(turn: Turn) -> Roster:
    """Return when the advisor whose turn it is answers."""
    return HOUSE.shared(turn).roster_of(turn.friend.friend_id)


def watch(turn: Turn) -> None:
    """Set the timer for the end of his shift, or for its beginning."""
    hours = roster(turn)
    found = hours.opening(turn.now) if hours.hours else None
    if found is None:
        return
    begun = found[0] <= turn.now
    turn.remind(SHIFT, KEY, found[1] if begun else found[0], stage="end" if begun else "begin")


def forget(turn: Turn) -> None:
    """Watch no more: he has gone by himself."""
    turn.forget(SHIFT, KEY)


def on_timer(turn: Turn) -> None:
    """Take the beginning or the end of a shift, if he is on duty at all."""
    if not turn.friend.is_staff or not state.desk(turn).on_duty:
        return
    if turn.event.data["data"]["stage"] == "begin":
        if orders.his_queue(turn) and state.serves(turn):
            orders.queue(turn)
    elif STATE.of(turn).open and not _pause(turn):
        ask(turn, turn._("Your shift is over. Still open with you: {count}"))
    watch(turn)


def _pause(turn: Turn) -> bool:
    found = roster(turn).opening(turn.now)
    return found is not None and found[0] - turn.now < PAUSE


def ask(turn: Turn, title: str) -> None:
    """Ask what becomes of the friends whom he has."""
    among = STATE.of(turn).open
    lines = [cards.court(each, turn.now, turn._) for each in among[: cards.MOST_NAMES]]
    hand_over = cards.button(turn._("Hand all over"), "handover")
    keep = cards.button(turn._("They stay with me"), "keep")
    card = messages.flex_card(
        cards.notice(turn._), title.format(count=len(among)), lines, [hand_over, keep], accent=""
    )
    turn.say(card, klass="account", timed=False)


def hand_over(turn: Turn, rest: str = "") -> None:
    """`/handover 面接は明日です`: give all his friends to others, with a note; he has finished."""
    among = STATE.of(turn).open
    if not among:
        turn.say(messages.text(turn._("You have no open conversation.")))
        return
    if state.serves(turn):
        state.keep_desk(turn, on_duty=False, since=turn.now)
        forget(turn)
    place = handing.place(turn, rest)
    for each in among:
        data = {"message_id": place.get("m"), "start": place.get("s")}
        turn.post(each.friend_id, "handoff.handover", conversation=each.id, **data)


def keep(turn: Turn) -> None:
    """Leave everything as it is, and say what that means."""
    words = turn._("All right. What they write reaches you as before, and is timed in opening hours.")
    turn.say(messages.text(words))
