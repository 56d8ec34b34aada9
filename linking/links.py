"""Deciding who is linked: LINE's accountLink event, a changed member record, unlinking.

Called by handlers; what to say is `linking.words`. The friend is the one whom LINE names as the event's
source: nothing that a person could have typed into an address ever decides who is linked.
https://developers.line.biz/en/reference/messaging-api/#account-link-event
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot import content
from bot.friends import Scalar
from bot.turn import Turn
from linking import book, references
from linking.book import Gift, Link
from linking.members import Member
from linking.nonces import Nonce, digest

SOURCE = "member"
"""The source of tags and attributes that a friend has from her member record."""

FAILED = "linking.failed"
"""The event by which a friend's lane learns that somebody opened her link from another LINE."""

Outcome = Literal[
    "linked",
    "moved",
    "moving",
    "thawed",
    "already",
    "unknown",
    "expired",
    "used",
    "frozen",
    "friend_taken",
    "member_taken",
]
"""`moving`: the member's other LINE is asked to give way; `moved`: it has, and this friend is linked."""

GIVE_WAY = "linking.give_way"
"""The event by which a friend's lane learns that her member has signed in from another LINE."""


@dataclass(frozen=True)
class LinkResult:
    """What became of an accountLink event; `gift` is set only when it is given for the first time.

    `joined`: she is a member from this moment on.
    """

    outcome: Outcome
    member_id: str | None = None
    gift: Gift | None = None
    joined: bool = False

    @property
    def linked(self) -> bool:
        """Whether the friend was linked just now, or may use her link again."""
        return self.outcome in ("linked", "moved", "thawed")


def is_linked(turn: Turn) -> bool:
    """Tell whether the friend is linked to a member, and nobody has frozen it."""
    link = link_of(turn)
    return link is not None and link.frozen_at is None


def link_of(turn: Turn) -> Link | None:
    """Return the friend's link."""
    return book.of(turn).by_friend.get(turn.friend.friend_id)


def gift_of(turn: Turn) -> Gift | None:
    """Return what the member behind the friend was given, by whichever friend she linked first."""
    link = link_of(turn)
    return book.of(turn).gifts.get(link.member_id) if link else None


def hand(turn: Turn, page: str) -> Gift | None:
    """Give a linked friend a page of the content, once for ever; None while she is not linked.

    Given again it is the same gift: nothing has to be known of what she has had.
    """
    link, ledger = link_of(turn), book.of(turn)
    if link is None or link.frozen_at is not None:
        return None
    first = ledger.gifts.get(link.member_id)
    if first is not None and first.page == page:
        return first
    gift_id = references.gift_id(ledger.doors.secret_key, link.member_id, page)
    given = Gift(link.member_id, gift_id, page, turn.friend.friend_id, turn.now)
    return ledger.handed.setdefault(gift_id, given)


def has_had(turn: Turn, page: str) -> bool:
    """Whether the member who links just now had this page before."""
    link = link_of(turn)
    return link is not None and (link.member_id, page) in book.of(turn).had


def on_account_link(turn: Turn, declared: content.Declared, gift: content.Gift | None) -> LinkResult:
    """Link the friend to the member whose nonce LINE brings back with result ok, or say why not.

    Whatever comes of it, the nonce is spent. `declared` names the tags that attributes put on the friend.
    """
    nonce = _presented(turn)
    if nonce is None:
        return LinkResult("unknown")
    state, hers = nonce.state(turn.event.accepted_at), link_of(turn)
    if nonce.used_by is None:
        book.of(turn).spend(nonce, turn.friend.friend_id)
    if nonce.friend_id != turn.friend.friend_id:
        return LinkResult("unknown")  # somebody else's nonce was put into the address: it ends here
    if hers is not None and hers.frozen_at is not None:
        return _thaw(turn, hers, nonce, declared) if state == "good" else LinkResult(state)
    if hers is not None and hers.member_id == nonce.member_id:
        return LinkResult("already", nonce.member_id)
    if state != "good":
        return LinkResult(state)
    if hers is not None and nonce.over in ("friend", "both"):
        unlink(turn)
    other = book.of(turn).by_member.get(nonce.member_id)
    if other is not None and nonce.over in ("member", "both") and not link_of(turn):
        to, member_id = turn.friend.friend_id, nonce.member_id
        turn.post(other.friend_id, GIVE_WAY, to=to, member_id=member_id, route=nonce.route)
        return LinkResult("moving", nonce.member_id)
    return _link(turn, nonce.member_id, nonce.route, declared, gift)


def _presented(turn: Turn) -> Nonce | None:
    given = book.nonce_of(turn.event.data)
    return book.of(turn).nonces.get(digest(given)) if given else None


def _thaw(turn: Turn, link: Link, nonce: Nonce, declared: content.Declared) -> LinkResult:
    """Let a frozen link be good again if its own member has just signed in and said so."""
    if nonce.member_id != link.member_id or nonce.over != "frozen":
        return LinkResult("frozen")
    member = book.of(turn).members.get(link.member_id)
    if member is None:
        return LinkResult("unknown")
    book.of(turn).freeze(link, None)
    learn(turn, member, declared)
    return LinkResult("thawed", member.member_id)


def _link(
    turn: Turn, member_id: str, route: str | None, declared: content.Declared, gift: content.Gift | None
) -> LinkResult:
    ledger = book.of(turn)
    newcomer = ledger.newcomers.get(member_id)
    member = newcomer.member(turn.friend, declared) if newcomer else ledger.members.get(member_id)
    if member is None:
        return LinkResult("unknown")  # her record was deleted meanwhile
    if turn.friend.friend_id in ledger.by_friend:
        return LinkResult("friend_taken")
    if member.member_id in ledger.by_member:
        return LinkResult("member_taken")
    if newcomer is not None:
        ledger.join(newcomer, member)
    ledger.tie(Link(turn.friend.friend_id, member.member_id, turn.now, route))
    learn(turn, member, declared)
    given = _give(turn, member.member_id, gift) if gift else None
    return LinkResult("linked", member.member_id, given, newcomer is not None)


def _give(turn: Turn, member_id: str, gift: content.Gift) -> Gift | None:
    """Give what was promised, unless this member has had hers, ever, through whichever friend."""
    ledger = book.of(turn)
    if member_id in ledger.gifts:
        return None
    given = Gift(member_id, turn.new_secret(128), gift.page, turn.friend.friend_id, turn.now)
    ledger.give(given)
    return given


def learn(turn: Turn, member: Member, declared: content.Declared) -> None:
    """Bring the friend's attributes and tags in line with her member record; what it no longer says goes."""
    facts = {name: _as_declared(declared, name, value) for name, value in member.attributes.items()}
    for name in [name for name, said in turn.friend.said.items() if SOURCE in said and name not in facts]:
        turn.friend.unlearn(SOURCE, name)
    for name, value in facts.items():
        turn.friend.learn(name, value, SOURCE, turn.now)
    wanted = {tag for name, value in facts.items() if (tag := _tag(declared, name, value))}
    for tag in [tag for tag, held in turn.friend.held.items() if SOURCE in held and tag not in wanted]:
        turn.friend.untag(SOURCE, tag)
    for tag in sorted(wanted):
        turn.friend.tag(tag, SOURCE, turn.now)


def _as_declared(declared: content.Declared, name: str, value: Scalar) -> Scalar:
    attribute = declared.attribute(name)
    return str(value) if attribute is not None and attribute.type == "text" else value


def _tag(declared: content.Declared, name: str, value: Scalar) -> str | None:
    """A tag without a value in it is a yes/no fact, and a no is no tag."""
    attribute = declared.attribute(name)
    if attribute is None or (value is False and "{value}" not in (attribute.tag or "")):
        return None
    return attribute.tag_for(value)


def on_member_changed(turn: Turn, declared: content.Declared) -> bool:
    """Take over what has changed in the member's record; False when the friend is not linked any more."""
    link = link_of(turn)
    member = book.of(turn).members.get(link.member_id) if link else None
    if member is None or (link and link.frozen_at is not None):
        return False
    learn(turn, member, declared)
    return True


def give_way(turn: Turn) -> bool:
    """End this friend's link for another LINE of the same member, if it is still hers."""
    link = link_of(turn)
    if link is None or link.member_id != turn.event.data.get("member_id"):
        return False
    return unlink(turn)


def arrive(turn: Turn, declared: content.Declared, gift: content.Gift | None) -> LinkResult:
    """Link the member to whom her other LINE has given way; what others have done meanwhile counts first."""
    member_id, route = str(turn.event.data.get("member_id", "")), turn.event.data.get("route")
    became = _link(turn, member_id, route if isinstance(route, str) else None, declared, gift)
    return replace(became, outcome="moved") if became.outcome == "linked" else became


def freeze(turn: Turn, member_id: str) -> bool:
    """Let this friend's link open nothing, and drop what the member record says; False if it is not hers."""
    link = link_of(turn)
    if link is None or link.member_id != member_id:
        return False
    if link.frozen_at is None:
        book.of(turn).freeze(link, turn.now)
    _forget(turn)
    return True


def on_account_link_failed(turn: Turn) -> bool:
    """Spend the nonce of an accountLink event with result failed, and tell the friend whose link it was.

    LINE names nobody in it: it comes in the channel's lane. False when there is nobody to tell.
    """
    nonce = _presented(turn)
    if nonce is None or nonce.used_by is not None:
        return False
    book.of(turn).spend(nonce, turn.event.lane)
    turn.post(nonce.friend_id, FAILED)
    return True


def unlink(turn: Turn) -> bool:
    """Undo the link, and drop what only the member record says; what was given stays given."""
    link = link_of(turn)
    if link is None:
        return False
    book.of(turn).untie(link)
    _forget(turn)
    return True


def _forget(turn: Turn) -> None:
    turn.friend.untag(SOURCE)
    turn.friend.unlearn(SOURCE)
