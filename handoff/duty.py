"""What an advisor says of himself: on and off duty, how many at once, what he is good at; in his own lane."""

from __future__ import annotations

import unicodedata

import regex

from bot import i18n, messages
from bot.team import Team
from bot.turn import Turn
from handoff import orders, routing, shifts, state
from handoff.routing import LANGUAGE
from handoff.state import HOUSE, STATE, Colleague
from handoff.voices import N_

LANGUAGES = {"ja": N_("Japanese"), "en": N_("English")}
MOST = 99
NONE = ("none", "なし")
USUAL = ("default", "標準")

_gap = regex.compile(r"[\s、,・]+")


def on(turn: Turn, rest: str = "") -> None:
    """Go on duty: cards for friends who ask come to him from now on."""
    state.keep_desk(turn, on_duty=True, since=turn.now)
    shifts.watch(turn)
    house = HOUSE.shared(turn)
    words = turn._("You are on duty. Waiting: {count}").format(count=house.waiting)
    if not shifts.roster(turn).is_open(turn.now):
        words += "\n" + turn._("It is outside our hours: you are on until they begin and end again.")
    turn.say(messages.text(words))
    if house.queue:
        orders.queue(turn)


def off(turn: Turn, rest: str = "") -> None:
    """Go off duty: no new cards; what is open stays with him."""
    if state.desk(turn).on_duty:
        state.keep_desk(turn, on_duty=False, since=turn.now)
    shifts.forget(turn)
    words = turn._("You are off duty.")
    if STATE.of(turn).open:
        words += turn._(" Still open with you: {count}")
    if not [each for each in HOUSE.shared(turn).on_duty if each.friend_id != turn.friend.friend_id]:
        words += "\n" + turn._("Nobody else is on duty.")
    if STATE.of(turn).open:
        shifts.ask(turn, words)
    else:
        turn.say(messages.text(words))


def awake(turn: Turn) -> None:
    """Note a sign of life: the calls that he has missed before count no longer."""
    if state.desk(turn).missed:
        state.keep_desk(turn, missed=0)


def missed(turn: Turn) -> None:
    """Note a call that he has let pass; after so many in a row he is off duty, and leads are told."""
    most = _team(turn).misses
    if not turn.friend.is_staff or not state.serves(turn):
        return
    count = state.keep_desk(turn, missed=state.desk(turn).missed + 1).missed
    if 0 < most <= count:
        state.keep_desk(turn, on_duty=False, since=turn.now, missed=0)
        words = turn._("You are off duty now: you have not answered {count} calls. “/on” brings you back.")
        turn.say(messages.text(words.format(count=count)), klass="account", timed=False)
        _tell_leads(turn, N_("{advisor} has not answered {count} calls and is off duty now."), count=count)


def blocked(turn: Turn) -> None:
    """Take somebody off duty who has blocked the account; his friends wait again, and leads are told."""
    count = len(STATE.of(turn).open)
    orders.revoked(turn)
    _tell_leads(
        turn,
        N_("{advisor} has blocked the account and is off duty. Back in the queue: {count}"),
        count=count,
    )


def _tell_leads(turn: Turn, words: str, **facts: object) -> None:
    """Tell leads, or admins if he is the only lead, something about the advisor whose turn it is."""
    me = turn.friend.friend_id
    house = HOUSE.shared(turn)
    admins = [each for each in house.staff.values() if each.role == "admin" and each.friend_id != me]
    for lead in [each for each in house.leads if each.friend_id != me] or admins:
        said = i18n.gettext(lead.language)(words).format(advisor=_me(turn).name, **facts)
        turn.tell(lead.friend_id, messages.text(said), timed=False)


def capacity(turn: Turn, rest: str = "") -> None:
    """Say how many friends he takes at a time; without a number what holds."""
    typed = unicodedata.normalize("NFKC", rest).strip().removesuffix("人")
    if typed.isdecimal() and int(typed) <= MOST:
        state.keep_desk(turn, capacity=int(typed))
    elif rest:
        turn.say(messages.text(turn._("Please write a number from 0 to 99, such as “/capacity 3”.")))
        return
    held, most = len(STATE.of(turn).open), routing.capacity(_me(turn), HOUSE.shared(turn).plan.team)
    words = turn._("New friends come to you until you have {most}. Now: {open}")
    turn.say(messages.text(words.format(most=most, open=held)))


def skills(turn: Turn, rest: str = "") -> None:
    """Say what he is good at, in the content's words for tags or as languages; without words what holds."""
    wanted = [word for word in _gap.split(rest) if word]
    if [_folded(word) for word in wanted] in [[each] for each in NONE]:
        state.keep_desk(turn, skills=())
    elif [_folded(word) for word in wanted] in [[each] for each in USUAL]:
        state.keep_desk(turn, skills=None)
    elif wanted:
        known = _known(turn)
        strange = [word for word in wanted if _folded(word) not in known]
        if strange:
            words = turn._("I don't know {words}. Write tags as they are called, or a language.")
            turn.say(messages.text(words.format(words="、".join(f"「{each}」" for each in strange))))
            return
        state.keep_desk(turn, skills=tuple(dict.fromkeys(known[_folded(word)] for word in wanted)))
    said = "、".join(shown(turn, skill) for skill in sorted(routing.skills(_me(turn), _team(turn))))
    words = turn._("Friends who suit this come to you first: {skills}")
    turn.say(messages.text(words.format(skills=said or turn._("anybody"))))


def _team(turn: Turn) -> Team:
    return HOUSE.shared(turn).plan.team


def _me(turn: Turn) -> Colleague:
    """Return him as others see him, with what this turn has changed."""
    friend = turn.friend
    return Colleague(
        friend.friend_id, friend.role or "", friend.staff_name or friend.name, friend.speaks, state.desk(turn)
    )


def _known(turn: Turn) -> dict[str, str]:
    """Return what can be named: folded words in any language to the tag or language that they mean."""
    tags = HOUSE.shared(turn).plan.tags
    found = {_folded(words): tag for tag, label in tags.items() for words in label.root.values()}
    spoken = {"日本語": "ja", "japanese": "ja", "ja": "ja", "英語": "en", "english": "en", "en": "en"}
    return {**found, **{word: LANGUAGE + language for word, language in spoken.items()}}


def shown(turn: Turn, skill: str) -> str:
    """Name a skill in the language of whoever reads it."""
    language = skill.removeprefix(LANGUAGE)
    if language != skill:
        return turn._(LANGUAGES[language]) if language in LANGUAGES else language
    label = HOUSE.shared(turn).plan.tags.get(skill)
    return label.to(turn.friend.speaks) if label else skill.partition(":")[2]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().strip()
