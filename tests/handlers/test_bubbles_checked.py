"""What LINE would refuse is found by the check, before anyone is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import authoring
from bot.errors import ContentError
from dialogs.reach import DAY, explore
from handlers.check_bubbles import inspect, load
from handlers.player import Friend, Player, Step
from tests.dialogs.samples import CAREER, KINDS, career


def put(folder: Path, steps: str) -> list[str]:
    """What is found with a survey of these steps in the folder."""
    text = f"survey: big\ntitle: Big\nsteps:\n{steps}end:\n  summary: Right?\n"
    (folder / "surveys" / "big.yaml").write_text(text, encoding="utf-8")
    return [str(each).replace(f"{folder}/", "") for each in inspect(folder).mistakes]


def test_the_example_can_be_shown() -> None:
    """Every bubble of the example's surveys is within LINE's limits, and nothing else is wrong with it."""
    assert inspect(CAREER).mistakes == []


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
"""One character to people, 25 bytes to LINE."""


def test_a_question_that_is_too_large_for_line_is_found(folder: Path) -> None:
    """Labels and words that each keep to their limits, but make a card of more than 30 KB, are a mistake."""
    choices = "".join(f'      - {{id: c{n}, label: "{FAMILY * 19}{n}"}}\n' for n in range(10))
    found = put(folder, f'  - id: q\n    short: Q\n    ask: "{FAMILY * 900}"\n    choices:\n{choices}')
    (said,) = found
    assert said.startswith(
        "surveys/big.yaml:6:10: LINE would refuse what is shown here: a Flex bubble's JSON has "
    )
    assert said.endswith("LINE takes 1 to 30720, shorten the texts, or ask less at once")
    with pytest.raises(ContentError):
        load(folder)


def test_a_button_that_nothing_answers_is_found(folder: Path) -> None:
    """A button with neither words, nor a survey, nor a room of the house behind it is a mistake."""
    for file, old, new in (
        ("menus.yaml", "menu?do=jobs", "menu?do=job"),
        ("team.yaml", "item: gift", "item: gifts"),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert [str(said).replace(f"{folder}/", "") for said in inspect(folder).mistakes] == [
        "menus.yaml:14:135: nothing answers `job`, write `job` under answers",
        "team.yaml:29:11: nothing answers `gifts`, write `gifts` under answers of menus.yaml",
    ]


@pytest.mark.parametrize(("item", "why"), [("talk", "a human can help"), ("settings", "the settings are")])
def test_help_and_settings_are_never_locked(folder: Path, item: str, why: str) -> None:
    """A set of tabs that friends can get, and that leads to no human or no settings, is a mistake."""
    path = folder / "menus.yaml"
    text = path.read_text(encoding="utf-8").replace(f"menu?do={item}", "menu?do=answers")
    path.write_text(text, encoding="utf-8")
    line = 1 + text[: text.index("- {menu: open, when: linked}")].count("\n")
    first, second = (str(each).replace(f"{folder}/", "") for each in inspect(folder).mistakes)
    assert first == (
        f"menus.yaml:{line}:12: friends can get `open`, and nothing in it says where {why}, "
        f'add an area with postback "menu?do={item}": that is never locked'
    )
    assert second.startswith(f"menus.yaml:{line + 1}:12: friends can get `locked`")


def test_a_rule_whose_time_has_gone_by_is_warned_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schedule that lies in the past keeps nothing back, and is told."""
    path = folder / "menus.yaml"
    rule, past = "- {menu: open, when: linked}", "during: {until: 2020-01-31}"
    text = path.read_text(encoding="utf-8").replace(
        rule, f"- {{menu: locked, when: linked, {past}}}\n  {rule}"
    )
    path.write_text(text, encoding="utf-8")
    authoring.check_folder(folder)
    assert (
        "warning: the time of this rule has gone by, give it new days, or remove it"
        in capsys.readouterr().out
    )


def test_every_kind_of_question_can_be_checked(folder: Path) -> None:
    """Whatever the kind, every way through it is played and every bubble of it is built."""
    body = {"survey": "kinds", "title": "Kinds", "steps": [_plain(kind) for kind in KINDS]}
    text = yaml.safe_dump(body | {"end": {"summary": "Right?", "say": "Thanks."}}, allow_unicode=True)
    (folder / "surveys" / "kinds.yaml").write_text(text, encoding="utf-8")
    loaded = inspect(folder)
    assert [str(each) for each in loaded.mistakes] == []
    assert loaded.content
    reached = explore(loaded.content.surveys["kinds"])
    assert reached.complete and set(reached.asked) == set(KINDS)


def _plain(kind: str) -> dict[str, Any]:
    """A question of that kind that names nothing which is not declared."""
    more = {name: value for name, value in KINDS[kind].items() if name not in ("tag", "attribute")}
    choices = [
        {name: value for name, value in each.items() if name not in ("tag", "goto")}
        for each in more.get("choices", [])
    ]
    labelled = [{**each, "label": {"ja": f"{each['id']}", "en": f"{each['id']}"}} for each in choices]
    return {"id": kind, "kind": kind, "ask": f"{kind}?", **more} | ({"choices": labelled} if choices else {})


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_of_hers_stands_on_a_lock_screen(language: str) -> None:
    """Each altText of a survey is the same for everybody: neither her name nor an answer is in it."""
    alts = []
    for name in ("花子", "Alexandra"):
        player = Player(career(), "welcome", language, DAY, Friend(name=name))
        player.start()
        shown = list(player.shown)
        for typed in ("27卒", "ぷりん", "面接", "大阪", "IT", "決定", name, "そのうち", "ぷりん", "はい"):
            player.do(Step(type=typed))
            shown = [*shown, *player.shown]
        alts.append([bubble["altText"] for bubble in shown if "altText" in bubble])
    assert alts[0] == alts[1] and len(alts[0]) >= 3
    assert not any(word in alt for alt in alts[0] for word in ("花子", "27", "大阪", "IT"))
