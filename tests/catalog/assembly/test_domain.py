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


def test_domains_have_what_people_call_them(domains: dict[str, Domain]) -> None:
    """There are registered domains and those that only products name, each with what it feeds."""
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


def test_a_domain_says_who_answers_and_what_flows(domains: dict[str, Domain]) -> None:
    """Its owner is asked on the team's channels; who feeds it and whom it feeds are counted by the products that read."""
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


def test_a_domain_says_what_it_means_and_what_ends(domains: dict[str, Domain]) -> None:
    """A meaning tells how near it is to the entity, and in how many columns the domain has it."""
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


def test_consumers_are_counted_outside_of_the_domain(domains: dict[str, Domain]) -> None:
    """A product and a team by agreement read what the domain of labels has."""
    assert domains["labels"].consumers == 2


def test_an_unregistered_domain_is_what_its_products_tell(domains: dict[str, Domain]) -> None:
    """Nobody answers for it, and it still has products and meanings."""
    found = domains["events"]

    assert (found.is_registered, found.purpose, found.owner, found.file) == (False, "", None, "")
    assert [each.title for each in found.products] == ["Gigs"]
    assert [each.nearness for each in found.meanings] == ["something broader"]


def test_products_without_a_domain_are_together(overview_of: Callable[..., Overview]) -> None:
    """They stand under the empty name, and mean nothing by any entity."""
    text = "apiVersion: v1.0.0\nkind: DataProduct\nid: stray\nname: stray\nversion: 1.0.0\nstatus: draft\n"
    [found] = domains_of(overview_of({"stray.odps.yaml": text.encode()})).values()

    assert (found.title, [each.title for each in found.products], found.meanings) == (
        "No domain",
        ["Stray"],
        (),
    )
