"""Finds in loaded content what would go wrong in a chat, each with its place and what to write instead.

Called by `dialogs.load` on every load: a mistake is found at start, never by a friend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import regex
from PIL import Image, UnidentifiedImageError

from bot.content import ANY, Menu, Text
from bot.errors import Mistake
from dialogs.check_names import check_names
from dialogs.check_survey import check_survey
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
IMAGE_BYTES: Final = 1_000_000
LEAST_RATIO: Final = 1.45
"""https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image-requirements"""
LICENCE: Final = re.compile(r"\d{2}-ユ-\d{6}")
CARD: Final = 160
"""Graphemes that LINE takes in the words above a button.
https://developers.line.biz/en/reference/messaging-api/#buttons"""
NAMED: Final = ("ask", "why", "again", "wording", "short", "echo", "say", "summary", "reason", "greeting")
"""Fields in which a friend's name is filled in; others are labels and titles, some of which make altTexts."""
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def check(content: Content, loaded: Loaded) -> list[Mistake]:
    """Return all mistakes of content that could be built."""
    found = [*_texts(content, loaded), *_service(content, loaded), *_menus(content, loaded)]
    found += [*check_names(content, loaded), *check_starts(content, loaded)]
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
        for odd in _PLACEHOLDER.findall(said):
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


def _menus(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    ids = [menu.id for menu in content.menus.menus]
    for index, menu in enumerate(content.menus.menus):
        place: Place = ("menus", index)
        if menu.id in ids[:index]:
            yield loaded.at("menus.yaml", (*place, "id"), f"`{menu.id}` is here twice", "rename one of them")
        if menu.size.width / menu.size.height < LEAST_RATIO:
            yield loaded.at(
                "menus.yaml", (*place, "size"), "the menu is too high", f"width ÷ height ≥ {LEAST_RATIO}"
            )
        yield from _areas(menu, loaded, place)
        for language, file in menu.image.root.items():
            here = (*place, "image") if language == ANY else (*place, "image", language)
            if said := _picture(menu, loaded, file):
                yield loaded.at("menus.yaml", here, *said)
    for key, answer in content.menus.answers.items():
        carded = answer.button and (answer.url or answer.handoff)
        for language, words in answer.say.root.items() if carded else ():
            if (length := len(regex.findall(r"\X", words))) > CARD:
                here = ("answers", key, "say", *(() if language == ANY else (language,)))
                what = f"above a button `say` has {length} characters"
                yield loaded.at("menus.yaml", here, what, f"keep to {CARD}, or drop the button")
    for index, rule in enumerate(content.menus.rules):
        if rule.menu not in ids:
            yield loaded.at(
                "menus.yaml",
                ("rules", index, "menu"),
                f"there is no menu `{rule.menu}`",
                "name one of the menus",
            )
        if rule.when is None and index + 1 < len(content.menus.rules):
            yield loaded.at(
                "menus.yaml",
                ("rules", index),
                "the rules after this one are never reached",
                "move it to the end",
            )


def _areas(menu: Menu, loaded: Loaded, place: Place) -> Iterator[Mistake]:
    for number, area in enumerate(menu.areas):
        if area.x + area.width > menu.size.width or area.y + area.height > menu.size.height:
            yield loaded.at(
                "menus.yaml", (*place, "areas", number), "the area leaves the menu", "stay within its size"
            )


def _picture(menu: Menu, loaded: Loaded, file: str) -> tuple[str, str] | None:
    """Return what is wrong with a menu's image, if anything."""
    path = loaded.folder / file
    if not path.is_file():
        return f"there is no {file}", "add the picture"
    if path.stat().st_size > IMAGE_BYTES:
        return f"{file} is larger than 1 MB", "save it smaller"
    try:
        with Image.open(path) as image:
            size = image.size
    except (UnidentifiedImageError, OSError):
        return f"{file} is not a picture", "save it as PNG or JPEG"
    if size != (menu.size.width, menu.size.height):
        return f"{file} is {size[0]} × {size[1]}", f"save it as {menu.size.width} × {menu.size.height}"
    return None
