"""The content's rules in a friend's turn: tags that conditions put on her, and take away again.

Applied after each of her events, so that a tag never outlives the facts that it stands for.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.turn import Turn
from handlers import known

SOURCE = "rule:"


def apply(turn: Turn) -> None:
    """Bring the tags of rules in line with what is known of her; her menu follows if any of them changed."""
    friend, rules = turn.friend, known.content(turn).declared.rules
    before = {(tag, s) for tag, held in friend.held.items() for s in held if s.startswith(SOURCE)}
    if not rules and not before:
        return
    facts = known.facts(turn)
    # Without what rules have said before: else two of them could hold each other up for ever.
    tags = {tag for tag, held in friend.held.items() if any(not s.startswith(SOURCE) for s in held)}
    wanted: set[tuple[str, str]] = set()
    for rule in rules:
        if rule.when.holds(replace(facts, tags=frozenset(tags))):
            tags.add(rule.tag)
            wanted.add((rule.tag, SOURCE + rule.id))
    for tag, source in sorted(before - wanted):
        friend.untag(source, tag)
    for tag, source in sorted(wanted - before):
        friend.tag(tag, source, turn.now)
    if before != wanted:
        known.show_menu(turn)
