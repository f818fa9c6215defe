from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from meshwright.catalog.documents.domain import (
    DomainCard,
    Ending,
    MeaningRow,
    Neighbour,
    domain_cards,
    domain_view,
)
from meshwright.catalog.documents.named import Reference
from meshwright.catalog.documents.product import Channel

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.catalog.overview import Overview

ARTIST = Reference("artist", "Artist", "entities/artist")
EVENTS = Reference("events", "Events", "domains/events")
LABELS = Reference("labels", "Labels", "domains/labels")
PLAYER = Reference("player", "The player", "domains/player")


def test_domains_stand_by_what_people_call_them(artists: Overview) -> None:
    """The list has registered domains and those that only products name, each with what it feeds."""
    found = [replace(each, score=None) for each in domain_cards(artists)]

    assert found == [
        DomainCard("events", "Events", "", "", 1, None, ()),
        DomainCard("labels", "Labels", "", "names", 1, None, (PLAYER,)),
        DomainCard("player", "The player", "Plays *audio*. On devices.", "The squad", 1, None, (EVENTS,)),
    ]


def test_a_domain_says_who_answers_and_what_flows(artists: Overview) -> None:
    """Its owner is asked on the team's channels; who feeds it and whom it feeds are counted by the products that read."""
    found = domain_view("player", artists)

    assert (found.owner, found.channels) == (
        Reference("squad", "The squad", "teams/squad"),
        (Channel("#player", "https://chat.example/player", "", "on-call", ""),),
    )
    assert (found.fed_by, found.feeds) == ((Neighbour(LABELS, 1),), (Neighbour(EVENTS, 1),))
    assert (found.parent, found.parts) == (None, (LABELS,))
    assert [(row.title, row.kind, row.users) for row in found.products] == [("Plays", "aggregate", 1)]


def test_a_domain_says_what_it_means_and_what_ends(artists: Overview) -> None:
    """A meaning tells how near it is to the entity, and in how many columns the domain has it."""
    found = domain_view("player", artists)

    assert found.meanings == (MeaningRow(ARTIST, "an artist of player", "something close to it", False, 1),)
    assert found.endings == (Ending("player/plays/all@1", "Plays", "active", date(2027, 3, 31), ()),)


def test_users_are_counted_outside_of_the_domain(artists: Overview) -> None:
    """A product and a team by agreement read what the domain of labels has."""
    assert domain_view("labels", artists).users == 2


def test_an_unregistered_domain_is_what_its_products_tell(artists: Overview) -> None:
    """Nobody answers for it, and it still has products and meanings."""
    found = domain_view("events", artists)

    assert (found.is_registered, found.purpose, found.owner.name, found.file) == (False, "", "", "")
    assert [row.title for row in found.products] == ["Gigs"]
    assert [each.relation for each in found.meanings] == ["something broader"]


def test_products_without_a_domain_are_together(known_of: Callable[..., object]) -> None:
    """They stand under the empty name, last in the list, and mean nothing by any entity."""
    text = "apiVersion: v1.0.0\nkind: DataProduct\nid: stray\nname: stray\nversion: 1.0.0\nstatus: draft\n"
    overview = known_of({"stray.odps.yaml": text.encode()}).overview
    found = domain_view("", overview)

    assert [each.title for each in domain_cards(overview)] == ["No domain"]
    assert (found.title, [row.title for row in found.products], found.meanings) == (
        "No domain",
        ["Stray"],
        (),
    )
