"""What the bot says about linking, in the friend's language.

Called by handlers with what `linking.links` has decided. Service-specific words come from the content folder.
"""

from __future__ import annotations

from urllib.parse import quote

from bot import content, messages
from bot.i18n import N_
from bot.messages import Message
from bot.turn import Turn
from linking import book, links, references
from linking.book import Gift
from linking.links import LinkResult
from linking.members import Member, masked


def chat_address(basic_id: str) -> str:
    """Return what opens the account's chat with the word that asks for the link button already typed.

    https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/
    """
    return f"https://line.me/R/oaMessage/{quote(basic_id)}/?{quote('連携')}"


def friend_address(basic_id: str) -> str:
    """Return what adds the account as a friend.

    https://developers.line.biz/en/docs/messaging-api/sharing-bot/
    """
    return f"https://line.me/R/ti/p/{quote(basic_id)}"


def link_address(turn: Turn, route: str | None = None) -> str:
    """Return the address of the link page for this friend; it never goes stale."""
    doors = book.of(turn).doors
    return references.link_url(
        doors.public_url, doors.secret_key, turn.friend.friend_id, route, turn.friend.speaks
    )


def entrance(turn: Turn, site: str) -> str:
    """Return the address by which she alone enters one of the operator's sites, signed in."""
    doors = book.of(turn).doors
    ticket = references.ticket(doors.secret_key, site, turn.friend.friend_id)
    return references.enter_url(doors.public_url, site, ticket, turn.friend.speaks)


def offer(turn: Turn, words: content.Link, route: str | None = None, title: str | None = None) -> Message:
    """Build the card with the link button and what linking brings, under the offer or another title."""
    language = turn.friend.speaks
    lines = [f"・{benefit.to(language)}" for benefit in words.benefits]
    lines.append(turn._("You can unlink at any time, right here in this chat."))
    button = messages.link(words.button.to(language), link_address(turn, route), label_limit=40)
    return messages.flex_card(_alt(turn), title or words.offer.to(language), lines, [button])


def tell(turn: Turn, result: LinkResult, words: content.Link, gift: content.Gift | None = None) -> None:
    """Tell the friend what became of her link."""
    if result.outcome == "linked":
        turn.say(linked(turn, result.gift, words, gift, result.joined))
    elif result.outcome == "moved":
        turn.say(_as_whom(turn, turn._(_MOVED)))
    elif said := _PLAIN.get(result.outcome):
        turn.say(messages.text(turn._(said)))
    else:
        turn.say(_again(turn, _why_not(turn, result)))


_MOVED = N_("Your membership is with this LINE now, and so are your answers, advisor and gift.")
_PLAIN: dict[str, str] = {
    "moving": N_("I am moving everything to this LINE. It takes a moment."),
    "thawed": N_("Your link is good again. The menu below is open to you."),
    "already": N_("You are linked already. There is nothing left to do."),
    "frozen": N_(
        "The link of this LINE was frozen for safety. "
        "Whoever it belongs to can release it: open the link once more and sign in."
    ),
    "friend_taken": N_(
        "This LINE is already linked to another membership. "
        "To change it, open the link once more and sign in: you are asked there which one it shall be."
    ),
    "member_taken": N_(
        "This membership is already linked to another LINE. "
        "To move it here, open the link once more and sign in: you are asked there."
    ),
}


def _why_not(turn: Turn, result: LinkResult) -> str:
    if result.outcome == "expired":
        return turn._("A little too much time has passed, so you are not linked yet. Could you try again?")
    return turn._("We couldn't confirm it this time, so you are not linked yet. Could you try once more?")


def linked(
    turn: Turn, given: Gift | None, words: content.Link, gift: content.Gift | None, joined: bool = False
) -> Message:
    """Say it in one card with the gift; who has had her gift is not promised another.

    Her member ID stands in it if she has just `joined`: a lock screen shows nothing of a card.
    """
    if given is not None and gift is not None:
        return _as_whom(turn, words.done.to(turn.friend.speaks), given, joined)
    return _as_whom(turn, turn._("You're linked. The menu below is open to you now."), None, joined)


def _as_whom(turn: Turn, title: str, given: Gift | None = None, joined: bool = False) -> Message:
    """Say as whom she is linked, with the way out.

    The address in LINE that ends a sign-in can be passed on: whoever opened somebody else's sees it here.
    """
    link = links.link_of(turn)
    said = turn.friend.said.get("name", {}).get(links.SOURCE)
    lines = [turn._("It is yours: you can open it from here at any time.")] if given else []
    actions: list[messages.Action] = (
        [messages.link(turn._("Open it"), _gift_address(turn, given))] if given else []
    )
    if link is not None:
        name = masked(Member(link.member_id, {"name": said.value} if said else {}))
        who = turn._("You are linked as {name}. If that is not you, tap “Not me”.")
        number = turn._("Your member ID is {id}. With it and your password you sign in on a new phone.")
        lines += [number.format(id=link.member_id)] if joined else []
        lines.append(who.format(name=name))
        actions.append(messages.postback(turn._("Not me"), "settings?do=ask_unlink", turn._("Not me")))
    return messages.flex_card(_alt(turn), title, lines, actions)


def gift_card(turn: Turn, given: Gift, gift: content.Gift, title: str | None = None) -> Message:
    """Build the card that opens the page with what was given, under its name or another title."""
    return page_card(turn, given, title or gift.name.to(turn.friend.speaks))


def page_card(turn: Turn, given: Gift, title: str) -> Message:
    """Build the card that opens what was given, under a title."""
    line = turn._("It is yours: you can open it from here at any time.")
    button = messages.link(turn._("Open it"), _gift_address(turn, given))
    return messages.flex_card(_alt(turn), title, [line], [button])


def _gift_address(turn: Turn, given: Gift) -> str:
    doors = book.of(turn).doors
    return references.gift_url(doors.public_url, doors.secret_key, given.gift_id, turn.friend.speaks)


def tell_failed(turn: Turn) -> None:
    """Tell the friend that somebody, perhaps she herself, went through her link page with another LINE."""
    why = turn._(
        "The link was opened with a different LINE account, so nothing was linked. "
        "Could you open it from this chat, on the phone with your own LINE?"
    )
    turn.say(_again(turn, why), klass="account")


def _again(turn: Turn, why: str) -> Message:
    button = messages.link(turn._("Link once more"), link_address(turn))
    return messages.buttons(_alt(turn), messages.cut(why, 160), [button])


def _alt(turn: Turn) -> str:
    """What shows on a lock screen names nobody and nothing."""
    return turn._("You have one notice")
