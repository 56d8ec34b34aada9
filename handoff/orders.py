"""What staff may order in the handoff, typed or tapped: each is `f(turn, rest)` in the advisor's own lane.

They change his desk and post events to friends' lanes; the answer about a friend comes from there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot import messages
from bot.turn import Turn
from handoff import audit, cards, desk, state
from handoff.state import HOUSE, STATE, Conversation


def take(turn: Turn, rest: str = "") -> None:
    """Take the friend of that name, or the one who has waited longest."""
    waiting = his_queue(turn)
    found = matching(waiting, rest) if rest else waiting[:1]
    mine = matching(STATE.of(turn).open, rest) if rest and not found else []
    if mine:
        turn.say(messages.text(turn._("{name} is with you already.").format(name=mine[0].shown)))
    elif not waiting:
        turn.say(messages.text(turn._("Nobody is waiting.")))
    elif len(found) == 1:
        reach(turn, found[0])
    elif found:
        title = turn._("Whom do you mean?")
        turn.say(cards.names(title, _shown(turn, found), "take", found, turn._))
    else:
        turn.say(
            messages.text(turn._("Nobody called {name} is waiting.").format(name=messages.cut(rest, 20)))
        )
        queue(turn)


def _shown(turn: Turn, among: Sequence[Conversation]) -> list[str]:
    return cards.entries(among[: cards.MOST_NAMES], turn.now, turn.friend.speaks)


def reach(turn: Turn, conversation: Conversation) -> None:
    """Ask her lane for her; until it answers, plain text is meant for nobody else unasked."""
    state.keep_desk(turn, reaching=conversation.id, reaching_at=turn.now, focus=None, firm=False)
    HOUSE.shared(turn).named[conversation.id] = conversation
    turn.post(conversation.friend_id, "handoff.take", conversation=conversation.id)


def done(turn: Turn, rest: str = "") -> None:
    """Finish the conversation that is meant: named, quoted, in focus, or the only one; `/done 回答した`."""
    among = STATE.of(turn).open
    result, rest = _result(turn, rest)
    found = meant(turn, rest)
    if not among:
        turn.say(messages.text(turn._("You have no open conversation.")))
    elif len(found) == 1:
        finish(turn, found[0], result)
    else:
        title, lines = turn._("Which conversation shall I finish?"), [not_here(turn, rest, found)]
        turn.say(cards.names(title, lines, "finish", found or among, turn._, what={"o": result}))


def _result(turn: Turn, rest: str) -> tuple[str, str]:
    """Read how it ended off the end of the words; returns its id, if it is there, and the words before it."""
    words = rest.split()
    for count in range(len(words)):
        if found := HOUSE.shared(turn).plan.team.outcome(" ".join(words[count:])):
            return found.id, " ".join(words[:count])
    return "", rest


def meant(turn: Turn, rest: str) -> list[Conversation]:
    """Return those of his conversations that he may mean: named, quoted, in focus, or the only one."""
    among = STATE.of(turn).open
    return matching(among, rest) if rest else [each for each in [desk.addressee(turn, among)] if each]


def how(turn: Turn, conversation: Conversation) -> None:
    """Ask how it ended before it is finished, where she is then asked how it was; else finish."""
    team = HOUSE.shared(turn).plan.team
    if team.rating and team.outcomes:
        title = turn._("{name}: how did it end?").format(name=conversation.shown)
        lines = [turn._("Choosing one finishes the conversation.")]
        without = cards.button(turn._("Just finish"), "finish", c=conversation.id)
        card = cards.outcomes(
            conversation, "finish", title, lines, team.outcomes, turn.friend.speaks, after=[without]
        )
        turn.say(card)
    else:
        finish(turn, conversation)


def finish(turn: Turn, conversation: Conversation, result: str = "") -> None:
    """Ask her lane to end the conversation; `result` is the id of how it ended."""
    turn.post(conversation.friend_id, "handoff.done", conversation=conversation.id, result=result)


def to(turn: Turn, rest: str = "") -> None:
    """Let plain text go to the friend of that name; what was held goes to her at once."""
    among = desk.reachable(turn)
    found = matching(among, rest) if rest else []
    if not among:
        turn.say(messages.text(turn._("You have no open conversation.")))
    elif len(found) == 1:
        aim(turn, found[0])
    else:
        if rest and not found:
            desk.turn_away(turn)
        lines = [not_here(turn, rest, found)]
        turn.say(cards.names(turn._("To whom shall I send?"), lines, "to", found or among, turn._))


def not_here(turn: Turn, name: str, found: Sequence[Conversation]) -> str:
    """Say that nobody of that name is with him, if he named one."""
    words = turn._("Nobody called {name} is with you.").format(name=messages.cut(name, 20))
    return words if name and not found else ""


def aim(turn: Turn, conversation: Conversation) -> None:
    """Put a friend in focus."""
    desk.release_all(turn, conversation)
    desk.follow(turn, conversation, firm=True)
    turn.say(messages.text(turn._("From here on I send to {name}.").format(name=conversation.shown)))


def his_queue(turn: Turn) -> list[Conversation]:
    """Return the head of the queue as he may see it: without those who shall have somebody else."""
    me = {turn.friend.friend_id, *state.desk(turn).formerly}
    lead = turn.friend.role in ("lead", "admin")
    return [
        each
        for each in HOUSE.shared(turn).queue
        if not me & {*each.avoided} and (lead or each.frozen_at is None)
    ]


def queue(turn: Turn, rest: str = "") -> None:
    """Show who waits and for how long."""
    house, waiting = HOUSE.shared(turn), his_queue(turn)
    if waiting:
        hidden = len(house.queue) - len(waiting)
        turn.say(
            cards.queue(waiting, max(house.waiting - hidden, len(waiting)), turn.now, turn.friend.speaks)
        )
    else:
        turn.say(messages.text(turn._("Nobody is waiting.")))


def who(turn: Turn, rest: str = "") -> None:
    """Show whom he talks with, and in whose court the ball is."""
    among = STATE.of(turn).open
    if not among:
        turn.say(messages.text(turn._("You have no open conversation.")))
        return
    title = turn._("With you: {count}").format(count=len(among))
    turn.say(cards.names(title, [cards.court(each, turn.now, turn._) for each in among], "to", among, turn._))


def now(turn: Turn, rest: str = "") -> None:
    """Show who waits for whom, how long, and the last line, which is read beside the road."""
    on_duty = [each.name for each in HOUSE.shared(turn).on_duty]
    turn.ask_report("now", on_duty=on_duty)


def incident(turn: Turn, rest: str = "") -> None:
    """Freeze the conversation that is meant; leads may freeze any, and see the records."""
    lead, mine = turn.friend.role in ("lead", "admin"), STATE.of(turn).open
    among = list(HOUSE.shared(turn).everyone) if lead else mine
    found = matching(among, rest) if rest else meant(turn, "") if not lead else []
    if lead and not rest:
        turn.ask_report("incident")
        audit.record(turn, "incident")
    elif len(found) == 1:
        freeze(turn, found[0])
    elif among:
        lines = [not_here(turn, rest, found)]
        turn.say(cards.names(turn._("Which conversation shall be frozen?"), lines, "incident", among, turn._))
    else:
        turn.say(messages.text(turn._("You have no open conversation.")))


def freeze(turn: Turn, conversation: Conversation) -> None:
    """Ask her lane to freeze the conversation."""
    turn.post(conversation.friend_id, "handoff.incident", conversation=conversation.id)


def cancel(turn: Turn, rest: str = "") -> None:
    """Stop what he has just sent, and drop everything that was held for want of a name."""
    count, flying = len(state.desk(turn).held), desk.in_flight(turn)
    desk.call_back(turn, flying)
    state.keep_desk(turn, held=())
    if flying and not count:
        return  # her lane answers
    words = turn._("Dropped: {count}. Nothing was sent.") if count else turn._("There is nothing to drop.")
    turn.say(messages.text(words.format(count=count)))


def begin(turn: Turn) -> None:
    """Set up the desk of someone who has just become staff: on duty, unless she says otherwise."""
    if not state.desk(turn).on_duty:
        state.keep_desk(turn, on_duty=True, since=turn.now)


def revoked(turn: Turn, successor: str | None = None) -> None:
    """Clear the desk of someone who is staff no longer: off duty, and her friends go back to the queue.

    With a successor, who is the same person on a new phone, they stay with him.
    """
    state.keep_desk(turn, on_duty=False, since=turn.now, focus=None, firm=False, reaching=None, held=())
    for each in STATE.of(turn).open:
        kind = "handoff.rebind" if successor else "handoff.return"
        turn.post(each.friend_id, kind, conversation=each.id, advisor=successor)


def matching(among: Sequence[Conversation], name: str) -> list[Conversation]:
    """Find conversations by label or name: exact before beginning; width, case and さん do not matter."""
    wanted = folded(name)
    exact = [each for each in among if folded(each.shown) == wanted]
    return exact or [each for each in among if wanted and folded(each.shown).startswith(wanted)]


def folded(name: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return folded.removesuffix("さん").strip()
