"""What staff keep or plan about a friend, carried out in her lane: notes, replies, times, tags, outcomes.

The events come from the advisor's lane (`handoff.jotting`); each is answered to him from here.
"""

from __future__ import annotations

from collections.abc import Callable

from bot import i18n, messages
from bot.clock import local
from bot.turn import Turn
from handoff import audit, cards, clocks, closing, holding, opening, passing, state, taking, voices
from handoff.state import HOUSE, STATE, Conversation
from handoff.telling import tell
from handoff.voices import N_

LATER = "handoff.later"
SNOOZED = "handoff.snoozed"
SOURCE = "staff"


def _hers(turn: Turn) -> Conversation | None:
    """Return her conversation if the sender has it; else tell him."""
    own = taking.held_by_sender(turn)
    if own is None:
        who = str(turn.event.data.get("from"))
        tell(turn, who, N_("This conversation is not open with you any more."))
    return own


def _what(turn: Turn) -> dict[str, str]:
    found = turn.event.data.get("what")
    return found if isinstance(found, dict) else {}


def words_of(turn: Turn, what: dict[str, str], who: str) -> str:
    """Read the words at that place of his message; empty if he has taken it back."""
    said = STATE.of(turn).said.get(what.get("m", ""), {})
    return str(said.get("text") or "")[int(what.get("s") or 0) :].strip() if said.get("by") == who else ""


def note(turn: Turn) -> None:
    """Keep a note on her."""
    own, who, what = _hers(turn), str(turn.event.data.get("from")), _what(turn)
    words = words_of(turn, what, who)
    if own and words:
        row = {"id": turn.new_id(), "friend_id": own.friend_id, "author_id": who, "at": turn.now}
        name = HOUSE.shared(turn).staff[who].name
        STATE.of(turn).notes.append({**row, "author_name": name, "message_id": what["m"], "words": words})
        audit.record(turn, "note", who)
        tell(turn, who, N_("Noted on {name}. Only staff see it."), name=own.shown)


def reply(turn: Turn) -> None:
    """Say a canned reply in her language and her advisor's name."""
    own, who = _hers(turn), str(turn.event.data.get("from"))
    house = HOUSE.shared(turn)
    found = house.plan.team.reply(_what(turn).get("r", ""))
    if own is None or found is None:
        return
    facts = {
        "name": voices.plain(turn.friend.name, turn._),
        "advisor": house.plan.called(own.advisor_name or "", turn.friend.speaks),
        "service": house.plan.service.to(turn.friend.speaks),
        "hours": opening.until(turn) or opening.back(turn),
    }
    words = found.say.to(turn.friend.speaks)
    for key, value in facts.items():
        words = words.replace("{" + key + "}", value)
    own = clocks.answered(turn, own)
    _say(turn, own, words, _what(turn).get("m"), holding.undo(turn, own))
    audit.record(turn, "c", who, found.id)
    tell(turn, who, N_("Sent to {name}: {said}"), name=own.shown, said=messages.cut(words, 60))


def _say(turn: Turn, own: Conversation, words: str, message_id: str | None, then: int | None) -> None:
    sender = voices.of(turn, own)
    bubbles = passing.passable({"type": "text", "text": words}, turn._)
    how = {"about": own.advisor_id, "message_id": message_id, "not_before": then}
    turn.say(*bubbles, klass="human", sender=sender, **how)


def later(turn: Turn) -> None:
    """Send his words at the time that he has said, unless he takes them back or the conversation ends."""
    own, who, what = _hers(turn), str(turn.event.data.get("from")), _what(turn)
    if own is None or not words_of(turn, what, who):
        return
    at = int(what["t"])
    turn.remind(LATER, what["m"], at, who=who, conversation=own.id, m=what["m"], s=what.get("s"))
    audit.record(turn, "later", who)
    colleague = HOUSE.shared(turn).staff[who]
    _ = i18n.gettext(colleague.language)
    title = _("Goes to {name} {when}").format(name=own.shown, when=when(turn, at, _))
    stop = cards.button(_("Don't send"), "unlater", c=own.id, m=what["m"])
    card = messages.flex_card(cards.notice(_), title, [], [stop], accent="")
    turn.tell(who, card, about=own.friend_id, timed=False)


def when(turn: Turn, at: int, _: voices.Say) -> str:
    """Say a moment as people do."""
    zone = HOUSE.shared(turn).plan.roster.zone
    here, then = local(turn.now, zone), local(at, zone)
    return _("{day} at {time}").format(day=opening.day(here, then, _), time=opening.clock(then))


def unlater(turn: Turn) -> None:
    """Give up what was to be sent later."""
    turn.forget(LATER, _what(turn).get("m", ""))
    tell(turn, str(turn.event.data.get("from")), N_("Dropped. It was not sent."))


def on_later(turn: Turn) -> None:
    """Send what was to be sent now, if he still has her and has not taken it back; else tell him."""
    data, own = turn.event.data["data"], STATE.of(turn).own
    who, words = str(data["who"]), words_of(turn, data, str(data["who"]))
    if own is None or own.id != data["conversation"] or own.advisor_id != who:
        tell(turn, who, N_("Not sent: this conversation is not open with you any more."))
    elif words:
        own = clocks.answered(turn, own)
        _say(turn, own, words, data["m"], holding.behind(turn, own))
        tell(turn, who, N_("Sent to {name}: {said}"), name=own.shown, said=messages.cut(words, 60))


def snooze(turn: Turn) -> None:
    """Let him be reminded of her at a time, and not before."""
    own, who = _hers(turn), str(turn.event.data.get("from"))
    if own is None:
        return
    until = int(_what(turn)["until"])
    state.keep(turn, own, snoozed_until=until)
    turn.remind(SNOOZED, own.id, until, who=who)
    audit.record(turn, "snooze", who)
    _ = i18n.gettext(HOUSE.shared(turn).language(who))
    tell(turn, who, N_("I'll remind you of {name} {when}."), name=own.shown, when=when(turn, until, _))


def on_snoozed(turn: Turn, own: Conversation) -> None:
    """Remind him, if he still has her and has not answered since."""
    who = str(turn.event.data["data"]["who"])
    if own.advisor_id != who or own.snoozed_until is None:
        return
    _ = i18n.gettext(HOUSE.shared(turn).language(who))
    title = _("It is time for {name}").format(name=own.shown)
    to = cards.button(_("Write to {name}").format(name=own.shown), "to", c=own.id)
    turn.tell(
        who, messages.flex_card(cards.notice(_), title, [], [to]), about=turn.friend.friend_id, timed=False
    )


def tag(turn: Turn) -> None:
    """Put a tag on her in the name of staff, or take staff's word for it away."""
    own, who, what = _hers(turn), str(turn.event.data.get("from")), _what(turn)
    house = HOUSE.shared(turn)
    label = house.plan.tags.get(what.get("g", ""))
    if own is None or label is None:
        return
    if what.get("off"):
        turn.friend.untag(SOURCE, what["g"])
    else:
        turn.friend.tag(what["g"], SOURCE, turn.now)
    audit.record(turn, "tag", who, ("-" if what.get("off") else "") + what["g"])
    words = N_("{name} has the tag {tag} no longer from staff.") if what.get("off") else N_("{name}: {tag}")
    tell(turn, who, words, name=own.shown, tag=label.to(house.language(who)))


def outcome(turn: Turn) -> None:
    """Write down how a conversation has ended."""
    data, house = turn.event.data, HOUSE.shared(turn)
    who, found = str(data.get("from")), house.named.get(str(data.get("conversation")))
    result = house.plan.team.outcome(str(_what(turn).get("o")))
    if found is None or result is None or found.advisor_id != who or found.friend_id != turn.friend.friend_id:
        return
    closing.change(turn, found, result=result.id)
    audit.record(turn, "outcome", who, result.id)
    words = N_("{name}: ended as “{outcome}”.")
    tell(turn, who, words, name=found.shown, outcome=result.label.to(house.language(who)))


POSTS: dict[str, Callable[[Turn], None]] = {
    "handoff.note": note,
    "handoff.reply": reply,
    "handoff.later": later,
    "handoff.unlater": unlater,
    "handoff.snooze": snooze,
    "handoff.tag": tag,
    "handoff.outcome": outcome,
}
