"""Amounts as people write them: 「3年半」「五百万」「1.5万円くらい」「an hour and a half」.

Exact: an amount is a fraction of the unit that the question has. Never guesses between two numbers.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from dialogs.japanese import bare

_FAMILIES: Final = (
    {"円": 1, "yen": 1, "jpy": 1, "万円": 10_000, "億円": 10**8},
    {"年": 12, "年間": 12, "年分": 12, "ねん": 12, "か月": 1, "か月間": 1, "カ月": 1, "ヶ月": 1,
     "ヵ月": 1, "ケ月": 1, "箇月": 1, "ヶ月間": 1, "カ月間": 1, "years": 12, "year": 12, "yrs": 12, "yr": 12,
     "months": 1, "month": 1},
    {"時間": 60, "じかん": 60, "分": 1, "分間": 1, "ふん": 1, "hours": 60, "hour": 60, "hrs": 60, "hr": 60,
     "minutes": 1, "minute": 1, "mins": 1, "min": 1},
    {"日": 1, "日間": 1, "週間": 7, "週": 7, "days": 1, "day": 1, "weeks": 7, "week": 7},
    {"%": 1, "パーセント": 1, "percent": 1, "割": 10},
    {"人": 1, "名": 1, "people": 1, "persons": 1, "person": 1},
    {"歳": 1, "才": 1, "さい": 1, "yearsold": 1},
    {"点": 1, "てん": 1, "points": 1, "point": 1},
    {"回": 1, "times": 1, "time": 1},
    {"社": 1, "companies": 1, "company": 1},
    {"個": 1, "つ": 1, "件": 1, "枚": 1, "本": 1},
)  # fmt: skip
"""Units that can stand for each other, with their sizes."""

_TIMES: Final = {"十": 10, "百": 100, "千": 1000}
_BIG: Final = {"万": 10**4, "億": 10**8}
_ENGLISH: Final = {
    "half an": "0.5", "half a": "0.5", "an": "1", "a": "1", "zero": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12",
}  # fmt: skip
_SPELT: Final = re.compile(rf"\b(?:{'|'.join(_ENGLISH)})\b")
_MULTIPLIED: Final = (
    (re.compile(r"(?<=\d)\s*(?:million|m)\b"), "百万"),
    (re.compile(r"(?<=\d)\s*(?:thousand|k)\b"), "千"),
)
_GROUPED: Final = re.compile(r"(?<=\d)\s*,\s*(?=\d{3}(?!\d))")
_LEAD: Final = re.compile(
    r"^(?:[^\d]{0,20}?(?:は|が|、|:|から|今年(?=\d)|まる|丸|で(?=\d))|[^\d\s]{1,20}\s+(?=\d)|[a-z]{2,10}(?=\d))?\s*"
    r"(?:約|およそ|だいたい|大体|おおよそ|ざっと|合計で?|最低でも|最低|せめて|少なくとも|満|[月週年日]に?|1日に?|"
    r"about|around|approximately|at least|more than|over|roughly|it's|for|¥|~|〜)*\s*"
)
_CLOSE: Final = re.compile(
    r"(?:くらい|ぐらい|ほど|程度|前後|以上|ちょっと|ちょい|と少し|弱|強|から|より上|は?(?:欲しい|ほしい)|あれば|あります|"
    r"です|ある|もらえれば|〜|~|\+|plus|or more|or so|per year|a year|a month|per month)+$"
)
_DEED: Final = re.compile(
    r"を?(?:受け|働い|働き|勤め|勤務|経験|取り|取れ|とり|とれ|勉強|学ん|エントリー|応募|参加|持って|もらい|いただき|やって|し|でき|入れ)"
    r"(?!.*(?:ない|ません|なかっ|なく))[ぁ-んー]{0,10}$"
)
_NUMBER: Final = re.compile(r"(?P<sign>[-−])?(?P<digits>(?:\d+(?:\.\d+)?[十百千]*[万億]?)+|[十百千万億]+)")
_UNIT: Final = re.compile(r"[^\d半.\-−十百千万億]*")


def amount(text: str, unit: str | None = None) -> Fraction | None:
    """Return how much a text says, in the question's unit; None if it says nothing, too much or another unit.

    A unit that we know may be written in another of its family: 1時間半 is 90 where minutes are asked for.
    """
    said = _LEAD.sub("", _spelt(_GROUPED.sub("", bare(text))), count=1)
    said = _CLOSE.sub("", _DEED.sub("", _CLOSE.sub("", said.strip())))
    parts = [] if re.search(r"\d\s+\d", said) else _parts(re.sub(r"\s+", "", said))
    return _in_unit(parts, (unit or "").strip().lower()) if parts else None


def _spelt(said: str) -> str:
    """Write what stands for a number in letters as signs, and 'and a half' as 半."""
    said = re.sub(r"(?<=\d)(?:まん|マン)", "万", said)
    said = re.sub(r"ゼロ|ぜろ", "0", said.replace("半年", "6か月").replace("はん", "半"))
    said = re.sub(r"はたち|ハタチ", "20", said)
    said = _SPELT.sub(lambda found: _ENGLISH[found[0]], re.sub(r"\s+and a half\b", "半", said))
    for pattern, signs in _MULTIPLIED:
        said = pattern.sub(signs, said)
    return said


def _parts(said: str) -> list[tuple[Fraction, str, bool]]:
    """Take apart numbers with their units, the largest first: 1年6か月, 1時間半; empty if there is more."""
    found = []
    while said:
        number = _NUMBER.match(said)
        value = _value(number["digits"]) if number else None
        if number is None or value is None:
            return []
        rest = said[number.end() :]
        early = rest.startswith("半")
        word = _UNIT.match(rest.removeprefix("半"))
        unit = word[0].removesuffix("と") if word else ""
        said = rest.removeprefix("半")[word.end() if word else 0 :]
        found.append((-value if number["sign"] else value, unit, early or said.startswith("半")))
        said = said.removeprefix("半")
    return found


def _value(digits: str) -> Fraction | None:
    """Read 1億2000万, 1万5千, 3百, 1.5万 and 千."""
    total = section = Fraction(0)
    pending: Fraction | None = None
    for token in re.findall(r"\d+(?:\.\d+)?|[十百千万億]", digits):
        if token in _TIMES:
            section += (Fraction(1) if pending is None else pending) * _TIMES[token]
            pending = None
        elif token in _BIG:
            amount_before = section + (pending or 0)
            total += (amount_before or Fraction(1)) * _BIG[token]
            section, pending = Fraction(0), None
        elif pending is not None:
            return None
        else:
            pending = Fraction(token)
    return total + section + (pending or 0)


def _in_unit(parts: list[tuple[Fraction, str, bool]], unit: str) -> Fraction | None:
    family = next((each for each in _FAMILIES if unit in each), {unit: 1})
    size = family[unit]
    total = Fraction(0)
    before: int | None = None
    for value, word, half in parts:
        each = _size(value, word, unit, family)
        if each is None or (before is not None and each >= before):
            return None
        total += value * each + (Fraction(each, 2) if half else 0)
        before = each
    return total / size


def _size(value: Fraction, word: str, unit: str, family: dict[str, int]) -> int | None:
    """Return the size of a unit word; without one it is the question's, or yen where 万円 would be absurd."""
    if word:
        return family.get(word) or (1 if not unit and _counts(word) else None)
    if unit == "万円" and value >= 10_000:
        return 1
    return family[unit]


def _counts(word: str) -> bool:
    """Whether a question without a unit takes this one: a plain count, and yen."""
    return any(family.get(word) == 1 for family in _FAMILIES)
