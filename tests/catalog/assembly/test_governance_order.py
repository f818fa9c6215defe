"""The order of the teams with the most to fix."""

from __future__ import annotations

from meshwright.catalog.assembly.governance import _urgency
from meshwright.catalog.documents.governance import TeamAction
from meshwright.catalog.documents.parts import Diagnostics, Named
from meshwright.catalog.documents.register import Action


def _team(name: str, *, warnings: int, consumers: int, points: str) -> TeamAction:
    return TeamAction(
        team=Named(name, name),
        action=Action(rule="missing-slo", title="", findings=1, points=points, products=()),
        command="meshwright check",
        diagnostics=Diagnostics(errors=0, warnings=warnings, notices=0, pardoned=0),
        consumers=consumers,
    )


def test_teams_are_ordered_by_open_findings_and_consumers_then_by_gain() -> None:
    """Gains are compared as numbers, although they are written as words."""
    teams = (
        _team("a", warnings=0, consumers=9, points="less than 0.1"),
        _team("b", warnings=0, consumers=1, points="9"),
        _team("c", warnings=0, consumers=1, points="10"),
        _team("d", warnings=1, consumers=3, points="0.1"),
        _team("e", warnings=2, consumers=1, points="0.1"),
        _team("f", warnings=1, consumers=4, points="0.1"),
    )

    assert [each.team.name for each in sorted(teams, key=_urgency)] == ["e", "f", "d", "c", "b", "a"]
