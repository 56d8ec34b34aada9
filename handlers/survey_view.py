"""What the dialog engine shows, as LINE messages: questions with quick replies, the summary as a card.

Quick replies vanish, and LINE for PC has none: a question that is shown again is a card with buttons.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import messages
from bot.i18n import N_
from bot.messages import Action, Message
from bot.turn import Turn
from dialogs import inputs
from dialogs.effects import Choosable, Echo, OldButton, QuestionView, Summary, SummaryRow
from handlers import cards, flow_view, reasons

LABELS = {
    "done": N_("Done"),
    "keep": N_("Keep it"),
    "back": N_("Back"),
    "skip": N_("Skip"),
    "human": N_("Ask a person"),
}
POINTS = 6
"""So many points of a scale stand beside each other."""

MOST_SHOWN = 200
"""UTF-16 units of an answer that its row shows."""


def question(turn: Turn, view: QuestionView, doubt: bool = False) -> Message:
    """Build an open question; in `doubt` whether we understand each other she is also offered a person.

    What is asked again, or is more than fits under a bubble, comes as a card that stays.
    """
    counted = view.of > 1 and view.reason != "correct"
    asked = f"{view.number}/{view.of}\u3000{view.text}" if counted else view.text
    first, middle, last = _buttons(turn, view)
    if view.reason == "picked":
        return messages.with_quick(_picked(turn, view, first), [*first, *middle, *last])
    every = [*_cameras(turn, view), *first, *middle, *last]
    if view.reason in reasons.AGAIN:
        title, lines = reasons.words(turn, view, asked)
        lines += [turn._("Would you rather ask a person?")] if doubt else []
        if middle or doubt:
            card = _card(turn, view, [title, *lines], (first, middle, last))
            return messages.with_quick(card, _cameras(turn, view))
        told = "\n".join(filter(None, [title, *lines]))
        return messages.with_quick(messages.text(messages.cut_utf16(told)), every)
    before, below = _before(turn, view), "\n\n".join(filter(None, [view.why, asked]))
    if view.shelves and view.choices:
        return _card(turn, view, list(filter(None, [before, below])), (first, middle, last))
    joined = "\n\n".join(filter(None, [before, below]))
    return messages.with_quick(messages.text(messages.cut_utf16(joined)), every)


def _card(
    turn: Turn,
    view: QuestionView,
    words: list[str],
    actions: tuple[list[Action], list[Action], list[Action]],
) -> Message:
    """Build the card of a question; the points of a scale stand beside each other as bare numbers."""
    first, middle, last = actions
    alt = turn._("There is a question for you")
    if view.kind == "scale" and view.reason != "partly":
        points = [{**action, "label": action["label"].split(" ")[0]} for action in middle]
        return cards.choices(alt, words[0], words[1:], first, points, last, POINTS)
    return cards.choices(alt, words[0], words[1:], first, middle, last)


def buttons(turn: Turn, view: QuestionView) -> list[Action]:
    """Return an open question's buttons alone."""
    return [action for part in _buttons(turn, view) for action in part]


def _buttons(turn: Turn, view: QuestionView) -> tuple[list[Action], list[Action], list[Action]]:
    """Return what completes an answer, the choices, and the ways out."""
    first = [_action(turn, view, command) for command in view.commands if command == "done"]
    last = [_action(turn, view, command) for command in view.commands if command != "done"]
    return first, _choices(turn, view), last


def _before(turn: Turn, view: QuestionView) -> str:
    """Say what comes before a question: the echo of the last answer, and what is known already."""
    if view.reason == "resumed":
        return turn._("Let's go on where we were.")
    passed = flow_view.known(turn, view.known, back="back" in view.commands)
    return "\n".join(filter(None, [echo(turn, view.echo), passed]))


def echo(turn: Turn, given: Echo | None) -> str:
    """Say an answer back."""
    if given is None:
        return ""
    if given.words:
        return given.words
    if given.answer:
        return turn._("{answer}, got it.").format(answer=given.answer)
    return turn._("Thank you.")


def _picked(turn: Turn, view: QuestionView, first: list[Action]) -> Message:
    """Answer a pick with one line, and words to tap that stay: to complete, to see the choices again."""
    chosen = turn._(", ").join(view.picked)
    line = turn._("{chosen}, noted. {room} more if you like.").format(chosen=chosen, room=view.room)
    label = turn._("Show the choices")
    see = messages.postback(label, inputs.encode(inputs.Command("choices", view.run, view.step)), label)
    return cards.line(turn._("There is a question for you"), line, [*first, see])


def _choices(turn: Turn, view: QuestionView) -> list[Action]:
    found = [_choice(view, each) for each in view.choices]
    for shelf in view.shelves:
        label = turn._("More…") if shelf.label == "more" else shelf.label
        data = inputs.encode(inputs.Command("shelf", view.run, view.step, shelf.id))
        found.append(messages.postback(messages.cut(label, messages.LABEL), data, label))
    if view.picker:
        data = inputs.encode(inputs.Command("choices", view.run, view.step), date=True)
        limits = {"initial": view.picker.initial, "min": view.picker.least, "max": view.picker.most}
        label = turn._("Choose a day") if view.picker.mode == "date" else turn._("Pick a day and time")
        found.append(messages.pick_date(label, data, view.picker.mode, **limits))
    return found


def _cameras(turn: Turn, view: QuestionView) -> list[Action]:
    """Return what opens the camera and the album, which only a phone has."""
    if not view.sendable or "image" not in view.sendable.media:
        return []
    return [messages.camera(turn._("Take a photo")), messages.album(turn._("Choose a photo"))]


def _choice(view: QuestionView, each: Choosable) -> Action:
    data = inputs.encode(inputs.Tap(view.run, view.step, each.id))
    return messages.postback(messages.cut(each.label, messages.LABEL), data, each.label)


def _action(turn: Turn, view: QuestionView, command: str) -> Action:
    label = turn._(LABELS[command])
    deed = inputs.Command(command, view.run, view.step)  # type: ignore[arg-type]
    return messages.postback(label, inputs.encode(deed), label)


def summary(turn: Turn, shown: Summary, doubt: bool = False) -> Message:
    """Build the summary: each answer with a button that changes it, and one that confirms them all."""
    rows = [row(turn, shown.run, each) for each in shown.rows]
    title = "\n".join(filter(None, [echo(turn, shown.echo), shown.text]))
    if shown.misread:
        title = turn._("Sorry, I couldn't read that. Tap “Change” beside an answer, or “This is right”.")
    confirm = inputs.encode(inputs.Command("confirm", shown.run))
    right = turn._("This is right")
    button = {
        "type": "button",
        "style": "primary",
        "color": "#2F6F5E",
        "height": "sm",
        "action": messages.postback(right, confirm, right),
    }
    person = messages.postback(
        turn._("Ask a person"), inputs.encode(inputs.Command("human", shown.run)), turn._("Ask a person")
    )
    footer = [button, cards.quiet([person])] if doubt else [button]
    return messages.flex(turn._("Please have a look at your answers"), _listed(title, rows, footer))


def answers(turn: Turn, rows: Sequence[tuple[str, SummaryRow]]) -> Message:
    """Build the card with all that she has told, each with a button that changes it."""
    title = turn._("Your answers")
    return messages.flex(title, _listed(title, [row(turn, run, each) for run, each in rows], []))


def _listed(title: str, rows: Sequence[messages.Flex], footer: Sequence[messages.Flex]) -> messages.Flex:
    head = [
        {"type": "text", "text": title, "wrap": True, "weight": "bold", "size": "md"},
        {"type": "separator"},
    ]
    body = {"type": "box", "layout": "vertical", "spacing": "md", "contents": [*head, *rows]}
    bubble: messages.Flex = {"type": "bubble", "body": body}
    if footer:
        bubble["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": list(footer)}
    return bubble


def row(turn: Turn, run: str, shown: SummaryRow) -> messages.Flex:
    """Build one answer with the word that changes it."""
    change = inputs.encode(inputs.Command("correct", run, None, shown.step))
    label = turn._("Change")
    said = turn._("Change: {question}").format(question=shown.question)
    words = [
        {"type": "text", "text": shown.question, "size": "xs", "color": "#6B6B6B", "wrap": True},
        {"type": "text", "text": _short(shown.answer) or turn._("(skipped)"), "size": "sm", "wrap": True},
    ]
    action = messages.postback(label, change, messages.cut(said, messages.DATA))
    return {
        "type": "box",
        "layout": "horizontal",
        "alignItems": "center",
        "contents": [
            {"type": "box", "layout": "vertical", "flex": 4, "contents": words},
            {
                "type": "text",
                "text": label,
                "size": "sm",
                "flex": 0,  # as wide as its word, which is cut otherwise
                "color": "#2F6F5E",
                "align": "end",
                "action": action,
            },
        ],
    }


def _short(answer: str) -> str:
    """Show the beginning of a long answer: a card of twenty rows must stay within 30 KB."""
    return messages.cut_utf16(answer, MOST_SHOWN)


def old_button(turn: Turn, old: OldButton, finished: bool = False) -> Message:
    """Answer a tap on a bubble of the past: say what she answered there, and offer to change it."""
    if old.step is None or old.question is None:
        return _nothing_left(turn, finished)
    words = turn._("You skipped this one. Would you like to answer it?")
    if old.answer:
        words = turn._("You answered “{answer}” here. Would you like to change it?").format(answer=old.answer)
    change = inputs.encode(inputs.Command("correct", old.run, None, old.step))
    keep = inputs.encode(inputs.Command("continue", old.run)) if old.live else "settings?do=keep"
    yes, no = turn._("Change") if old.answer else turn._("Answer it"), turn._("Keep it")
    return messages.confirm(
        turn._("There is a question for you"),
        messages.cut(words, 240),
        messages.postback(yes, change, yes),
        messages.postback(no, keep, no),
    )


def _nothing_left(turn: Turn, finished: bool) -> Message:
    if not finished:
        return messages.text(
            turn._("That question is from an earlier time. There is nothing left to do for it.")
        )
    words = turn._("I have your answers, thank you. You can change them at any time.")
    see = messages.postback(turn._("My answers"), "menu?do=answers", turn._("My answers"))
    return messages.buttons(turn._("You have one notice"), words, [see])


def cancelled(turn: Turn, run: str) -> Message:
    """Say that the answers are kept, with a way back to the questions."""
    words = turn._("All right, we stop here. Your answers so far are kept, and you can go on at any time.")
    go_on = turn._("Go on with the questions")
    button = messages.postback(go_on, inputs.encode(inputs.Command("continue", run)), go_on)
    return messages.buttons(turn._("You have one notice"), words, [button])


def joined(bubbles: Sequence[Message]) -> list[Message]:
    """Join plain texts that follow each other: a thought is one bubble."""
    found: list[Message] = []
    for bubble in bubbles:
        plain = (
            bubble["type"] == "text"
            and found
            and found[-1]["type"] == "text"
            and "quickReply" not in found[-1]
        )
        if plain and messages.utf16(found[-1]["text"] + bubble["text"]) < messages.TEXT - 2:
            found[-1] = {**bubble, "text": f"{found[-1]['text']}\n\n{bubble['text']}"}
        else:
            found.append(bubble)
    return found
