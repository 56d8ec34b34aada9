"""Following, blocking and coming back: the greeting, the notice, the first question, the menu.

https://developers.line.biz/en/reference/messaging-api/#follow-event
"""

from __future__ import annotations

from urllib.parse import urlencode

from bot import messages
from bot.messages import Message
from bot.turn import Turn
from dialogs.runs import RUNS
from handlers import known, speaking, surveys, tying
from handlers.office import HOUSE
from handoff import taking


def on_follow(turn: Turn) -> None:
    """Greet a new friend with notice and first question; whoever comes back is asked nothing twice."""
    friend = turn.friend
    back, late = friend.followed_at is not None, tying.told_late(turn, friend.blocked_at)
    friend.followed, friend.blocked_at = True, None
    friend.followed_at = friend.followed_at or turn.now
    # LINE answers 200 and shows nothing while somebody blocks us, so we never know what she sees.
    known.show_menu(turn)
    if friend.is_staff:
        turn.say(messages.text(turn._("You are on the team of this account. “/help” shows what you can do.")))
        return
    if back:
        _welcome_back(turn, late)
        return
    answer = surveys.start_on(turn, "follow")
    speaking.answer(turn, answer, before=[greeting(turn), *late])


def _welcome_back(turn: Turn, late: list[Message]) -> None:
    words = turn._("Welcome back. Everything is as you left it.")
    answer = surveys.resume(turn) if RUNS.of(turn).live else None
    speaking.answer(turn, answer, before=[messages.text(words), *late])


def greeting(turn: Turn) -> Message:
    """Build the greeting with the way to the notice, and keep which version of it was shown."""
    service = known.content(turn).service
    turn.friend.notice_version, turn.friend.notice_at = service.notice.version, turn.now
    title = turn._("Thank you for adding us")
    button = messages.link(turn._("How we use your data"), notice_address(turn), label_limit=40)
    return messages.flex_card(title, known.say(turn, service.greeting), [], [button])


def notice_address(turn: Turn) -> str:
    """Return the address of the one-screen notice in her language."""
    return f"{HOUSE.shared(turn).public_url}/notice?{urlencode({'lang': turn.friend.speaks})}"


def on_unfollow(turn: Turn) -> None:
    """She blocks the account: nothing is sent any more, and her advisor is told."""
    turn.friend.followed, turn.friend.blocked_at = False, turn.now
    taking.blocked(turn)
