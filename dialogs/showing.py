"""Builds what the engine shows: the view of an open question, and the summary of all answers."""

from __future__ import annotations

from bot.conditions import Facts
from dialogs.effects import Choosable, Picker, QuestionView, Reason, Summary, SummaryRow
from dialogs.offers import FITS, Offer, label, offers, tappable
from dialogs.path import Path
from dialogs.places import REGIONS
from dialogs.position import Position
from dialogs.survey import Consent, Date, Prefecture, Question, Several, Survey
from dialogs.wording import words

SHELF = 9
"""So many choices are shown at once if there are more than fit."""


def question(position: Position, path: Path, asked: Question, language: str, reason: Reason) -> QuestionView:
    """Return the view of a question in the state in which the position has it."""
    facts = path.facts
    every = offers(asked, facts)
    picks = position.picks
    left = tuple(offer for offer in every if offer.id not in picks) if picks else every
    shown, shelves = shelved(asked, left, position.shelf, language)
    return QuestionView(
        run=position.run,
        step=asked.id,
        kind=asked.kind,
        text=_text(asked, language, facts),
        reason=reason,
        number=path.number(asked.id),
        of=path.total,
        why=words(asked.why, language, facts) if asked.why else None,
        again=words(asked.again, language, facts) if asked.again else None,
        choices=tappable(asked, facts, shown, language),
        shelves=shelves,
        commands=commands(position, path, asked),
        picker=_picker(asked, facts),
        picked=tuple(offer.label.to(language) for offer in every if offer.id in picks) if picks else (),
        room=asked.most - len(position.picks) if isinstance(asked, Several) else 0,
    )


def _text(asked: Question, language: str, facts: Facts) -> str:
    said = words(asked.ask, language, facts)
    return f"{said}\n\n{words(asked.wording, language, facts)}" if isinstance(asked, Consent) else said


def commands(position: Position, path: Path, asked: Question) -> tuple[str, ...]:
    """Return which deeds are offered: done first; back, skip and human last, in that order.

    An answer that was opened again is kept rather than skipped: whoever types that it be skipped drops it.
    """
    found = []
    if isinstance(asked, Several) and len(position.picks) >= asked.min:
        found.append("done")
    elif asked.id in position.answers:
        found.append("keep")
    if position.picks or (asked.back and path.number(asked.id) > 1):
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
    if len(left) <= FITS:
        return left, ()
    pages = -(-len(left) // SHELF)
    page = int(shelf) % pages if shelf and shelf.isdigit() else 0
    more = Choosable(str((page + 1) % pages), "more")
    return left[page * SHELF : (page + 1) * SHELF], (more,)


def _picker(asked: Question, facts: Facts) -> Picker | None:
    if not isinstance(asked, Date):
        return None
    least = str(asked.min.of(facts)) if asked.min else "1900-01-01"
    most = str(asked.max.of(facts)) if asked.max else "2100-12-31"
    return Picker(min(max(facts.today.isoformat(), least), most), least, most)


def summary(survey: Survey, position: Position, path: Path, language: str) -> Summary:
    """Return all answers on the path, with the short name of each question."""
    said = words(survey.end.summary, language, path.facts) if survey.end.summary else ""
    rows = (row(position, path, asked, language) for asked in path.answered)
    return Summary(position.run, said, tuple(rows))


def row(position: Position, path: Path, asked: Question, language: str) -> SummaryRow:
    """Return one answered question with its answer in words."""
    short = words(asked.short or asked.ask, language, path.facts)
    return SummaryRow(asked.id, short, label(asked, position.answers[asked.id], path.facts, language))
