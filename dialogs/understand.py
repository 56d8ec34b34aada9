"""What a typed text means as the answer to a question: None where it means nothing that we can tell.

Called by the engine after courtesies and commands were looked for; it never guesses between two answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import regex

from bot.conditions import Facts
from dialogs import dates, places
from dialogs.japanese import LONGEST, core, digits, fold
from dialogs.offers import Offer
from dialogs.phrases import yes_or_no
from dialogs.position import Value
from dialogs.survey import Question

_PARTS: Final = re.compile(
    r"[、,，・/／\s&＆+＋]+|\band\b|\bor\b|および"
    r"|(?<=[ァ-ヶー一-鿿A-Za-z\d）)])(?:と|や|か)(?=[ぁ-んァ-ヶ一-鿿A-Za-z\d])",
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(
    r"(?:no|number|option|その|第|上から|番号)?(\d{1,2})(?:番目|番|つ目|つめ|個目|ばんめ|ばん|つ|st|nd|rd|th)?(?:のやつ|の)?(?:one)?"
)
_SPOKEN: Final = {
    "ひとつめ": 1, "ひとつ目": 1, "最初": 1, "最初の": 1, "はじめの": 1, "1番上": 1, "いちばん上": 1,
    "一番上": 1, "上": 1, "first": 1, "thefirst": 1, "firstone": 1, "thefirstone": 1, "ふたつめ": 2,
    "ふたつ目": 2, "second": 2, "thesecond": 2, "secondone": 2, "thesecondone": 2, "みっつめ": 3,
    "third": 3, "thethird": 3, "thirdone": 3, "thethirdone": 3, "最後": -1, "最後の": -1, "1番下": -1,
    "一番下": -1, "いちばん下": -1, "下": -1, "last": -1, "lastone": -1, "thelastone": -1,
}  # fmt: skip
_NEGATION: Final = re.compile(
    r"ない|なく|ません|以外|じゃな|嫌|きらい|いや|無理|やめ|否|not|n't|without|except|never|no "
)
_KANA: Final = re.compile(r"[ぁ-ゖー]+")
_NAME_ENDS: Final = re.compile(
    r"(?:と|って)(?:呼んで(?:ください|下さい|ほしいです|もらえ(?:ると|たら)(?:うれしい|嬉しい)(?:です)?)?|いいます|言います|申します)[。!！]*$"
    r"|(?:で(?:お願いします|おねがいします|いいです|大丈夫です)|です|でーす)[。!！〜~]*$|[。!！〜~]+$"
)
_NAME_LEADS: Final = re.compile(
    r"^(?:(?:call me|i'm|i am|my name is|it's|please call me)\s+|(?:名前は|わたしは|私は|僕は))", re.I
)


def understand(question: Question, offered: Sequence[Offer], text: str, facts: Facts) -> Value:
    """Return what a text answers, as the value that the answer is kept as; None if nothing is recognised."""
    read = _READERS.get(question.kind, _one)
    return read(question, offered, text if question.free else text[:LONGEST], facts.today)


def _one(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    found = choice(offered, text)
    return found.value if found else None


def choice(offered: Sequence[Offer], text: str) -> Offer | None:
    """Return the one choice that a text names: by label, synonym, number, a part of it, or in a sentence."""
    said = core(text)
    for find in (_named, _numbered, _part_of, _within):
        if found := find(offered, said, text):
            return found
    return None


def _names(offer: Offer) -> set[str]:
    return {core(name) for name in (*offer.label.root.values(), *offer.synonyms)} | {fold(offer.id)}


def _only(found: list[Offer]) -> Offer | None:
    return found[0] if len(found) == 1 else None


def _named(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    return _only([offer for offer in offered if said in _names(offer) or fold(text) in _names(offer)])


def _numbered(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    found = _ORDINAL.fullmatch(said)
    number = int(found[1]) if found else _SPOKEN.get(said, 0)
    if number < 0:
        return offered[-1] if offered else None
    return offered[number - 1] if 1 <= number <= len(offered) else None


def _part_of(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    """Two characters or more that begin a label, or are one of its parts (東北 of 北海道・東北)."""
    if len(said) < 2:
        return None

    def fits(offer: Offer) -> bool:
        parts = {
            fold(part) for name in offer.label.root.values() for part in re.split(r"[・/／、,（）()\s]", name)
        }
        return said in parts or any(name.startswith(said) for name in _names(offer))

    return _only([offer for offer in offered if fits(offer)])


def _within(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    """A label inside a sentence, unless the sentence might deny it."""
    if _NEGATION.search(text.lower()):
        return None
    return _only([offer for offer in offered if any(_tells(name) and name in said for name in _names(offer))])


def _tells(name: str) -> bool:
    """Whether a name says something inside other words: いま hides in ただいま, 関西 in nothing."""
    return len(name) > (2 if _KANA.fullmatch(name) else 1)


def _several(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    whole = choice(offered, text) if not _PARTS.search(text.strip()) else _named(offered, core(text), text)
    if whole:
        return [str(whole.value)]
    parts = [part for part in _PARTS.split(text.strip()) if part.strip()]
    if len(parts) == 1 and re.fullmatch(r"[1-9]{2,}", fold(text)):
        parts = list(fold(text))
    found = [choice(offered, part) for part in parts]
    if not parts or None in found:
        return None
    return list(dict.fromkeys(str(offer.value) for offer in found if offer))


def _truth(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    found = _named(offered, core(text), text)
    if found:
        return found.value
    said = yes_or_no(text)
    if said is not None:
        return said
    found = choice(offered, text)
    return found.value if found else None


def _written(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    if len(text) > 4 * question.max + 100:
        return None  # letters under towers of marks: few to the eye, and more than a bubble holds
    said = _name(text) if question.format == "name" else text.strip()
    length = len(regex.findall(r"\X", said))
    if not question.min <= length <= question.max:
        return None
    try:
        fits = not question.pattern or regex.fullmatch(question.pattern, said, timeout=0.2)
    except TimeoutError:
        return None
    return said if fits else None


def _name(text: str) -> str:
    """Return the name alone: 「みさきと呼んでください」 is Misaki's, and さん is ours to add."""
    said = _NAME_LEADS.sub("", text.strip())
    while (shorter := _NAME_ENDS.sub("", said).strip()) != said and shorter:
        said = shorter
    return said.removesuffix("さん").strip().strip("「」\"'") or said


def _number(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    found = re.search(r"(-?\d[\d,]*)(万|千|百)?", fold_number(text))
    if not found or len(re.findall(r"\d[\d,]*", fold_number(text))) > 1:
        return None
    units = {"万": 10_000, "千": 1_000, "百": 100, None: 1}
    value = int(found[1].replace(",", "")) * units[found[2]]
    return value if question.min <= value <= question.max else None


def fold_number(text: str) -> str:
    """Return text with digits of one kind, keeping sign and thousands."""
    return re.sub(r"(?<=\d)\s*,\s*(?=\d{3})", "", unicodedata.normalize("NFKC", digits(text)))


def _date(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    found = dates.day(unicodedata.normalize("NFKC", digits(text)), today)
    least = question.min.of(Facts(today)) if question.min else None
    most = question.max.of(Facts(today)) if question.max else None
    if not found or (least and found < least) or (most and found > most):
        return None
    return found.isoformat()


def _year(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    found = dates.year(core(text), today)
    if found is not None:
        return found if question.min <= found <= question.max else None
    return _one(question, offered, text, today)


def _graduation(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    named = _named(offered, core(text), text)
    if named:
        return named.value
    found = dates.graduation(core(text), today) or dates.graduation(fold(text), today)
    return found if found is not None else _one(question, offered, text, today)


def _region(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    said = core(text)
    found = _named(offered, said, text)
    place = places.region(said) if not found else None
    return found.value if found else (place or _one(question, offered, text, today))


def _prefecture(question: Any, offered: Sequence[Offer], text: str, today: date) -> Value:
    found = _named([offer for offer in offered if not offer.shelf], core(text), text)
    return found.value if found else places.prefecture(core(text))


_READERS: Final[dict[str, Callable[[Any, Sequence[Offer], str, date], Value]]] = {
    "one": _one,
    "several": _several,
    "text": _written,
    "number": _number,
    "date": _date,
    "year": _year,
    "graduation": _graduation,
    "region": _region,
    "prefecture": _prefecture,
    "yesno": _truth,
    "consent": _truth,
}
