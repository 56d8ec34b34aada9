"""The table of commands, and how typed words are recognised as one: `parse` is pure, `obey` acts on it.

Handlers bind each row to its function. A line that looks like a command never reaches a student.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

import regex

from bot import messages
from bot.messages import Action
from bot.turn import Turn
from handlers.command_rows import BY_KEY, BY_WORD, ROWS, Row
from handoff import audit, desk

Deed = Callable[[Turn, str], None]
"""What a command does, with the words that followed it."""

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was recognised; `bare` without a slash, so that it may have been meant for a friend."""

    row: Row
    rest: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line that looks like a command and is none: to be asked about, never relayed unasked."""

    typed: str
    suggestions: tuple[Row, ...] = ()
    bare: bool = False
    forbidden: bool = False


SLASHES = "/⁄∕"
SLIPS = "・\\¥|÷⧸╱⟋"
"""What a Japanese keyboard types where a slash was meant; a list's bullet as well, so only near a command."""

STRAYS = "。、｡､.,'\"「『（(…"
"""What may have got before the slash by a slip of the thumb."""

_edges = regex.compile(r"^[\p{C}\p{Z}\s]+|(?<![\p{C}\p{Z}\s])[\p{C}\p{Z}\s]+$")  # looks at each run once
_gap = regex.compile(r"[\s:：]+")
ENDING = "。.!,、?"


def parse(text: str, role: str | None) -> Command | Suspect | None:
    """Recognise a command: after a slash with words following it, or bare if it is the whole text."""
    raw = _edges.sub("", text)
    start = unicodedata.normalize("NFKC", raw[:1])
    if start and start in SLASHES:
        return _slashed(raw, raw.lstrip(SLASHES + "／"), role)
    behind = raw.lstrip(STRAYS)
    if behind != raw and role and unicodedata.normalize("NFKC", behind[:1]) in (*SLASHES,):
        near = _near(_head(behind.lstrip(SLASHES + "／"))[0], role, slack=1)
        return Suspect(raw, near) if near else None
    word = _folded(raw)
    row = BY_WORD.get(word) or BY_WORD.get(word.rstrip(ENDING))
    if row and role in row.roles:
        return Command(row, bare=True)
    if role is None:
        return None
    if start and start in SLIPS:
        near = _near(_head(raw[1:])[0], role)
        return Suspect(raw, near) if near else None
    near = _near(word, role) if word.isascii() and word.isalpha() and len(word) >= 3 else ()
    return Suspect(raw, near, bare=True) if near else None


def _slashed(raw: str, body: str, role: str | None) -> Command | Suspect | None:
    head, rest = _head(body)
    whole = BY_WORD.get(_folded(body).rstrip(ENDING))
    row, rest = (whole, "") if whole else (BY_WORD.get(head), rest)
    if row is None:
        row, rest = _glued(head, rest)
    if row and role in row.roles:
        return Command(row, rest)
    near = () if row else _near(head, role, slack=1)
    if role is None and not near:
        return None  # friends draw faces that begin with a slash
    return Suspect(raw, near, forbidden=row is not None)


def _head(body: str) -> tuple[str, str]:
    """Split what follows the slash into its first word, folded, and the rest as it was typed."""
    head, *behind = _gap.split(_edges.sub("", body), maxsplit=1)
    return _folded(head).rstrip(ENDING), behind[0].strip() if behind else ""


def _glued(head: str, rest: str) -> tuple[Row | None, str]:
    """Recognise a name written right behind a Japanese command, as Japanese is written: 「/宛先みさき」."""
    for word, row in BY_WORD.items():
        if row.takes_name and not word.isascii() and head.startswith(word):
            return row, f"{head.removeprefix(word)} {rest}".strip()
    return None, rest


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", _edges.sub("", text)).casefold()


def _near(word: str, role: str | None, slack: int = 0) -> tuple[Row, ...]:
    """Return the rows that a person of this role may have meant, the nearest first.

    Short words tolerate no slip unless a slash says that a command was meant: `ok` is not `on`.
    """
    found: dict[str, tuple[int, Row]] = {}
    for known, row in BY_WORD.items():
        far = distance(word, known)
        most = (1 + slack if len(known) > 4 else 1) if len(known) > 3 or slack else 0
        if role in row.roles and far <= most and (far < len(known) or not known.isascii()):
            found[row.key] = min(found.get(row.key, (far, row)), (far, row), key=lambda each: each[0])
    return tuple(row for _, row in sorted(found.values(), key=lambda each: each[0]))[:3]


def distance(one: str, other: str) -> int:
    """Count the slips between two words: a letter too many, too few, wrong, or two swapped."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def bind(deeds: Mapping[str, Deed]) -> dict[str, Deed]:
    """Check that each row has its function and no function is without a row; raises ValueError."""
    if set(deeds) != set(BY_KEY):
        raise ValueError(f"commands without a row or a function: {sorted(set(deeds) ^ set(BY_KEY))}")
    return dict(deeds)


def obey(turn: Turn, deeds: Mapping[str, Deed]) -> bool:
    """Carry out, or ask about, a typed command; returns whether the message was one, to be relayed by nobody.

    With a conversation open a bare word is asked about first: 「完了」 may be meant for the friend.
    """
    said = turn.event.data.get("message")
    text = said.get("text") if turn.event.kind == "message" and isinstance(said, dict) else None
    if not isinstance(text, str) or (turn.friend.with_human and not turn.friend.is_staff):
        return False
    found = parse(text, turn.friend.role)
    if found is None:
        return False
    if isinstance(found, Suspect):
        _ask_about(turn, found)
    elif found.bare and turn.friend.is_staff and desk.reachable(turn) and not _stops(turn, found):
        desk.hold_back(turn, _run(turn, found.row))
    else:
        audit.ordered(turn, found.row.key)
        deeds[found.row.key](turn, found.rest)
    return True


def _stops(turn: Turn, found: Command) -> bool:
    """Whether this is 「取消」 just after words that have not gone out yet: that waits for no question."""
    return found.row.key == "cancel" and bool(desk.in_flight(turn))


def _run(turn: Turn, row: Row) -> Action:
    message_id = str(turn.event.data["message"].get("id"))
    label = turn._("Run: {word}").format(word=shown(row, turn.friend.speaks))
    return messages.postback(label, "command?" + urlencode({"do": row.key, "m": message_id}), shown=label)


def _ask_about(turn: Turn, suspect: Suspect) -> None:
    if suspect.bare and desk.reachable(turn):
        desk.hold_back(turn, *[_run(turn, row) for row in suspect.suggestions])
        return
    typed = messages.cut(suspect.typed, 20)
    title = (
        turn._("There is no command {typed}.")
        if not suspect.forbidden
        else turn._("{typed} is not for your role.")
    )
    likely = [row for row in (*suspect.suggestions, BY_KEY["help"]) if turn.friend.role in row.roles]
    words = [shown(row, turn.friend.speaks) for row in dict.fromkeys(likely)]
    actions = [messages.say_it(f"/{word}", f"/{word}") for word in words]
    lines = [turn._("Nothing was sent.")] if turn.friend.is_staff else []
    turn.say(messages.flex_card(turn._("You have a notice"), title.format(typed=typed), lines, actions))


def on_postback(turn: Turn, deeds: Mapping[str, Deed]) -> bool:
    """Run the command of a button that asked whether one was meant; returns whether this was such a tap."""
    data = str((turn.event.data.get("postback") or {}).get("data", ""))
    if not data.startswith("command?"):
        return False
    what = parse_qs(data.removeprefix("command?"))
    row = BY_KEY.get(what.get("do", [""])[0])
    if row and turn.friend.role in row.roles:
        if turn.friend.is_staff:
            desk.forget_held(turn, what.get("m", [""])[0])
        audit.ordered(turn, row.key)
        deeds[row.key](turn, "")
    return True


def shown(row: Row, language: str) -> str:
    """Return the name of a command to show in that language."""
    return row.words[0 if language == "ja" else 1]


def allowed(role: str | None) -> Iterable[Row]:
    """Return the rows that a role may use, in the table's order."""
    return [row for row in ROWS if role in row.roles]


def help_lines(role: str | None, language: str, _: Say) -> list[str]:
    """Return one line a command for that role, in its language."""
    slash = "/" if role else ""
    return [f"{slash}{shown(row, language)}｜{_(row.help)}" for row in allowed(role)]
