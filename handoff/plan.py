"""What the operator has laid down for the handoff: the roster, the team's pace, words for tags.

Built from the published content by handlers; a turn sees that of its batch (`HOUSE.shared(turn).plan`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.content import Declared, Service, Text
from bot.team import Team
from handoff.roster import Roster


@dataclass(frozen=True)
class Plan:
    """Hours, team and the words for tags; without any, people answer always, at the default pace."""

    roster: Roster = field(default_factory=Roster)
    team: Team = field(default_factory=Team)
    tags: Mapping[str, Text] = field(default_factory=dict)
    service: Text = field(default_factory=lambda: Text({}))


def plan(service: Service, team: Team, declared: Declared) -> Plan:
    """Return what the content lays down."""
    tags = {tag.id: tag.label for tag in declared.tags}
    return Plan(Roster(service.hours, service.zone), team, tags, service.name)
