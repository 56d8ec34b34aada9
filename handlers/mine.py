"""What a friend asks about herself: what is known of her, to correct it, to have it deleted.

She is told in plain words what she herself and her membership have brought; never what is internal.
"""

from __future__ import annotations

from bot import i18n, messages
from bot.clock import HOUR, local
from bot.content import Notice
from bot.friends import Said
from bot.i18n import N_
from bot.turn import Turn
from dialogs import inputs
from dialogs.runs import RUNS
from handlers import cards, erasing, follow, known, menu, speaking, surveys
from handoff import asking
from handoff.state import HOUSE, STATE
from linking import links

SURE_FOR = 1 * HOUR
"""How long the button that confirms a deletion counts; an old one in the chat only asks again."""

INTERNAL = ("staff", "rule")
"""Kinds of sources whose words are the team's own."""


def know(turn: Turn, _rest: str = "") -> None:
    """Show everything about her in plain words, and how long it is kept."""
    parts = [
        "\n".join(lines) for lines in (_herself(turn), _answers(turn), _facts(turn), _link(turn)) if lines
    ]
    notice, language = _notice(turn), turn.friend.speaks
    kept = [notice.retention.to(language), *([notice.kept.to(language)] if notice.kept else [])]
    parts.append("\n".join([turn._("How long we keep it"), *kept]))
    title = turn._("What I know about you")
    turn.say(messages.text(messages.cut_utf16("\n\n".join([title, *parts]))))
    turn.say(_ways_on(turn))


def _notice(turn: Turn) -> Notice:
    return known.content(turn).service.notice


def _herself(turn: Turn) -> list[str]:
    friend, since = turn.friend, turn.friend.followed_at or turn.friend.first_seen_at
    lines = [turn._("Friend since {date}").format(date=_day(turn, since))]
    if friend.display_name:
        lines.append(turn._("Your name in LINE: {name}").format(name=friend.display_name))
    if friend.call_name:
        lines.append(turn._("What I call you: {name}").format(name=friend.call_name))
    notices = turn._("Notices: stopped") if friend.paused else turn._("Notices: on")
    return [*lines, notices]


def _day(turn: Turn, at: int) -> str:
    return f"{local(at, known.zone(turn)):%Y-%m-%d}"


def _answers(turn: Turn) -> list[str]:
    rows = [row for position in RUNS.of(turn).positions.values() for _, row in surveys.told(turn, position)]
    lines = [f"・{row.question}: {row.answer}" for row in rows]
    return [turn._("Your answers"), *lines] if lines else []


def _facts(turn: Turn) -> list[str]:
    """Tell tags in the content's words, and what her member record says."""
    language, declared = turn.friend.speaks, known.content(turn).declared
    held = {tag for tag, sources in turn.friend.held.items() if any(map(_is_hers, sources))}
    tags = [tag.label.to(language) for tag in declared.tags if tag.id in held]
    noted = turn._("Noted for choosing what fits you: {tags}").format(tags=turn._(", ").join(tags))
    member = [
        f"・{attribute.label.to(language)}: {_shown(turn, said)}"
        for attribute in declared.attributes
        if (said := turn.friend.said.get(attribute.id, {}).get(links.SOURCE))
    ]
    return [*([noted] if tags else []), *([turn._("From your membership"), *member] if member else [])]


def _is_hers(source: str) -> bool:
    return source.partition(":")[0] not in INTERNAL


def _shown(turn: Turn, said: Said) -> str:
    if isinstance(said.value, bool):
        return turn._("Yes") if said.value else turn._("No")
    return str(said.value)


def _link(turn: Turn) -> list[str]:
    link = links.link_of(turn)
    if link is None or link.frozen_at is not None:
        return [turn._("Not linked yet.")] if link is None else [turn._("Your link is frozen.")]
    facts = {"member": link.member_id, "date": _day(turn, link.linked_at)}
    return [turn._("Linked as member {member} since {date}").format(**facts)]


def _ways_on(turn: Turn) -> messages.Message:
    title = turn._("You can correct it, stop notices, or have it deleted.")
    correct_it, delete = turn._("Correct this"), turn._("Delete my data")
    stop = turn._("Start notices again") if turn.friend.paused else turn._("Stop notices")
    actions = [
        messages.postback(correct_it, "mine?do=correct", correct_it),
        messages.postback(stop, f"settings?do={'unpause' if turn.friend.paused else 'pause'}", stop),
        messages.postback(delete, "mine?do=ask_erase", delete),
    ]
    notice = messages.link(turn._("How we use your data"), follow.notice_address(turn), label_limit=40)
    return cards.choices(turn._("You have one notice"), title, [], [], actions, [notice])


def correct(turn: Turn, _rest: str = "") -> None:
    """Lead to what she can change herself, and to a person for the rest; within a survey it means 'back'."""
    live = RUNS.of(turn).live
    typed = turn.event.kind == "message"
    if live and not live.paused and typed:
        answer = surveys.give(turn, inputs.Command("back"))
        if answer:
            speaking.answer(turn, answer)
            return
    lines = [
        turn._("Your answers: change them yourself, at any time."),
        turn._("What comes from your membership: a person corrects it for you."),
    ]
    mine, person = turn._("My answers"), turn._("Ask a person")
    actions = [
        messages.postback(mine, "menu?do=answers", mine),
        messages.postback(person, "menu?do=talk", person),
    ]
    title = turn._("What should be corrected?")
    turn.say(cards.choices(turn._("You have one notice"), title, lines, [], actions, []))


def pause(turn: Turn, _rest: str = "") -> None:
    """Stop what comes unasked."""
    menu.pause(turn, True)


def unpause(turn: Turn, _rest: str = "") -> None:
    """Start it again."""
    menu.pause(turn, False)


def ask_erase(turn: Turn, _rest: str = "") -> None:
    """Say what deleting means and ask once."""
    if turn.friend.is_staff:
        turn.say(messages.text(turn._("You are on the team: an admin has to take your role away first.")))
        return
    kept = _notice(turn).kept
    lines = [
        turn._("Your answers, tags, link, conversations and everything else that I keep about you goes."),
        turn._("This can't be undone. You can go on using this chat, and I'll know nothing about you."),
        kept.to(turn.friend.speaks) if kept else "",
    ]
    delete, keep = turn._("Delete everything"), turn._("Keep it")
    yes = messages.postback(delete, f"mine?do=erase&at={turn.now}", delete)
    no = messages.postback(keep, "mine?do=keep", keep)
    title = turn._("Delete your data?")
    turn.say(cards.choices(turn._("There is a question for you"), title, lines, [], [yes, no], []))


def erase(turn: Turn, asked_at: str) -> None:
    """Have everything deleted, if that is what she was asked just now; the receipt follows."""
    if turn.friend.is_staff or not asked_at.isdecimal() or turn.now - int(asked_at) > SURE_FOR:
        ask_erase(turn)
        return
    link = links.link_of(turn)
    # Whoever has a phone whose link is frozen has not shown to be the member.
    whole = links.is_linked(turn) and _notice(turn).kept is None
    _end_conversation(turn)
    links.unlink(turn)
    known.show_menu(turn)
    erasing.wish(turn, link.member_id if link and whole else None)


def _end_conversation(turn: Turn) -> None:
    own = STATE.of(turn).own
    if own is None:
        return
    asking.end(turn, own, "erased")
    if own.status == "open" and own.advisor_id:
        _ = i18n.gettext(HOUSE.shared(turn).language(own.advisor_id))
        words = _(GONE).format(name=own.shown)
        turn.tell(own.advisor_id, messages.text(words), timed=False)


GONE = N_("{name} had all data deleted, so the conversation has ended. What stands here stays in LINE alone.")


def on_tap(turn: Turn, do: str, at: str) -> None:
    """Take a tap on one of the buttons above."""
    deeds = {"know": know, "correct": correct, "ask_erase": ask_erase}
    if do in deeds:
        deeds[do](turn)
    elif do == "erase":
        erase(turn, at)
    else:
        turn.say(messages.text(turn._("All right, everything stays as it is.")))
