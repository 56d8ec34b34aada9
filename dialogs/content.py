"""All that an operator's content folder says, frozen, with the hash under which it is published."""

from __future__ import annotations

import hashlib
from functools import cached_property

from pydantic import Field

from bot.conditions import names
from bot.content import Declared, Id, Model, Page, Service
from bot.facts import DAILY
from bot.menu_plan import Menus
from bot.team import Team
from dialogs.survey import Survey


class Content(Model):
    """One version of the content; equal content has an equal hash on every machine."""

    service: Service
    menus: Menus = Menus()
    declared: Declared = Declared()
    team: Team = Team()
    surveys: dict[Id, Survey] = Field(default_factory=dict)
    pages: dict[Id, Page] = Field(default_factory=dict)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what `dump` writes, 64 hex digits."""
        return hashlib.sha256(dump(self).encode()).hexdigest()

    def survey(self, survey_id: str) -> Survey | None:
        """Return a survey by its id."""
        return self.surveys.get(survey_id)

    def starting(self, on: str) -> Survey | None:
        """Return the survey that `follow`, `keyword:…`, `menu:…` and so on begin, if any."""
        return self.begins.get(on)

    @cached_property
    def begins(self) -> dict[str, Survey]:
        """Which survey each trigger begins; links and commands are words that she sends, like keywords."""
        return {on: survey for survey in self.surveys.values() for on in survey.triggers}

    @cached_property
    def rules_digest(self) -> str:
        """Change whenever a friend could get another menu or tag by the rules, be her facts the same."""
        menus, languages = self.menus, "".join(self.service.languages)
        parts = [*menus.sets, *menus.rules, *self.declared.rules]
        said = languages + "".join(each.model_dump_json(by_alias=True) for each in parts)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @cached_property
    def rules_know_days(self) -> bool:
        """Whether a rule of menus or tags looks at something that changes with the day."""
        whens = [each.when for each in self.menus.rules] + [each.when for each in self.declared.rules]
        return any(names(when).names & DAILY for when in whens if when)

    @cached_property
    def tag_starts(self) -> tuple[str, ...]:
        """The tags that begin surveys."""
        return tuple(on.removeprefix("tag:") for on in self.begins if on.startswith("tag:"))

    @cached_property
    def date_starts(self) -> dict[str, Survey]:
        """The days on which surveys begin, with these."""
        return {on: survey for on, survey in self.begins.items() if on.startswith("date:")}


def dump(content: Content) -> str:
    """Return what the folder says as JSON text; what it leaves out is not in it, whichever release reads it.

    So an update of the program alone makes no new content out of an old folder.
    """
    return content.model_dump_json(by_alias=True, exclude_none=True, exclude_unset=True)


def restore(text: str) -> Content:
    """Read what `dump` wrote."""
    return Content.model_validate_json(text)
