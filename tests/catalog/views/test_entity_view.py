from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.catalog.views import recipes
from meshwright.catalog.views.entities import EntityCard, entity_cards
from meshwright.catalog.views.entity import Other, Way, entity_view
from meshwright.catalog.views.named import Reference

if TYPE_CHECKING:
    from meshwright.catalog.overview import Overview
    from meshwright.catalog.views.entity import EntityView

EVENTS = Reference("events", "Events", "domains/events")
LABELS = Reference("labels", "Labels", "domains/labels")
PLAYER = Reference("player", "The player", "domains/player")
NAMES = Reference("names", "names", "teams/names")
CROSSWALK = Way("crosswalk", ("labels/names/all@1",))


@pytest.fixture
def artist(artists: Overview) -> EntityView:
    return entity_view(artists.mesh.derived(vocabulary).entities["artist"], artists)


def test_an_entity_in_a_line(artists: Overview) -> None:
    """It says who looks after it, and where it has columns."""
    assert entity_cards(artists) == (
        EntityCard(
            name="artist",
            title="Artist",
            definition="Who is credited for a *recording*. Nobody else.",
            steward=NAMES,
            identifier="isni",
            domains=(EVENTS, LABELS, PLAYER),
            columns=4,
            products=3,
        ),
    )


def test_identifiers_map_by_themselves_or_a_crosswalk_or_not(artist: EntityView) -> None:
    """The federated identifier is itself; others need a crosswalk that the steward names."""
    assert [
        (each.name, each.domain, each.is_federated, each.way, each.columns) for each in artist.schemes
    ] == [
        ("isni", None, True, Way("same"), 1),
        ("label-key", LABELS, False, CROSSWALK, 2),
        ("slug", EVENTS, False, Way("none"), 1),
    ]
    assert artist.crosswalks == (("labels/names/all@1", ("label-key", "isni"), True),)


def test_columns_stand_by_domain_and_lead_to_their_place(artist: EntityView) -> None:
    """Each column is a link into its product's page, with its identifier and how that maps."""
    found = [
        (group.domain.name, group.relation, each.route, each.anchor, each.scheme, each.way)
        for group in artist.groups
        for each in group.columns
    ]

    assert found == [
        ("events", "something broader", "products/events/gigs", "port-all-1-rows-slug", "slug", Way("none")),
        ("labels", "the entity itself", "products/labels/names", "port-all-1-rows-isni", "isni", Way("same")),
        (
            "labels",
            "the entity itself",
            "products/labels/names",
            "port-all-1-rows-label_key",
            "label-key",
            CROSSWALK,
        ),
        (
            "player",
            "something close to it",
            "products/player/plays",
            "port-all-1-rows-artist_key",
            "label-key",
            CROSSWALK,
        ),
    ]


def test_one_word_can_be_different_things(artist: EntityView) -> None:
    """Domains that don't mean the entity itself are told of, and so is one that has no column."""
    assert artist.others == (
        Other(EVENTS, "an artist of events", "something broader", True),
        Other(PLAYER, "an artist of player", "something close to it", True),
    )
    assert artist.silent == (
        Other(Reference("silent", "Silent", ""), "an artist of silent", "the entity itself", False),
    )


def test_gaps_are_what_the_command_tells(artist: EntityView) -> None:
    """What does not map, and what looks like the entity and is not linked."""
    assert artist.gaps == (
        "nothing connects slug (events) with isni",
        "events/gigs/all@1/rows/artist_id looks like one but is not linked",
    )


def test_any_two_domains_have_a_recipe(artist: EntityView) -> None:
    """It is found from both sides, and says whether and how their ports meet."""
    found = artist.recipes

    assert {pair: each.words for pair, each in found.cells.items()} == {
        ("events", "labels"): "no",
        ("labels", "events"): "no",
        ("events", "player"): "no",
        ("player", "events"): "no",
        ("labels", "player"): "meanings differ",
        ("player", "labels"): "meanings differ",
    }
    assert [each.anchor for each in found.written] == [
        "join-events--labels",
        "join-events--player",
        "join-labels--player",
    ]
    assert found.written[2].sql.endswith("ON rows_2_by_key.artist_key = rows_by_key.label_key")
    assert found.written[0].sql == ""


def test_a_page_tells_few_recipes_and_names_the_others(
    artists: Overview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that say yes go first; what has no room is a command."""
    monkeypatch.setattr(recipes, "RECIPES", 1)
    monkeypatch.setattr(recipes, "DOMAINS", 3)
    found = recipes.recipes_of("artist", artists)

    assert [each.anchor for each in found.written] == ["join-labels--player"]
    assert found.commands == (
        "meshwright join events/gigs/all@1 labels/names/all@1 --on artist --sql",
        "meshwright join events/gigs/all@1 player/plays/all@1 --on artist --sql",
    )


def test_domains_with_most_columns_have_room_in_the_matrix(
    artists: Overview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are counted."""
    monkeypatch.setattr(recipes, "DOMAINS", 2)
    found = recipes.recipes_of("artist", artists)

    assert (found.domains, found.more_domains) == ((EVENTS, LABELS), 1)


def test_an_entity_in_no_column_has_nothing_to_join(artists: Overview) -> None:
    """There is no matrix."""
    assert recipes.recipes_of("nobody", artists).domains == ()
