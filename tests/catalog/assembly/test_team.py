from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly.actions import actions, points
from meshwright.catalog.assembly.register import domain_documents, summaries, team_documents
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.register import HeldAgreement, Member

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.register import Team


@pytest.fixture
def teams(artists: Overview) -> dict[str, Team]:
    """Return the teams by name."""
    products = summaries(artists)
    found = team_documents(artists, products, domain_documents(artists, products))
    return {each.name: each for each in found}


def test_team_has_a_summary(teams: dict[str, Team]) -> None:
    """Teams that only products name are included."""
    found = [
        (name, each.title, each.purpose, len(each.products), [domain.title for domain in each.domains])
        for name, each in teams.items()
    ]

    assert found == [
        ("names", "names", "", 1, ["Labels"]),
        ("squad", "The squad", "Runs the player.", 1, ["The player"]),
    ]


def test_team_has_its_members_and_responsibilities(teams: dict[str, Team]) -> None:
    """Members as registered, domains, products, and what it may read until when."""
    found = teams["squad"]

    assert found.members == (Member(name="Ines Holm", username="ines", role="owner"),)
    assert [each.name for each in found.domains] == ["player"]
    assert [each.title for each in found.products] == ["Plays"]
    assert found.agreements == (
        HeldAgreement(
            port=Named("labels/names/all@1", "labels/names/all@1", "products/labels/names"),
            use="charts",
            purpose="analytics",
            columns=1,
            expires=date(2027, 1, 31),
            is_current=True,
        ),
    )


def test_unregistered_team_can_be_a_steward(teams: dict[str, Team]) -> None:
    """It has no members and no channel, and is the steward of the artist."""
    found = teams["names"]

    assert (found.is_registered, found.members, found.support) == (False, (), ())
    assert found.entities == (Named("artist", "Artist", "entities/artist"),)


def test_findings_are_grouped_by_rule(teams: dict[str, Team], artists: Overview) -> None:
    """Each finding about its products is counted once, open ones before waived ones."""
    found = teams["squad"]
    said = artists.diagnostics["player/plays"]

    assert sum(row.count for row in found.findings) == len(said)
    assert {row.rule for row in found.findings} == {each.rule for each in said}
    assert found.open == sum(each.counts for each in said)


def test_most_effective_fix_comes_first(teams: dict[str, Team], artists: Overview) -> None:
    """The gain is the rise of the products' mean score."""
    [card] = artists.by_team["squad"]
    found = actions([card], summaries(artists), artists.rules)
    lost = {
        low.rule: low.loss / sum(each.score is not None for each in card.product_score.qualities)
        for quality in card.product_score.qualities
        if quality.score is not None
        for low in quality.lowered_by
    }

    assert found[0] == teams["squad"].action
    assert sum(lost.values()) == 1 - card.product_score.score
    assert [each.points for each in found] == [points(gain) for gain in sorted(lost.values(), reverse=True)]


def test_gain_is_written_in_points() -> None:
    """Small ones with a decimal, and never as zero."""
    gains = (Fraction(1, 2000), Fraction(1, 250), Fraction(1, 100), Fraction(37, 1000))

    assert [points(gain) for gain in gains] == ["less than 0.1", "0.4", "1", "3"]
