"""Recorded plays of surveys: what a friend did, what the bot said to it, and what she was given in the end.

`enishi play --record` writes them into the content folder, and `enishi check` plays them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import yaml

from bot.errors import ContentError, Mistake
from dialogs.content import Content
from dialogs.load import read_all
from dialogs.loaded import Loaded
from dialogs.yaml_source import Place, editor_line
from handlers.player import Play, Player

FOLDER: Final = "plays"
AGAIN: Final = "change the survey back, or run `enishi check --record-again`"
HEAD: Final = (
    "# Recorded by `enishi play {survey} --record`. `enishi check` plays it again and tells what differs.\n"
)


def write(path: Path, play: Play) -> None:
    """Write a play down, readable and to be edited by hand."""
    body = play.model_dump(exclude_none=True, exclude_defaults=True, mode="json")
    text = yaml.dump(body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(editor_line(path) + HEAD.format(survey=play.play) + text, encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Writes bubbles of several lines as they look."""


def _block(dumper: yaml.SafeDumper, words: str) -> yaml.Node:
    style = "|" if "\n" in words else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style=style)


_Dumper.add_representer(str, _block)


def recorded(folder: Path) -> list[tuple[Path, Play]]:
    """Return the plays of a folder with their files; raises ContentError for a file that is none."""
    loaded = Loaded(folder)
    found = read_all(loaded, FOLDER, Play)
    if loaded.mistakes:
        raise ContentError(loaded.mistakes)
    return [(folder / name, play) for name, play in found.items()]


def replay(loaded: Loaded) -> list[Mistake]:
    """Play everything that a folder has recorded; return what differs now, and what is no play.

    Content with mistakes is not played: they come first, and what they change in a play says nothing new.
    """
    before = len(loaded.mistakes)
    found = read_all(loaded, FOLDER, Play)
    broken = [loaded.mistakes.pop() for _ in loaded.mistakes[before:]]
    content = loaded.content if all(each.warning for each in loaded.mistakes) else None
    told = [
        loaded.at(name, *each) for name, play in found.items() if content for each in _differs(content, play)
    ]
    return [*broken, *told]


def played(content: Content, play: Play) -> Player:
    """Play what was recorded; returns the player with what is said now."""
    player = Player(content, play.play, play.language, date.fromisoformat(play.today), play.friend)
    for step in play.steps:
        player.do(step)
    return player


def _differs(content: Content, play: Play) -> Iterator[tuple[Place, str, str]]:
    """Yield the first difference: what follows it would only follow from it."""
    if play.play not in content.surveys:
        yield (
            ("play",),
            f"there is no survey `{play.play}`",
            f"name one of {', '.join(sorted(content.surveys))}",
        )
        return
    player = played(content, play)
    for index, (step, now) in enumerate(zip(play.steps, player.steps, strict=True)):
        if now.said != step.said:
            yield _first(("steps", index), step.said, now.said)
            return
    if player.tags != play.tags:
        yield ("tags",), f"the play gives {_listed(player.tags)} now", AGAIN
    if player.attributes != play.attributes:
        told = _listed([f"{name}: {value}" for name, value in player.attributes.items()])
        yield ("attributes",), f"the play gives {told} now", AGAIN


def _first(place: Place, before: Sequence[str], now: Sequence[str]) -> tuple[Place, str, str]:
    """Tell the first bubble that differs."""
    for number, (was, said) in enumerate(zip(before, now, strict=False)):
        if was != said:
            return (*place, "said", number), f"the bot says 「{_short(said, was)}」 now", AGAIN
    if len(before) > len(now):
        return (*place, "said", len(now)), "the bot does not say this any more", AGAIN
    return (*place, "said"), f"the bot also says 「{_short(now[len(before)], '')}」 now", AGAIN


def _short(said: str, was: str) -> str:
    """Return the first line that differs from what it was."""
    before = was.split("\n")
    lines = said.split("\n")
    return next(
        (line for number, line in enumerate(lines) if before[number : number + 1] != [line]), lines[-1]
    )


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or "nothing"
