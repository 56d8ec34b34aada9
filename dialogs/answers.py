"""What a run tells: its answers with ids, labels, raw words and moments, for files and for other systems.

Pure: made from a position and the survey in the version that it names. Answers of a branch that she has left
tell nothing, and what she has taken back is gone from her position.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from bot.conditions import Facts
from dialogs.offers import chosen, label
from dialogs.position import Answered, Media, Position, Value
from dialogs.survey import Question, Survey

FINISHED = "finished"
SUMMARY = "summary"
"""Where somebody has left who has answered all and not yet confirmed it."""


class Told(Struct, frozen=True):
    """One answer; `options` are the ids of what was chosen, `at` is in ms (0: nobody noted it).

    `media` is what she sent, as LINE names it; the file itself is at LINE. `known` means that she was not
    asked, since her member record or another source says so.
    """

    question: str
    words: str
    kind: str
    options: tuple[str, ...]
    answer: str
    raw: str
    value: Value
    skipped: bool
    wording: str | None
    media: Media | None
    known: bool
    at: int


class Account(Struct, frozen=True):
    """One run; `left_at` is the open question (or the summary) of one that is not finished; times in ms."""

    friend_id: str
    survey: str
    version: str
    run: str
    started_at: int
    state: str
    left_at: str | None
    finished_at: int
    answers: tuple[Told, ...]


class Teller:
    """Tells the runs of one version of a survey, in one language."""

    def __init__(self, survey: Survey, language: str, today: date) -> None:
        self.language, self.facts = language, Facts(today)
        self.questions = {step: unconditional(each) for step, each in survey.questions.items()}

    def tell(self, friend_id: str, position: Position) -> Account:
        """Return what a run tells."""
        return Account(
            friend_id=friend_id,
            survey=position.survey,
            version=position.version,
            run=position.run,
            started_at=position.started_at,
            state=FINISHED if position.finished else position.state,
            left_at=left_at(position),
            finished_at=position.finished_at,
            answers=tuple([self._told(step, position) for step in position.trail if step in self.questions]),
        )

    def _told(self, step: str, position: Position) -> Told:
        question, answered = self.questions[step], position.answers[step]
        found = () if answered.skipped else chosen(question, answered, self.facts)
        return Told(
            question=step,
            words=(question.short or question.ask).to(self.language),
            kind=question.kind,
            options=tuple([offer.id for offer in found]),
            answer=self.label(question, answered),
            raw=answered.raw,
            value=answered.value,
            skipped=answered.skipped,
            wording=answered.wording,
            media=answered.media,
            known=answered.known,
            at=answered.at,
        )

    def label(self, question: Question, answered: Answered) -> str:
        """Return an answer as it is said, in plain words."""
        return label(question, answered, self.facts, self.language)


def left_at(position: Position) -> str | None:
    """Return where somebody stands who has begun and not finished."""
    return None if position.finished or position.state == "waiting" else position.step or SUMMARY


def unconditional(question: Question) -> Question:
    """Return a question with all its choices on offer to everybody: to whom they were is long decided."""
    if not question.varies:
        return question
    choices = tuple([each.model_copy(update={"when": None}) for each in question.choices])
    return question.model_copy(update={"choices": choices})
