"""Linking in a friend's turn: LINE's accountLink event, the offer, the unlinking, a changed member record."""

from __future__ import annotations

from bot import messages
from bot.messages import Message
from bot.turn import Turn
from handlers import gifts, known, notices, routes, speaking, surveys
from handoff.state import STATE
from linking import book, links
from linking import words as linking_words


def on_came(turn: Turn) -> None:
    """LINE Login has named her to us: keep where she came from, and that she has the account as a friend."""
    route, is_friend = turn.event.data.get("route"), turn.event.data.get("friend")
    if isinstance(route, str) and not turn.friend.is_staff:
        routes.touch(turn, route)
    if is_friend is True:
        turn.friend.followed, turn.friend.blocked_at = True, None


def on_account_link(turn: Turn) -> None:
    """Link, or say kindly why not; the open menu is wanted in the same commit.

    Who was named by LINE Login may have the account as a friend only later; then she is told when she does.
    """
    content = known.content(turn)
    result = links.on_account_link(turn, content.declared, content.service.gift)
    hears = turn.event.kind != book.PROVEN or turn.friend.followed
    if hears:
        linking_words.tell(turn, result, content.service.link, content.service.gift)
    notices.tell(turn, result)
    if result.linked:
        surveys.renew(turn)
        known.show_menu(turn)
    if result.outcome == "linked" and hears:
        turn.say(*gifts.promised(turn))
    if result.linked and hears:
        speaking.answer(turn, surveys.differ(turn) if STATE.of(turn).own is None else None)


def told_late(turn: Turn, blocked_at: int | None) -> list[Message]:
    """Return what she could not be told when she was linked; `blocked_at` is since when she heard nothing."""
    link, content = links.link_of(turn), known.content(turn)
    heard = turn.friend.followed_at is not None and (
        blocked_at is None or (link and link.linked_at <= blocked_at)
    )
    if link is None or link.frozen_at is not None or heard:
        return []
    gift = links.gift_of(turn)
    hers = gift if gift and gift.friend_id == turn.friend.friend_id else None
    card = linking_words.linked(turn, hers, content.service.link, content.service.gift)
    return [card, *gifts.promised(turn)]


def on_account_link_failed(turn: Turn) -> None:
    """Somebody else's LINE opened the link; LINE does not say whose, the nonce does."""
    links.on_account_link_failed(turn)


def on_failed(turn: Turn) -> None:
    """Tell the friend whose link was opened from another LINE."""
    linking_words.tell_failed(turn)


def on_member_changed(turn: Turn) -> None:
    """Take over what has changed in her member record; it may change her menu."""
    if links.on_member_changed(turn, known.content(turn).declared):
        surveys.renew(turn)
        known.show_menu(turn)


def offer(turn: Turn, _rest: str = "") -> None:
    """Offer linking, or say that it is done."""
    if links.is_linked(turn):
        turn.say(
            messages.text(turn._("You are linked already. You can unlink at any time under “Settings”."))
        )
    else:
        turn.say(linking_words.offer(turn, known.content(turn).service.link, "chat"))


def ask_unlink(turn: Turn, _rest: str = "") -> None:
    """Say what unlinking means and ask once."""
    if not links.is_linked(turn):
        turn.say(messages.text(turn._("You are not linked, so there is nothing to undo.")))
        return
    words = turn._("Notices based on your membership stop, and the menu is locked again. Unlink now?")
    yes, no = turn._("Unlink"), turn._("Keep it")
    turn.say(
        messages.confirm(
            turn._("There is a question for you"),
            words,
            messages.postback(yes, "settings?do=unlink", yes),
            messages.postback(no, "settings?do=keep", no),
        )
    )


def unlink(turn: Turn) -> None:
    """Undo the link; the menu locks again. A frozen one is not for whoever has the phone to undo."""
    if links.is_linked(turn) and links.unlink(turn):
        surveys.renew(turn)
        turn.say(messages.text(known.content(turn).service.link.undone.to(turn.friend.speaks)))
        known.show_menu(turn)
    else:
        turn.say(messages.text(turn._("You are not linked, so there is nothing to undo.")))
