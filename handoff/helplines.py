"""Words that need a person at once, and what she is told meanwhile: pure recognition, and one card.

Asked by `handoff.crisis` and `handoff.waiting`; the words and the helplines are the content's.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import jaconv
import regex

from bot import messages
from bot.messages import Message
from bot.team import Crisis, Helpline
from bot.turn import Turn
from handoff import cards, opening
from handoff.state import HOUSE

_blanks = regex.compile(r"\s+")
_signs = regex.compile(r"[\p{Z}\p{P}\p{S}\p{C}]+")


def mean_crisis(words: str, crisis: Crisis) -> bool:
    """Tell whether these words have one of the phrases, in whatever width, kana or case, outside `unless`."""
    japanese, latin = _patterns(crisis.words)
    spaced, tight = _spaced(words), _tight(words)
    if crisis.unless:
        japanese_unless, latin_unless = _patterns(crisis.unless)
        spaced, tight = latin_unless.sub(" ", spaced), japanese_unless.sub("\n", tight)
    return bool(japanese.search(tight) or latin.search(spaced))


@lru_cache(8)
def _patterns(phrases: tuple[str, ...]) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Build what finds Japanese phrases in words without signs, and what finds others as whole words."""
    latin = [_spaced(each) for each in phrases if each.isascii()]
    japanese = [_tight(each) for each in phrases if not each.isascii()]
    return (
        regex.compile("|".join(map(regex.escape, japanese)) or "(?!)"),
        regex.compile(rf"\b(?:{'|'.join(map(regex.escape, latin))})\b" if latin else "(?!)"),
    )


def _folded(words: str) -> str:
    plain: str = unicodedata.normalize("NFKC", words).casefold()
    return plain.replace("’", "'")


def _spaced(words: str) -> str:
    return str(_blanks.sub(" ", _folded(words))).strip()


def _tight(words: str) -> str:
    return str(jaconv.kata2hira(_signs.sub("", _folded(words))))


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
