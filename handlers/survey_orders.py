"""`/survey`: which surveys run, what they have come to, stopping and starting, playing, rewording one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import messages, switches
from bot.turn import Turn
from dialogs.japanese import fold
from dialogs.published import EDITION
from dialogs.survey import Survey
from handlers import editing, known
from handlers.command_rows import BY_KEY
from handlers.office import OFFICE
from handoff import state

Verb = Callable[[Turn, Survey], None]


def obey(turn: Turn, rest: str = "") -> None:
    """`/survey`, `/survey list`, `/survey stop welcome`, …; verb and survey in either order."""
    words = rest.split()
    verb = next((VERBS[fold(word)] for word in words if fold(word) in VERBS), None)
    named = " ".join(word for word in words if fold(word) not in VERBS)
    if verb is None and not named:
        turn.ask_report("surveys")
        return
    survey = _named(turn, named)
    if survey is None or verb is None:
        turn.ask_report("surveys", asked=messages.cut(named, 40), known=survey is not None)
        return
    verb(turn, survey)


def hear(turn: Turn) -> bool:
    """Take such an order without its slash, 「アンケート 編集」; returns whether it was one."""
    said = state.message(turn).get("text")
    head, *rest = said.split() if isinstance(said, str) and said.strip() else [""]
    known_words = {fold(word) for word in BY_KEY["survey"].words}
    if turn.friend.role != "admin" or fold(head) not in known_words or not rest or fold(rest[0]) not in VERBS:
        return False
    obey(turn, " ".join(rest))
    return True


def _named(turn: Turn, words: str) -> Survey | None:
    """Find a survey by its id or its title; the only one needs no name."""
    every = known.content(turn).surveys
    if not words and len(every) == 1:
        return next(iter(every.values()))
    said = fold(words)
    for survey in every.values():
        if said in {fold(survey.id), *(fold(title) for title in survey.title.root.values())}:
            return survey
    return None


def _list(turn: Turn, survey: Survey) -> None:
    turn.ask_report("surveys")


def _results(turn: Turn, survey: Survey) -> None:
    turn.ask_report("results", survey=survey.id)


def _stop(turn: Turn, survey: Survey) -> None:
    """Let it begin for nobody any more; who is in the middle of it may finish."""
    OFFICE.of(turn).flags[switches.SURVEY + survey.id] = str(turn.now)
    words = turn._(
        "“{title}” is stopped. It begins for nobody any more; who is in the middle of it can finish."
    )
    _say(turn, survey, words, {turn._("Start again"): "start", turn._("Results"): "results"})


def _start(turn: Turn, survey: Survey) -> None:
    """Let it begin again."""
    was_stopped = survey.id in EDITION.shared(turn).stopped
    OFFICE.of(turn).flags[switches.SURVEY + survey.id] = ""
    again, runs = turn._("“{title}” is running again."), turn._("“{title}” is running already.")
    words = again if was_stopped else runs
    _say(turn, survey, words, {turn._("Preview"): "preview", turn._("Results"): "results"})


def _say(turn: Turn, survey: Survey, words: str, ways: Mapping[str, str]) -> None:
    title = messages.cut(survey.title.to(turn.friend.speaks), 40)
    actions = [messages.say_it(label, f"/survey {verb} {survey.id}") for label, verb in ways.items()]
    said = messages.cut(words.format(title=title), 160)
    turn.say(messages.buttons(turn._("You have one notice"), said, actions))


_WORDS: dict[Verb, tuple[str, ...]] = {
    _list: ("list", "一覧", "リスト"),
    _results: ("results", "result", "結果", "集計"),
    _stop: ("stop", "停止", "止める"),
    _start: ("start", "開始", "再開", "始める"),
    editing.play: ("preview", "play", "試す", "お試し", "プレビュー"),
    editing.edit: ("edit", "reword", "編集", "文面"),
    editing.history: ("history", "log", "履歴"),
}
VERBS: dict[str, Verb] = {fold(word): verb for verb, words in _WORDS.items() for word in words}
