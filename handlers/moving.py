"""A member moves to another LINE: what goes with her, what her old LINE is told, and freezing a link.

Her old lane packs and lets go, her new one unpacks; each writes its own friend's rows.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, media, messages
from bot.friends import Said, Scalar
from bot.i18n import N_
from bot.turn import Batch, Part, Room, Turn
from dialogs import runs
from dialogs.position import Position
from dialogs.runs import RUNS
from handlers import known, notices
from handoff import asking, following
from handoff.state import HOUSE, STATE
from linking import book, links
from linking import words as linking_words

FREEZE: Final = "linking.freeze"
TO = Part[str]("handlers.moving")
STAYS: Final = ("member", "rule")
"""Kinds of sources whose facts come by themselves on the new LINE."""

MOVED = N_("{name} goes on from another LINE, so this conversation has ended.")
FROZEN = N_("The link of {member} is frozen. Only the member can release it, by signing in again.")
NOT_LINKED = N_("{member} is not linked any more.")


def offer(turn: Turn, _rest: str = "") -> None:
    """Lead whoever cannot use her old LINE any more through a fresh sign-in."""
    words = turn._("Sign in here, and your link, answers, advisor and gift move to this LINE.")
    turn.say(linking_words.offer(turn, known.content(turn).service.link, "moved", words))


def on_give_way(turn: Turn) -> None:
    """Let go of a member who has signed in from another LINE, and tell this one, which is locked."""
    to, member_id = str(turn.event.data.get("to")), str(turn.event.data.get("member_id"))
    route, hers = turn.event.data.get("route"), links.give_way(turn)
    luggage = _pack(turn) if hers else {}
    turn.post(to, book.ARRIVE, member_id=member_id, route=route, luggage=luggage)
    if not hers:
        return
    _end_conversation(turn)
    TO.give(turn, to)
    turn.friend.paused = True
    known.show_menu(turn)
    words = turn._(
        "Your membership was moved to another LINE after a sign-in. This LINE is not linked any more. "
        "If that was not you, please write to {email} at once."
    )
    email = known.content(turn).service.contact.email
    turn.say(messages.text(words.format(email=email)), klass="account")


def _pack(turn: Turn) -> dict[str, Any]:
    """Take along what she has said and what the team knows, and leave none of it here."""
    friend, mine = turn.friend, RUNS.of(turn)
    packed = {
        "runs": [position.dump().decode() for position in mine.positions.values()],
        "tags": [(t, s, at) for t, held in friend.held.items() for s, at in held.items() if _goes(s)],
        "said": [
            (n, s, each.value, each.since)
            for n, said in friend.said.items()
            for s, each in said.items()
            if _goes(s)
        ],
        "call_name": friend.call_name,
        "paused": friend.paused,
    }
    sources = {s for held in friend.held.values() for s in held}
    for source in sources | {s for said in friend.said.values() for s in said}:
        friend.untag(source)
        friend.unlearn(source)
    friend.call_name = None
    mine.leave()
    return packed


def _goes(source: str) -> bool:
    return source.partition(":")[0] not in STAYS


def _end_conversation(turn: Turn) -> None:
    own = STATE.of(turn).own
    if own is None:
        return
    asking.end(turn, own, "moved")
    if own.status == "open" and own.advisor_id:
        said = i18n.gettext(HOUSE.shared(turn).language(own.advisor_id))(MOVED).format(name=own.shown)
        turn.tell(own.advisor_id, messages.text(said), timed=False)


def on_arrive(turn: Turn) -> None:
    """Link the member whose old LINE has given way, and unpack what came along."""
    content = known.content(turn)
    result = links.arrive(turn, content.declared, content.service.gift)
    if result.linked:
        _unpack(turn, dict(turn.event.data.get("luggage") or {}))
        known.show_menu(turn)
    if turn.friend.followed:
        linking_words.tell(turn, result, content.service.link, content.service.gift)
    notices.tell(turn, result)


def _unpack(turn: Turn, luggage: dict[str, Any]) -> None:
    """Take over what she said on her old LINE, but where she has answered anew on this one."""
    mine, friend = RUNS.of(turn), turn.friend
    kept = {survey for survey, position in mine.positions.items() if position.answers}
    for dumped in luggage.get("runs", ()):
        position = Position.restore(dumped.encode())
        if position.survey not in kept:
            mine.put(position)
    for tag, source, since in luggage.get("tags", ()):
        if _survey(source) not in kept:
            friend.tag(tag, source, since)
    for name, source, value, since in luggage.get("said", ()):
        if _survey(source) not in kept and _older(friend.said.get(name, {}).get(source), since):
            _learn(turn, name, value, source, since)
    friend.call_name = friend.call_name or luggage.get("call_name")
    friend.paused = luggage.get("paused", friend.paused)


def _survey(source: str) -> str | None:
    kind, _, place = source.partition(":")
    return place.partition("/")[0] if kind == "survey" else None


def _older(said: Said | None, since: int) -> bool:
    return said is None or said.since <= since


def _learn(turn: Turn, name: str, value: Scalar, source: str, since: int) -> None:
    turn.friend.learn(name, value, source, since)


def freeze(turn: Turn, rest: str = "") -> None:
    """`/freeze T0001`: let the link of a member open nothing until she signs in again; it moves nowhere."""
    member_id = book.named_to_freeze(turn.event.data) or ""
    link = book.of(turn).by_member.get(member_id)
    if not rest or link is None:
        words = turn._("Write the member ID behind it, such as “/freeze T0001”. Nobody linked has this one.")
        turn.say(messages.text(words))
        return
    turn.post(link.friend_id, FREEZE, member_id=member_id)


def on_freeze(turn: Turn) -> None:
    """Freeze this friend's link if it is still that member's, lock her menu, and answer whoever asked."""
    who, member_id = str(turn.event.data.get("from")), str(turn.event.data.get("member_id"))
    if who not in HOUSE.shared(turn).staff:
        return  # the role was taken away meanwhile
    done = links.freeze(turn, member_id)
    if done:
        known.show_menu(turn)
    _ = i18n.gettext(HOUSE.shared(turn).language(who))
    turn.tell(who, messages.text(_(FROZEN if done else NOT_LINKED).format(member=member_id)), timed=False)


async def _load(connection: AsyncConnection, batch: Batch) -> None:
    """Nothing is needed beyond what the other rooms load."""


async def _save(connection: AsyncConnection, batch: Batch) -> None:
    for friend_id, turn in batch.turns.items():
        if TO.name in turn.parts:
            await following.follow(connection, friend_id, TO.of(turn))
            await runs.follow(connection, friend_id, TO.of(turn))
            await media.follow(connection, friend_id, TO.of(turn))


ROOM = Room(_load, _save)
