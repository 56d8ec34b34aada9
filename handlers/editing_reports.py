"""What an admin's rewording needs beside her turn: her draft, the checks, publishing, the log, taking back.

Read by the report loop; every answer that changes something may be given twice and changes it once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import i18n, messages
from bot.errors import Mistake
from bot.events import opened
from bot.friends import Friend
from bot.messages import Message
from bot.models import inbox
from dialogs import overlay, rewording
from dialogs.overlay import Change, Focus
from dialogs.rewording import Reworded
from handlers import check_words, editing_log_view, editing_view, publishing
from handlers.publishing import House, Outcome, State

Params = Mapping[str, Any]
ONE_LINE: Final = ("title", "short", "label", "low", "high")
"""Texts in which a line break would be a slip of the thumb."""


class Desk:
    """One report of one admin."""

    def __init__(self, house: House, asker: Friend, params: Params, state: State, now: int) -> None:
        self.house, self.asker, self.params, self.state, self.now = house, asker, params, state, now
        self._ = i18n.gettext(asker.speaks)
        self.survey_id, self.spot = str(params.get("s", "")), str(params.get("p", ""))
        self.language = str(params.get("l") or asker.speaks)
        self.survey = state.content.survey(self.survey_id)
        self.languages = state.content.service.languages
        self.zone = state.content.service.zone

    def text(self, words: str) -> list[Message]:
        """Answer with one bubble."""
        return [messages.text(words)]

    def _plain(self, mistake: Mistake) -> str:
        return check_words.plain(mistake, self.survey, self.asker.speaks, self._)

    async def draft(self) -> Change:
        """Return her draft of the survey, a new one if she has none."""
        async with self.house.database.read() as connection:
            mine = (await overlay.drafts(connection, [self.asker.friend_id])).get(self.asker.friend_id, [])
        new = Change(self.house.clock.new_id(), self.survey_id, self.asker.friend_id, "draft")
        return next((each for each in mine if each.survey == self.survey_id), new)

    async def spot_chosen(self) -> list[Message]:
        """Remember the text that she is about to reword, and show what it says."""
        draft = await self.draft()
        if self.survey is None:
            return self.text(self._("It is not there any more."))
        focus = Focus(self.spot, self.language, str(self.params.get("was")), self.now)
        async with self.house.database.write() as connection:
            await _blur(connection, self.asker.friend_id, self.now)
            await overlay.keep(connection, replace(draft, focus=focus), self.now)
        drafted = rewording.reworded(self.survey, draft.items)
        switch = editing_view.other(self.language, self.languages)
        return editing_view.asked(drafted, self.spot, self.language, switch, self._)

    async def words_given(self) -> list[Message]:
        """Check the new words and note them in her draft; what is wrong with them leaves all as it was."""
        typed = await self._typed()
        published = rewording.words(self.survey, self.spot, self.language)
        if typed is None or self.survey is None or published is None:
            return self.text(self._("It is not there any more."))
        draft = await self.draft()
        item = self._item(draft, typed, published)
        if item is None:
            sentence = self._("Those are not numbers of the list, each once.")
            return self._refused(sentence)
        survey = rewording.reworded(self.survey, rewording.kept(draft.items, item))
        folder, content = self.house.folder, self.state.content
        found = await asyncio.to_thread(check_words.found, content, self.survey, survey, folder)
        if wrong := [each for each in found if not each.warning]:
            return self._refused(self._plain(wrong[0]))
        async with self.house.database.write() as connection:
            newest = await overlay.draft(connection, self.asker.friend_id, self.survey_id) or draft
            items = rewording.kept(newest.items, item)
            await overlay.keep(connection, replace(newest, items=items, focus=None), self.now)
        if not items:
            return self.text(self._("That is what it says already."))
        warned = [self._plain(each) for each in found]
        return editing_view.noted(survey, item, self.languages, warned, self._)

    def _item(self, draft: Change, typed: str, published: str) -> Reworded | None:
        """Build the rewording; `was` is what she saw when she chose the text. None: numbers that are none."""
        new = Reworded(
            self.spot, self.language, typed.strip(), published, message_id=str(self.params.get("m"))
        )
        focus, earlier = draft.focus, next((each for each in draft.items if each.key == new.key), None)
        if focus and Reworded(focus.spot, focus.language, "", "").key == new.key:
            new = replace(new, was=focus.was)
        new = replace(new, was=earlier.was) if earlier else new
        if rewording.is_order(self.spot):
            ids = rewording.ordered(earlier.words if earlier else new.was, typed)
            return replace(new, words=ids) if ids else None
        if self.spot.rsplit("/", 1)[-1] in ONE_LINE:
            return replace(new, words=" ".join(typed.split()))
        return new

    async def _typed(self) -> str | None:
        """Read her message where it is kept, so that one that she takes back is nowhere else."""
        hers = select(inbox.c.body).where(
            inbox.c.lane == self.asker.friend_id, inbox.c.message_id == str(self.params.get("m"))
        )
        async with self.house.database.read() as connection:
            body = (await connection.execute(hers.where(inbox.c.kind == "message"))).scalar()
        words = (opened(body).get("message") or {}).get("text") if body else None
        return words if isinstance(words, str) else None

    def _refused(self, sentence: str) -> list[Message]:
        again = self._("Nothing has changed. Send it again in other words, or “Leave”.")
        leave = messages.say_it(self._("Leave"), self._("Leave"))
        return [messages.with_quick(messages.text(f"{sentence}\n{again}"), [leave])]

    async def left(self) -> list[Message]:
        """Leave the text; what was noted before stays in the draft."""
        await self.blurred()
        return self.text(self._("All right, nothing was changed."))

    async def blurred(self) -> list[Message]:
        """Leave the text, without a word."""
        async with self.house.database.write() as connection:
            await _blur(connection, self.asker.friend_id, self.now)
        return []

    async def published(self) -> list[Message]:
        """Publish her draft, unless it is sound no longer or somebody was faster."""
        draft = await self.draft()
        if not draft.items or self.survey is None:
            return self.text(self._("You have no draft of this survey. Perhaps it is published already."))
        over = self.params.get("do") == "over"
        outcome = await publishing.draft(self.house, draft, over_others=over)
        if outcome.done:
            return [editing_view.published(rewording.reworded(self.survey, draft.items), draft, self._)]
        return await self._held_up(draft, outcome)

    async def _held_up(self, draft: Change, outcome: Outcome) -> list[Message]:
        if outcome.mistakes:
            return self.text(self._plain(outcome.mistakes[0]))
        if not outcome.others:
            return self.text(self._("You have no draft of this survey. Perhaps it is published already."))
        touched = {each.key for each in outcome.others}
        async with self.house.database.read() as connection:
            log = await overlay.log(connection, self.survey_id)
            now = await publishing.state(connection)
        who = next((each.name for each in log if touched & {item.key for item in each.items}), None)
        current = now.content.survey(self.survey_id) if now else None
        return [editing_view.overtaken(current, draft, outcome.others, who or "", self._)]

    async def discarded(self) -> list[Message]:
        """Give her draft up."""
        draft = await self.draft()
        async with self.house.database.write() as connection:
            await overlay.discard(connection, draft, self.now)
        return self.text(self._("The draft is given up. Everything stays as it is published."))

    async def undoing(self) -> list[Message]:
        """Show what was published last by chat, and who did it."""
        async with self.house.database.read() as connection:
            log = await overlay.log(connection)
        latest = publishing.last(self.state.changes)
        change = next((each for each in log if latest and each.id == latest.id), latest)
        if change is None:
            return self.text(self._("There is no change by chat to take back."))
        survey = self.state.content.survey(change.survey)
        return [editing_log_view.undoing(survey, change, self.asker.speaks, self.zone, self._)]

    async def undone(self) -> list[Message]:
        """Take back what she was shown, if it is the latest still."""
        outcome = await publishing.undo(self.house, str(self.params.get("c")), self.asker.friend_id)
        if outcome.mistakes:
            return self.text(self._plain(outcome.mistakes[0]))
        if outcome.done:
            return self.text(
                self._("Taken back. Whoever begins from now on is asked in the words before it.")
            )
        return self.text(self._("That is not the latest change any more. “/undo” shows which one is."))

    async def history(self) -> list[Message]:
        """Show who has reworded what of a survey."""
        async with self.house.database.read() as connection:
            log = await overlay.log(connection, self.survey_id)
        if self.survey is None or not log:
            return self.text(self._("Nothing of this survey was reworded by chat."))
        return [editing_log_view.history([(self.survey, each) for each in log], self.zone, self._)]

    async def forgotten(self) -> list[Message]:
        """Take a message that she took back out of her drafts."""
        async with self.house.database.write() as connection:
            mine = await overlay.drafts(connection, [self.asker.friend_id])
            for draft in mine.get(self.asker.friend_id, []):
                left = tuple(each for each in draft.items if each.message_id != self.params.get("m"))
                await overlay.keep(connection, replace(draft, items=left), self.now)
        return []


async def _blur(connection: AsyncConnection, by: str, now: int) -> None:
    """Let no text be open any more for what she types."""
    for draft in (await overlay.drafts(connection, [by])).get(by, []):
        if draft.focus:
            await overlay.keep(connection, replace(draft, focus=None), now)


DEEDS: dict[str, Callable[[Desk], Awaitable[list[Message]]]] = {
    "spot": Desk.spot_chosen,
    "words": Desk.words_given,
    "leave": Desk.left,
    "blur": Desk.blurred,
    "publish": Desk.published,
    "over": Desk.published,
    "discard": Desk.discarded,
    "undoing": Desk.undoing,
    "undo": Desk.undone,
    "history": Desk.history,
    "forget": Desk.forgotten,
}


def reader(house: House) -> Callable[[AsyncConnection, Friend, Params, int], Awaitable[list[Message]]]:
    """Return the report that answers all of these, by `do`."""

    async def read(connection: AsyncConnection, asker: Friend, params: Params, now: int) -> list[Message]:
        state = await publishing.state(connection)
        if asker.role != "admin" or state is None:
            return []
        return await DEEDS[str(params["do"])](Desk(house, asker, params, state, now))

    return read
