from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly.register import domain_documents, summaries
from meshwright.catalog.documents.parts import Named, Support
from meshwright.catalog.documents.register import DomainMeaning, Ending, Flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.register import Domain

ARTIST = Named("artist", "Artist", "entities/artist")
EVENTS = Named("events", "Events", "domains/events")
LABELS = Named("labels", "Labels", "domains/labels")


def domains_of(overview: Overview) -> dict[str, Domain]:
    """Return the domains by name."""
    return {each.name: each for each in domain_documents(overview, summaries(overview))}


@pytest.fixture
def domains(artists: Overview) -> dict[str, Domain]:
    return domains_of(artists)


def test_registered_and_unregistered_domains_are_listed(domains: dict[str, Domain]) -> None:
    """Registered domains and those that only products name, each with the domains that it feeds."""
    found = [
        (
            each.title,
            each.purpose,
            each.owner.title if each.owner else "",
            [to.domain.name for to in each.feeds],
        )
        for each in domains.values()
    ]

    assert found == [
        ("Events", "", "", []),
        ("Labels", "", "names", ["player"]),
        ("The player", "Plays *audio*. On devices.", "The squad", ["events"]),
    ]


def test_domain_has_its_owner_and_flows(domains: dict[str, Domain]) -> None:
    """The contact is the team's channels; flows are counted by the products that read."""
    found = domains["player"]

    assert (found.owner, found.support) == (
        Named("squad", "The squad", "teams/squad"),
        (Support(channel="#player", url="https://chat.example/player", scope="on-call"),),
    )
    assert found.fed_by == (Flow(domain=LABELS, products=1),)
    assert found.feeds == (Flow(domain=EVENTS, products=1),)
    assert (found.parent, found.parts) == (None, (LABELS,))
    assert [(each.title, each.archetype, each.consumers) for each in found.products] == [
        ("Plays", "aggregate", 1)
    ]


def test_domain_has_its_meanings_and_ends(domains: dict[str, Domain]) -> None:
    """A meaning states its relation to the entity, and the number of the domain's columns."""
    found = domains["player"]

    assert found.meanings == (
        DomainMeaning(
            entity=ARTIST,
            means="an artist of player",
            relation="closeMatch",
            nearness="something close to it",
            columns=1,
        ),
    )
    assert found.endings == (
        Ending(port="player/plays/all@1", title="Plays", status="active", ends=date(2027, 3, 31)),
    )


def test_consumers_outside_of_the_domain_are_counted(domains: dict[str, Domain]) -> None:
    """A product, and a team by agreement, read data of the domain of labels."""
    assert domains["labels"].consumers == 2


def test_unregistered_domain_is_derived_from_its_products(domains: dict[str, Domain]) -> None:
    """It has no owner, but products and meanings."""
    found = domains["events"]

    assert (found.is_registered, found.purpose, found.owner, found.file) == (False, "", None, "")
    assert [each.title for each in found.products] == ["Gigs"]
    assert [each.nearness for each in found.meanings] == ["something broader"]


def test_products_without_a_domain_are_one_group(overview_of: Callable[..., Overview]) -> None:
    """They are under the empty name, without meanings."""
    text = "apiVersion: v1.0.0\nkind: DataProduct\nid: stray\nname: stray\nversion: 1.0.0\nstatus: draft\n"
    [found] = domains_of(overview_of({"stray.odps.yaml": text.encode()})).values()

    assert (found.title, [each.title for each in found.products], found.meanings) == (
        "No domain",
        ["Stray"],
        (),
    )
