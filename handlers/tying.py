"""Linking in a friend's turn: LINE's accountLink event, the offer, the unlinking, a changed member record."""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from handlers import known, routes, speaking, surveys
from handoff.state import STATE
from linking import links
from linking import words as linking_words


def on_account_link(turn: Turn) -> None:
    """Link, or say kindly why not; the open menu is wanted in the same commit."""
    content = known.content(turn)
    result = links.on_account_link(turn, content.declared, content.service.gift)
    linking_words.tell(turn, result, content.service.link, content.service.gift)
    link = links.link_of(turn)
    if link is not None:
        routes.touch(turn, link.route)
    if result.linked:
        surveys.renew(turn)
        known.show_menu(turn)
        speaking.answer(turn, surveys.differ(turn) if STATE.of(turn).own is None else None)


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
    """Undo the link; the menu locks again."""
    if links.unlink(turn):
        surveys.renew(turn)
        turn.say(messages.text(known.content(turn).service.link.undone.to(turn.friend.speaks)))
        known.show_menu(turn)
    else:
        turn.say(messages.text(turn._("You are not linked, so there is nothing to undo.")))
