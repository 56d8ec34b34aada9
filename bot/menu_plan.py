"""What the content folder says about rich menus: how they look, which are tabs of one set, who sees which.

Plain frozen models, read by `dialogs.load`; `bot.drawing` makes LINE's menus of them.
https://developers.line.biz/en/docs/messaging-api/switch-rich-menus/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from bot.content import Id, Model, Text, Web, When
from bot.facts import Facts
from bot.schedule import Schedule

OURS = "enishi-"
"""What the name of each of our aliases begins with; others belong to somebody else."""

Icon = Literal[
    "about", "bell", "book", "briefcase", "bubbles", "calendar", "chart", "checklist", "gear", "link",
    "person", "power", "prompt", "queue", "signpost", "star", "tick",
]  # fmt: skip


class Answer(Model):
    """What tapping `menu?do=<id>` answers where no room of the house has its own answer.

    `locked` is said instead to whoever is not linked, if it needs a link: what then opens.
    """

    say: Text
    linked_only: StrictBool = False
    locked: Text | None = None
    handoff: StrictBool = False
    button: Text | None = None
    url: Web | None = None
    site: Id | None = Field(None, description="one of the service's sites, which she enters signed in")


class Area(Model):
    """A rectangle of a menu, in pixels, and what is behind it: a postback, an address, or another tab."""

    label: Text
    x: Annotated[StrictInt, Field(ge=0)]
    y: Annotated[StrictInt, Field(ge=0)]
    width: Annotated[StrictInt, Field(ge=1)]
    height: Annotated[StrictInt, Field(ge=1)]
    postback: Annotated[str, StringConstraints(max_length=300)] | None = None
    url: Web | None = None
    site: Id | None = Field(None, description="one of the service's sites, which she enters signed in")
    tab: Id | None = Field(None, description="a tab of each set that this menu is in")
    icon: Icon | None = Field(None, description="drawn above the label where there is no image")
    look: Literal["plain", "locked", "accent"] = "plain"

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        if sum(each is not None for each in (self.postback, self.url, self.site, self.tab)) != 1:
            raise ValueError("an area needs one of `postback`, `url`, `site` and `tab`")
        return self


class Size(Model):
    """https://developers.line.biz/en/reference/messaging-api/#rich-menu-object"""

    width: Annotated[StrictInt, Field(ge=800, le=2500)]
    height: Annotated[StrictInt, Field(ge=250)]


class Menu(Model):
    """A rich menu; LINE gets one per language and set, since image, labels and tabs differ."""

    id: Id
    name: str
    image: Text | None = Field(None, description="PNG or JPEG; without it the menu is drawn from its areas")
    colours: Literal["day", "dusk"] = "day"
    chat_bar: Text
    open: StrictBool = True
    size: Size
    areas: Annotated[tuple[Area, ...], Field(min_length=1, max_length=20)]
    digests: dict[str, str] = Field(default_factory=dict, description="image file → SHA-256, by the loader")

    def image_for(self, language: str) -> str | None:
        """Return the path of the image, relative to the content folder; None when it is drawn."""
        return self.image.to(language) if self.image else None


class TabSet(Model):
    """Menus between which a friend switches herself, by the name of the tab; she begins at the first."""

    id: Id
    tabs: Annotated[dict[Id, Id], Field(min_length=1)]


class MenuRule(Model):
    """Show a menu, or a set of tabs, to whom the condition fits while the schedule lasts; the first wins."""

    menu: Id
    when: When | None = None
    during: Schedule | None = None

    def counts(self, moment: datetime) -> bool:
        """Tell whether the rule is looked at at that moment, on the wall clock of the service's zone."""
        return self.during is None or self.during.covers(moment)


@dataclass(frozen=True)
class Shape:
    """One rich menu as LINE gets it: a menu in a language, and as which tab of which set."""

    menu: Menu
    language: str
    set: TabSet | None = None
    tab: str | None = None

    @property
    def name(self) -> str:
        """The name by which turns wish it."""
        return shape_name(self.set.id if self.set else self.menu.id, self.tab, self.language)

    @property
    def alias(self) -> str | None:
        """The name by which a switching button finds it at LINE."""
        return alias_of(self.name) if self.tab else None

    def alias_to(self, tab: str) -> str:
        """Return the alias of another tab of the same set, in the same language."""
        assert self.set is not None  # noqa: S101 - the check refuses tabs outside of sets
        return alias_of(shape_name(self.set.id, tab, self.language))


def shape_name(shown: str, tab: str | None, language: str) -> str:
    """Return the name of a menu or tab in a language; dots stand in no id."""
    return ".".join(filter(None, (shown, tab, language)))


def alias_of(name: str) -> str:
    """Return LINE's alias for a tab: lower case letters, digits, `-` and `_`, 32 at most."""
    return f"{OURS}{name.replace('.', '-').lower()}"


class Menus(Model):
    """All rich menus, which are tabs of one set, who sees which, and what their buttons answer."""

    menus: tuple[Menu, ...] = ()
    sets: tuple[TabSet, ...] = ()
    rules: tuple[MenuRule, ...] = ()
    answers: dict[Id, Answer] = Field(default_factory=dict)

    def wanted(self, facts: Facts, moment: datetime) -> str | None:
        """Return the menu or set that a friend should see at that moment of the service's zone, if any."""
        for rule in self.rules:
            if rule.counts(moment) and (rule.when is None or rule.when.holds(facts)):
                return rule.menu
        return None

    def name(self, shown: str, tab: str | None, language: str) -> str:
        """Return the name of a menu, or of her tab of a set; where the set has no such tab, of its first."""
        tabs = self.tabs_of.get(shown)
        if tabs is None:
            return shape_name(shown, None, language)
        return shape_name(shown, tab if tab in tabs else next(iter(tabs)), language)

    @cached_property
    def tabs_of(self) -> dict[str, dict[str, str]]:
        """The tabs of each set, and which menu each of them is."""
        return {each.id: each.tabs for each in self.sets}

    def menus_of(self, shown: str) -> list[Menu]:
        """Return the menus behind a name that a rule can say: those of a set, or the one."""
        named = self.tabs_of.get(shown, {shown: shown}).values()
        return [menu for menu in self.menus if menu.id in named]

    def shapes(self, languages: tuple[str, ...]) -> Iterator[Shape]:
        """Yield everything that is to be at LINE."""
        by_id = {menu.id: menu for menu in self.menus}
        tabbed = {menu for each in self.sets for menu in each.tabs.values()}
        for menu in self.menus:
            if menu.id not in tabbed:
                yield from (Shape(menu, language) for language in languages)
        for each in self.sets:
            for tab, menu_id in each.tabs.items():
                yield from (Shape(by_id[menu_id], language, each, tab) for language in languages)
