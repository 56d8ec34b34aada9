"""Folding what people type into one spelling, for matching only; the raw answer is always kept beside it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import jaconv

_DIGITS: Final = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_COUNTED: Final = "年|月|日|卒|番|つ|個|名|人|社|回|歳|才|点|時|分|週|割|万|円|期|位|回生"
_KANJI: Final = "〇零一二三四五六七八九十百千"
_NUMERAL: Final = re.compile(rf"(?:^第|^その|^)([{_KANJI}]+)$|([{_KANJI}]+)(?={_COUNTED})")
_NOISE: Final = re.compile(
    r"[\s、。，．・,.!?…~〜♪♫☆★「」『』()\[\]<>:;\"'`^*_＿/|]+|[\U0001F000-\U0001FAFF☀-➿\uFE0F\u200D]+"
)
_ENDINGS: Final = re.compile(
    r"(?:で?おねがいします|でお願いします|お願いします|お願い致します|でお願い|がいいです|がいい|が良いです|が良い|にします|にする|"
    r"だと思います|と思います|だとおもいます|に興味があります|に興味あります|に興味がある|に興味ある|に関心があります|"
    r"を希望しています|を希望します|を希望|希望しています|希望します|希望です|希望|をえらびます|を選びます|を見ています|"
    r"ですかね|ですね|ですよ|でーす|です|でした|だよ|だね|だな|かなあ|かな|かも|くらい|ぐらい|方面|あたり|辺り|のほう|の方|予定|"
    r"please|ithink)$"
)
_LEADS: Final = re.compile(
    r"^(?:(?:えっと|えーと|ええと|んー|うーん|たぶん|多分|おそらく|いちおう|一応|まだ|じゃあ|すみません|すいません|"
    r"こんにちは|こんばんは|おはようございます|はじめまして|私は|わたしは|僕は|ぼくは|俺は|今は|いまは|現在は)"
    r"(?:[\s、。,!…ー〜~]*)(?=.)|"
    r"(?:はい|うん|では|あの|ま|まあ|現在|hi|hello|well|um|uh|maybe|i think|i am|i'm|im|probably)"
    r"[\s、。,!…ー〜~]+(?=.))+"
)


LONGEST: Final = 500
"""Characters in which an answer is looked for: the time to match grows with the square of a text's length."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return text without width, case, kana kind, spaces, punctuation and emoji; counted kanji as digits."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    plain = _NOISE.sub("", plain)
    return digits(jaconv.kata2hira(plain))


def digits(text: str) -> str:
    """Write kanji numerals as digits where they stand alone or count something: 三月, but not 三重."""
    return _NUMERAL.sub(
        lambda found: found[0].replace(found[1] or found[2], str(_number(found[1] or found[2]))), text
    )


def _number(kanji: str) -> int:
    """Read 二〇二七 by places and 二千二十七 by units."""
    if not any(sign in _TENS for sign in kanji):
        return int("".join(str(_DIGITS[sign]) for sign in kanji))
    total, pending = 0, 0
    for sign in kanji:
        if sign in _TENS:
            total, pending = total + (pending or 1) * _TENS[sign], 0
        else:
            pending = pending * 10 + _DIGITS[sign]
    return total + pending


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """Return folded text without what people say around an answer: 「えっと、関西がいいです」 is 関西."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip().lower()
    folded = fold(_LEADS.sub("", plain) or plain)
    while (shorter := _ENDINGS.sub("", folded)) and shorter != folded:
        folded = shorter
    return folded


def wordless(text: str) -> bool:
    """Whether nothing is left but emoji and punctuation."""
    return bool(text.strip()) and not fold(text)
