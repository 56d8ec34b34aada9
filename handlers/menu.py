"""What the rich menu's buttons and their typed words answer: a talk, linking, settings, her own answers."""

from __future__ import annotations

from bot import messages
from bot.content import Answer
from bot.messages import Message
from bot.turn import Turn
from dialogs import engine
from dialogs.published import EDITION
from dialogs.runs import RUNS
from handlers import follow, known, speaking, survey_view, surveys, tying
from linking import links
from linking import words as linking_words

MOST_ANSWERS = 20


def open_item(turn: Turn, item: str) -> None:
    """Answer a tap on the menu: a room of the house, a survey, or what the content says."""
    own = ITEMS.get(item)
    if own:
        own(turn)
        return
    started = surveys.start_on(turn, f"menu:{item}")
    if started:
        speaking.answer(turn, started)
        return
    said = known.content(turn).menus.answers.get(item)
    if said:
        _say(turn, said)
    else:
        help_words(turn)


def _say(turn: Turn, said: Answer) -> None:
    """Answer as the content says; what needs a link says what opens, and leads through linking."""
    language = turn.friend.speaks
    if said.linked_only and not links.is_linked(turn):
        words = turn._("This opens once your membership is linked.")
        turn.say(messages.text(words), linking_words.offer(turn, known.content(turn).service.link, "menu"))
        return
    words = known.say(turn, said.say)
    label = said.button.to(language) if said.button else ""
    if label and (said.url or said.handoff):
        button = (
            messages.link(label, said.url) if said.url else messages.postback(label, "menu?do=talk", label)
        )
        turn.say(messages.buttons(turn._("You have one notice"), messages.cut(words, 160), [button]))
        return
    turn.say(messages.text(words))
    if said.handoff:
        talk(turn)


def talk(turn: Turn, _rest: str = "") -> None:
    """Ask for a human."""
    speaking.ask_human(turn, "menu")


def settings(turn: Turn, _rest: str = "") -> None:
    """Show what she can change: the link, her answers, the language."""
    linked = links.is_linked(turn)
    link = messages.postback(
        turn._("Unlink") if linked else turn._("Link my membership"),
        "settings?do=ask_unlink" if linked else "menu?do=link",
    )
    answers = messages.postback(turn._("My answers"), "menu?do=answers")
    other, name = ("en", "English") if turn.friend.speaks == "ja" else ("ja", "日本語")
    language = messages.postback(name, f"settings?do=language&to={other}", name)
    notice = messages.link(turn._("How we use your data"), follow.notice_address(turn), label_limit=40)
    paused = turn.friend.paused
    stop = turn._("Start notices again") if paused else turn._("Stop notices")
    pause = messages.postback(stop, f"settings?do={'unpause' if paused else 'pause'}", stop)
    lines = [turn._("Linked with your membership.") if linked else turn._("Not linked yet.")]
    title = turn._("Settings")
    turn.say(messages.flex_card(title, title, lines, [link, answers, pause, language, notice]))


def pause(turn: Turn, paused: bool) -> None:
    """Stop or start what comes unasked; answers and people still reach her."""
    turn.friend.paused = paused
    words = (
        turn._("Notices are stopped. Answers to what you do and words from a person still reach you.")
        if paused
        else turn._("Notices are on again.")
    )
    turn.say(messages.text(words))


def set_language(turn: Turn, language: str) -> None:
    """Speak the language that she chose from now on; the menu follows."""
    if language in known.content(turn).service.languages:
        turn.friend.language = language
        known.show_menu(turn)
        turn.say(messages.text(turn._("All right, I'll write in English from now on.")))


def answers(turn: Turn, _rest: str = "") -> None:
    """Show her answers, each with a button that changes it."""
    rows = []
    for position in RUNS.of(turn).positions.values():
        survey = EDITION.shared(turn).survey(position.survey, position.version)
        if survey:
            facts = known.facts(turn, survey.id)
            rows += [
                (position.run, row) for row in engine.review(survey, position, facts, turn.friend.speaks)
            ]
    if not rows:
        turn.say(messages.text(turn._("You have not told me anything yet.")))
        return
    title = turn._("Your answers")
    cards = [
        survey_view.row(turn, run, row.step, row.question, row.answer) for run, row in rows[:MOST_ANSWERS]
    ]
    body = [{"type": "text", "text": title, "weight": "bold", "size": "md"}, {"type": "separator"}, *cards]
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "md", "contents": body},
    }
    turn.say(messages.flex(title, bubble))


def gift(turn: Turn, _rest: str = "") -> None:
    """Show again what she was given for linking."""
    given, promised = links.gift_of(turn), known.content(turn).service.gift
    if given and promised:
        turn.say(linking_words.gift_card(turn, given, promised))
    else:
        tying.offer(turn)


def help_words(turn: Turn, _rest: str = "") -> None:
    """Say what the bot can do, with buttons that also work on a computer."""
    turn.say(help_card(turn, turn._("What can I do for you?")))


def help_card(turn: Turn, title: str) -> Message:
    """Build the card with the ways on from here."""
    actions = [messages.postback(turn._("Ask a person"), "menu?do=talk")]
    if not links.is_linked(turn):
        actions.append(messages.postback(turn._("Link my membership"), "menu?do=link"))
    if RUNS.of(turn).live:
        actions.append(messages.postback(turn._("Go on with the questions"), "survey_resume?"))
    actions.append(messages.postback(turn._("Settings"), "menu?do=settings"))
    return messages.flex_card(turn._("What can I do for you?"), title, [], actions)


ITEMS = {
    "talk": talk,
    "link": tying.offer,
    "settings": settings,
    "answers": answers,
    "gift": gift,
    "help": help_words,
}
