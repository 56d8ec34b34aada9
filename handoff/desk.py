"""An advisor writes: to which friend do his words go? Decided in his own lane, from what is loaded there.

Words without a clear addressee are never sent: they are held, and the names are offered as buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot import messages
from bot.clock import MINUTE, SECOND
from bot.messages import Action
from bot.turn import Turn
from handoff import cards, carrying, parcels, passing, state, voices
from handoff.holding import ON_THE_WAY
from handoff.state import HOUSE, STATE, Conversation, Sent

FOLLOWS = 1 * MINUTE
"""How long plain text follows a quote, if no other friend has written since."""

FOCUS = 10 * MINUTE
"""How long `/to` holds after his last words."""

REACHING = 1 * MINUTE
"""How long a take that he has tapped may be on its way."""

MOST_HELD = 20
CALLED_BACK = "handoff.call_back"
"""The event that stops an advisor's words in the lane of the friend to whom they go."""

STRAY = "!"
"""Before the id of a held message that quotes somebody else: only a name tapped below it sends it."""

ALONG = "+"
"""Before the id of a held picture that was sent together with the one before it: it goes where that goes."""


def reachable(turn: Turn) -> list[Conversation]:
    """Return the conversations that his words may be meant for: open ones, and one that he is just taking."""
    mine, desk = STATE.of(turn).open, state.desk(turn)
    found = HOUSE.shared(turn).named.get(desk.reaching or "")
    if found is None or found.status != "waiting" or turn.now - desk.reaching_at >= REACHING:
        return list(mine)
    label = voices.label(found.name, [each.shown for each in mine], turn._)  # as her lane will call her
    return [*mine, replace(found, label=label)]


def pass_on(turn: Turn) -> bool:
    """Send his words to the friend they are meant for, or hold them; False when he talks with nobody."""
    if not turn.friend.is_staff:
        return False
    among, said = reachable(turn), state.message(turn)
    if not among and not _quoted(turn):
        return False
    if parcels.is_medium(said):
        if carrying.refused_at_once(turn):
            return True
    elif not passing.passable(said, turn._):
        _cannot_pass(turn)
        return True
    if target := addressee(turn, among):
        send(turn, target, str(said.get("id")), _quoted(turn).get(target.friend_id))
        if len(among) > 1:
            follow(turn, target)
    else:
        hold_back(turn)
    return True


def _quoted(turn: Turn) -> dict[str, str | None]:
    """Return whom the quoted bubble is about, with the quote's token in that friend's chat."""
    return STATE.of(turn).quotes.get(str(state.message(turn).get("quotedMessageId")), {})


def _cannot_pass(turn: Turn) -> None:
    said = state.message(turn)
    words = turn._("Not sent: I can't pass on {kind} yet.")
    turn.say(messages.text(words.format(kind=passing.kind(said, turn._))))


def addressee(turn: Turn, among: Sequence[Conversation]) -> Conversation | None:
    """Find whom he means: by quote, else the only one, else the one in focus; None when that is not clear."""
    if state.message(turn).get("quotedMessageId"):
        hits = [each for each in among if each.friend_id in _quoted(turn)]
        return hits[0] if len(hits) == 1 else None
    if len(among) == 1 and not STATE.of(turn).lately and not _elsewhere(turn, among):
        return among[0]
    return focused(turn, among)


def _elsewhere(turn: Turn, among: Sequence[Conversation]) -> bool:
    """Whether he has just turned to somebody who is not his (any more): what he adds may be meant for her."""
    desk = state.desk(turn)
    return desk.focus is not None and _when(turn) <= desk.focus_until and desk.focus not in _ids(among)


def _ids(among: Sequence[Conversation]) -> set[str]:
    return {each.id for each in among}


def focused(turn: Turn, among: Sequence[Conversation]) -> Conversation | None:
    """Return the conversation that plain text goes to, if that still holds."""
    desk = state.desk(turn)
    found = next((each for each in among if each.id == desk.focus), None)
    if found is None or _when(turn) > desk.focus_until:
        return None
    others = [each for each in among if each.id != found.id]
    since = (max(each.last_friend_at or 0, each.taken_at or 0) for each in others)
    return found if desk.firm or all(at < desk.focus_since for at in since) else None


def send(turn: Turn, target: Conversation, message_id: str, quote: str | None = None) -> None:
    """Ask her lane to pass his message on; it is named, not copied, so that an unsend still catches it."""
    goes(turn, target, message_id)
    turn.post(target.friend_id, "handoff.relay", conversation=target.id, message_id=message_id, quote=quote)


def goes(turn: Turn, target: Conversation, message_id: str) -> None:
    """Note that something of his is on its way to her, so that he may take it back."""
    lately = [each for each in state.desk(turn).sent if turn.now - each.at <= FOLLOWS]
    state.keep_desk(turn, sent=(*lately, Sent(message_id, target.friend_id, turn.now)))


def in_flight(turn: Turn) -> list[Sent]:
    """Return what of his may not have gone out yet, as he wrote to stop it."""
    span = HOUSE.shared(turn).plan.team.talk.undo * SECOND + ON_THE_WAY
    return [each for each in state.desk(turn).sent if _when(turn) - each.at <= span]


def call_back(turn: Turn, sent: Sequence[Sent], *, unsent: bool = False) -> None:
    """Ask her lane to stop what still waits there, and to tell him what became of it."""
    ids: dict[str, list[str]] = {}
    for each in sent:
        ids.setdefault(each.friend_id, []).append(each.message_id)
    for friend_id, messages_ in ids.items():
        turn.post(friend_id, CALLED_BACK, messages=messages_, unsent=unsent)
    left = [each for each in state.desk(turn).sent if each not in sent]
    state.keep_desk(turn, sent=tuple(left))


def follow(turn: Turn, target: Conversation, firm: bool = False) -> None:
    """Let plain text go to her for a while: long after `/to`, shortly after a quote or a tapped name."""
    desk = state.desk(turn)
    firm = firm or (desk.firm and desk.focus == target.id and _when(turn) <= desk.focus_until)
    _turn_to(turn, target.id, firm, FOCUS if firm else FOLLOWS)


def _turn_to(turn: Turn, whom: str, firm: bool, span: int) -> None:
    """Note to whom he has turned, from when he did so: his words may have waited for us."""
    at = _when(turn)
    state.keep_desk(turn, focus=whom, firm=firm, focus_since=at, focus_until=at + span)


def turn_away(turn: Turn) -> None:
    """Note that he has named somebody who is not his: what he adds is meant for nobody else unasked."""
    _turn_to(turn, "?", False, FOLLOWS)


def _when(turn: Turn) -> int:
    return min(turn.now, turn.event.occurred_at)


def hold_back(turn: Turn, *first: Action) -> None:
    """Keep his message unsent and offer the names; `first` are buttons that stand before them."""
    said, among = state.message(turn), reachable(turn)
    message_id = str(said.get("id"))
    quotes = bool(said.get("quotedMessageId"))
    before, mark = state.desk(turn).held, STRAY if quotes else ""
    along = {str(each.get("id")) for each in carrying.together(turn, said)}
    if before and not first and _id(before[-1]) in along:
        mark = ALONG
    held = (*before, mark + message_id)[-MOST_HELD:]
    state.keep_desk(turn, held=held)
    if mark == ALONG:  # he has been asked about it with the first of them
        carrying.fetch(turn, said, carrying.HELD)
        return
    if quotes:  # he has turned to whom he quotes, whoever that is
        whom = next(iter(_quoted(turn)), "?")
        _turn_to(turn, whom, False, FOLLOWS)
    stray = _quoted(turn) and not any(each.friend_id in _quoted(turn) for each in among)
    title = turn._("To whom shall I send this?")
    if stray:
        title = turn._("Not sent: that conversation is not open with you.")
    lines = [f"「{messages.cut(str(said.get('text')), 60)}」" if said.get("text") else ""]
    if parcels.is_medium(said):
        carrying.fetch(turn, said, carrying.HELD)  # LINE keeps it for a while only
        lines = [parcels.SIGNS[said["type"]] + " " + str(said.get("fileName") or passing.kind(said, turn._))]
    if len(held) > 1:
        lines.append(turn._("Held with it: {count}").format(count=len(held) - 1))
    drop = cards.button(turn._("Don't send"), "drop", m=message_id)
    card = cards.names(
        title, lines, "send", among, turn._, before=first, after=[drop], what={"m": message_id}
    )
    turn.say(card, message_id=message_id)


def release(turn: Turn, conversation_id: str, message_id: str) -> None:
    """Send what was held, up to that message, to the friend whose name he tapped."""
    target = next((each for each in reachable(turn) if each.id == conversation_id), None)
    held = [_id(each) for each in state.desk(turn).held]
    if message_id not in held:
        turn.say(messages.text(turn._("That was sent or dropped already.")))
    elif target is None:
        turn.say(messages.text(turn._("Not sent: that conversation is not open with you.")))
    else:
        _release(turn, target, held.index(message_id) + len(_group(turn, message_id)), message_id)
        follow(turn, target)


def release_all(turn: Turn, target: Conversation) -> None:
    """Send what was held without a quote to one friend."""
    _release(turn, target, len(state.desk(turn).held))


def _release(turn: Turn, target: Conversation, count: int, tapped: str = "") -> None:
    """Send the first held messages; of those that quote somebody else, only the one that was tapped."""
    held = state.desk(turn).held
    going = [each for each in held[:count] if each in (tapped, STRAY + tapped) or not each.startswith(STRAY)]
    for each in going:
        send(turn, target, _id(each))
    state.keep_desk(turn, held=tuple(each for each in held if each not in going))


def _id(held: str) -> str:
    return held.removeprefix(STRAY).removeprefix(ALONG)


def _group(turn: Turn, message_id: str) -> list[str]:
    """Return a held message with the pictures that go along with it; none if it is not held."""
    held = state.desk(turn).held
    place = next((place for place, each in enumerate(held) if _id(each) == message_id), len(held))
    return [*map(_id, held[place : place + 1]), *map(_id, takewhile(_is_along, held[place + 1 :]))]


def _is_along(held: str) -> bool:
    return held.startswith(ALONG)


def drop(turn: Turn, message_id: str) -> None:
    """Answer a tap that a held message shall not be sent, nor what goes along with it."""
    dropped = [each for each in _group(turn, message_id) if forget_held(turn, each)]
    words = turn._("Dropped. It was not sent.") if dropped else turn._("That was sent or dropped already.")
    turn.say(messages.text(words))


def forget_held(turn: Turn, message_id: str) -> bool:
    """Drop one held message; returns whether it was held."""
    held = [_id(each) for each in state.desk(turn).held]
    left = [each for each in state.desk(turn).held if _id(each) != message_id]
    state.keep_desk(turn, held=tuple(left))
    if message_id in held and _elsewhere(turn, reachable(turn)):
        state.keep_desk(turn, focus=None, firm=False)
    return message_id in held


def on_unsend(turn: Turn, message_id: str, reached: dict[str, str]) -> None:
    """Answer an advisor who took his words back: held ones are gone, of others her lane knows."""
    gone = [each for each in state.desk(turn).sent if each.message_id == message_id]
    gone = gone or [Sent(message_id, friend_id, 0) for friend_id in reached if friend_id[:1] == "U"]
    if forget_held(turn, message_id):
        turn.say(messages.text(turn._("Dropped. It was not sent.")))
    elif gone:
        call_back(turn, gone, unsent=True)
