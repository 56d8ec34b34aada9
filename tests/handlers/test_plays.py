"""Surveys played in the terminal, and plays that are kept as tests: what differs is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.authoring import meant
from dialogs.load import load
from dialogs.reach import DAY
from handlers import plays
from handlers.check_bubbles import inspect
from handlers.player import Player
from tests.dialogs.samples import CAREER

WELCOME = "surveys/welcome.yaml"
PLAY = "plays/welcome.yaml"


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Change some words in a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def differs(folder: Path) -> list[str]:
    """What the recorded plays find."""
    return [str(each).replace(f"{folder}/", "") for each in plays.replay(inspect(folder))]


def typed(*lines: str) -> str:
    """What somebody types, line by line."""
    return "".join(f"{line}\n" for line in lines)


def play(folder: Path, *lines: str, language: str = "ja", record: str = "mine.yaml") -> str:
    """Play the welcome survey in the terminal; returns what it shows."""
    words = ["play", "welcome", "--content", str(folder), "--language", language, "--record", record]
    result = CliRunner().invoke(cli, words, input=typed(*lines))
    assert result.exit_code == 0, result.output
    return result.output


def test_every_survey_of_the_example_has_a_play() -> None:
    """Each survey of the example is played by a recorded play, and all of them still hold."""
    recorded = plays.recorded(CAREER)
    loaded = inspect(CAREER)
    assert loaded.content and {each.play for _, each in recorded} == set(loaded.content.surveys)
    assert plays.replay(loaded) == []


def test_a_survey_is_played_by_numbers_and_by_typing(folder: Path) -> None:
    """A number chooses what stands behind it, all else is typed; in the end come tags and attributes."""
    shown = play(folder, "1", "準備中", "5", "1", "IT", "1", "みさき", "そのうち", "7")
    assert "1/6　卒業（予定）の年を教えてください。\n  1. 2" in shown
    assert "変更：お名前" in shown and "この内容でよい" in shown
    assert "tags: advice:some_time, area:kansai, class:2" in shown
    assert "attributes: call_name: みさき, grad_year: 2" in shown
    assert f"recorded in {folder}/plays/mine.yaml" in shown


def test_a_survey_is_played_in_english(folder: Path) -> None:
    """The same survey is asked and answered in English; the end of the input ends the play."""
    shown = play(folder, "Class of 2027", "internships", language="en")
    assert "When do you graduate?" in shown and "Exploring, got it." in shown
    assert "phase: research" in shown


def test_files_are_sent_and_points_are_typed(folder: Path) -> None:
    """`@` sends a photo or a file by its name, and a number is a point of a scale, wherever it stands."""
    steps = """survey: other
title: {ja: ほか, en: Other}
steps:
  - id: nps
    kind: scale
    min: 0
    max: 10
    ask: {ja: 何点, en: Points}
    low: {ja: 低い, en: Low}
    high: {ja: 高い, en: High}
  - {id: cv, kind: file, accepts: [pdf], ask: {ja: 書類, en: Papers}}
  - {id: face, kind: file, ask: {ja: 写真, en: Photo}}
"""
    (folder / "surveys" / "other.yaml").write_text(steps, encoding="utf-8")
    player = Player(load(folder), "other", "ja", DAY)
    player.start()
    for line in ("10", "@cv.doc", "@cv.PDF", "@"):
        player.do(meant(player, line))
    assert player.over
    assert "10 高いですね。" in player.steps[1].said[0]
    assert "ここで受け取れるのは、PDFファイルです。" in player.steps[2].said[0]
    assert [each.send for each in player.steps[2:]] == ["cv.doc", "cv.PDF", ""]
    plays.write(folder / "plays" / "other.yaml", player.play())
    assert differs(folder) == []


def test_a_play_that_was_recorded_holds(folder: Path) -> None:
    """What was recorded is played again without a difference, misread and corrected answers included."""
    play(
        folder,
        "27卒",
        "ぷりん",
        "準備中",
        "もどる",
        "2",
        "大阪",
        "スキップ",
        "スキップ",
        "3",
        "1",
        "28卒",
        "はい",
    )
    assert differs(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            WELCOME,
            "ja: 働きたい地域を",
            "ja: ご希望の地域を",
            "the bot says 「3/6　ご希望の地域を教えてください。」 now",
        ),
        (WELCOME, "ja: メーカー,", "ja: ものづくり,", "the bot says 「[IT・通信] [ものづくり]"),
        (
            WELCOME,
            "tag: area:{value}",
            "tag: wants:internship",
            "the play gives advice:some_time, class:2027",
        ),
        (WELCOME, "    attribute: region\n", "", "the play gives call_name: みさき, grad_year: 2027, phase"),
        (WELCOME, "    - do: offer_link\n", "    - do: handoff\n", "the bot says 「→ an advisor is called"),
        (
            PLAY,
            "play: welcome",
            "play: wellcome",
            "there is no survey `wellcome`, name one of event_feedback",
        ),
        (PLAY, "type: 27卒", "typed: 27卒", "`typed` is not known here, did you mean `type`?"),
        (
            PLAY,
            "type: 27卒",
            "type: 27卒\n  tap: x",
            "a step is one thing: `type`, `tap`, `pick`, `send` or `do`",
        ),
        (PLAY, "'2026-11-22'", "yesterday", "`today`: Invalid isoformat string: 'yesterday'"),
    ],
)
def test_what_differs_from_a_play_is_told(folder: Path, name: str, old: str, new: str, told: str) -> None:
    """Other words, choices, tags, attributes or deeds than were recorded are told once, with the place."""
    change(folder, name, old, new)
    (found,) = differs(folder)
    assert found.startswith(f"{PLAY}:") and told in found


def test_the_first_difference_has_its_line(folder: Path) -> None:
    """The place is that of the bubble that is said differently, in the play's file."""
    change(folder, WELCOME, "ja: 働きたい地域を", "ja: ご希望の地域を")
    (found,) = differs(folder)
    lines = (folder / PLAY).read_text(encoding="utf-8").splitlines()
    line, column = (int(each) for each in found.split(":")[1:3])
    assert lines[line - 1][column - 1 :].startswith("|-")
    assert "働きたい地域" in "\n".join(lines[line : line + 4])


def test_check_tells_what_differs_and_keeps_it_on_demand(folder: Path) -> None:
    """`enishi check` fails at a difference; with `--record-again` what is said now is kept."""
    change(folder, WELCOME, "ja: 働きたい地域を", "ja: ご希望の地域を")
    assert inspect(folder).mistakes == []
    failed = CliRunner().invoke(cli, ["check", str(folder)])
    assert failed.exit_code != 0 and "ご希望の地域" in str(failed.exception)
    kept = CliRunner().invoke(cli, ["check", str(folder), "--record-again"])
    assert kept.exit_code == 0 and "no mistakes" in kept.output
    assert differs(folder) == []


def test_content_with_mistakes_is_not_played(folder: Path) -> None:
    """A goto that leads nowhere is told as what it is; no play falls over it, and none adds to it."""
    change(folder, "surveys/midcareer.yaml", "goto: news", "goto: nowhere")
    failed = CliRunner().invoke(cli, ["check", str(folder)])
    assert str(failed.exception).endswith(":72:15: there is no step `nowhere`, name a later step, or `end`")
    assert "\n" not in str(failed.exception)
