"""The clocks of a conversation: first and next answers in business time, and whoever has fallen silent.

Decided in her lane. Each clock warns once and tells leads once; any answer stops it.
"""

from __future__ import annotations

from bot import i18n, messages
from bot.clock import HOUR, MINUTE, decent
from bot.turn import Turn
from handoff import cards, state, voices, waiting
from handoff.state import HOUSE, Conversation

ANSWER = "handoff.clock"
SILENCE = "handoff.silence"
LEAST_NOTICE = 5 * MINUTE
"""An advisor who takes a friend late is still warned first, and has this long before that."""


def limit(turn: Turn, own: Conversation) -> int:
    """Return how much business time (ms) an answer may take: her first, or one in the middle."""
    pace = HOUSE.shared(turn).plan.team.pace
    return (pace.next_answer if own.answered_at else pace.first_answer) * MINUTE


def asked(turn: Turn, own: Conversation) -> Conversation:
    """Start the clock because she waits for words of a person; words after the first change nothing."""
    turn.forget(SILENCE, own.id)
    if own.unanswered_since is None:
        own = state.keep(turn, own, unanswered_since=turn.now)
        start(turn, own)
    return own


def start(turn: Turn, own: Conversation) -> None:
    """Set the clock for whoever has her now."""
    house, since = HOUSE.shared(turn), own.unanswered_since
    if since is not None:
        warning = house.plan.team.pace.warning * MINUTE
        due = house.plan.roster.after(since, limit(turn, own) - warning)
        soonest = house.plan.roster.after(turn.now, LEAST_NOTICE)
        turn.remind(ANSWER, own.id, max(due, soonest), stage="warn", since=since, who=own.advisor_id)


def answered(turn: Turn, own: Conversation) -> Conversation:
    """Stop the clock because a person has answered, and begin to wait for her."""
    own = state.keep(turn, own, last_advisor_at=turn.now, answered_at=own.answered_at or turn.now)
    own = state.keep(turn, own, unanswered_since=None, snoozed_until=None)
    turn.forget(ANSWER, own.id)
    silence = HOUSE.shared(turn).plan.team.silence
    turn.remind(SILENCE, own.id, _decent(turn, silence.friend), since=turn.now, stage="friend")
    return own


def _decent(turn: Turn, hours: int, since: int | None = None) -> int:
    """Return the first moment at which she may be approached so many hours after the last words to her."""
    zone = turn.friend.zone or HOUSE.shared(turn).plan.roster.zone
    return decent((turn.now if since is None else since) + hours * HOUR, zone)


def forget(turn: Turn, own: Conversation) -> None:
    """Stop all clocks of a conversation that is over."""
    turn.forget(ANSWER, own.id)
    turn.forget(SILENCE, own.id)


def on_timer(turn: Turn, own: Conversation) -> None:
    """Take a clock that has run down, if what it was set for still holds."""
    event, data = turn.event.data, turn.event.data["data"]
    if event.get("timer") == SILENCE:
        _silent(turn, own, data)
    elif data["since"] == own.unanswered_since and data.get("who") == own.advisor_id:
        _late(turn, own, data)


def _late(turn: Turn, own: Conversation, data: dict[str, object]) -> None:
    roster = HOUSE.shared(turn).plan.roster
    if own.snoozed_until and own.snoozed_until > turn.now:
        turn.remind(ANSWER, own.id, own.snoozed_until, **data)
    elif not roster.is_open(turn.now) and (found := roster.opening(turn.now)):
        turn.remind(ANSWER, own.id, found[0], **data)  # the hours have changed meanwhile
    elif data["stage"] == "warn":
        _warn(turn, own)
        warning = HOUSE.shared(turn).plan.team.pace.warning * MINUTE
        turn.remind(ANSWER, own.id, roster.after(turn.now, warning), **{**data, "stage": "breach"})
    else:
        _tell_leads(turn, own)


def _warn(turn: Turn, own: Conversation) -> None:
    """Warn the advisor who has her; while nobody has, the calls do so."""
    if own.status != "open":
        return
    advisor = str(own.advisor_id)
    _ = i18n.gettext(HOUSE.shared(turn).language(advisor))
    title = _("{name} waits for your answer").format(name=own.shown)
    turn.tell(advisor, _card(turn, own, title, advisor), about=turn.friend.friend_id, timed=False)


def _tell_leads(turn: Turn, own: Conversation) -> None:
    for lead in HOUSE.shared(turn).leads:
        if lead.friend_id in (own.advisor_id, *own.avoided):
            continue
        _ = i18n.gettext(lead.language)
        title = _("{name} has had no answer in time").format(name=own.name)
        who = _("With {advisor}").format(advisor=own.advisor_name) if own.advisor_id else _("With nobody yet")
        lines = [who, _since(turn, own, _), *waiting.facts(turn, own, lead)[1:]]
        card = messages.flex_card(cards.notice(_), title, lines, waiting.actions(turn, own, lead))
        turn.tell(lead.friend_id, card, about=turn.friend.friend_id, timed=False)


def _since(turn: Turn, own: Conversation, _: voices.Say) -> str:
    """Say how long she has waited, by the clock: that is what she feels."""
    return cards.waited(turn.now - (own.unanswered_since or turn.now), _)


def _card(turn: Turn, own: Conversation, title: str, advisor: str) -> messages.Message:
    _ = i18n.gettext(HOUSE.shared(turn).language(advisor))
    to = cards.button(_("Write to {name}").format(name=own.shown), "to", c=own.id)
    later = cards.button(_("In an hour"), "snooze", c=own.id, t="60")
    return messages.flex_card(cards.notice(_), title, [_since(turn, own, _)], [to, later], accent="")


def _silent(turn: Turn, own: Conversation, data: dict[str, object]) -> None:
    """Remind her once, at a decent hour, and then her advisor; any reply of hers has cancelled it."""
    silence, since = HOUSE.shared(turn).plan.team.silence, data["since"]
    if own.status != "open" or since != own.last_advisor_at or (own.last_friend_at or 0) > (since or 0):
        return
    if data["stage"] == "account":
        _useful(turn)
        return
    if data["stage"] == "friend":
        words = turn._("{name} has written to you. Answer when it suits you; there is no hurry.")
        turn.say(
            messages.text(
                words.format(name=HOUSE.shared(turn).plan.called(own.advisor_name or "", turn.friend.speaks))
            ),
            klass="account",
            expires_in=HOUR,
        )
        due = HOUSE.shared(turn).plan.roster.after(int(str(since)) + silence.advisor * HOUR, 1)
        turn.remind(SILENCE, own.id, due, since=since, stage="advisor")
        return
    advisor = str(own.advisor_id)
    _ = i18n.gettext(HOUSE.shared(turn).language(advisor))
    title = _("{name} has not answered").format(name=own.shown)
    finish = cards.button(_("Finish {name}").format(name=own.shown), "done", c=own.id)
    to = cards.button(_("Write to {name}").format(name=own.shown), "to", c=own.id)
    line = cards.silent(turn.now - int(str(since)), _)
    card = messages.flex_card(cards.notice(_), title, [line], [to, finish], accent="")
    turn.tell(advisor, card, about=turn.friend.friend_id, timed=False)
    if silence.useful:
        due = _decent(turn, silence.account, int(str(since)))
        turn.remind(SILENCE, own.id, max(due, turn.now), since=since, stage="account")


def _useful(turn: Turn) -> None:
    """Come to her with something useful, in the account's name; once, and at a decent hour."""
    useful = HOUSE.shared(turn).plan.team.silence.useful
    if useful is None:
        return
    words, label = useful.say.to(turn.friend.speaks), useful.button
    bubble = messages.text(words)
    if label and useful.item:
        said = label.to(turn.friend.speaks)
        open_it = messages.postback(said, f"menu?do={useful.item}", said)
        bubble = messages.flex_card(cards.notice(turn._), words, [], [open_it])
    turn.say(bubble, klass="account", expires_in=HOUR)
