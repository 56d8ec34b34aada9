"""What a typed text means as the answer to a question: None where it means nothing that we can tell.

Called by the engine after courtesies and commands were looked for; it never guesses between two answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

import regex
from msgspec import Struct

from bot.conditions import Facts
from dialogs import dates, narrowing, numbers, places, years
from dialogs.choosing import choice, named, several
from dialogs.effects import Reason
from dialogs.graduation import OTHERS, graduation
from dialogs.japanese import LONGEST, bare, core, fold
from dialogs.offers import Offer, days_of
from dialogs.position import Partly, Value
from dialogs.survey import Question
from dialogs.yesno import either, yes_or_no

_NAME_ENDS: Final = re.compile(
    r"(?:と|って)(?:呼んで(?:ください|下さい|ほしいです|もらえ(?:ると|たら)(?:うれしい|嬉しい)(?:です)?)?|いいます|言います|申します)[。!！]*$"
    r"|[、。!！\s]*(?:どうぞ|で)?(?:よろしく|宜しく)(?:お願い(?:いたし|致し|し)ます|おねがいします|です)?[。!！〜~]*$"
    r"|[,.!\s]*(?:nice|pleased|glad) to meet you[.!\s]*$"
    r"|(?:で(?:お願いします|おねがいします|いいです|大丈夫です)|です|でーす)[。!！〜~]*$|[。!！〜~]+$"
)
_NO_NAME: Final = re.compile(
    r"[?？]|(?:です|ます|ません|でしょう)か[。!！]*$|ください|下さい|待って|なんで|何で|なんでも|何でも|どうして|なぜ|好きに|"
    r"^(?:(?:はい|いいえ|うん|ええ|いや|えっ|え|yes|no|ok|why|what)[。!！]*$|not\b)",
    re.I,
)
"""What people type where a name is asked for that is none: questions, pleas, yes and no."""

_NAME_LEADS: Final = re.compile(
    r"^(?:(?:はじめまして|初めまして|こんにちは|こんばんは)[、。!！\s]*|"
    r"(?:call me|i'm|i am|my name is|it's|please call me)\s+|(?:名前は|わたしは|私は|僕は))",
    re.I,
)
_LETTER: Final = regex.compile(r"\X")
_ERA_MONTH: Final = re.compile(r"(?<=[RrＲHhＨ和成])\s*([0-9０-９]{1,2})[./．／](?=[0-9０-９])")
_PAY: Final = re.compile("年収|月収|時給|日給|月給|手取り|給料|給与|ボーナス")
_AT_WORK: Final = re.compile("^(?:社会人|入社|就職|就職して|転職して|新卒から|新卒で|今年で)(?=[0-9])")
_SINCE: Final = re.compile(r"((?:19|20)\d\d)年(?:(\d{1,2})月)?(?:から|〜|~|に?入社|入社から)")
"""From when on: so many years by now, of which 「2年目」 tells the last as begun only."""

_EACH: Final = re.compile(r"^([月週日])[にで]?(?=\d)")
_BOTH_WAYS: Final = re.compile("はい.*いいえ|yes.*no", re.I)
_STARS: Final = re.compile(r"[★⭐🌟⭐️\s]+")
_OF: Final = re.compile(
    r"(?:(?P<of>\d+)(?:段階|点満点)(?:中|で|評価で|のうち)*)?(?P<point>\d+)(?:点|番|stars?|/(?P<over>\d+))?"
)


class Unfit(Struct, frozen=True):
    """An answer that was understood, and cannot be taken as it is."""

    reason: Reason


Meaning = Value | Partly | Unfit


def understand(
    question: Question, offered: Sequence[Offer], text: str, facts: Facts, partly: Partly | None = None
) -> Meaning:
    """Return what a text answers, as the value that the answer is kept as; None if nothing is recognised.

    `partly` is what an earlier text has told of the same answer; so may this one again.
    """
    text = text if question.free else text[:LONGEST]
    told = narrowing.read(partly, text, facts.today) if partly else None
    if told is not None:
        return told if isinstance(told, Partly) else _within(question, told, facts.today)
    return _READERS.get(question.kind, _one)(question, offered, text, facts.today)


def settled(meaning: Meaning) -> Value:
    """Return the value that an answer is kept as, None if it is still unclear or cannot be taken."""
    return None if isinstance(meaning, Partly | Unfit) else meaning


def _one(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    found = choice(offered, text)
    return found.value if found else None


def _several(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    found = several(offered, text, question.most)
    return [str(offer.value) for offer in found] or None


def _truth(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    if text.rstrip().endswith(("?", "？")) or _BOTH_WAYS.search(text):
        return None
    found = named(offered, text)
    said = found.value if found else yes_or_no(text)
    if said is not None:
        return said
    if either(text):
        return Unfit("either")
    found = choice(offered, text)
    return found.value if found else None


def _written(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    if len(text) > 4 * question.max + 100:
        return Unfit("long")  # letters under towers of marks: few to the eye, and more than a bubble holds
    said = _name(text) if question.format == "name" else text.strip()
    if question.format == "name" and _NO_NAME.search(said):
        return None
    length = len(_LETTER.findall(said))
    if not question.min <= length <= question.max:
        return Unfit("short" if length < question.min else "long")
    try:
        fits = not question.pattern or regex.fullmatch(question.pattern, said, timeout=0.2)
    except TimeoutError:
        return None
    return said if fits else None


def _name(text: str) -> str:
    """Return the name alone: 「みさきと呼んでください」 is Misaki's, and さん is ours to add."""
    said = _NAME_LEADS.sub("", text.strip())
    while (shorter := _NAME_LEADS.sub("", _NAME_ENDS.sub("", said)).strip()) != said and shorter:
        said = shorter
    return said.removesuffix("さん").strip().strip("「」\"'") or said


def _number(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    found = named(offered, text) or named(offered, _AT_WORK.sub("", core(text)))
    if found:
        return found.value
    unit = question.unit
    if unit and unit.to("ja").strip() == "年" and (since := _SINCE.fullmatch(core(text))):
        years = today.year - int(since[1]) - (int(since[2] or 0) > today.month)
        return _amount(question, Fraction(years))
    asked = "".join(question.ask.root.values())
    # Another pay than the one asked for is no answer: a month's is not a year's.
    if any(pay not in asked for pay in (*_PAY.findall(text), *_EACH.findall(core(text)))):
        return None
    said = _PAY.sub("", text)
    for language in ("ja", "en"):
        amount = numbers.amount(said, unit.to(language) if unit else None)
        if amount is not None:
            return _amount(question, amount)
    return None


def _amount(question: Any, amount: Fraction) -> Meaning:
    if not question.min <= amount <= question.max:
        return Unfit("range")
    if amount.denominator == 1:
        return int(amount)
    return Unfit("whole") if question.whole else round(float(amount), 2)


def _scale(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    """A point by its number, its word, by stars, or as 10点満点で8."""
    if _STARS.fullmatch(text):
        return _point(question, len(re.findall("[★⭐🌟]", text)))
    found = _OF.fullmatch(re.sub(r"\s+|^星|つ$", "", bare(text)))
    if found:
        of = found["of"] or found["over"]
        return None if of and int(of) != question.max else _point(question, int(found["point"]))
    chosen = choice([offer for offer in offered if offer.synonyms], _unnumbered(text))
    if chosen:
        return chosen.value
    amount = numbers.amount(text, "点")
    if amount is not None:
        return _point(question, int(amount)) if amount.denominator == 1 else Unfit("whole")
    return _extreme(question, core(text))


def _unnumbered(text: str) -> str:
    """Return a text in which no digit can count choices: on a scale a number is a point."""
    return "" if re.search(r"\d", fold(text)) else text


def _point(question: Any, point: int) -> Meaning:
    return point if question.min <= point <= question.max else Unfit("range")


def _extreme(question: Any, said: str) -> Meaning:
    if re.fullmatch("最高|さいこう|満点|最大|full|best|perfect", said):
        return int(question.max)
    if re.fullmatch("最低|さいてい|最悪|最小|worst|lowest", said):
        return int(question.min)
    middle = re.fullmatch(
        "普通|ふつう|真ん中|まんなか|中間|どちらでもない|どちらともいえない|どちらとも言えない|middle|neutral",
        said,
    )
    points = question.min + question.max
    return points // 2 if middle and points % 2 == 0 else None


def _date(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    if found := dates.day(text, today):
        return _within(question, found.isoformat(), today)
    if last := dates.end_of_month(text, today):
        fits = _within(question, last.isoformat(), today)
        return fits if isinstance(fits, Unfit) else Partly(last=last.isoformat())
    return _own(offered, text)


def _datetime(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    day, times = dates.moment(text, today) or (None, ())
    if day is None:
        return _own(offered, text)
    fits = _within(question, day.isoformat(), today)
    told = narrowing.told_moment(day, times) if times else Partly(day=day.isoformat())
    return fits if isinstance(fits, Unfit) else told


def _within(question: Any, value: Value, today: date) -> Meaning:
    """Return a value if it keeps to the question's days, where it has any."""
    if question.kind not in ("date", "datetime"):
        return value
    day = date.fromisoformat(str(value)[:10])
    least, most = days_of(question, today)
    return Unfit("range") if (least and day < least) or (most and day > most) else value


def _own(offered: Sequence[Offer], text: str) -> Value:
    """Return a choice that stands beside typed values, by its name."""
    found = named(offered, text)
    return found.value if found else None


def _year(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    found = years.year(core(text), today, question.min, question.max)
    if found is not None:
        return found if question.min <= found <= question.max else Unfit("range")
    return _one(question, offered, text, today)


def _graduation(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    if own := named(offered, text):
        return own.value
    if OTHERS.search(text):
        return None
    text = _ERA_MONTH.sub(r"\1年", text)
    found = graduation(core(text), today) or graduation(fold(text), today)
    return found if found is not None else _one(question, offered, text, today)


def _region(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    said = core(text)
    found = named(offered, text)
    place = places.region(said) or places.common_region(text) if not found else None
    return found.value if found else (place or _one(question, offered, text, today))


def _prefecture(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    found = named([offer for offer in offered if not offer.shelf], text)
    if found:
        return found.value
    said = core(text)
    place = places.prefecture(said)
    region = places.region(said) if not place else None
    return place or (Partly(region=region) if region else None)


def _nothing(question: Any, offered: Sequence[Offer], text: str, today: date) -> Meaning:
    """Words are no photo."""
    return _own(offered, text)


_READERS: Final[dict[str, Callable[[Any, Sequence[Offer], str, date], Meaning]]] = {
    "one": _one,
    "several": _several,
    "text": _written,
    "number": _number,
    "scale": _scale,
    "date": _date,
    "datetime": _datetime,
    "year": _year,
    "graduation": _graduation,
    "region": _region,
    "prefecture": _prefecture,
    "yesno": _truth,
    "consent": _truth,
    "file": _nothing,
}
