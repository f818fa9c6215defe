from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from meshwright.catalog.documents.actions import Action, actions
from meshwright.catalog.documents.named import Reference
from meshwright.catalog.documents.team import Held, Member, TeamCard, team_cards, team_view

if TYPE_CHECKING:
    from meshwright.catalog.overview import Overview


def test_a_team_in_a_line(artists: Overview) -> None:
    """One that only products name is there, too, and owns what registers say."""
    found = [replace(each, score=None, open=0) for each in team_cards(artists)]

    assert found == [
        TeamCard(Reference("names", "names", "teams/names"), "", 1, ("Labels",), None, 0),
        TeamCard(
            Reference("squad", "The squad", "teams/squad"), "Runs the player.", 1, ("The player",), None, 0
        ),
    ]


def test_a_team_says_who_is_in_it_and_what_it_answers_for(artists: Overview) -> None:
    """Members as registered, domains, products, and what it may read until when."""
    found = team_view("squad", artists)

    assert found.members == (Member("Ines Holm", "ines", "owner"),)
    assert [each.name for each in found.domains] == ["player"]
    assert [row.title for row in found.products] == ["Plays"]
    assert found.agreements == (
        Held("labels/names/all@1", True, "charts", "analytics", 1, date(2027, 1, 31), True),
    )


def test_an_unregistered_team_can_be_a_steward(artists: Overview) -> None:
    """It has no members and no channel, and looks after the artist."""
    found = team_view("names", artists)

    assert (found.is_registered, found.members, found.channels) == (False, (), ())
    assert found.entities == (Reference("artist", "Artist", "entities/artist"),)


def test_findings_stand_by_rule(artists: Overview) -> None:
    """All that is said of its products is counted once, what stands before what is pardoned."""
    found = team_view("squad", artists)
    said = artists.diagnostics["player/plays"]

    assert sum(row.open + row.waived + row.other for row in found.findings) == len(said)
    assert {row.rule for row in found.findings} == {each.rule for each in said}
    assert found.open == sum(each.counts for each in said)


def test_what_helps_most_is_done_first(artists: Overview) -> None:
    """The gain is what the mean score of the products would rise by."""
    [card] = artists.by_team["squad"]
    found = actions([card])
    lost = 1 - card.standing.score

    assert found[0] == team_view("squad", artists).action
    assert sum(each.gain for each in found) == lost
    assert [each.gain for each in found] == sorted((each.gain for each in found), reverse=True)


def test_a_gain_is_told_in_points() -> None:
    """Small ones with a decimal, and never as nothing."""
    gains = (Fraction(1, 2000), Fraction(1, 250), Fraction(1, 100), Fraction(37, 1000))

    assert [Action("rule", "", (), 1, gain).points for gain in gains] == ["less than 0.1", "0.4", "1", "3"]
