"""What an advisor gets when he has taken a friend: what is known of her, then each thing that she has said.

What fits into one request comes at once; the rest waits until he asks for it, since his tap pays for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import i18n, messages
from bot.compose import MOST_BUBBLES
from bot.messages import Message
from bot.turn import Turn
from handoff import cards, carrying, voices
from handoff.state import HOUSE, Conversation, Words
from handoff.voices import Say

Said = tuple[Message, str | None]
"""A bubble of hers and LINE's id of the message that it is of."""


def give(turn: Turn, own: Conversation, others: bool, note: str) -> None:
    """Tell the advisor what is known of her and what she said; `note` is a colleague's."""
    advisor, her = str(own.advisor_id), turn.friend.friend_id
    language = HOUSE.shared(turn).language(advisor)
    turn.tell(advisor, cards.brief(own, others, turn.now, language, note), about=her)
    words(turn, own, MOST_BUBBLES - 1)


def words(turn: Turn, own: Conversation, room: int = MOST_BUBBLES) -> None:
    """Give her advisor each thing that she said; `room` is how many bubbles still fit into this request."""
    advisor, her = str(own.advisor_id), turn.friend.friend_id
    _ = i18n.gettext(HOUSE.shared(turn).language(advisor))
    said = [(bubble, kept.message_id) for kept in own.words for bubble in _shown(turn, kept, _)]
    whole = [said] if own.urgent_at is not None else groups(said, room)
    for number, group in enumerate(whole):
        for bubble, message_id in group:
            turn.tell(
                advisor,
                bubble,
                klass="human",
                sender=voices.friend(turn, own),
                about=her,
                message_id=message_id,
                pushable=number == 0,
            )
        said = said[len(group) :]
        if said:
            turn.tell(advisor, cards.rest(len(said), _), about=her, pushable=number == 0)


def groups(said: Sequence[Said], room: int) -> list[Sequence[Said]]:
    """Cut what was said into groups that leave room for the button to the next; the last needs none."""
    found: list[Sequence[Said]] = []
    while len(said) > room:
        found.append(said[: room - 1])
        said, room = said[room - 1 :], MOST_BUBBLES
    return [*found, said]


def _shown(turn: Turn, kept: Words, _: Say) -> tuple[Message, ...]:
    """Return the bubbles of something that she said before."""
    if kept.media:
        return carrying.bubbles(turn, kept.media, _)
    said = "".join(each.get("text", "") for each in kept.messages)
    private = carrying.words_by_page(turn, kept.message_id, said, _) if said else ()
    return private or kept.messages


def rest(turn: Turn) -> None:
    """Answer an advisor who wants to see the rest: it comes by itself, with the free reply of his tap."""
    if not HOUSE.shared(turn).unseen.get(turn.friend.friend_id):
        turn.say(messages.text(turn._("That was everything.")))
