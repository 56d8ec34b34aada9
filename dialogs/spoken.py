"""Typed answers as people say them: days, amounts, classes, files."""

from __future__ import annotations

from calendar import month_name
from datetime import date
from typing import Final

from bot.content import Text
from dialogs.position import Answered
from dialogs.survey import Graduation, Number, Question, Written

_MEDIA: Final = {
    "image": Text({"ja": "写真", "en": "A photo"}),
    "video": Text({"ja": "動画", "en": "A video"}),
    "audio": Text({"ja": "音声", "en": "A voice message"}),
    "file": Text({"ja": "ファイル", "en": "A file"}),
}
_HALVED: Final = ("年", "時間", "日")
"""Units of which people say 3年半 rather than 3.5年, and 半年."""


def spoken(question: Question, answered: Answered, language: str) -> str:
    """Return a typed answer as it is said: 27卒, 2026年12月3日（木）14:00, 1,200,000円, 3年半, cv.pdf."""
    value = answered.value
    if answered.media:
        return answered.media.name or _MEDIA[answered.media.kind].to(language)
    if isinstance(question, Written):
        return str(value)
    if isinstance(question, Graduation) and isinstance(value, int):
        return class_label(value).to(language)
    if isinstance(value, str) and question.kind in ("date", "datetime"):
        day, _, time = value.partition("T")
        said = spoken_date(date.fromisoformat(day), language)
        return f"{said}{time}" if language == "ja" else f"{said}{', ' if time else ''}{time}"
    unit = question.unit if isinstance(question, Number) else None
    said = unit.to(language) if unit else ""
    if isinstance(value, float) and said in _HALVED and value % 1 == 0.5:
        return f"{int(value)}{said}半" if value > 1 else f"半{said}"
    number = f"{value:,}" if isinstance(value, int | float) and unit and abs(value) >= 10_000 else f"{value}"
    return f"{number}{said}"


def spoken_date(day: date, language: str) -> str:
    """Return a day as people say it."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
    return f"{day.day} {month_name[day.month]} {day.year}"


def class_label(year: int) -> Text:
    """Return how a graduation year is said."""
    return Text({"ja": f"{year % 100:02}卒", "en": f"Class of {year}"})
