"""The bubbles of the handoff that have buttons; each is built in the language of whoever will read it.

Buttons are in Flex or templates, never quick replies: those vanish, and LINE for PC has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from bot import i18n, messages
from bot.messages import Action, Message
from bot.team import Outcome
from handoff.state import Conversation
from handoff.voices import Say, span

ACCENT = "#2F6F5E"
URGENT = "#B3261E"
MOST_NAMES = 10
ASK_WITH = "menu?do=talk&m="
"""Data of a button that asks for a human and hands over the message whose LINE id follows."""
REST = "handoff?do=rest"
"""The beginning of the data of the button that shows the rest."""
HELD_WORDS = "handoff?do=relay&"
"""The beginning of such a button's data that hands over words which were held back with a question."""


def tap(do: str, **what: str) -> str:
    """Return the data of a button of this room."""
    return "handoff?" + urlencode({"do": do, **what})


def button(label: str, do: str, shown: str | None = None, **what: str) -> Action:
    """Build a button; what it shows as the person's own bubble is its label unless told otherwise."""
    short = messages.cut(label, messages.LABEL)
    return messages.postback(short, tap(do, **what), shown=shown or short)


def notice(_: Say) -> str:
    """What a lock screen may show: no name, no attribute."""
    return _("You have a notice")


def alarm(_: Say) -> str:
    """What a lock screen may show of what cannot wait."""
    return _("You have an urgent notice")


def glance(conversation: Conversation, language: str) -> str:
    """What is known of her in one line, for whoever reads that language; may be empty."""
    known = conversation.glances.get(language, conversation.glance)
    return messages.cut(("、" if language == i18n.DEFAULT else ", ").join(known), 80)


def waits(conversation: Conversation, now: int, _: Say) -> str:
    """How long she has been waiting."""
    return waited(now - conversation.asked_at, _)


def waited(milliseconds: int, _: Say) -> str:
    """How long somebody has been waiting."""
    return _("Waiting {span}").format(span=span(milliseconds, _))


def silent(milliseconds: int, _: Say) -> str:
    """How long somebody has said nothing."""
    return _("Silent for {span}").format(span=span(milliseconds, _))


def first_words(conversation: Conversation) -> str:
    """The beginning of what she wrote before anyone took her; may be empty."""
    said = (message.get("text", "") for kept in conversation.words for message in kept.messages)
    return messages.cut(next((words for words in said if words), ""), 100)


def call(
    conversation: Conversation, now: int, language: str, before: str = "", private: bool = False
) -> Message:
    """Build the card that calls advisors to a friend who waits; `before` is whom she had last.

    `private`: what she wrote is not shown in a chat.
    """
    _ = i18n.gettext(language)
    said = "" if private else first_words(conversation)
    again = _("Second call") if conversation.calls > 1 else ""
    last = _("Last with {advisor}").format(advisor=before) if before else ""
    parts = (waits(conversation, now, _), glance(conversation, language), last, again)
    details = "｜".join(each for each in parts if each)
    urgent = conversation.urgent_at is not None
    words = _("Urgent｜{name}") if urgent else _("Would like to talk｜{name}")
    title = words.format(name=conversation.name)
    lines = [details, f"「{said}」" if said else ""]
    take = button(_("Take it"), "take", _("Take {name}").format(name=conversation.name), c=conversation.id)
    alt, accent = (alarm(_), URGENT) if urgent else (notice(_), ACCENT)
    return messages.flex_card(alt, title, lines, [take], accent=accent)


def brief(conversation: Conversation, others: bool, now: int, language: str, note: str = "") -> Message:
    """Build what an advisor needs to know when he has taken a conversation; `note` comes from a colleague."""
    _, name = i18n.gettext(language), conversation.shown
    how = _("What you write here goes to {name} as it is.").format(name=name)
    if others:
        how = _("You have others open: quote a bubble of {name}, or send /to {name}.").format(name=name)
    known = "｜".join(each for each in (glance(conversation, language), waits(conversation, now, _)) if each)
    actions = [button(_("Finish"), "done", _("Finish {name}").format(name=name), c=conversation.id)]
    if others:
        actions.insert(0, button(_("Write to {name}").format(name=name), "to", c=conversation.id))
    title = _("{name}: you have taken it").format(name=name)
    # Nothing stands out unless there is a choice to make: finishing is not what he has come for.
    return messages.flex_card(notice(_), title, [known, note, how], actions, accent=ACCENT if others else "")


def outcomes(
    conversation: Conversation,
    do: str,
    title: str,
    lines: Sequence[str],
    among: Sequence[Outcome],
    language: str,
    after: Sequence[Action] = (),
) -> Message:
    """Build a card with a button for each way in which a conversation can have ended."""
    _ = i18n.gettext(language)
    named = [(each.id, messages.cut(each.label.to(language), messages.LABEL)) for each in among[:MOST_NAMES]]
    actions = [button(label, do, c=conversation.id, o=key) for key, label in named]
    return messages.flex_card(notice(_), title, lines, [*actions, *after], accent="")


def rest(count: int, _: Say) -> Message:
    """Build the button to what does not fit into one request; by his tap it comes free. 0: nobody knows."""
    title = _("{count} more").format(count=count) if count else _("There is more")
    return messages.flex_card(notice(_), title, [], [button(_("Show the rest"), "rest")], accent="")


def queue(waiting: Sequence[Conversation], total: int, now: int, language: str) -> Message:
    """Build the list of friends who wait, each with a button."""
    _ = i18n.gettext(language)
    title = _("Waiting: {count}").format(count=total)
    shown = waiting[:MOST_NAMES]
    named = zip(shown, apart(shown), strict=True)
    actions = [button(_("Take {name}").format(name=name), "take", c=each.id) for each, name in named]
    return messages.flex_card(notice(_), title, entries(shown, now, language), actions)


def entries(among: Sequence[Conversation], now: int, language: str) -> list[str]:
    """Return a line for each of them: who she is, how long she has been waiting, what is known of her."""
    return [_entry(each, name, now, language) for each, name in zip(among, apart(among), strict=True)]


def apart(among: Sequence[Conversation]) -> list[str]:
    """Return their names; those that are here more than once numbered, so that a button says who is meant."""
    names = [each.shown for each in among]
    numbers = [names[: place + 1].count(name) for place, name in enumerate(names)]
    found = zip(names, numbers, strict=True)
    return [f"{name}（{number}）" if names.count(name) > 1 else name for name, number in found]


def _entry(conversation: Conversation, name: str, now: int, language: str) -> str:
    _ = i18n.gettext(language)
    urgent = _("urgent") if conversation.urgent_at else ""
    parts = (urgent, name, waits(conversation, now, _), glance(conversation, language))
    return "｜".join(each for each in parts if each)


def court(conversation: Conversation, now: int, _: Say) -> str:
    """Say whose turn it is in a conversation, and since when."""
    hers, his = conversation.last_friend_at or 0, conversation.last_advisor_at or 0
    since = max(hers, his, conversation.taken_at or 0)
    words = _("{name}｜waits for your answer, {span}") if hers >= his else _("{name}｜you wrote last, {span}")
    return words.format(name=conversation.shown, span=span(now - since, _))


def names(
    title: str,
    lines: Sequence[str],
    do: str,
    among: Sequence[Conversation],
    _: Say,
    *,
    before: Sequence[Action] = (),
    after: Sequence[Action] = (),
    what: Mapping[str, str] | None = None,
) -> Message:
    """Build the question which of several friends is meant, with other buttons before and after the names."""
    named = zip(among[:MOST_NAMES], apart(among[:MOST_NAMES]), strict=True)
    chosen = [button(name, do, c=each.id, **(what or {})) for each, name in named]
    return messages.flex_card(notice(_), title, lines, [*before, *chosen, *after])
