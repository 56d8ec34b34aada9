"""What people type, and what it means: the table `phrases.tsv`, a line for each phrase.

Typed text and meaning are JSON; null is a phrase that must not be taken for anything. An object is what an
answer tells in part (`{"grade": 3}`), or why one that was understood is not taken (`{"unfit": "range"}`). In
the first column an object is what she has told in part before.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from bot.conditions import Facts
from dialogs.offers import offers
from dialogs.phrases import courtesy, deed, nothing, unsure
from dialogs.position import Partly
from dialogs.survey import Survey
from dialogs.understand import Meaning, Unfit, understand
from tests.dialogs.samples import TODAY, career, every_kind, welcome

EXAMPLES = ("welcome", "midcareer", "event_feedback", "interview_prep")
SURVEYS: dict[str, Callable[[], Survey]] = {"every_kind": every_kind} | {
    name: partial(career().surveys.__getitem__, name) for name in EXAMPLES
}
RECOGNISED: dict[str, Callable[[str], object]] = {
    "courtesy": courtesy, "deed": deed, "unsure": unsure, "nothing": nothing,
}  # fmt: skip


def phrases(*surveys: str) -> Iterator[tuple[str, str, str, object]]:
    """Read the lines of these surveys; of all that settle an unclear answer if none is named."""
    table = Path(__file__).with_name("phrases.tsv").read_text(encoding="utf-8")
    for line in table.splitlines()[1:]:
        survey, question, typed, meaning = line.split("\t")
        if survey in surveys or (not surveys and survey.startswith("{")):
            yield survey, question, json.loads(typed), json.loads(meaning)


def plain(meaning: Meaning) -> object:
    """Write a meaning as the table has it."""
    if isinstance(meaning, Unfit):
        return {"unfit": meaning.reason}
    return json.loads(msgspec.json.encode(meaning))


@pytest.mark.parametrize(("survey", "question", "typed", "meaning"), list(phrases(*SURVEYS)))
def test_a_typed_answer_is_understood(survey: str, question: str, typed: str, meaning: object) -> None:
    """A typed answer means what a person would take it to mean, and what is unclear means nothing."""
    asked, facts = SURVEYS[survey]().questions[question], Facts(TODAY)
    found = plain(understand(asked, offers(asked, facts), typed, facts))
    assert (found, type(found)) == (meaning, type(meaning))


@pytest.mark.parametrize(("before", "question", "typed", "meaning"), list(phrases()))
def test_one_more_word_settles_an_unclear_answer(
    before: str, question: str, typed: str, meaning: object
) -> None:
    """What she says to the short question within the question is read together with what she said before."""
    asked, facts = every_kind().questions[question], Facts(TODAY)
    partly = msgspec.json.decode(before, type=Partly)
    found = plain(understand(asked, offers(asked, facts), typed, facts, partly))
    assert (found, type(found)) == (meaning, type(meaning))


@pytest.mark.parametrize(("_survey", "kind", "typed", "meaning"), list(phrases("-")))
def test_courtesies_and_deeds_are_recognised(_survey: str, kind: str, typed: str, meaning: object) -> None:
    """Thanks, greetings, apologies, skip, back and the like are known for what they are, answers are not."""
    assert RECOGNISED[kind](typed) == meaning


def test_the_table_is_long_enough_to_mean_something() -> None:
    """Every kind of question has phrases that are understood and phrases that are not."""
    for kind, question in every_kind().questions.items():
        meanings = [meaning for _, asked, _, meaning in phrases("every_kind") if asked == kind]
        unclear = [meaning for meaning in meanings if meaning is None or isinstance(meaning, dict)]
        assert unclear, kind
        assert len(unclear) < len(meanings) or question.kind == "file", kind
    assert sum(1 for _ in phrases("every_kind", "welcome", "-")) > 900


ENDLESS = (
    "はい",
    "いい",
    "うん",
    "w",
    "ね",
    "1",
    "1年",
    "百",
    "(´・",
    "の",
    "大学",
    "3時",
    "a ",
    "redと",
    "えっと",
    "12/3(木)",
    "円",
)


@pytest.mark.parametrize("words", ENDLESS)
def test_no_text_takes_long(words: str) -> None:
    """However often somebody repeats herself, she is read at once: nobody's words hold up the others."""
    text, began = words * (240 // len(words)) + "ぱ", time.process_time()
    assert (courtesy(text), deed(text), unsure(text)) == (None, None, False)
    facts = Facts(TODAY)
    for question in (*every_kind().questions.values(), *welcome().questions.values()):
        understand(question, offers(question, facts), text, facts)
    assert time.process_time() - began < 2
