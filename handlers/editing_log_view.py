"""What admins see of rewordings that are done: the latest, all of them, and those that a folder has ended."""

from __future__ import annotations

from collections.abc import Sequence

from bot import messages
from bot.clock import local
from bot.messages import Message
from dialogs.content import Content
from dialogs.overlay import Change
from dialogs.rewording import STEPS, Dropped, Reworded, is_order
from dialogs.survey import Survey
from handlers.editing_view import ALT, ROWS, Say, named, pairs, tap


def undoing(survey: Survey | None, change: Change, language: str, zone: str, _: Say) -> Message:
    """Show the latest published change, and ask whether it is to be taken back."""
    at = f"{local(change.ended_at or 0, zone):%m/%d %H:%M}"
    lines = [f"{change.name or '?'}｜{at}"]
    if survey:
        lines = [f"{named(survey, language)}｜{lines[0]}", *pairs(survey, change.items, _)]
    actions = [tap(_("Take it back"), do="undo", c=change.id), tap(_("Leave it"), do="leave")]
    return messages.flex_card(_(ALT), _("Take back this change?"), lines, actions)


def history(every: Sequence[tuple[Survey, Change]], zone: str, _: Say) -> Message:
    """Show who has reworded what, the latest first."""
    lines = []
    for survey, change in every:
        back = _("taken back")
        state = f"（{back}）" if change.status == "undone" else ""
        at = f"{local(change.ended_at or 0, zone):%m/%d %H:%M}"
        lines.append(f"{at}｜{change.name or '?'}{state}\n" + "\n".join(pairs(survey, change.items, _)))
    return messages.flex_card(_(ALT), _("What was reworded by chat"), lines, [])


def dropped_alert(content: Content, gone: Sequence[Dropped]) -> Message:
    """Build what all admins are told when the folder has moved on from words given by chat."""
    japanese = "フォルダーの側で次の場所が変わったため、チャットで変えた文面は使われなくなりました。"
    english = "The folder has changed in these places, so words given by chat no longer stand there."
    lines = [f"{japanese}\n{english}"]
    for each in gone[:ROWS]:
        survey = content.survey(each.survey)
        name = named(survey, "ja") if survey else each.survey
        lines.append(f"{name}｜{_said(each.item)}")
    more = [f"… +{len(gone) - ROWS}"] if len(gone) > ROWS else []
    return messages.text("\n\n".join([*lines, *more]))


def _said(item: Reworded) -> str:
    if is_order(item.spot):
        return "質問の順番 (order of the steps)" if item.spot == STEPS else "選択肢の順番 (order of choices)"
    return f"{messages.cut(item.was, 60)}\n→ {messages.cut(item.words, 60)}"
