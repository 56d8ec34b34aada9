"""Folding what people type into one spelling, for matching only; the raw answer is always kept beside it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import jaconv

LONGEST: Final = 500
"""Characters in which an answer is looked for: the time to match grows with the square of a text's length."""

_DIGITS: Final = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_COUNTED: Final = (
    "年|月|日|卒|番|つ|個|名|人|社|回|歳|才|点|時|分|週|割|億|万|円|期|位|件|枚|段階|[かヶヵカケ箇]月|曜"
)
_KANJI: Final = "〇零一二三四五六七八九十百千"
_NUMERAL: Final = re.compile(
    rf"(?:^第|^その|^)([{_KANJI}]+)$|"
    rf"(?<![\d.])([{_KANJI}]+)(?={_COUNTED}|(?<=第[{_KANJI}])[月火水木金土日]曜)"
)
"""Behind digits such a sign is a unit (3千円), which is left to whoever reads amounts."""

_KAOMOJI: Final = re.compile(
    r"m\(\s*_\s*_\s*\)m|\([^()a-z0-9ぁ-ゖァ-ヺ一-鿿]{1,16}\)[ノﾉゞ]?|orz$|\^\^;?|;;+"
)
_EMOJI: Final = "[\U0001f000-\U0001faff☀-➿\ufe0f\u200d]"
_NOISE: Final = re.compile(rf"[\s、。，．・,.!?…~〜♪♫☆★「」『』()\[\]<>:;\"'`^*_＿/|]+|{_EMOJI}+")
_ENDINGS: Final = re.compile(
    r"(?:"
    r"で?お願い(?:し|致し|いたし|でき)ますか?|で?おねがいします|で?お願い|"
    r"が(?:いい|良い|よい|よさそう|良さそう)(?:です)?|でも?(?:いい|良い|よい|大丈夫)(?:です)?か?|で|"
    r"に(?:します|する|しときます|しておきます|しようかな|しようと思います|なります)|"
    r"かなと|だ?と(?:思い|思ってい|思って|おもい|考えてい|考えて)ます|だと思う|"
    r"(?:に|が|は)(?:興味|関心)が?(?:あります|ある)|に?興味(?:あります|ある)|(?:が|は)?気になっ?て?い?(?:ます|る)|"
    r"が第[1一](?:希望|志望)(?:です)?|を?(?:希望|志望)(?:し?てい?ます|します|です)?|を?目指し?てい?ます|を?考えてい?ます|を?見てい?ます|"
    r"を(?:えらび|選び)ます|(?:が|は)好き(?:です)?|で働きたい(?:です)?|がしたい(?:です)?|"
    r"なんです(?:けど|が|よね?)?|です(?:かね|よね|ね|よ|けど|が)?|でーす|でした|っす|でございます|"
    r"だよね|だよ|だね|だな|かなあ|かなぁ|かな|かも(?:しれません|です)?|くらい|ぐらい|方面|あたり|辺り|らへん|"
    r"のほう|の方|の予定|予定|とか|など|(?<=[ぁ-ん一-鿿\d])w+|笑+|"
    r"please|ithink|iguess|forme|fornow|ifpossible"
    r")$"
)
_LEADS: Final = re.compile(
    r"^(?:(?:えっと|えーと|ええと|えと|んー|うーん|たぶん|多分|おそらく|ごめんなさい|ごめん|申し訳ないです|いちおう|一応|まだ|じゃあ|じゃ|すみません|すいません|"
    r"こんにちは|こんばんは|おはようございます|はじめまして|お疲れ様です|お疲れさまです|お世話になっております|"
    r"(?:私|わたし|僕|ぼく|俺|自分|うち|今|いま|現在|希望|第一希望|第1希望|理想|答え|一番)は|"
    r"やっぱり|やはり|やっぱ|とりあえず|今のところ|いまのところ|できれば|出来れば|できたら|たしか|確か|"
    r"強いて言(?:えば|うなら)|しいて言(?:えば|うなら)|どちらかと(?:いえば|言えば|いうと|言うと))"
    r"(?:[\s、。,!…ー〜~]*)(?=.)|"
    r"(?:はい|うん|では|あの|ま|まあ|あー?|えー|いや|いえ|現在|hi|hello|well|um|uh|maybe|i think|i guess|"
    r"i am|i'm|im|probably|actually|mostly|mainly|it's|it is|for now|"
    r"i want(?: to)?|i(?:'d| would) (?:like|love|prefer)(?: to)?|work|live|somewhere|in|around|near|"
    r"interested in|(?:looking|aiming) (?:for|at)|thinking (?:of|about))"
    r"[\s、。,!…ー〜~]+(?=.))+"
)
_TAIL: Final = re.compile(r"[\s、。,.!?…~〜♪☆★]+$")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return text without width, case, kana kind, spaces, punctuation and emoji; counted kanji as digits."""
    plain = _KAOMOJI.sub("", unicodedata.normalize("NFKC", text[:LONGEST]).lower())
    return digits(jaconv.kata2hira(_NOISE.sub("", plain)))


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
    folded = fold(unled(text))
    if _ENDINGS.fullmatch(folded):
        folded = fold(text)  # of 「まだです」 the first word is all that it says
    while (shorter := _ENDINGS.sub("", folded)) and shorter != folded:
        folded = shorter
    return folded


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return text like `core`, but with the punctuation inside, for amounts and dates: 「3/15 14:00」."""
    plain = re.sub(f"{_EMOJI}+", "", digits(unled(text)))
    while (shorter := _ENDINGS.sub("", _TAIL.sub("", plain))) and shorter != plain:
        plain = shorter
    return plain


def unled(text: str) -> str:
    """Return text in one width and case without what people say before an answer."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip().lower()
    return _LEADS.sub("", _KAOMOJI.sub("", plain)) or plain


def wordless(text: str) -> bool:
    """Whether nothing is left but emoji and punctuation."""
    return bool(text.strip()) and not fold(text)
