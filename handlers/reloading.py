"""`/reload`: publishes the content folder and tells the admin what became of that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot.errors import ContentError, Mistake
from bot.friends import Friend
from bot.messages import Message
from bot.turn import Turn

Reader = Callable[[AsyncConnection, Friend, Mapping[str, Any], int], Awaitable[list[Message]]]
MOST_SHOWN = 5


def reload(turn: Turn, _rest: str = "") -> None:
    """`/reload`: ask for it; the folder is read beside the road."""
    turn.ask_report("reload")


def reader(publish: Callable[[], Awaitable[bool]], folder: Path) -> Reader:
    """Return the report that publishes that folder by `publish`, which tells whether anything is new."""

    async def read(
        _connection: AsyncConnection, asker: Friend, _params: Mapping[str, Any], _now: int
    ) -> list[Message]:
        _ = i18n.gettext(asker.speaks)
        try:
            changed = await publish()
        except ContentError as error:
            return [_refused(error.mistakes, folder, asker.speaks)]
        if not changed:
            return [messages.text(_("The content folder is published as it is. Nothing has changed."))]
        return [messages.text(_("Published. Everybody gets the new content from now on."))]

    return read


def _refused(mistakes: Sequence[Mistake], folder: Path, language: str) -> Message:
    """Tell the first mistakes; they are told in English, as on the command line."""
    _ = i18n.gettext(language)
    title = _("Nothing was published: the folder has mistakes ({count}).").format(count=len(mistakes))
    told = [str(each).replace(f"{folder}/", "") for each in mistakes[:MOST_SHOWN]]
    lines = [messages.cut(each, 300) for each in told]
    more = len(mistakes) - len(lines)
    lines += [_("and {more} more; `enishi check` shows them all").format(more=more)] if more else []
    return messages.text("\n\n".join([title, *lines]))
