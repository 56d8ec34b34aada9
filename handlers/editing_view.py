"""What an admin sees while she rewords a survey: its steps, the words of one, before and after, what went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from bot import messages
from bot.i18n import N_
from bot.messages import Action, Flex, Message
from dialogs.overlay import Change
from dialogs.rewording import (
    STEPS,
    Reworded,
    is_order,
    orders,
    spots,
    step_name,
    step_of,
    words,
)
from dialogs.survey import Survey
from handlers.cards import ACCENT, PALE
from handlers.results_view import GREY, carousels

Say = Callable[[str], str]

NAMES = {
    "title": N_("Title"),
    "say": N_("Words"),
    "ask": N_("Question"),
    "why": N_("Why it is asked"),
    "again": N_("When unclear"),
    "short": N_("Short name"),
    "wording": N_("What is agreed to"),
    "low": N_("Lowest"),
    "high": N_("Highest"),
    "label": N_("Choice"),
    "choices": N_("Order of the choices"),
    "steps": N_("Order of the steps"),
    "echo": N_("Answer to it"),
    "summary": N_("Before the summary"),
}
LANGUAGES = {"ja": N_("Japanese (wording)"), "en": N_("English (wording)")}
ROWS = 8
"""Rows of one bubble, about a phone's height."""
ALT = N_("You have one notice")


def tap(label: str, **values: str) -> Action:
    """Build a button of the editor."""
    return messages.postback(messages.cut(label, messages.LABEL), "edit?" + urlencode(values))


def other(language: str, languages: Sequence[str]) -> str | None:
    """Return the language that is edited when this one is not."""
    return next((each for each in languages if each != language), None)


def named(survey: Survey, language: str) -> str:
    """Return a survey's title as cards show it."""
    return messages.cut(survey.title.to(language), 60)


def steps(survey: Survey, language: str, switch: str | None, _: Say) -> list[Message]:
    """Show the steps of a survey, each to tap, and the texts that belong to it as a whole."""
    shown = {step_of(spot): text.to(language) for spot, text in reversed(spots(survey).items())}
    rows = []
    for number, step in enumerate(survey.steps, 1):
        if step.id in shown:
            name = f"{number}. {shown[step.id]}"
            rows.append(_row(name, tap(name, do="step", s=survey.id, p=step.id, l=language)))
    whole = _("Title and last words")
    rows.append(_row(whole, tap(whole, do="step", s=survey.id, p="", l=language)))
    if STEPS in orders(survey):
        name = said_of(survey, STEPS, language, _)
        rows.append(_row(name, tap(name, do="spot", s=survey.id, p=STEPS, l=language)))
    head = _("Which step has new words? ({language})").format(language=_(LANGUAGES.get(language, language)))
    footer = _switch(survey, "", "steps", switch, _)
    return _listed(named(survey, language), head, rows, footer, _)


def step(survey: Survey, step_id: str, language: str, switch: str | None, _: Say) -> list[Message]:
    """Show what one step says now, each text to tap."""
    rows = []
    for spot, text in spots(survey).items():
        if step_of(spot) == step_id:
            now = text.to(language)
            action = tap(now or "…", do="spot", s=survey.id, p=spot, l=language)
            rows.append(_row(now, action, said_of(survey, spot, language, _)))
    spot = f"steps/{step_id}/choices"
    if spot in orders(survey):
        name = said_of(survey, spot, language, _)
        rows.append(_row(name, tap(name, do="spot", s=survey.id, p=spot, l=language)))
    head = _("Which words? ({language})").format(language=_(LANGUAGES.get(language, language)))
    footer = [
        *_switch(survey, step_id, "step", switch, _),
        tap(_("All steps"), do="steps", s=survey.id, l=language),
    ]
    return _listed(named(survey, language), head, rows, footer, _)


def _switch(survey: Survey, step_id: str, do: str, language: str | None, _: Say) -> list[Action]:
    if language is None:
        return []
    label = _("In {language}").format(language=_(LANGUAGES.get(language, language)))
    return [tap(label, do=do, s=survey.id, p=step_id, l=language)]


def said_of(survey: Survey, spot: str, language: str, _: Say) -> str:
    """Say what a spot is: a question, a choice, a choice's answer."""
    parts = spot.split("/")
    name = _(NAMES[parts[-1]])
    if parts[-1] == "echo" and "choices" in parts:
        label = words(survey, "/".join([*parts[:-1], "label"]), language) or ""
        return f"{name}｜{messages.cut(label, 20)}"
    return name


def _listed(title: str, head: str, rows: Sequence[Flex], footer: Sequence[Action], _: Say) -> list[Message]:
    bubbles = []
    many = -(-len(rows) // -(-len(rows) // ROWS))  # as many rows in each bubble, about
    for start in range(0, len(rows), many):
        top = [_text(title, weight="bold", size="md"), _text(head, size="xs", color=GREY)]
        bubble: Flex = {"type": "bubble", "body": _box([*top, *rows[start : start + many]])}
        if footer:
            bubble["footer"] = _box([_row(each["label"], each) for each in footer])
        bubbles.append(bubble)
    return carousels(bubbles, _)


def _row(text: str, action: Action, name: str = "") -> Flex:
    said = [_text(name, size="xs", color=GREY)] if name else []
    said.append(_text(messages.cut(text, 80) or "…", color=ACCENT))
    return {
        **_box(said),
        "spacing": "none",
        "paddingAll": "9px",
        "cornerRadius": "8px",
        "backgroundColor": PALE,
        "action": action,
    }


def _text(said: str, **how: Any) -> Flex:
    return {"type": "text", "text": said, "size": "sm", "wrap": True, **how}


def _box(contents: Sequence[Flex]) -> Flex:
    return {"type": "box", "layout": "vertical", "spacing": "sm", "contents": list(contents)}


def asked(survey: Survey, spot: str, language: str, switch: str | None, _: Say) -> list[Message]:
    """Show the words of a spot, to be copied, and ask for new ones."""
    if is_order(spot):
        return [_asked_order(survey, spot, language, _)]
    now = words(survey, spot, language) or ""
    says = _("{what} in {language}. Send the new words as your next message. It says now:")
    told = says.format(what=said_of(survey, spot, language, _), language=_(LANGUAGES.get(language, language)))
    ways = [messages.say_it(_("Leave"), _("Leave"))]
    if switch:
        label = _("In {language}").format(language=_(LANGUAGES.get(switch, switch)))
        ways.insert(0, tap(label, do="spot", s=survey.id, p=spot, l=switch))
    return [messages.text(told), messages.with_quick(messages.text(now or "…"), ways)]


def _asked_order(survey: Survey, spot: str, language: str, _: Say) -> Message:
    says = _(
        "Send the numbers in the order that you want, such as “3 1 2”. What you leave out comes after them. "
        "“5→2” moves the fifth to the second place."
    )
    now = in_order(survey, spot, words(survey, spot, language) or "", language)
    leave = messages.say_it(_("Leave"), _("Leave"))
    return messages.with_quick(messages.text(messages.cut_utf16(f"{says}\n\n{now}", 4000)), [leave])


def in_order(survey: Survey, spot: str, ids: str, language: str) -> str:
    """Return the labels of choices in an order of their ids, numbered."""
    if spot == STEPS:
        labels = [messages.cut(step_name(survey, each, language), 40) for each in ids.split()]
    else:
        labels = [words(survey, f"{spot}/{each}/label", language) or each for each in ids.split()]
    return "\n".join(f"{number}. {label}" for number, label in enumerate(labels, 1))


def noted(
    survey: Survey, item: Reworded, languages: Sequence[str], warned: Sequence[str], _: Say
) -> list[Message]:
    """Show a rewording before and after, what the other language says, and what can be done now."""
    title = _("Noted as a draft. Nobody sees it yet.")
    lines = [*_pair(survey, item, _), *warned]
    more: list[Action] = []
    switch = None if is_order(item.spot) else other(item.language, languages)
    if switch:
        theirs = words(survey, item.spot, switch) or ""
        name = _(LANGUAGES.get(switch, switch))
        lines.append(
            _("In {language} it still says “{words}”. It may need the same change.").format(
                language=name, words=messages.cut(theirs, 80)
            )
        )
        label = _("Reword in {language}").format(language=name)
        more = [tap(label, do="spot", s=survey.id, p=item.spot, l=switch)]
    return [messages.flex_card(_(ALT), title, lines, _ways(survey.id, item.language, _, *more))]


def _ways(survey_id: str, language: str, _: Say, *more: Action) -> list[Action]:
    """Return the buttons of a draft; what throws it away comes last."""
    return [
        messages.say_it(_("Preview"), f"/survey preview {survey_id}"),
        tap(_("Publish"), do="publish", s=survey_id),
        *more,
        tap(_("Reword more"), do="steps", s=survey_id, l=language),
        tap(_("Discard"), do="discard", s=survey_id),
    ]


def waiting(survey: Survey, draft: Change, language: str, _: Say) -> Message:
    """Show what a draft holds, and what can be done with it."""
    title = _("Your draft. Nobody sees it yet.")
    return messages.flex_card(_(ALT), title, pairs(survey, draft.items, _), _ways(survey.id, language, _))


def overtaken(now: Survey | None, draft: Change, others: Sequence[Reworded], who: str, _: Say) -> Message:
    """Tell whoever publishes later what somebody else has said there meanwhile; hers is not lost."""
    by_somebody = _("Meanwhile {name} has reworded this too. Yours is kept as a draft.").format(name=who)
    by_folder = _("Meanwhile the content folder has changed this. Yours is kept as a draft.")
    title = by_somebody if who else by_folder
    lines = []
    for each in others:
        theirs, yours = words(now, each.spot, each.language), each.words
        if now and theirs and is_order(each.spot):
            theirs, yours = (in_order(now, each.spot, ids, each.language) for ids in (theirs, yours))
        gone = _("(It is not there any more.)")
        lines.append(_("Published: {words}").format(words=messages.cut(theirs or gone, 200)))
        lines.append(_("Yours: {words}").format(words=messages.cut(yours, 200)))
    actions = [
        tap(_("Publish mine"), do="over", s=draft.survey),
        tap(_("Discard mine"), do="discard", s=draft.survey),
    ]
    return messages.flex_card(_(ALT), title, lines, actions)


def published(survey: Survey, draft: Change, _: Say) -> Message:
    """Say that a draft is published, what it was, and how to take it back."""
    title = _("Published.")
    lines = [
        *pairs(survey, draft.items, _),
        _("Whoever begins from now on is asked in these words; who is in the middle keeps the old ones."),
    ]
    return messages.flex_card(_(ALT), title, lines, [messages.say_it(_("Take it back"), "/undo")])


def pairs(survey: Survey, items: Sequence[Reworded], _: Say) -> list[str]:
    """Return what was reworded, before and after, as lines; a draft may hold more than a card."""
    pairs = [line for each in items[:ROWS] for line in _pair(survey, each, _)]
    more = len(items) - ROWS
    return [*pairs, _("and {more} more").format(more=more)] if more > 0 else pairs


def _pair(survey: Survey, item: Reworded, _: Say) -> list[str]:
    what = (
        f"{said_of(survey, item.spot, item.language, _)}（{_(LANGUAGES.get(item.language, item.language))}）"
    )
    old, new = (messages.cut(each, 120) for each in (item.was, item.words))
    if is_order(item.spot):
        new = in_order(survey, item.spot, item.words, item.language)
        return [said_of(survey, item.spot, item.language, _), messages.cut(new, 400)]
    return [what, f"{old}\n→ {new}"]
