"""New words for a survey that an admin has given by chat, laid over what the folder says; pure.

A spot names one text of a survey by ids: `title`, `steps/region/ask`, `steps/region/choices/kanto/label`; the
orders of the steps and of a question's choices are spots, too, `steps` and `steps/region/choices`: the words
of these are the ids.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.content import Text
from dialogs.content import Content, dump, restore
from dialogs.survey import One, Say, Several, Survey
from dialogs.texts import texts

FIELDS: Final = (
    "title",
    "say",
    "ask",
    "why",
    "again",
    "short",
    "wording",
    "low",
    "high",
    "label",
    "echo",
    "summary",
)
"""The texts that may be given other words by chat; the rest is the folder's alone."""


STEPS: Final = "steps"
_MOVED: Final = re.compile(r"([0-9]{1,3})\s*(?:→|->|=>|➡|を)\s*([0-9]{1,3})(?:番目?に?|へ|に)?")


class Reworded(Struct, frozen=True, omit_defaults=True):
    """New words for a spot in one language.

    `was` is what was published there when she began, `folder` what the folder said when hers were published.
    `message_id` is that of her message. `dropped` (ms): when a reload found that the folder has moved on.
    """

    spot: str
    language: str
    words: str
    was: str
    folder: str = ""
    message_id: str = ""
    dropped: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What no two rewordings of a draft share; an order is that of all languages."""
        return self.spot, "" if is_order(self.spot) else self.language


class Dropped(Struct, frozen=True):
    """A rewording that a reload dropped, with its survey."""

    survey: str
    item: Reworded


def spots(survey: Survey) -> dict[str, Text]:
    """Return the texts of a survey that may be reworded, in the order in which people meet them."""
    found = {}
    for place, text in texts(survey):
        if place[-1] in FIELDS and "then" not in place:
            found[_spot(survey, place)] = text
    return found


def _spot(survey: Survey, place: Sequence[str | int]) -> str:
    part: Any = survey
    names = []
    for key in place:
        part = part[key] if isinstance(key, int) else getattr(part, key)
        names.append(part.id if isinstance(key, int) else key)
    return "/".join(names)


def orders(survey: Survey) -> dict[str, str]:
    """Return the ids of steps and of choices in their order, by spot."""
    chosen = [step for step in survey.steps if isinstance(step, One | Several) and len(step.choices) > 1]
    found = {f"{STEPS}/{step.id}/choices": " ".join(each.id for each in step.choices) for step in chosen}
    return {STEPS: " ".join(step.id for step in survey.steps), **found} if len(survey.steps) > 1 else found


def is_order(spot: str) -> bool:
    """Whether a spot is the order of steps or choices, not a text."""
    return spot == STEPS or spot.endswith("/choices")


def ordered(now: str, typed: str) -> str | None:
    """Return ids in the order of the numbers that somebody typed, the others behind them; None if unclear.

    「5→2」 moves the fifth to the second place.
    """
    ids, said = now.split(), unicodedata.normalize("NFKC", typed)
    if move := _MOVED.fullmatch(said.strip()):
        return _moved(ids, int(move[1]), int(move[2]))
    numbers = [int(each) for each in re.findall(r"[0-9]+", said)]
    if not numbers or len(set(numbers)) < len(numbers) or not all(1 <= each <= len(ids) for each in numbers):
        return None
    first = [ids[number - 1] for number in numbers]
    return " ".join([*first, *(each for each in ids if each not in first)])


def _moved(ids: list[str], number: int, to: int) -> str | None:
    if not (1 <= number <= len(ids) and 1 <= to <= len(ids)):
        return None
    moved = ids.pop(number - 1)
    return " ".join([*ids[: to - 1], moved, *ids[to - 1 :]])


def step_of(spot: str) -> str:
    """Return the step to which a spot belongs; empty for those of the survey as a whole."""
    parts = spot.split("/")
    return parts[1] if parts[0] == STEPS and len(parts) > 1 else ""


def step_name(survey: Survey, step_id: str, language: str) -> str:
    """Return how a step is called where all are listed: by its short name, else by its words."""
    step = next((each for each in survey.steps if each.id == step_id), None)
    if step is None:
        return step_id
    said = step.say if isinstance(step, Say) else step.short or step.ask
    return " ".join(said.to(language).split())


def words(survey: Survey | None, spot: str, language: str) -> str | None:
    """Return what a survey says at a spot; None where there is no such spot."""
    if survey and is_order(spot):
        return orders(survey).get(spot)
    text = spots(survey).get(spot) if survey else None
    return None if text is None else text.to(language)


def reworded(survey: Survey, items: Iterable[Reworded]) -> Survey:
    """Return the survey with these words in place of its own; what has no spot in it is passed over."""
    known = {**spots(survey), **orders(survey)}
    body = json.loads(survey.model_dump_json(by_alias=True, exclude_none=True, exclude_unset=True))
    for item in items:
        if item.spot in known:
            _put(body, item)
    return Survey.model_validate(body)


def _put(body: dict[str, Any], item: Reworded) -> None:
    *way, last = item.spot.split("/")
    part: Any = body
    for key in way:
        part = next(each for each in part if each["id"] == key) if isinstance(part, list) else part[key]
    if is_order(item.spot):
        ids = item.words.split()
        part[last] = sorted(
            part[last], key=lambda each: ids.index(each["id"]) if each["id"] in ids else len(ids)
        )
    else:
        part[last] = {**part[last], item.language: item.words}


def laid_over(content: Content, items: Mapping[str, Sequence[Reworded]]) -> Content:
    """Return the content with these words, by survey, laid over what it says."""
    body = json.loads(dump(content))
    for survey_id, mine in items.items():
        if mine and (survey := content.survey(survey_id)):
            new = reworded(survey, mine)
            body["surveys"][survey_id] = json.loads(
                new.model_dump_json(by_alias=True, exclude_none=True, exclude_unset=True)
            )
    return restore(json.dumps(body)) if any(items.values()) else content


def stands(content: Content, survey_id: str, item: Reworded) -> bool:
    """Whether the folder still has the spot and says there what it said when this was published."""
    return words(content.survey(survey_id), item.spot, item.language) == item.folder


def kept(items: Sequence[Reworded], new: Reworded) -> tuple[Reworded, ...]:
    """Return a draft's rewordings with one more, in place of an earlier one of that spot and language."""
    others = [each for each in items if each.key != new.key]
    return (*others, new) if new.words != new.was else tuple(others)


def undropped(items: Iterable[Reworded]) -> list[Reworded]:
    """Return those that no reload has dropped."""
    return [each for each in items if not each.dropped]


def dropping(items: Iterable[Reworded], gone: Iterable[Reworded], now: int) -> tuple[Reworded, ...]:
    """Mark some of these as dropped at a moment (ms)."""
    given_up = list(gone)
    return tuple(replace(each, dropped=now) if each in given_up else each for each in items)
