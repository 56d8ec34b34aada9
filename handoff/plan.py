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
    own: Mapping[str, Roster] = field(default_factory=dict)
    """Rosters of advisors who have hours or a clock of their own, by staff name."""

    def roster_of(self, name: str) -> Roster:
        """Return when an advisor answers: by his own hours, else by the service's."""
        return self.own.get(name, self.roster)

    def called(self, name: str, language: str) -> str:
        """Return an advisor's name as somebody who reads that language is to see it."""
        said = self.team.advisor(name)
        return (said.called.to(language) if said and said.called else "") or name


def plan(service: Service, team: Team, declared: Declared) -> Plan:
    """Return what the content lays down."""
    tags = {tag.id: tag.label for tag in declared.tags}
    own = {
        each.name: Roster(each.hours or service.hours, each.zone or service.zone)
        for each in team.advisors
        if each.hours or each.zone
    }
    return Plan(Roster(service.hours, service.zone), team, tags, service.name, own)
