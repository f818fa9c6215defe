"""Columns that look like an entity's identifiers, only by their names."""

from __future__ import annotations

import pytest

from mesh_of import mesh_of
from meshwright.analysis.meaning.identifier_guesses import suspects, words_in

ENTITIES = b"""
apiVersion: meshwright/v1
kind: Entity
name: artist
definition: Somebody.
steward: t
aliases: [performer, recording act]
identifier: {scheme: isni, check: iso7064-mod11-2}
ignore: ["*/ignored_artist_id"]
---
apiVersion: meshwright/v1
kind: Entity
name: category
definition: Something.
steward: t
aliases: [label]
identifier: {scheme: category-code, check: luhn}
---
apiVersion: meshwright/v1
kind: Entity
name: label
definition: A brand.
steward: t
identifier: {scheme: label-code, check: luhn}
"""


def suspected(object_name: str, field: str, logical_type: str = "string") -> tuple[str, str | None] | None:
    """Put one field into a contract, and return the entity and scheme that it resembles."""
    contract = (
        "apiVersion: v3.2.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n"
        f"schema:\n  - name: {object_name}\n    properties:\n"
        f"      - {{name: {field}, logicalType: {logical_type}}}\n"
    )
    mesh = mesh_of({"e.yaml": ENTITIES, "c.odcs.yaml": contract.encode()})
    found = [each for own in mesh.derived(suspects).values() for each in own]
    return (found[0].entity, found[0].scheme.name if found[0].scheme else None) if found else None


@pytest.mark.parametrize(
    ("field", "entity"),
    [
        ("artist_id", "artist"),
        ("artistId", "artist"),
        ("ARTIST_ID", "artist"),
        ("artists_key", "artist"),
        ("artistid", "artist"),
        ("featured_artist_id", "artist"),
        ("performer_ref", "artist"),
        ("recording_act_uuid", "artist"),
        ("isni", "artist"),
        ("main_isni", "artist"),
        ("categories_slug", "category"),
        ("category_code", "category"),
        ("label_code", "label"),
        ("artist_name", None),
        ("artist_count", None),
        ("artist_type_id", None),
        ("artist_id_source", None),
        ("is_artist_key", None),
        ("ignored_artist_id", None),
        ("party_id", None),
        ("id", None),
        ("", None),
    ],
)
def test_name_resembles_an_identifier_or_not(field: str, entity: str | None) -> None:
    """A word for the entity and one for an identifier, or a scheme's name at the end."""
    found = suspected("plays", field or "''")

    assert (found[0] if found else None) == entity


def test_word_for_two_entities_means_neither() -> None:
    """`label` is an entity and the alias of another."""
    assert suspected("plays", "label_id") is None


def test_bare_id_belongs_to_its_object() -> None:
    """In `artists`, an `id` is an artist's."""
    assert suspected("artists", "id") == ("artist", None)


@pytest.mark.parametrize("logical_type", ["boolean", "date", "object", "array"])
def test_columns_that_cannot_be_identifiers_are_ignored(logical_type: str) -> None:
    """Whatever their name."""
    assert suspected("plays", "artist_id", logical_type) is None


def test_names_are_split_into_words() -> None:
    """At underscores, dashes, capitals and digits; in the singular."""
    assert words_in("mainArtistIDs-2_labels") == ("main", "artist", "id", "2", "label")
    assert words_in("") == ()
