"""Checks new words for a survey by what checks a folder, and says in her language what is wrong with them.

Looks at nothing but that survey; what was wrong with it before is not held against the new words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bot.errors import Mistake
from bot.i18n import N_
from dialogs.check import check
from dialogs.content import Content
from dialogs.loaded import Loaded
from dialogs.reordering import before_minors, broken, leaps
from dialogs.rewording import step_name
from dialogs.survey import Survey
from handlers import check_bubbles

SAID: Final = (
    (
        r"`\w+` has (?P<count>\d+) characters, keep to (?P<most>\d+)",
        N_("That is {count} characters long; here {most} fit."),
    ),
    (r"`\w+` says nothing in", N_("There are no words in it.")),
    (r"`(?P<odd>\{.*\})` stands for nothing", N_("“{odd}” stands for nothing here; write it without.")),
    (
        r"`(?P<odd>\{.*\})` in `\w+` would stand on lock screens",
        N_("“{odd}” cannot stand here, since it would show on lock screens or stay unfilled."),
    ),
    (r"「(?P<words>.*)」 is here twice", N_("“{words}” is what another choice of this question says.")),
    (r"LINE would refuse", N_("LINE would not show that: together with the rest it is too long.")),
    (
        r"`(?P<step>\w+)` and `(?P<other>\w+)` cannot change places",
        N_("“{step}” and “{other}” cannot change places: whether one is asked depends on the other."),
    ),
    (
        r"(?P<steps>(?:`\w+`[, ]*)+) would be asked of others",
        N_("Please look again: with this order others than before are asked “{steps}”."),
    ),
    (
        r"(?P<steps>(?:`\w+`[, ]*)+) would come before it is known who is a minor",
        N_("Please look again: “{steps}” would be asked before we know whether somebody is a minor."),
    ),
    (
        r"「(?P<words>.*)」 asks about (?P<topic>.*), which a recruiting agency may not do",
        N_("Please look again: “{words}” asks about {topic}, which a recruiting agency may not do in Japan."),
    ),
)
"""What the checks say in English for whoever edits files, and how it is said in a chat."""


def found(content: Content, old: Survey, new: Survey, folder: Path) -> list[Mistake]:
    """Return the mistakes and warnings that are in the new words and were not in the old ones."""
    before = {each.what for each in _every(content, old, folder)}
    fresh = [each for each in _every(content, new, folder) if each.what not in before]
    return [*_reordered(old, new, str(folder)), *fresh]


def _reordered(old: Survey, new: Survey, file: str) -> Iterator[Mistake]:
    """Find what a new order breaks, and of what it changes whoever gives it should think."""
    if sorted(old.places) != sorted(new.places) or old.places == new.places:
        return
    keep = "keep their order"
    for step, other in broken(old, new):
        yield Mistake(file, 1, 1, f"`{step}` and `{other}` cannot change places", keep)
    for steps, what in (
        (leaps(old, new), "would be asked of others"),
        (before_minors(old, new), "would come before it is known who is a minor"),
    ):
        if steps:
            named = ", ".join(f"`{step}`" for step in steps)
            yield Mistake(file, 1, 1, f"{named} {what}", keep, warning=True)


def _every(content: Content, survey: Survey, folder: Path) -> list[Mistake]:
    name = f"surveys/{survey.id}.yaml"
    parts = {part: getattr(content, part) for part in Content.model_fields}
    alone = Content(**{**parts, "surveys": {survey.id: survey}})
    loaded = Loaded(folder, surveys={name: survey}, content=alone)
    here = [each for each in check(alone, loaded) if each.file == str(folder / name)]
    broken = any(not each.warning for each in here)
    return here if broken else [*here, *check_bubbles.mistakes(loaded, name, survey)]


def plain(mistake: Mistake, survey: Survey | None, language: str, _: Callable[[str], str]) -> str:
    """Say a mistake as one sentence; what words alone do not cause is told as on the command line."""
    whole = f"{mistake.what}, {mistake.remedy}"
    for pattern, sentence in SAID:
        if told := re.match(pattern, whole):
            found = {name: _named(name, said, survey, language) for name, said in told.groupdict().items()}
            return _(sentence).format(**found)
    return whole


def _named(group: str, said: str, survey: Survey | None, language: str) -> str:
    """Return steps by their names where a sentence has their ids."""
    if survey is None or group not in ("step", "other", "steps"):
        return said
    joint = "、" if language == "ja" else ", "
    return joint.join(step_name(survey, each, language) for each in re.findall(r"\w+", said))
