"""Plays a survey step by step: what somebody does in it, and what is said to that, as words.

Used by `enishi play` and by recorded plays; the friend is invented, and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Self

from pydantic import Field, StrictBool, StrictInt, field_validator, model_validator

from bot.content import Id, Model
from bot.messages import Message
from dialogs import inputs
from dialogs.content import Content
from dialogs.inputs import Command, Input, Picked, Sent, Tap, Typed
from dialogs.position import Media
from dialogs.survey import Scale
from handlers.rehearsal import Known, Rehearsal, Said

INSIDE: Final = ("template", "contents", "header", "hero", "body", "footer", "columns")

Fact = str | StrictInt | StrictBool


class Friend(Model):
    """What is known of the friend before she begins."""

    name: str = ""
    linked: StrictBool = False
    tags: tuple[str, ...] = ()
    attributes: dict[str, Fact] = Field(default_factory=dict)


class Step(Model):
    """One thing that she does (the first step has none: she begins), and what is said to it, by bubble.

    `send` is the name of a file, or empty for a photo.
    """

    type: str | None = None
    tap: str | None = None
    pick: str | None = None
    send: str | None = None
    do: str | None = None
    to: str | None = None
    said: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_deed(self) -> Self:
        if sum(each is not None for each in (self.type, self.tap, self.pick, self.send, self.do)) > 1:
            raise ValueError("a step is one thing: `type`, `tap`, `pick`, `send` or `do`")
        return self


class Play(Model):
    """One play of a survey on a day."""

    play: Id
    language: str
    today: str
    friend: Friend = Friend()
    steps: tuple[Step, ...]
    tags: tuple[str, ...] = ()
    attributes: dict[str, Fact] = Field(default_factory=dict)

    @field_validator("today")
    @classmethod
    def _day(cls, value: str) -> str:
        return date.fromisoformat(value).isoformat()


class Player:
    """Plays a survey step by step, and remembers the play."""

    def __init__(
        self, content: Content, survey: str, language: str, today: date, friend: Friend | None = None
    ) -> None:
        self.survey, self.language, self.today = content.surveys[survey], language, today
        self.friend = friend or Friend()
        known = Known(self.friend.name, self.friend.linked, self.friend.tags, self.friend.attributes)
        self.rehearsal = Rehearsal(content, language, today, known)
        self.steps: list[Step] = []
        self.shown: list[Message] = []

    def start(self) -> Step:
        """Begin the survey."""
        return self._note(Step(), self.rehearsal.start(self.survey))

    def do(self, step: Step) -> Step:
        """Do what a step says; returns it with what is said now."""
        if step.send is None and not any((step.type, step.tap, step.pick, step.do)):
            return self.start()
        return self._note(step, self.rehearsal.give(self._input(step)))

    def _note(self, step: Step, answer: Said | None) -> Step:
        self.shown = answer.bubbles if answer else self.shown
        done = step.model_copy(update={"said": tuple(_said(answer))})
        self.steps.append(done)
        return done

    def _input(self, step: Step) -> Input:
        position = self.rehearsal.position
        run, here = (position.run, position.step or "") if position else ("", "")
        if step.tap is not None:
            return Tap(run, here, step.tap)
        if step.pick is not None:
            return Picked(run, here, step.pick)
        if step.send is not None:
            return Sent(Media("0", "file", step.send) if step.send else Media("0", "image"))
        if step.do is not None:
            return Command(step.do, run, None if step.to else here or None, step.to)  # type: ignore[arg-type]
        return Typed(step.type or "")

    @property
    def counts(self) -> bool:
        """Whether a number is an answer by itself, and none of the choices that it would count."""
        position = self.rehearsal.position
        asked = self.survey.questions.get(position.step or "") if position else None
        return isinstance(asked, Scale)

    @property
    def over(self) -> bool:
        """Whether there is nothing left to answer."""
        position = self.rehearsal.position
        return position is None or not position.live

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that the survey has given."""
        return tuple(sorted(self.rehearsal.friend.tags - set(self.friend.tags)))

    @property
    def attributes(self) -> dict[str, Any]:
        """What the survey has learnt."""
        learnt = self.rehearsal.friend.attributes
        return {
            name: learnt[name] for name in sorted(learnt) if self.friend.attributes.get(name) != learnt[name]
        }

    def play(self) -> Play:
        """Return what was played so far."""
        return Play(
            play=self.survey.id,
            language=self.language,
            today=self.today.isoformat(),
            friend=self.friend,
            steps=tuple(self.steps),
            tags=self.tags,
            attributes=self.attributes,
        )


def _said(answer: Said | None) -> Iterator[str]:
    """Yield what is said, a bubble each, and what is done besides."""
    if answer is None:
        yield "→ the survey has no use for this"
        return
    for bubble in answer.bubbles:
        labels = [f"[{each.get('label')}]" for each in actions(bubble)]
        yield "\n".join(filter(None, ["\n".join(words(bubble)), " ".join(labels)]))
    if answer.handoff:
        yield f"→ an advisor is called: {answer.handoff.reason or ''}"


def words(part: Any) -> Iterator[str]:
    """Yield the texts that a bubble shows, the labels of its buttons left out."""
    if isinstance(part, list):
        for each in part:
            yield from words(each)
    elif isinstance(part, dict) and "action" not in part:
        if isinstance(part.get("text"), str):
            yield part["text"]
        for key in INSIDE:
            yield from words(part.get(key))


def actions(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield what can be tapped on a bubble, quick replies last."""
    if isinstance(part, list):
        for each in part:
            yield from actions(each)
    elif isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        yield from (each for each in part.get("actions") or () if isinstance(each, dict))
        for key in (*INSIDE, "quickReply", "items"):
            yield from actions(part.get(key))


def deed(action: Mapping[str, Any]) -> Step | None:
    """Return the step that tapping a button is; None if it leaves the survey."""
    given = inputs.decode(str(action.get("data", "")))
    if action.get("type") == "datetimepicker" or given is None:
        return None
    if isinstance(given, Tap):
        return Step(tap=given.choice)
    return Step(do=given.deed, to=given.target) if isinstance(given, Command) else None
