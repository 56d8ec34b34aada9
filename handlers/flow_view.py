"""What is said beside the questions: what is known already, what differs, a word to minors."""

from __future__ import annotations

from collections.abc import Sequence

from bot import messages
from bot.messages import Message
from bot.turn import Turn
from dialogs import inputs
from dialogs.effects import Differs, Minor, SummaryRow
from handlers import cards


def known(turn: Turn, rows: Sequence[SummaryRow], back: bool = False) -> str:
    """Confirm in passing what she was not asked; `back` tells whether going back is offered below."""
    if not rows:
        return ""
    each = turn._("{question}: {answer}")
    told = turn._(", ").join([each.format(question=row.question, answer=row.answer) for row in rows])
    said = turn._("I already have {known}.")
    if back:
        said = turn._("I already have {known}. If that is not right, tap “Back”.")
    return said.format(known=told)


def differs(turn: Turn, found: Differs) -> Message:
    """Ask which is right, her answer or her member record; she may also type another."""
    view = found.view
    words = turn._("Your membership says “{theirs}”, and here you answered “{hers}”. Which is right?")
    asked = words.format(theirs=found.theirs, hers=found.hers)
    hers, theirs = (
        messages.postback(messages.cut(label, messages.LABEL), inputs.encode(deed), messages.cut(label, 300))
        for label, deed in (
            (found.hers, inputs.Command("keep", view.run, view.step)),
            (found.theirs, inputs.Command("adopt", view.run, view.step)),
        )
    )
    other = turn._("Neither")
    neither = messages.postback(other, inputs.encode(inputs.Command("choices", view.run, view.step)), other)
    title = turn._("There is a question for you")
    return cards.choices(title, messages.cut_utf16(asked), [], [], [hers, theirs], [neither])


def minor(turn: Turn, said: Minor) -> Message:
    """Say kindly what the service may not do yet, and offer a person; who has slipped may begin again."""
    person = messages.postback(turn._("Ask a person"), "menu?do=talk", turn._("Ask a person"))
    slipped = turn._("I tapped by mistake")
    again = messages.postback(slipped, f"survey_begin?id={said.survey}", slipped)
    title = turn._("You have one notice")
    return cards.choices(title, said.text, [], [person], [], [again])
