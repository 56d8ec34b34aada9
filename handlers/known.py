"""What a friend's turn knows of her, as conditions see it, and the content that this batch goes by."""

from __future__ import annotations

from collections.abc import Callable

from bot.clock import DAY, local
from bot.content import Text
from bot.facts import Facts
from bot.menu_plan import alias_of
from bot.turn import Turn
from dialogs.content import Content
from dialogs.published import EDITION
from dialogs.wording import words
from handoff.plan import Plan
from handoff.plan import plan as plan_of
from linking.links import is_linked

SWEPT = "friends.swept"
"""The event by which a friend's lane learns that rules may say something else of her."""


def content(turn: Turn) -> Content:
    """Return the published content of this batch."""
    return EDITION.shared(turn).content


def plans(read: Callable[[], Content]) -> Callable[[], Plan]:
    """Return what gives the handoff's part of that content, made anew only when the content is new."""
    made: list[tuple[Content, Plan]] = []

    def plan() -> Plan:
        now = read()
        if not made or made[0][0] is not now:
            made[:] = [(now, plan_of(now.service, now.team, now.declared))]
        return made[0][1]

    return plan


def zone(turn: Turn) -> str:
    """Return the friend's time zone, the service's unless she has one of her own."""
    return turn.friend.zone or content(turn).service.zone


def facts(turn: Turn, survey: str | None = None) -> Facts:
    """Return what is known of the friend; without what that survey itself has given her, if one is named."""
    friend = turn.friend
    if survey is None:
        tags, attributes = friend.tags, friend.attributes
    else:
        own = f"survey:{survey}/"
        tags = {tag for tag, held in friend.held.items() if any(not each.startswith(own) for each in held)}
        attributes = friend.without(own)
    return Facts(
        today=local(turn.now, zone(turn)).date(),
        tags=tags,
        attributes=attributes,
        linked=is_linked(turn),
        role=friend.role,
        followed_days=(turn.now - friend.followed_at) // DAY if friend.followed_at else None,
        language=friend.speaks,
        name=friend.name,
    )


def say(turn: Turn, text: Text) -> str:
    """Return a text of the content in the friend's language, with her name where it belongs."""
    return words(text, turn.friend.speaks, facts(turn))


def show_menu(turn: Turn, seen: str | None = None) -> None:
    """Want the rich menu that the rules give this friend; `seen` is the alias that LINE shows her."""
    if menu := shown(turn):
        name, swept = menu_name(turn, menu), turn.event.kind == SWEPT
        turn.want_menu(name, "seen" if seen == alias_of(name) else "swept" if swept else "now")


def shown(turn: Turn) -> str | None:
    """Return the menu or set of tabs that the rules give this friend now, if any."""
    # A sweep that comes at a boundary counts as after it, whichever clock its worker has.
    swept = int(turn.event.data.get("at") or 0) if turn.event.kind == SWEPT else 0
    moment = local(max(turn.now, swept), content(turn).service.zone)
    return content(turn).menus.wanted(facts(turn), moment)


def menu_name(turn: Turn, shown: str) -> str:
    """Return the name of a menu, or of her tab of a set of tabs, as it is at LINE in her language."""
    languages = content(turn).service.languages
    language = turn.friend.speaks if turn.friend.speaks in languages else languages[0]
    return content(turn).menus.name(shown, turn.friend.tab, language)
