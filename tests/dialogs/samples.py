"""Surveys and a friend to play with: the example's welcome survey, and one question of each kind."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.conditions import Facts
from dialogs import engine
from dialogs.content import Content
from dialogs.effects import Ask, DropAttribute, DropTag, Effect, QuestionView, SetAttribute, SetTag
from dialogs.engine import Result
from dialogs.inputs import Command, Input, Sticker, Tap, Typed
from dialogs.load import load
from dialogs.position import Position
from dialogs.survey import Survey

CAREER = Path(__file__).parents[2] / "examples" / "career"
TODAY = date(2026, 11, 22)
"""A Sunday; the final year's class is that of 2027."""

COLOURS = ("red", "blue", "green", "pink")
KINDS: dict[str, dict[str, Any]] = {
    "one": {
        "choices": [
            {"id": "tea", "label": {"ja": "お茶", "en": "Tea"}, "tag": "drinks:tea"},
            {"id": "coffee", "label": {"ja": "コーヒー", "en": "Coffee"}, "synonyms": ["珈琲"]},
            {"id": "milk", "label": {"ja": "牛乳・豆乳", "en": "Milk"}, "goto": "number"},
        ],
    },
    "several": {
        "min": 2,
        "max": 3,
        "choices": [
            *({"id": each, "label": each.title(), "tag": f"likes:{each}"} for each in COLOURS),
            {"id": "none", "label": {"ja": "どれでもない", "en": "None"}, "exclusive": True},
        ],
    },
    "text": {"min": 2, "max": 10, "attribute": "motto"},
    "number": {"min": 0, "max": 100_000, "unit": {"ja": "円", "en": " yen"}, "attribute": "fee"},
    "date": {"min": "today", "max": "today + 1y", "attribute": "visit"},
    "year": {"min": 1980, "max": 2030, "attribute": "born"},
    "graduation": {"attribute": "grad_year", "tag": "class:{value}"},
    "region": {"attribute": "region", "tag": "area:{value}"},
    "prefecture": {"attribute": "home", "tag": "home:{value}"},
    "yesno": {
        "choices": [{"id": "yes", "label": "はい", "tag": "keen"}, {"id": "no", "label": "いいえ"}],
        "attribute": "keen",
    },
    "consent": {"wording": {"ja": "データの利用に同意します。", "en": "I agree to the use of my data."}},
    "scale": {
        "low": {"ja": "とても不満", "en": "Very unhappy"},
        "high": {"ja": "とても満足", "en": "Very satisfied"},
        "attribute": "liked",
        "choices": [{"id": "1", "label": {"ja": "とても不満", "en": "Very unhappy"}, "tag": "upset"}],
    },
    "nps": {
        "kind": "scale",
        "min": 0,
        "max": 10,
        "low": {"ja": "まったくすすめない", "en": "Not at all"},
        "high": {"ja": "ぜひすすめたい", "en": "By all means"},
    },
    "datetime": {"min": "today", "max": "today + 1y", "attribute": "meets"},
    "income": {
        "kind": "number",
        "ask": {"ja": "希望年収は？", "en": "Pay?"},
        "max": 3000,
        "unit": {"ja": "万円", "en": "万円"},
    },
    "experience": {"kind": "number", "max": 50, "unit": {"ja": "年", "en": " years"}, "whole": False},
    "months": {"kind": "number", "max": 600, "unit": {"ja": "か月", "en": " months"}},
    "age": {"kind": "number", "min": 15, "max": 99, "unit": {"ja": "歳", "en": " years old"}},
    "score": {"kind": "number", "min": 10, "max": 990, "unit": {"ja": "点", "en": " points"}},
    "file": {"accepts": ["image", "pdf"], "max_mb": 5, "tag": "sent:{value}"},
}  # fmt: skip


@cache
def career() -> Content:
    """The example's content."""
    return load(CAREER)


def welcome() -> Survey:
    """The example's welcome survey."""
    return career().surveys["welcome"]


@cache
def every_kind() -> Survey:
    """A survey with one question of each kind, named after it; all but the first can be skipped."""
    steps = [
        {"id": kind, "kind": kind, "ask": f"{kind}?", "skip": kind != "one"} | more
        for kind, more in KINDS.items()
    ]
    return survey(steps, end={"say": "Thank you.", "then": [{"do": "offer_link", "when": "not linked"}]})


def survey(steps: list[dict[str, Any]], **more: Any) -> Survey:
    """A survey of these steps."""
    return Survey.model_validate({"survey": "sample", "title": "Sample", "steps": steps, **more})


def choice(choice_id: str, **more: Any) -> dict[str, Any]:
    """A choice whose label is its id in capitals."""
    return {"id": choice_id, "label": choice_id.upper(), **more}


def question(step: str, *choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question with these choices."""
    return {"id": step, "ask": f"{step}?", **({"choices": choices} if choices else {}), **more}


class Player:
    """One friend in one survey; her position goes through JSON between any two steps."""

    def __init__(
        self, survey: Survey, language: str = "ja", earlier: Position | None = None, **facts: Any
    ) -> None:
        self.survey, self.language = survey, language
        self.facts = Facts(TODAY, **facts)
        self.tags: set[tuple[str, str]] = set()
        self.attributes: dict[tuple[str, str], object] = {}
        self.take(engine.start(survey, self.facts, language, run="RUN", now=1, earlier=earlier))

    def take(self, result: Result) -> tuple[Effect, ...]:
        """Carry out what was decided."""
        self.position, self.effects, self.taken = result.position, result.effects, result.taken
        for effect in result.effects:
            if isinstance(effect, SetTag):
                self.tags.add((effect.tag, effect.source))
            elif isinstance(effect, DropTag):
                self.tags.remove((effect.tag, effect.source))
            elif isinstance(effect, SetAttribute):
                self.attributes[effect.name, effect.source] = effect.value
            elif isinstance(effect, DropAttribute):
                del self.attributes[effect.name, effect.source]
        return result.effects

    def give(self, given: Input) -> tuple[Effect, ...]:
        """Do something to the survey."""
        stored = Position.restore(self.position.dump())
        assert stored == self.position
        return self.take(engine.answer(self.survey, stored, given, self.facts, self.language))

    def types(self, *texts: str) -> tuple[Effect, ...]:
        """Type some texts, one after the other."""
        return [self.give(Typed(text)) for text in texts][-1]

    def taps(self, choice: str, step: str | None = None, run: str = "RUN") -> tuple[Effect, ...]:
        """Tap a choice of the open question, or of another bubble."""
        return self.give(Tap(run, step or self.position.step or "", choice))

    def does(self, deed: Any, target: str | None = None) -> tuple[Effect, ...]:
        """Tap a deed."""
        return self.give(Command(deed, "RUN", None, target))

    def expires(self) -> None:
        """Leave the open question alone for too long."""
        if self.position.live and not self.position.finished:
            self.take(Result(engine.expire(Position.restore(self.position.dump()))))

    def restarts(self) -> None:
        """Begin the survey again, if it is over."""
        if self.position.state in ("done", "minor"):
            earlier = Position.restore(self.position.dump())
            again = engine.start(self.survey, self.facts, self.language, run="RUN", now=2, earlier=earlier)
            self.take(again)

    def is_interrupted(self) -> None:
        """Do something else, and come back to the open question."""
        if self.position.live:
            stored = Position.restore(engine.interrupt(self.position).dump())
            self.take(engine.resume(self.survey, stored, self.facts, self.language))

    def sends_a_sticker(self) -> tuple[Effect, ...]:
        """Send a sticker."""
        return self.give(Sticker())

    @property
    def asked(self) -> QuestionView:
        """The question that she was shown last."""
        return next(effect.view for effect in reversed(self.effects) if isinstance(effect, Ask))

    @property
    def tag_names(self) -> set[str]:
        """Her tags."""
        return {tag for tag, _ in self.tags}
