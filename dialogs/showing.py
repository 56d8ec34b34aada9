"""Builds what the engine shows: the view of an open question, and the summary of all answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from bot.conditions import Facts
from dialogs import narrowing
from dialogs.effects import Choosable, Echo, Picker, QuestionView, Reason, Sendable, Summary, SummaryRow
from dialogs.offers import FITS, Offer, days_of, label, offers, views
from dialogs.path import Path
from dialogs.places import REGIONS
from dialogs.position import Answered, Position
from dialogs.spoken import spoken, spoken_date
from dialogs.survey import (
    Consent,
    Date,
    DateTime,
    File,
    Number,
    Prefecture,
    Question,
    Scale,
    Several,
    Survey,
    Written,
    Year,
)
from dialogs.wording import words

SHELF = 9
"""So many choices are shown at once if there are more than fit."""

NOON = "12:00"
"""Where the picker stands at first."""


def question(
    position: Position,
    path: Path,
    asked: Question,
    language: str,
    reason: Reason,
    echo: Echo | None = None,
    known: tuple[SummaryRow, ...] = (),
) -> QuestionView:
    """Return the view of a question in the state in which the position has it."""
    view = _kept(position, path.facts, asked, language)
    return replace(
        view,
        run=position.run,
        reason=reason,
        number=path.number(asked.id),
        of=path.total,
        echo=echo,
        commands=commands(position, path, asked),
        known=known,
    )


def _kept(position: Position, facts: Facts, asked: Question, language: str) -> QuestionView:
    """Return the view as far as all friends see the same; nearly everybody sees the question untouched."""
    touched = position.picks or position.partly or position.shelf or asked.personal
    kept = {} if touched else views(asked, facts)
    if language not in kept:
        kept[language] = _view(position, facts, asked, language)
    return kept[language]


def _view(position: Position, facts: Facts, asked: Question, language: str) -> QuestionView:
    every, picks, partly = offers(asked, facts), position.picks, position.partly
    left = tuple(offer for offer in every if offer.id not in picks)
    shown, shelves = shelved(asked, left, position.shelf, language)
    if partly:
        shown, shelves = narrowing.offers(partly), ()
    return QuestionView(
        run="",
        step=asked.id,
        kind=asked.kind,
        text=_text(position, asked, language, facts),
        reason="next",
        number=0,
        of=0,
        why=words(asked.why, language, facts) if asked.why and not partly else None,
        again=_again(asked, language, facts) if asked.again and not partly else None,
        choices=tuple(Choosable(offer.id, offer.label.to(language)) for offer in shown),
        shelves=shelves,
        picker=_picker(position, asked, facts),
        picked=_picked(every, picks, language),
        room=asked.most - len(picks) if isinstance(asked, Several) else 0,
        limits=_limits(asked, facts, language),
        sendable=Sendable(asked.media, asked.endings, asked.max_mb) if isinstance(asked, File) else None,
    )


def _picked(every: tuple[Offer, ...], picks: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return what was chosen so far, in the order in which she chose it."""
    labels = {offer.id: offer.label.to(language) for offer in every}
    return tuple(labels[pick] for pick in picks if pick in labels)


def _text(position: Position, asked: Question, language: str, facts: Facts) -> str:
    partly = position.partly
    if partly:
        told = partly.day or partly.last
        day = spoken_date(date.fromisoformat(told), language) if told else ""
        return narrowing.words(partly, language, day)
    said = words(asked.ask, language, facts)
    if isinstance(asked, Scale):
        return f"{said}\n{_ends(asked, language)}"
    return f"{said}\n\n{words(asked.wording, language, facts)}" if isinstance(asked, Consent) else said


def _again(asked: Question, language: str, facts: Facts) -> str:
    said = words(asked.again, language, facts) if asked.again else ""
    return f"{said}\n{_ends(asked, language)}" if isinstance(asked, Scale) else said


def _ends(asked: Scale, language: str) -> str:
    """Return what both ends of a scale mean, for whoever sees no buttons."""
    low, high = asked.low.to(language), asked.high.to(language)
    if language == "ja":
        return f"{asked.min}（{low}）〜 {asked.max}（{high}）"
    return f"{asked.min} ({low}) to {asked.max} ({high})"


def _limits(asked: Question, facts: Facts, language: str) -> tuple[str, str] | None:
    """Return the least and the most as they are said, where there is such a thing and both are known."""
    said = _LIMITS.get(type(asked))
    return said(asked, facts, language) if said else None


def _lengths(asked: Any, facts: Facts, language: str) -> tuple[str, str]:
    return str(asked.min), str(asked.max)


def _days(asked: Any, facts: Facts, language: str) -> tuple[str, str] | None:
    least, most = days_of(asked, facts.today)
    return (spoken_date(least, language), spoken_date(most, language)) if least and most else None


def _amounts(asked: Any, facts: Facts, language: str) -> tuple[str, str]:
    least, most = (spoken(asked, Answered(end, ""), language) for end in (asked.min, asked.max))
    return least, most


_LIMITS: Final[Mapping[type[Question], Callable[[Any, Facts, str], tuple[str, str] | None]]] = {
    Written: _lengths, Date: _days, DateTime: _days, Number: _amounts, Scale: _amounts, Year: _amounts,
}  # fmt: skip


def commands(position: Position, path: Path, asked: Question) -> tuple[str, ...]:
    """Return which deeds are offered: done first; back, skip and human last, in that order.

    An answer that was opened again is kept rather than skipped: whoever types that it be skipped drops it.
    """
    found = []
    if isinstance(asked, Several) and len(position.picks) >= asked.min:
        found.append("done")
    elif asked.id in position.answers:
        found.append("keep")
    if position.picks or position.partly or (asked.back and path.number(asked.id) > 1):
        found.append("back")
    if asked.skip and not position.picks and asked.id not in position.answers:
        found.append("skip")
    if position.misread:
        found.append("human")
    return tuple(found)


def shelved(
    asked: Question, left: tuple[Offer, ...], shelf: str | None, language: str
) -> tuple[tuple[Offer, ...], tuple[Choosable, ...]]:
    """Return the choices to show now, and the shelves to open for others: regions, or further pages."""
    if isinstance(asked, Prefecture):
        shown = tuple(offer for offer in left if offer.shelf == shelf)
        regions = REGIONS if shelf is None else {}
        return shown, tuple(Choosable(each, name.to(language)) for each, name in regions.items())
    if len(left) <= FITS or isinstance(asked, Scale):
        return left, ()
    pages = -(-len(left) // SHELF)
    page = int(shelf) % pages if shelf and shelf.isdigit() else 0
    more = Choosable(str((page + 1) % pages), "more")
    return left[page * SHELF : (page + 1) * SHELF], (more,)


def _picker(position: Position, asked: Question, facts: Facts) -> Picker | None:
    if not isinstance(asked, Date | DateTime):
        return None
    first, last = days_of(asked, facts.today)
    least, most = str(first or "1900-01-01"), str(last or "2100-12-31")
    told = (position.partly.day or position.partly.last) if position.partly else None
    start = min(max(told or facts.today.isoformat(), least), most)
    if isinstance(asked, Date):
        return Picker(start, least, most)
    return Picker(f"{start}T{NOON}", f"{least}T00:00", f"{most}T23:59", "datetime")


def summary(survey: Survey, position: Position, path: Path, language: str) -> Summary:
    """Return all answers on the path, with the short name of each question."""
    said = words(survey.end.summary, language, path.facts) if survey.end.summary else ""
    rows = (row(position, path, asked, language) for asked in path.answered)
    return Summary(position.run, said, tuple(rows))


def row(position: Position, path: Path, asked: Question, language: str) -> SummaryRow:
    """Return one answered question with its answer in words."""
    short = words(asked.short or asked.ask, language, path.facts)
    return SummaryRow(asked.id, short, label(asked, position.answers[asked.id], path.facts, language))
