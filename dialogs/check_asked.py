"""Warns of questions that a recruiting agency in Japan may not ask; `asked_because` silences one question.

Looks at what a question asks and at the labels of its choices, never at statements.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.content import ANY, Text
from bot.errors import Mistake
from dialogs.forbidden import TOPICS, Topic
from dialogs.loaded import Loaded
from dialogs.survey import Question, Survey
from dialogs.yaml_source import Place

ASKS: Final = ("ask", "again", "short", "wording")
"""The fields in whose words a question asks."""


def check_asked(survey: Survey, loaded: Loaded, name: str) -> list[Mistake]:
    """Return a warning for each topic that a question of this survey touches."""
    found = []
    for index, step in enumerate(survey.steps):
        if isinstance(step, Question) and not step.asked_because:
            found += [
                loaded.at(name, ("steps", index, *place), what, remedy, warning=True)
                for place, what, remedy in _warnings(step)
            ]
    return found


def _warnings(question: Question) -> Iterator[tuple[Place, str, str]]:
    told: set[str] = set()
    for topic, place, words in _touched(question):
        if topic.id not in told:
            told.add(topic.id)
            what = (
                f"「{words}」 asks about {topic.name}, which a recruiting agency may not do ({topic.source})"
            )
            yield place, what, f"{topic.instead}, or give your reason in `asked_because: …`"


def _touched(question: Question) -> Iterator[tuple[Topic, Place, str]]:
    for field in ASKS:
        text = getattr(question, field, None)
        for place, said in _said(text, field) if isinstance(text, Text) else ():
            for topic in TOPICS:
                if words := topic.found_in(said):
                    yield topic, place, words
    for number, choice in enumerate(question.choices):
        for place, said in _said(choice.label, "label"):
            for topic in TOPICS:
                if topic.named_by(said.strip()):
                    yield topic, ("choices", number, *place), said


def _said(text: Text, field: str) -> Iterator[tuple[Place, str]]:
    for language, words in text.root.items():
        place: Place = (field,) if language == ANY else (field, language)
        yield place, unicodedata.normalize("NFKC", words).casefold()
