"""What the rich menu's buttons and their typed words answer: a talk, linking, settings, her own answers."""

from __future__ import annotations

from bot import messages
from bot.menu_plan import Answer
from bot.messages import Message
from bot.turn import Turn
from dialogs.japanese import fold
from dialogs.published import EDITION
from dialogs.runs import RUNS
from handlers import cards, follow, gifts, known, speaking, survey_view, surveys, tying
from handoff import cards as handoff_cards
from linking import links
from linking import words as linking_words

MOST_GIFTS = 5
MOST_ANSWERS = 20


def open_item(turn: Turn, item: str) -> None:
    """Answer a tap on the menu: a room of the house, a survey, or what the content says."""
    own, said = ITEMS.get(item), known.content(turn).menus.answers.get(item)
    if own:
        own(turn)
    elif said and said.linked_only and not links.is_linked(turn):
        _lead_through_linking(turn, item, said)
    elif started := surveys.start_on(turn, f"menu:{item}"):
        speaking.answer(turn, started)
    elif said:
        _say(turn, said)
    else:
        help_words(turn)


def _lead_through_linking(turn: Turn, item: str, said: Answer) -> None:
    """Say what opens, offer linking, and keep where she wanted to go: `heading.go_on` takes her there."""
    turn.friend.heading, turn.friend.heading_at = item, turn.now
    words = (
        known.say(turn, said.locked) if said.locked else turn._("This opens once your membership is linked.")
    )
    turn.say(linking_words.offer(turn, known.content(turn).service.link, "menu", words))


def _say(turn: Turn, said: Answer) -> None:
    """Answer as the content says."""
    language = turn.friend.speaks
    words = known.say(turn, said.say)
    label = said.button.to(language) if said.button else ""
    if label and (said.url or said.site or said.handoff):
        address = linking_words.entrance(turn, said.site) if said.site else said.url
        button = messages.link(label, address) if address else messages.postback(label, "menu?do=talk", label)
        turn.say(messages.buttons(turn._("You have one notice"), messages.cut(words, 160), [button]))
        return
    turn.say(messages.text(words))
    if said.handoff:
        talk(turn)


def item_named(turn: Turn, words: str) -> str | None:
    """Return the menu button that a text names, for whoever has no menu: LINE for PC shows none."""
    said, content = fold(words), known.content(turn)
    for area in (area for menu in content.menus.menus for area in menu.areas):
        item = (area.postback or "").removeprefix("menu?do=")
        known_here = item in ITEMS or item in content.menus.answers or content.starting(f"menu:{item}")
        if known_here and said in {fold(name) for name in area.label.root.values()}:
            return item
    return None


def talk(turn: Turn, _rest: str = "", wrote: str | None = None) -> None:
    """Ask for a human; `wrote` is the LINE id of a message that is to be handed over."""
    speaking.ask_human(turn, "menu", wrote=wrote)


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
    title, first = turn._("Settings"), [] if linked else [link]
    last = [notice, link] if linked else [notice]
    data = messages.postback(turn._("My data"), "mine?do=know", turn._("My data"))
    turn.say(cards.choices(title, title, lines, first, [answers, pause, data, language], last))


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
        name = known.content(turn).service.sender.name.to(language)
        turn.bot = messages.sender(name, turn.bot.get("iconUrl"))
        known.show_menu(turn)
        turn.say(messages.text(turn._("All right, I'll write in English from now on.")))


def answers(turn: Turn, _rest: str = "") -> None:
    """Show her answers, each with a button that changes it."""
    rows = [row for position in RUNS.of(turn).positions.values() for row in surveys.told(turn, position)]
    if rows:
        turn.say(survey_view.answers(turn, rows[:MOST_ANSWERS]))
    else:
        turn.say(help_card(turn, turn._("You have not told me anything yet.")))


def gift(turn: Turn, _rest: str = "") -> None:
    """Show again what she was given for linking, and by surveys."""
    given, promised = links.gift_of(turn), known.content(turn).service.gift
    shown = [linking_words.gift_card(turn, given, promised)] if given and promised else []
    shown += gifts.promised(turn) if links.is_linked(turn) else []
    if shown:
        turn.say(*shown[:MOST_GIFTS])
    else:
        tying.offer(turn)


def help_words(turn: Turn, _rest: str = "") -> None:
    """Say what the bot can do, with buttons that also work on a computer."""
    turn.say(help_card(turn, turn._("What can I do for you?")))


def pass_on_card(turn: Turn) -> Message:
    """Offer a person for what she has just written; it is handed over if she taps."""
    words = turn._("I'm the assistant, a program. Shall I pass this on to a person?")
    message_id = str((turn.event.data.get("message") or {}).get("id") or "")
    return help_card(turn, words, turn._("Pass it on"), handoff_cards.ASK_WITH + message_id)


def help_card(turn: Turn, title: str, ask: str = "", talk: str = "menu?do=talk") -> Message:
    """Build the card with the ways on from here; `ask` is the first button's label and `talk` its data."""
    ask = ask or turn._("Ask a person")
    actions: list[messages.Action] = []
    if surveys.unfinished(turn):
        go_on = turn._("Go on with the questions")
        actions.append(messages.postback(go_on, "survey_resume?", go_on))
    elif not RUNS.of(turn).positions:
        actions += _beginnings(turn)
    else:
        actions.append(messages.postback(turn._("My answers"), "menu?do=answers", turn._("My answers")))
    if not links.is_linked(turn):
        link = turn._("Link my membership")
        actions.append(messages.postback(link, "menu?do=link", link))
    actions.append(messages.postback(turn._("Settings"), "menu?do=settings", turn._("Settings")))
    first = [messages.postback(ask, talk, ask)]
    return cards.choices(turn._("What can I do for you?"), title, [], first, actions, [])


def _beginnings(turn: Turn) -> list[messages.Action]:
    """Offer the survey of new friends to one who was there before the bot."""
    survey = EDITION.shared(turn).starting("follow")
    label = messages.cut(survey.title.to(turn.friend.speaks), messages.LABEL) if survey else ""
    return [messages.postback(label, f"survey_begin?id={survey.id}", label)] if survey else []


ITEMS = {
    "talk": talk,
    "link": tying.offer,
    "settings": settings,
    "answers": answers,
    "gift": gift,
    "help": help_words,
}
