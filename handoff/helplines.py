"""Words that need a person at once, and what she is told meanwhile: pure recognition, and one card.

Asked by `handoff.crisis` and `handoff.waiting`; the words and the helplines are the content's.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

from bot import messages
from bot.messages import Message
from bot.team import Crisis, Helpline
from bot.turn import Turn
from handoff import cards, opening
from handoff.state import HOUSE

_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
"""Katakana as hiragana."""

_signs = regex.compile(r"[\p{Z}\p{P}\p{S}\p{C}]+")


def mean_crisis(words: str, crisis: Crisis) -> bool:
    """Tell whether these words have one of the phrases, in whatever width, kana or case, outside `unless`."""
    japanese, latin = _phrases(crisis.words)
    folded = _folded(words)
    spaced, tight = _spaced(folded), _tight(folded)
    if not (any(each in tight for each in japanese) or any(each in spaced for each in latin)):
        return False  # nearly always: cheap, since every message is looked at
    japanese_unless, latin_unless = _phrases(crisis.unless)
    for each in japanese_unless:
        tight = tight.replace(each, "\n")
    for each in latin_unless:
        spaced = spaced.replace(each, "\n")
    return any(each in tight for each in japanese) or any(_stands(each, spaced) for each in latin)


def _stands(phrase: str, spaced: str) -> bool:
    """Tell whether a phrase stands there as whole words: to diet is not to die."""
    return regex.search(rf"\b{regex.escape(phrase)}\b", spaced) is not None


@lru_cache(8)
def _phrases(phrases: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return Japanese phrases without blanks and signs, and the others as they are spelt."""
    folded = [_folded(each) for each in phrases]
    japanese = [_tight(each) for each in folded if not each.isascii()]
    return japanese, [_spaced(each) for each in folded if each.isascii()]


def _folded(words: str) -> str:
    plain: str = unicodedata.normalize("NFKC", words).casefold()
    return plain.replace("’", "'")


def _spaced(folded: str) -> str:
    return " ".join(folded.split())


def _tight(folded: str) -> str:
    return str(_signs.sub("", folded.translate(_HIRAGANA)))


def tell(turn: Turn) -> None:
    """Tell her, if the content has words for it."""
    crisis = HOUSE.shared(turn).plan.team.crisis
    if crisis:
        turn.say(_card(turn, crisis), klass="account", timed=False)


def _card(turn: Turn, crisis: Crisis) -> Message:
    """Build what she is told: that a person knows, or, while nobody is on duty, whom she can call now."""
    language, house = turn.friend.speaks, HOUSE.shared(turn)
    if house.on_duty:
        return messages.text(crisis.say.to(language))
    known = turn._("I have told the person in charge, too.") if house.leads else ""
    lines = [known, opening.back(turn), *(_line(each, language) for each in crisis.helplines)]
    calls = [_call(turn, each) for each in crisis.helplines]
    return messages.flex_card(cards.notice(turn._), crisis.closed.to(language), lines, calls, accent="")


def _line(helpline: Helpline, language: str) -> str:
    hours = helpline.hours.to(language) if helpline.hours else ""
    return "\n".join(each for each in (f"{helpline.name.to(language)} {helpline.phone}", hours) if each)


def _call(turn: Turn, helpline: Helpline) -> messages.Action:
    label = turn._("Call {number}").format(number=helpline.phone)
    return messages.link(label, "tel:" + helpline.phone.replace("-", ""), label_limit=messages.FLEX_LABEL)
