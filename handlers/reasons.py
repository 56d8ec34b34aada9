"""Why a question is shown again, in words: the mistake is the bot's to carry; an example and a way out."""

from __future__ import annotations

from bot.turn import Turn
from dialogs.effects import QuestionView, Sendable
from handoff import passing

PROGRAMS = {
    "doc": "Word",
    "docx": "Word",
    "xls": "Excel",
    "xlsx": "Excel",
    "ppt": "PowerPoint",
    "pptx": "PowerPoint",
}
"""Files that people know by the name of a program."""

AGAIN = (
    "misread",
    "unsure",
    "either",
    "range",
    "whole",
    "long",
    "short",
    "medium",
    "large",
    "few",
    "many",
    "must",
    "shown",
    "partly",
)  # fmt: skip
"""Reasons for which a question comes as a card that stays, where it has anything to tap."""


def words(turn: Turn, view: QuestionView, asked: str) -> tuple[str, list[str]]:
    """Return a title and the lines below it; `asked` is the question with its number."""
    if view.reason == "misread":
        return turn._("Sorry, I couldn't read that."), [view.again or asked]
    if view.reason == "unsure":
        return turn._("That's fine."), [_way_out(turn, view), view.again or asked]
    if view.reason == "partly":
        return view.text, []
    titles = {
        "few": turn._("Please choose at least one."),
        "many": turn._("That is more than fits here. You can choose {room} more.").format(room=view.room),
        "must": turn._("I need this one to be able to help you."),
        "either": turn._("Just to be sure: is that a yes or a no?"),
    }
    if view.reason in titles:
        return titles[view.reason], [asked]
    if view.reason in ("medium", "large") and view.sendable:
        return _unsendable(turn, view, view.sendable)
    return _unfit(turn, view, asked)


def _unfit(turn: Turn, view: QuestionView, asked: str) -> tuple[str, list[str]]:
    """Say what an answer must be like that was understood and could not be taken."""
    least, most = view.limits or ("", "")
    hints = {
        "whole": turn._("Could you make it a whole number?"),
        "long": turn._("Could you keep it to {most} characters?").format(most=most),
        "short": turn._("Could you write a little more? {least} characters will do.").format(least=least),
        "range": turn._("Could you tell me something from {least} to {most}?").format(least=least, most=most),
    }
    hint = hints.get(view.reason, "") if view.limits or view.reason == "whole" else ""
    if view.reason in hints:
        again = [asked] if view.kind == "scale" and hint else []  # whose points are bare numbers on a card
        return turn._("Sorry, I can't note it like that."), [hint or view.again or asked, *again]
    return asked, []


def _unsendable(turn: Turn, view: QuestionView, sendable: Sendable) -> tuple[str, list[str]]:
    if view.reason == "large":
        limit = turn._("Up to {most} MB fits. Could you send a smaller one?").format(most=sendable.largest)
        return turn._("Sorry, that file is too large for me."), [limit, _way_out(turn, view)]
    can = turn._("Here I can take {kinds}.").format(kinds=kinds(turn, sendable))
    return can, [view.again] if view.again else [
        turn._("Could you send it in this chat?"),
        _way_out(turn, view),
    ]


def kinds(turn: Turn, sendable: Sendable) -> str:
    """Name what may be sent: a photo, a PDF file."""
    named = [
        passing.kind({"type": each}, turn._)
        for each in sendable.media
        if each != "file" or not sendable.endings
    ]
    called = [PROGRAMS.get(each, each.upper()) for each in sendable.endings]
    named += [turn._("{ending} files").format(ending=each) for each in dict.fromkeys(called)]
    return turn._(", ").join(named)


def _way_out(turn: Turn, view: QuestionView) -> str:
    if "skip" not in view.commands:
        return ""
    if view.sendable:
        return turn._("You can also skip this one.")
    return turn._("You can skip this one, or choose what comes closest.")
