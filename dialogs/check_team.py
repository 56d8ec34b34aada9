"""Finds in team.yaml what would go wrong in a chat: names that stand for nothing, words that stay unfilled.

Called by `dialogs.check`, which looks at the texts of all files; handlers look at the button of silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.errors import Mistake
from dialogs.check_names import no_such_tag, unknown
from dialogs.content import Content
from dialogs.loaded import Loaded
from dialogs.texts import texts

FILE: Final = "team.yaml"
FILLED: Final = ("name", "advisor", "service", "hours")
"""What a canned reply fills in; no other text of this file fills in anything."""
TOPIC: Final = "topic:"
"""The beginning of what calls may bring along; it needs no declaration."""
PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def check_team(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find tags and attributes that nobody has declared, ids given twice, and words that stay unfilled."""
    team = content.team
    yield from _unfilled(content, loaded)
    for number, advisor in enumerate(team.advisors):
        for index, tag in enumerate(advisor.tags):
            if not tag.startswith(TOPIC) and (said := no_such_tag(content, tag)):
                yield loaded.at(FILE, ("advisors", number, "tags", index), *said)
    for number, call in enumerate(team.calls):
        what, _, named = call.on.partition(":")
        if what == "tag" and (said := no_such_tag(content, named)):
            yield loaded.at(FILE, ("calls", number, "on"), *said)
        for said in unknown(content, call.when) if call.when else ():
            yield loaded.at(FILE, ("calls", number, "when"), *said)
    for part, ids in (
        ("replies", [each.id for each in team.replies]),
        ("outcomes", [each.id for each in team.outcomes]),
        ("advisors", [each.name for each in team.advisors]),
    ):
        for index, each in enumerate(ids):
            if each in ids[:index]:
                place = (part, index, "name" if part == "advisors" else "id")
                yield loaded.at(FILE, place, f"`{each}` is here twice", "keep one")


def _unfilled(content: Content, loaded: Loaded) -> Iterator[Mistake]:
    """Find words in braces that nobody fills in."""
    shown = ", ".join(f"{{{each}}}" for each in FILLED)
    for place, text in texts(content.team):
        reply = place[0] == "replies" and place[-1] == "say"
        for language, said in text.root.items():
            for odd in PLACEHOLDER.findall(said):
                if not (reply and odd in FILLED):
                    remedy = f"write {shown}" if reply else "say it without"
                    here = (*place, language) if language in content.service.languages else place
                    yield loaded.at(FILE, here, f"`{{{odd}}}` stands for nothing", remedy)
