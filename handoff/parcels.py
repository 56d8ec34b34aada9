"""Photos, videos, voices and files as the other side gets them: as they are, or as a notice with a page.

LINE reports a quote on text and stickers only, so a voice, a file and a notice come with a line of text.
https://developers.line.biz/en/reference/messaging-api/#message-objects
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot import messages
from bot.addresses import Addresses
from bot.clock import HOUR
from bot.filetypes import SENT
from bot.media import KINDS, Medium, Why
from bot.messages import Message
from bot.team import Media as Limits
from handoff import cards
from handoff.voices import Say

MEGABYTE = 1024 * 1024
MOST_PHOTO = 10 * MEGABYTE
SIGNS = {"image": "📷", "video": "🎬", "audio": "🎤", "file": "📎"}


def is_medium(message: Mapping[str, Any]) -> bool:
    """Tell whether a message is one whose content LINE keeps."""
    return message.get("type") in KINDS


def set_of(message: object) -> str | None:
    """Return LINE's id of the pictures together with which one was sent; None if it came alone."""
    found = message.get("imageSet") if isinstance(message, Mapping) else None
    return str(found["id"]) if isinstance(found, Mapping) and found.get("id") else None


def refusal(message: Mapping[str, Any], limits: Limits) -> Why | None:
    """Say why what is in a message is not taken, as far as the message tells; None if it may be."""
    if (message.get("contentProvider") or {}).get("type", "line") != "line":
        return "gone"  # it lies elsewhere, and we fetch nothing from addresses that others name
    if message.get("type") != "file":
        return None
    ending = str(message.get("fileName") or "").rpartition(".")[2].lower()
    if ending not in limits.endings:
        return "type"
    size = message.get("fileSize")
    return "large" if isinstance(size, int) and size > limits.most_mb * MEGABYTE else None


def facts(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return what LINE names of a medium, as `Turn.fetch` takes it."""
    name, size, duration = (message.get(each) for each in ("fileName", "fileSize", "duration"))
    return {
        "name": messages.cut(name, 120) if isinstance(name, str) and name else None,
        "size": size if isinstance(size, int) else None,
        "duration": duration if isinstance(duration, int) else None,
    }


def name(kind: str, _: Say) -> str:
    """Name a kind of medium."""
    names = {"image": _("a photo"), "video": _("a video"), "audio": _("a voice message"), "file": _("a file")}
    return names.get(kind, _("this kind of message"))


def sorry(words: str, why: str | None, kind: str, limits: Limits, _: Say) -> str:
    """Say that something did not get through, why, and what would."""
    return _("{words} {reason}").format(words=words, reason=_reason(why, kind, limits, _))


def _reason(why: str | None, kind: str, limits: Limits, _: Say) -> str:
    if why == "large":
        return _("{kind} may have up to {most} MB.").format(kind=name(kind, _), most=limits.most_mb)
    if why == "type":
        shown = "・".join(limits.endings[:8])
        return _("This kind of file is not taken; these are: {endings} and the like.").format(endings=shown)
    return _("LINE could not give it to me. Please send it once more.")


def bubbles(
    medium: Medium, addresses: Addresses, limits: Limits, by_page: Collection[str], now: int, _: Say
) -> tuple[Message, ...]:
    """Return the bubbles that carry what was sent: by a page what LINE does not take or shall not have."""
    until = medium.kept_until or now
    copy = None if medium.kind in by_page else _copy(medium, addresses, until)
    label = medium.name or name(medium.kind, _)
    if copy is None:
        ends = min(until, now + limits.page_hours * HOUR)
        page = notice(label, _size(medium.size), addresses.of(medium.message_id, ends), limits, _)
        return page, messages.text(f"{SIGNS[medium.kind]} {label}")
    if medium.kind == "audio":
        seconds = (medium.duration or 0) // 1000
        return copy, messages.text(f"🎤 {label} {seconds // 60}:{seconds % 60:02}")
    return (copy,)


def notice(label: str, size: str, address: str, limits: Limits, _: Say) -> Message:
    """Build the notice of something that can be seen on a page, for a while."""
    span = _("opens for {hours} hours").format(hours=limits.page_hours)
    lines = ["｜".join(each for each in (size, span) if each)]
    return messages.flex_card(cards.notice(_), label, lines, [messages.link(_("Open"), address)], accent="")


def _copy(medium: Medium, addresses: Addresses, until: int) -> Message | None:
    """Return the message with which LINE shows it in the chat, None where LINE would not take it."""
    if medium.type not in SENT.get(medium.kind, ()):
        return None
    whole = addresses.of(medium.message_id, until, "/file")
    if medium.kind == "audio":
        return messages.medium("audio", whole, duration=max(1, medium.duration or 1000))
    if not medium.preview or (medium.kind == "image" and (medium.size or 0) > MOST_PHOTO):
        return None
    return messages.medium(medium.kind, whole, addresses.of(medium.message_id, until, "/preview"))


def _size(size: int | None) -> str:
    if not size:
        return ""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
