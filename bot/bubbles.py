"""What a phone of the emulator shows, as words and as things to tap; the tour sees nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Shown = dict[str, Any]


def tappable(chat: Mapping[str, Any]) -> Iterator[Shown]:
    """Yield everything that can be tapped, the newest first, as the emulator wants to hear of it."""
    for item in chat["quickReply"] or []:
        yield {"on": "quickReply", "messageId": chat["quickReplyMessageId"], "action": item["action"]}
    for message in reversed(chat["messages"]):
        if message["from"] == "bot":
            for action in _actions({k: v for k, v in message.items() if k != "quickReply"}):
                yield {"on": "message", "messageId": message["id"], "action": action}
    for area in (chat["richMenu"] or {}).get("object", {}).get("areas", []):
        yield {"on": "menu", "action": area["action"]}


def _actions(part: Any) -> Iterator[Shown]:
    for key, value in part.items() if isinstance(part, Mapping) else ():
        if key in ("action", "actions"):
            yield from value if isinstance(value, list) else [value]
        else:
            yield from _actions(value)
    for value in part if isinstance(part, list) else ():
        yield from _actions(value)


def words(part: Any) -> str:
    """Return the words that a bubble shows; buttons in brackets."""
    found: list[str] = []
    if isinstance(part, list):
        found = [words(each) for each in part]
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key in ("text", "title") and isinstance(value, str):
                found.append(value)
            elif key in ("action", "actions"):
                actions = value if isinstance(value, list) else [value]
                found += [f"[{action['label']}]" for action in actions if action.get("label")]
            elif key in ("template", "contents", "body", "footer", "header", "hero", "columns"):
                found.append(words(value))
    return "\n".join(each for each in found if each)
