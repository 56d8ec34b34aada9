"""A card of choices that fits a phone's screen: two beside each other, and the ways out in one quiet row.

Unlike quick replies it stays, and LINE for PC shows it too.
https://developers.line.biz/en/reference/messaging-api/#box
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import messages
from bot.messages import Action, Flex, Message

ACCENT = "#2F6F5E"
PALE = "#E9F1EE"


def choices(
    alt: str,
    title: str,
    lines: Sequence[str],
    first: Sequence[Action],
    middle: Sequence[Action],
    last: Sequence[Action],
    across: int = 2,
) -> Message:
    """Build the card: what completes the answer, so many choices in a row, the ways out below them."""
    short = messages.graphemes(title) <= messages.HEADING and "\n" not in title
    weight = "bold" if short else "regular"
    head = {"type": "text", "text": title, "weight": weight, "size": "md", "wrap": True}
    said = [
        {"type": "text", "text": line, "size": "sm", "color": "#555555", "wrap": True}
        for line in lines
        if line
    ]
    rows = [_row([_cell(each) for each in row]) for row in _rows(middle, across)]
    done = [_row([_cell(action, strong=True)]) for action in first]
    ways = [quiet(last)] if last else []
    body = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": [head, *said]}
    if not (done or rows or ways):
        return messages.flex(alt, {"type": "bubble", "body": body})
    footer = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": [*done, *rows, *ways]}
    return messages.flex(alt, {"type": "bubble", "body": body, "footer": footer})


def line(alt: str, words: str, actions: Sequence[Action]) -> Message:
    """Build a line of text with plain words to tap below it."""
    said = {"type": "text", "text": words, "size": "md", "wrap": True}
    box = {"type": "box", "layout": "vertical", "spacing": "md", "contents": [said, quiet(actions)]}
    return messages.flex(alt, {"type": "bubble", "body": box})


def quiet(actions: Sequence[Action]) -> Flex:
    """Build a row of plain words to tap, each as wide as its words need."""
    cells = [_cell(action, plain=True) for action in actions]
    return _row([{**cell, "flex": messages.graphemes(cell["action"]["label"])} for cell in cells])


def _rows(actions: Sequence[Action], across: int) -> list[Sequence[Action]]:
    return [actions[start : start + across] for start in range(0, len(actions), across)]


def _row(cells: Sequence[Flex]) -> Flex:
    return {"type": "box", "layout": "horizontal", "spacing": "sm", "contents": list(cells)}


def _cell(action: Action, *, strong: bool = False, plain: bool = False) -> Flex:
    colour = "#FFFFFF" if strong else ACCENT
    words = {
        "type": "text",
        "text": action["label"],
        "size": "sm",
        "color": colour,
        "align": "center",
        "wrap": True,
    }
    cell: Flex = {
        "type": "box",
        "layout": "vertical",
        "justifyContent": "center",
        "flex": 1,
        "paddingAll": "4px" if plain else "9px",
        "cornerRadius": "8px",
        "contents": [words],
        "action": action,
    }
    return cell if plain else {**cell, "backgroundColor": ACCENT if strong else PALE}
