"""Finds in loaded content what would go wrong in a chat, each with its place and what to write instead.

Called by `dialogs.load` on every load: a mistake is found at start, never by a friend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import regex

from bot.content import ANY, Text
from bot.errors import Mistake
from dialogs.check_menus import check_menus
from dialogs.check_names import check_names
from dialogs.check_survey import check_survey
from dialogs.check_team import FILE as TEAM
from dialogs.check_team import PLACEHOLDER, check_team
from dialogs.check_ways import check_starts
from dialogs.content import Content
from dialogs.loaded import Loaded
from dialogs.texts import texts
from dialogs.yaml_source import Place

LABELS: Final = {"label": 20, "chat_bar": 14, "button": 20}
"""Graphemes that LINE shows in a quick reply or button, and in the bar of a rich menu.
https://developers.line.biz/en/reference/messaging-api/#action-objects"""
SENDER: Final = 20
WORDS: Final = 1000
"""Far below LINE's 5,000: longer bubbles are not read on a phone."""
LICENCE: Final = re.compile(r"\d{2}-ユ-\d{6}")
NAMED: Final = ("ask", "why", "again", "wording", "short", "echo", "say", "summary", "reason", "greeting")
"""Fields in which a friend's name is filled in; others are labels and titles, some of which make altTexts."""
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")


def check(content: Content, loaded: Loaded) -> list[Mistake]:
    """Return all mistakes of content that could be built."""
    found = [*_texts(content, loaded), *_service(content, loaded), *check_menus(content, loaded)]
    found += [*check_names(content, loaded), *check_starts(content, loaded), *check_team(content, loaded)]
    seen: dict[str, str] = {}
    for name, survey in loaded.surveys.items():
        found += check_survey(content, survey, loaded, name)
        for key in (survey.id, *survey.starts_on):
            if key in seen:
                place: Place = ("survey",) if key == survey.id else ("starts_on", survey.starts_on.index(key))
                found.append(
                    loaded.at(name, place, f"`{key}` is also that of {seen[key]}", "keep one of them")
                )
            seen[key] = name
    return found


def _parts(content: Content, loaded: Loaded) -> Iterator[tuple[str, object]]:
    yield "service.yaml", content.service
    yield "menus.yaml", content.menus
    yield "tags.yaml", content.declared
    yield TEAM, content.team
    yield from loaded.surveys.items()
    yield from ((f"pages/{name}.yaml", page) for name, page in content.pages.items())


def _texts(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    languages = content.service.languages
    for name, part in _parts(content, loaded):
        for place, text in texts(part):
            for language in text.missing(languages):
                yield loaded.at(
                    name, place, f"`{place[-1]}` says nothing in {language}", f"add `{language}: …`"
                )
            for language in text.root.keys() - {*languages, ANY}:
                known = ", ".join(languages)
                yield loaded.at(
                    name, (*place, language), f"`{language}` is no language of this service", f"write {known}"
                )
            if set(languages) - {"ja"} and _KANA.search(text.root.get(ANY, "")):
                known = ", ".join(f"{each}: …" for each in languages)
                what = f"`{place[-1]}` is Japanese for all languages of this service"
                yield loaded.at(name, place, what, f"write {{{known}}}")
            yield from _words(loaded, name, place, text)


def _words(loaded: Loaded, name: str, place: Place, text: Text) -> Iterator[Mistake]:
    field = next((part for part in reversed(place) if isinstance(part, str)), "")
    limit = LABELS.get(field, WORDS)
    for language, said in text.root.items():
        here = place if language == ANY else (*place, language)
        length = len(regex.findall(r"\X", said))
        if length > limit and not name.startswith("pages/"):
            yield loaded.at(name, here, f"`{field}` has {length} characters", f"keep to {limit}")
        for odd in PLACEHOLDER.findall(said) if name != TEAM else ():
            if not re.fullmatch(r"answer|[^a-z]*name[^a-z]*", odd):
                yield loaded.at(
                    name, here, f"`{{{odd}}}` stands for nothing", "write {name}, or {answer} in an echo"
                )
            elif field not in (NAMED if odd != "answer" else ("echo",)):
                what = f"`{{{odd}}}` in `{field}` would stand on lock screens or stay unfilled"
                yield loaded.at(name, here, what, "say it without")


def _service(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    service, name = content.service, "service.yaml"
    if not LICENCE.fullmatch(service.licence):
        yield loaded.at(name, ("licence",), "this is not a licence number", "write it like 13-ユ-000000")
    if service.gift and service.gift.page not in content.pages:
        yield loaded.at(
            name, ("gift", "page"), f"there is no pages/{service.gift.page}.yaml", "write that page"
        )
    for language, said in service.sender.name.root.items():
        if len(regex.findall(r"\X", said)) > SENDER:
            place = ("sender", "name", language)
            yield loaded.at(name, place, "the sender's name is too long", f"keep to {SENDER} characters")
    if service.sender.icon and not (loaded.folder / service.sender.icon).is_file():
        yield loaded.at(name, ("sender", "icon"), "there is no such file", "add the picture")
