"""What a friend may want to say without her advisor knowing: another one, please; something was not right.

Decided in her lane. It reaches leads, and stays invisible to the advisor whom it is about.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

import regex

from bot import i18n, messages
from bot.messages import Message
from bot.turn import Turn
from handoff import cards, relaying, state, waiting
from handoff.state import HOUSE, STATE, Colleague, Conversation
from handoff.voices import N_, plain

_TAIL = (
    r"(?:です|ます|します|したい|ください|下さい|ほしい|欲しい"
    r"|もらえますか|いただけますか|くれますか|お願い|おねがい)*"
)
_OTHER = regex.compile(
    r"(?:別|他|ほか|違う|ちがう)の(?:担当者?|アドバイザー|人|方)(?:さん)?(?:が|に|で|を|と)?"
    rf"(?:いい|良い|よい|話したい|(?:変|か|代|替)え?わ?って|変えて|かえて|代えて|替えて|希望)?{_TAIL}"
    rf"|担当者?(?:さん)?を(?:変えて|かえて|代えて|替えて|変更して){_TAIL}"
    r"|(?:can i (?:have|get) )?(?:another|a different) (?:advisor|adviser|person)(?:,? please)?"
)
_WRONG = regex.compile(
    rf"(?:困った|嫌な|いやな|不快な)(?:こと|事|思い)[がを]?(?:あった|ありました|した|しました){_TAIL}"
    r"|something (?:was|felt|is) (?:not right|wrong|off)|something (?:wasn't|isn't) right"
)
LONGEST = 40


def card(turn: Turn, own: Conversation) -> Message:
    """Build what she sees who asks for a person while one is with her: who it is, and what she may wish."""
    words = turn._("{name} is with you. Just write here.").format(
        name=HOUSE.shared(turn).plan.called(own.advisor_name or "", turn.friend.speaks)
    )
    other = cards.button(turn._("A different advisor"), "other", c=own.id)
    wrong = cards.button(turn._("Something felt wrong"), "wrong", c=own.id)
    return messages.flex_card(cards.notice(turn._), words, [], [other, wrong], accent="")


def take(turn: Turn) -> bool:
    """Act on such words, if she has an advisor or had one; returns whether the message was one."""
    own, meant = STATE.of(turn).own, meaning(str(state.message(turn).get("text") or ""))
    if meant is None or not _about(turn):
        return False
    if meant == "other":
        other(turn)
    elif own and own.status == "open":
        _ask(turn, own)
    else:
        wrong(turn)
    return True


def meaning(said: str) -> Literal["other", "wrong"] | None:
    """Return which of the two wishes these words are, by all of them."""
    words = unicodedata.normalize("NFKC", said[: LONGEST + 1]).casefold().replace("’", "'")
    words = words.strip(" \u3000。.!、？?")
    if len(said) <= LONGEST and _OTHER.fullmatch(words):
        return "other"
    return "wrong" if len(said) <= LONGEST and _WRONG.fullmatch(words) else None


def _about(turn: Turn) -> str | None:
    """Return the advisor whom she has, or else the one whom she had last."""
    own = STATE.of(turn).own
    return own.advisor_id if own and own.advisor_id else state.knows(turn).advisor_id


def _ask(turn: Turn, own: Conversation) -> None:
    """Ask whom these words are for: they may be the beginning of what she wants to tell her advisor."""
    wrong_ = cards.button(turn._("Tell only a lead"), "wrong", c=own.id)
    message_id = str(state.message(turn).get("id"))
    pass_on = cards.button(turn._("Send to my advisor"), "relay", c=own.id, m=message_id)
    title = turn._("Shall I tell only a lead? Your advisor has not got it yet.")
    turn.say(messages.flex_card(cards.notice(turn._), title, [], [wrong_, pass_on], accent=""))


def pass_on(turn: Turn, message_id: str) -> None:
    """Send her advisor the words that were held back for that question."""
    own, said = STATE.of(turn).own, STATE.of(turn).said.get(message_id, {})
    if own and own.status == "open" and said.get("by") == turn.friend.friend_id:
        relaying.to_advisor(turn, own, said)


def other(turn: Turn) -> None:
    """She wants another advisor: leads are told, and she will not be given this one again."""
    about, own = _about(turn), STATE.of(turn).own
    if about is None:
        turn.say(messages.text(turn._("You are not waiting for anyone right now.")))
        return
    state.meet(turn, avoided=tuple(dict.fromkeys((*state.knows(turn).avoided, about))))
    if own:
        own = state.keep(turn, own, avoided=tuple(dict.fromkeys((*own.avoided, about))))
    _reach(turn, about, own, N_("{name} would like another advisor"))
    if own and own.status == "waiting":
        turn.say(waiting.with_exit(turn, own, turn._("All right: somebody else will answer you.")))


def wrong(turn: Turn) -> None:
    """Something was not right: leads are told."""
    about = _about(turn)
    if about is None:
        turn.say(messages.text(turn._("You are not waiting for anyone right now.")))
        return
    _reach(turn, about, STATE.of(turn).own, N_("{name} says that something was not right"))


def _reach(turn: Turn, about: str, own: Conversation | None, title: str) -> None:
    leads = responsible(turn, about)
    for lead in leads:
        _tell(turn, lead, about, own, title)
    if not leads:
        words = turn._("There is nobody whom I could tell. Please write to the address in our notice.")
    elif own and own.status == "open":
        words = turn._(
            "I have told only a lead, who will see to it. Your advisor does not know. "
            "What you write here still goes to your advisor."
        )
    else:
        words = turn._("I have told only a lead, who will see to it. Your advisor does not know.")
    turn.say(messages.text(words))


def responsible(turn: Turn, about: str) -> list[Colleague]:
    """Return those who may know what an advisor shall not: leads, or admins if he is the only lead."""
    house = HOUSE.shared(turn)
    admins = [each for each in house.staff.values() if each.role == "admin"]
    return [each for each in house.leads if each.friend_id != about] or [
        each for each in admins if each.friend_id != about
    ]


def _tell(turn: Turn, lead: Colleague, about: str, own: Conversation | None, title: str) -> None:
    _, staff = i18n.gettext(lead.language), HOUSE.shared(turn).staff
    name = own.name if own else plain(turn.friend.name, _)
    lines = (
        [_("About {advisor}, who does not know.").format(advisor=staff[about].name)] if about in staff else []
    )
    lines += waiting.facts(turn, own, lead) if own else []
    buttons = waiting.actions(turn, own, lead) if own else []
    card_ = messages.flex_card(cards.notice(_), _(title).format(name=name), lines, buttons)
    turn.tell(lead.friend_id, card_, about=turn.friend.friend_id, timed=False)
