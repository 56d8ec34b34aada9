"""Which choices a typed text names: by label, synonym, number, place, a part of a label, or in a sentence.

It never guesses between two: what fits more than one choice fits none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final

from dialogs.japanese import core, fold, unled
from dialogs.offers import FITS, Offer
from dialogs.vocabulary import Vocabulary

_PARTS: Final = re.compile(
    r"[、,，・/／\s&＆+＋]+|\band\b|\bor\b|および|及び|"
    r"(?<=[ァ-ヶー一-鿿A-Za-z\d）)系])(?:とか|と|や|か|も)(?=[ぁ-んァ-ヶ一-鿿A-Za-z\d])",
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(
    r"(?:no|number|option|その|第|上から|左から|番号|選択肢)?(\d{1,2})"
    r"(?:番目|番|つ目|つめ|個目|こめ|ばんめ|ばん|つ|st|nd|rd|th)?(?:のやつ|のもの|の方|のほう|の)?(?:one)?"
)
_FIRST: Final = re.compile(
    r"(?:[1一]番|いちばん)(?:上|最初|左)|最初|はじめ|先頭|1つ目|ひとつめ|ひとつ目|(?:the)?first"
)
_LAST: Final = re.compile(r"(?:[1一]番|いちばん)(?:下|最後|右)|最後|末尾|(?:the)?last")
_MIDDLE: Final = re.compile(r"真ん中|まんなか|中央|(?:the)?middle")
_UPPER: Final = re.compile(r"上|前者|左|(?:the)?former|top")
_LOWER: Final = re.compile(r"下|後者|右|(?:the)?latter|bottom")
_COUNTED: Final = {
    "ふたつめ": 2, "ふたつ目": 2, "second": 2, "thesecond": 2, "みっつめ": 3, "みっつ目": 3, "third": 3,
    "thethird": 3, "fourth": 4, "thefourth": 4, "numberone": 1, "numbertwo": 2, "numberthree": 3,
    "numberfour": 4, "numberfive": 5,
}  # fmt: skip
_THING: Final = re.compile(r"(?:のやつ|のもの|の方|のほう|の選択肢|の|one|option)$")
_NEGATION: Final = re.compile(
    r"ない|なく|ません|以外|じゃな|嫌|きらい|いや|無理|やめ|否|パス|外して|抜き|のぞ[いく]|除[いく]|\bnot\b|n't|without|except|never|\bno\b"
)
_TROUBLE: Final = re.compile(
    r"不安|心配|怖|こわ[いくす]|恐い|つらい|辛い|しんどい|苦手|緊張|失敗|落ち(?!着)|おち[たてま]|辞退|取り?消|なかっ|助けて|"
    r"nervous|worr[iy]|anxious|afraid|scared|reject|fail"
)
"""What is said of a worry or of bad news. Where it is no word of the choices, who says so answers nothing."""

_DOUBT: Final = re.compile(
    r"なし|ぜろ|(?<![a-z])ng(?![a-z])|はちょっと|もういい|もう結構|もう十分|ても(?:いい|大丈夫|かまわ|構わ)|またに|(?<!こ)の前|添削|手伝|教えて|"
    r"って(?:何|なに)|とは(?:何|なに)|どう(?:すれば|したら|やって)|何から|なにから|なんで|なぜ|"
    r"lookingforan? *$"
)
"""What else turns a sentence around, or makes a question of it; looked for beside the label only."""

_ASKED: Final = re.compile(
    r"[?？]$|(?:です|ます|ません|でしょう)か$|^(?:what|how|when|where|why|which|who|is there|are there|"
    r"do you|does|can (?:i|you)|could|should|any(?:thing|where|one)? but|everything but|all but)\b"
)
_KANA: Final = re.compile(r"[ぁ-ゖー]+")
_MEANT: Final = re.compile("(?:予定|希望|志望)$")
_END: Final = re.compile(r"[\s。.!！…〜~♪w笑]+$")
_KIND: Final = re.compile(
    r"(?:系の?|関係の?|関連の?|業界の?|業の?|分野の?|方面の?)*(?:の?(?:仕事|会社|企業|お仕事|職種?))?$"
)
_ALL: Final = re.compile(r"(?:全部|ぜんぶ|すべて|全て|全部です|みんな|どれも全部|all(?:ofthem)?|everything)")
_BOTH: Final = re.compile(
    r"(?:両方|りょうほう|どっちも|どちらも|2つとも|ふたつとも|both(?:ofthem)?)(?:とも)?"
)
_AROUND: Final = """
    も と や が は を に の で し か けど あと それと それから とか など なんか 気になる 気になって 興味
    関心 好き 希望 志望 見て 考えて 受けて 受け 迷って あり ある ます い る す です かな どちらも 両方 業界
    系 関係 関連 方面 仕事 いいな いい だけ 特に 一番 主に ちょっと 少し and also maybe im i am interestedin
    like both the
"""
"""Words that say nothing of weight beside the labels in a sentence."""


def choice(offered: Sequence[Offer], text: str) -> Offer | None:
    """Return the one choice that a text names."""
    said = core(text)
    for find in (_named, _placed, _part_of, _within):
        if said and (found := find(offered, said, text)):
            return found
    return None


def named(offered: Sequence[Offer], text: str) -> Offer | None:
    """Return the one choice whose label, synonym or id a text is."""
    return _named(offered, core(text), text)


def several(offered: Sequence[Offer], text: str, most: int) -> tuple[Offer, ...]:
    """Return the choices that a line names: 「ITとメーカー」「1、3」「両方」; empty if a part is unclear."""
    if first := _first(offered, core(text), most):
        return first
    whole = _named(offered, core(text), text) if _PARTS.search(text.strip()) else choice(offered, text)
    if whole:
        return (whole,)
    open_ones = tuple(offer for offer in offered if not offer.exclusive)
    said = core(text)
    if _ALL.fullmatch(said) or (_BOTH.fullmatch(said) and len(open_ones) == 2):
        return open_ones if len(open_ones) <= most else ()
    parts = [
        part for part in _PARTS.split(unicodedata.normalize("NFKC", text).strip()) if part and core(part)
    ]
    if len(parts) == 1 and re.fullmatch(r"[1-9]{2,}", said):
        parts = list(said)
    found = [choice(offered, part) for part in parts]
    if parts and None not in found:
        return tuple({offer.id: offer for offer in found if offer}.values())
    return _all_within(offered, said, text)


def _first(offered: Sequence[Offer], said: str, most: int) -> tuple[Offer, ...]:
    """Read 上の2つ, 上から3つ: so many from the top."""
    found = re.fullmatch(r"(?:上|最初|はじめ)(?:から|の)?([2-9])つ", said)
    count = int(found[1]) if found else 0
    return tuple(offered[:count]) if 0 < count <= min(most, len(offered)) else ()


def _names(offer: Offer) -> set[str]:
    return {core(name) for name in _written(offer)} | {fold(offer.id)}


def _written(offer: Offer) -> tuple[str, ...]:
    return (*offer.label.root.values(), *offer.synonyms)


def _only(found: list[Offer]) -> Offer | None:
    return found[0] if len(found) == 1 else None


def _named(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    for name in (said, fold(text), _KIND.sub("", said)):
        if name and (found := _only([offer for offer in offered if name in _names(offer)])):
            return found
    plain = {_plain(said), _plain(fold(text))}
    return _only([offer for offer in offered if not plain.isdisjoint(map(_plain, _names(offer)))])


@lru_cache(maxsize=4096)
def _plain(folded: str) -> str:
    """Return words that end in a verb as friends say it: 働いています is 働いてる."""
    said = re.sub(r"(?<=[てで])い?(?:ませんでした|なかった)$", "なかった", folded)
    said = re.sub(r"(?<=[てで])い?(?:ません|ない)$", "ない", said)
    said = re.sub(r"(?<=[てで])い?(?:ます|る)$", "る", said)
    return said.removesuffix("ありません") + "ない" if said.endswith("ありません") else said


def _placed(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    """Read 2, 2番, ②, 一番下; 下のやつ of two. Ends and middle are clear only where all are seen at once."""
    found = _ORDINAL.fullmatch(said)
    plain = _THING.sub("", said)
    number = int(found[1]) if found else _COUNTED.get(plain, 0)
    if not number and 0 < len(offered) <= FITS:
        number = _place(plain, len(offered))
    return offered[number - 1] if 1 <= number <= len(offered) else None


def _place(said: str, count: int) -> int:
    if _FIRST.fullmatch(said) or (count == 2 and _UPPER.fullmatch(said)):
        return 1
    if _LAST.fullmatch(said) or (count == 2 and _LOWER.fullmatch(said)):
        return count
    return count // 2 + 1 if count % 2 and _MIDDLE.fullmatch(said) else 0


def _part_of(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    """Two signs or three letters that begin a label, or are one of its parts (東北 of 北海道・東北)."""
    if _NEGATION.search(text):  # 'not' of "not sure" is none
        return None
    for name in {said, _KIND.sub("", said)}:
        if len(name) >= 2 + name.isascii() and (
            found := _only([offer for offer in offered if _begins(offer, name)])
        ):
            return found
    return None


def _begins(offer: Offer, said: str) -> bool:
    parts = {
        fold(part) for name in offer.label.root.values() for part in re.split(r"[・/／、,（）()\s]", name)
    }
    return said in parts or any(name.startswith(said) for name in _names(offer))


def _within(offered: Sequence[Offer], said: str, text: str) -> Offer | None:
    """A label inside a sentence, unless the sentence might deny it, ask, or tell of a worry."""
    plain = unled(text)
    if _NEGATION.search(plain) or _ASKED.search(_END.sub("", plain)):
        return None
    names = {name: offer for offer in offered for name in _telling(offer)}
    folded = fold(text)
    told = {
        name: offer for name, offer in names.items() if _stands(name, folded if _MEANT.search(name) else said)
    }
    whole = {
        name: offer for name, offer in told.items() if not any(name in each for each in told.keys() - {name})
    }
    found = _only(list({offer.id: offer for offer in whole.values()}.values()))
    return found if found and not _turned(names, whole, folded, said) else None


def _stands(name: str, said: str) -> bool:
    """Whether a name stands in a text; of 辞めたい nothing is said by 辞めた."""
    return name in said and not (name.endswith("た") and f"{name}い" in said)


def _turned(names: Iterable[str], told: Iterable[str], folded: str, said: str) -> bool:
    """Whether what stands beside the labels means something else; a worry that leads to a label does not."""
    beside = folded
    for name in told:
        beside = beside.replace(name, " ")
    if _DOUBT.search(beside):
        return True
    if not _TROUBLE.search(beside) or any(_TROUBLE.search(name) for name in names):
        return False
    return not any(said.endswith(name) and not name.isascii() for name in told)


def _all_within(offered: Sequence[Offer], said: str, text: str) -> tuple[Offer, ...]:
    """Labels inside a sentence that says nothing else of weight: 「金融も気になるしITも興味あります」."""
    if _NEGATION.search(unled(text)):
        return ()
    names = {name: offer for offer in offered for name in _telling(offer)}
    if not names:
        return ()
    one = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    found = {names[each].id: names[each] for each in one.findall(said)}
    rest = one.split(said)
    return tuple(found.values()) if all(not part or _around().spells(part) for part in rest) else ()


@cache
def _around() -> Vocabulary:
    return Vocabulary(_AROUND.split(), ())


def _telling(offer: Offer) -> set[str]:
    """Return the names that say something inside other words."""
    return {_inside(each) for each in (*_written(offer), offer.id)} - {""}


@lru_cache(maxsize=4096)
def _inside(name: str) -> str:
    """Return how a name is looked for inside other words, if it tells; of 退職予定 no less than the whole."""
    full = fold(name)
    plain = full if _MEANT.search(full) else core(name)
    return plain if _tells(plain) else ""


def _tells(name: str) -> bool:
    """Whether a name says something inside other words: いま hides in ただいま, 関西 in nothing."""
    return len(name) > (2 if _KANA.fullmatch(name) else 1)
