from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly import recipes
from meshwright.catalog.assembly.entity import entities_document, entity_documents
from meshwright.catalog.documents.entity import Crosswalk, EntityMeaning, EntitySummary
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.html.wording import recipe_anchor, recipe_words

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.entity import Entity

EVENTS = Named("events", "Events", "domains/events")
LABELS = Named("labels", "Labels", "domains/labels")
PLAYER = Named("player", "The player", "domains/player")
NAMES = Named("names", "names", "teams/names")
PORT = "labels/names/all@1"


@pytest.fixture
def artist(artists: Overview) -> Entity:
    [found] = entity_documents(artists)
    return found


def test_entity_has_a_summary(artist: Entity, artists: Overview) -> None:
    """It states the steward, and where it has columns."""
    assert entities_document([artist], artists).entities == (
        EntitySummary(
            name="artist",
            href="api/v1/entities/artist.json",
            title="Artist",
            definition="Who is credited for a *recording*. Nobody else.",
            steward=NAMES,
            identifier="isni",
            domains=(EVENTS, LABELS, PLAYER),
            products=3,
            appearances=4,
        ),
    )


def test_identifiers_map_to_the_federated_identifier(artist: Entity) -> None:
    """That one is itself; others need a crosswalk of the steward, or do not map."""
    assert [
        (each.name, each.domain, each.is_federated, each.mapping, each.through, each.columns)
        for each in artist.schemes
    ] == [
        ("isni", None, True, "same", (), 1),
        ("label-key", LABELS, False, "crosswalk", (PORT,), 2),
        ("slug", EVENTS, False, "none", (), 1),
    ]
    assert artist.crosswalks == (
        Crosswalk(port=Named(PORT, PORT, "products/labels/names"), schemes=("label-key", "isni")),
    )


def test_columns_are_grouped_by_domain(artist: Entity) -> None:
    """Each column has its address, its product, and its identifier."""
    found = [
        (each.domain.name, each.nearness, each.title, each.column, each.scheme) for each in artist.appearances
    ]

    assert found == [
        ("events", "something broader", "Gigs", "events/gigs/all@1/rows/slug", "slug"),
        ("labels", "the entity itself", "Names", f"{PORT}/rows/isni", "isni"),
        ("labels", "the entity itself", "Names", f"{PORT}/rows/label_key", "label-key"),
        ("player", "something close to it", "Plays", "player/plays/all@1/rows/artist_key", "label-key"),
    ]


def test_different_meanings_of_one_word_are_listed(artist: Entity) -> None:
    """Domains that mean something other than the entity, and those without columns."""
    assert [(each.domain, each.means, each.nearness) for each in artist.homonyms] == [
        (EVENTS, "an artist of events", "something broader"),
        (PLAYER, "an artist of player", "something close to it"),
    ]
    assert artist.silent == (
        EntityMeaning(
            domain=Named("silent", "Silent"),
            means="an artist of silent",
            relation="exactMatch",
            nearness="the entity itself",
        ),
    )


def test_gaps_are_those_of_the_command(artist: Entity) -> None:
    """Identifiers that do not map, and columns that look like the entity but are not linked."""
    assert artist.gaps == (
        "nothing connects slug (events) with isni",
        "events/gigs/all@1/rows/artist_id looks like an identifier but is not linked",
    )


def test_any_two_domains_have_an_answer(artist: Entity) -> None:
    """It states whether and how their ports can be joined."""
    assert {
        (each.one.name, each.other.name): (recipe_words(each), recipe_anchor(each)) for each in artist.recipes
    } == {
        ("events", "labels"): ("no", "join-events--labels"),
        ("events", "player"): ("no", "join-events--player"),
        ("labels", "player"): ("meanings differ", "join-labels--player"),
    }
    assert all(each.is_written for each in artist.recipes)
    assert artist.recipes[2].sql.endswith("ON rows_2_by_key.artist_key = rows_by_key.label_key")
    assert artist.recipes[0].sql == ""


def test_page_shows_few_joins_and_names_the_others(
    artists: Overview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Possible joins come first; the others are a command."""
    monkeypatch.setattr(recipes, "RECIPES", 1)
    monkeypatch.setattr(recipes, "DOMAINS", 3)
    found = recipes.recipes_of("artist", artists).recipes

    assert [recipe_anchor(each) for each in found if each.is_written] == ["join-labels--player"]
    assert [each.join.command for each in found if not each.is_written] == [
        f"meshwright join events/gigs/all@1 {PORT} --on artist --sql",
        "meshwright join events/gigs/all@1 player/plays/all@1 --on artist --sql",
    ]


def test_matrix_shows_the_domains_with_most_columns(
    artists: Overview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are counted."""
    monkeypatch.setattr(recipes, "DOMAINS", 2)
    found = recipes.recipes_of("artist", artists)

    assert (found.domains, found.more_domains) == ((EVENTS, LABELS), 1)


def test_entity_without_columns_has_no_matrix(artists: Overview) -> None:
    assert recipes.recipes_of("nobody", artists).domains == ()
