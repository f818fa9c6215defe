"""References: three notations with the same result, without opening a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import mesh_of
from meshwright.mesh import references
from meshwright.mesh.references import (
    Notation,
    Resolved,
    UnresolvedPart,
    UnresolvedReference,
    near,
    resolve,
    sources_by_contract,
)
from meshwright.quantities.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAYS = """\
apiVersion: v3.2.0
kind: DataContract
id: plays
version: 1.0.0
schema:
  - name: plays
    id: plays_obj
    properties:
      - {name: track_id, id: track, logicalType: string}
      - name: artists
        logicalType: array
        items:
          logicalType: object
          properties:
            - {name: isni, logicalType: string}
      - {name: at/on, logicalType: string}
  - name: raw
"""
PRODUCT = """\
apiVersion: v1.1.0
kind: DataProduct
id: play-events
domain: player
outputPorts:
  - {name: daily, version: 1.0.0, contractId: plays}
  - {name: live, version: 1.0.0, contractId: plays.live}
"""
MESH = "apiVersion: meshwright/v1\nkind: Mesh\nname: watergarden\n"
FILES = {
    "products/a/plays.odcs.yaml": PLAYS,
    "products/a/product.odps.yaml": PRODUCT,
    "products/b/broken.odcs.yaml": "kind: DataContract\nid: b\n  c",
    "products/b/loose.odcs.yaml": PLAYS.replace("id: plays\n", "id: loose\n"),
    "governance/mesh.yaml": MESH,
}
WATERGARDEN = mesh_of({path: text.encode() for path, text in FILES.items()})
LOOSE = WATERGARDEN.contracts_by_id["loose"][0]
PLAYED = WATERGARDEN.contracts_by_id["plays"][0]


def names(text: str) -> str | None:
    """Describe the target of a reference in the loose contract."""
    target = resolve(text, LOOSE, WATERGARDEN)
    if not isinstance(target, Resolved):
        return None
    if target.field is not None:
        return f"{target.contract.fact.id}:{target.contract.fact.field(target.field).name}"
    own = "" if target.object is None else target.contract.fact.objects[target.object].name
    return f"{target.contract.fact.id}:{own}"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("player/play-events/daily@1/plays/track_id", "plays:plays/track_id"),
        ("player/play-events/daily@1/plays/artists/[]/isni", "plays:plays/artists/[]/isni"),
        ("player/play-events/daily@1/plays/artists/isni", "plays:plays/artists/[]/isni"),
        ("player/play-events/daily@1/plays/at%2Fon", "plays:plays/at/on"),
        ("player/play-events/daily@1/plays", "plays:plays"),
        ("player/play-events/daily@1", "plays:"),
        ("mesh://watergarden/player/play-events/daily@1/plays/track_id", "plays:plays/track_id"),
        ("-/loose@1/plays/track_id", "loose:plays/track_id"),
        ("../a/plays.odcs.yaml#/schema/plays/properties/track_id", "plays:plays/track_id"),
        ("../a/plays.odcs.yaml#schema/plays_obj/properties/track", "plays:plays/track_id"),
        (
            "../a/plays.odcs.yaml#/schema/plays/properties/artists/items/properties/isni",
            "plays:plays/artists/[]/isni",
        ),
        ("#/schema/plays/properties/track_id", "loose:plays/track_id"),
        ("schema/plays/properties/track_id", "loose:plays/track_id"),
        ("plays.track_id", "loose:plays/track_id"),
        ("plays_obj.track", "loose:plays/track_id"),
        ("plays.artists.isni", "loose:plays/artists/[]/isni"),
    ],
)
def test_reference_in_any_notation_is_resolved(text: str, named: str) -> None:
    """Addresses, files and shorthand lead to ports, objects and fields, by name or id."""
    assert names(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "table_name_1",
        "s3://bucket/plays@1/x.parquet",
        "https://example.com/x.odcs.yaml#/schema/plays/properties/x",
        "mesh://elsewhere/player/play-events/daily@1/plays/track_id",
        "player/play-events/live@1/plays/track_id",
        "broken.odcs.yaml#/schema/plays/properties/x",
        "raw.anything",
        "#/servers/lake",
        "",
    ],
)
def test_foreign_reference_is_not_reported(text: str) -> None:
    """Names of tables, of the web, of other meshes, and of documents with their own findings."""
    assert resolve(text, LOOSE, WATERGARDEN) is None


@pytest.mark.parametrize(
    ("text", "expected", "meant"),
    [
        (
            "player/play-events/dayly@1/plays/x",
            UnresolvedReference(
                Notation.ADDRESS, UnresolvedPart.PORT, "player/play-events/dayly@1", 0, None, 0
            ),
            "player/play-events/daily@1/plays/x",
        ),
        (
            "player/play-events/daily@1/play/x",
            UnresolvedReference(Notation.ADDRESS, UnresolvedPart.OBJECT, "play", 27, PLAYED, 0),
            "player/play-events/daily@1/plays/x",
        ),
        (
            "player/play-events/daily@1/plays/track",
            UnresolvedReference(Notation.ADDRESS, UnresolvedPart.FIELD, "track", 33, PLAYED, -1),
            "player/play-events/daily@1/plays/track_id",
        ),
        (
            "player/play-events/daily@1/plays/trak_id",
            UnresolvedReference(Notation.ADDRESS, UnresolvedPart.FIELD, "trak_id", 33, PLAYED, -1),
            "player/play-events/daily@1/plays/track_id",
        ),
        (
            "../a/plays.odcs.yaml#/schema/plays/properties/trak_id",
            UnresolvedReference(Notation.FILE, UnresolvedPart.FIELD, "trak_id", 46, PLAYED, -1),
            "../a/plays.odcs.yaml#/schema/plays/properties/track_id",
        ),
        (
            "../a/play.odcs.yaml#/schema/plays/properties/x",
            UnresolvedReference(Notation.FILE, UnresolvedPart.FILE, "../a/play.odcs.yaml", 0, LOOSE, 0),
            "../a/plays.odcs.yaml#/schema/plays/properties/x",
        ),
        (
            "plays.artists.isny",
            UnresolvedReference(Notation.SHORTHAND, UnresolvedPart.FIELD, "isny", 14, LOOSE, 2),
            "plays.artists.isni",
        ),
        (
            "../../../../etc/passwd.yaml#/schema/x/properties/y",
            UnresolvedReference(
                Notation.FILE, UnresolvedPart.ROOT, "../../../../etc/passwd.yaml", 0, None, 0
            ),
            None,
        ),
        (
            "/etc/passwd.yaml#/schema/x/properties/y",
            UnresolvedReference(Notation.FILE, UnresolvedPart.ROOT, "/etc/passwd.yaml", 0, None, 0),
            None,
        ),
    ],
)
def test_broken_reference_states_the_unresolved_part(
    text: str, expected: UnresolvedReference, meant: str | None
) -> None:
    """The first one, with its location and the available names."""
    target = resolve(text, LOOSE, WATERGARDEN)

    assert target == expected
    guess = near(expected, WATERGARDEN)
    assert (expected.corrected(text, guess) if guess else None) == meant


def test_sources_of_all_fields_are_resolved() -> None:
    """A mesh has the column lineage of contracts that declare it."""
    text = PLAYS.replace(
        "{name: track_id, ", "{name: track_id, transformSourceObjects: [plays.artists, tbl], "
    )
    mesh = mesh_of(
        {"a.odcs.yaml": text.encode(), "b.odcs.yaml": PLAYS.replace("id: plays", "id: b").encode()}
    )

    contract = mesh.contracts_by_id["plays"][0]
    assert {
        each.fact.id: [(source.field, source.position, source.text, source.target) for source in found]
        for each, found in mesh.derived(sources_by_contract).items()
    } == {"plays": [(0, 0, "plays.artists", Resolved(contract, 0, 1)), (0, 1, "tbl", None)]}


def test_cached_resolution_gives_the_same_result(request: pytest.FixtureRequest) -> None:
    """Every source of the example mesh resolves like its text alone."""
    folder = request.config.rootpath
    files = [*folder.glob("products/**/*.yaml"), *folder.glob("governance/*.yaml")]
    mesh = mesh_of({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})

    found = [
        (source, contract)
        for contract, all_of_it in mesh.derived(sources_by_contract).items()
        for source in all_of_it
    ]
    assert len(found) > 50
    assert [source.target for source, _ in found] == [
        resolve(source.text, contract, mesh) for source, contract in found
    ]


def test_frequently_misspelt_name_is_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand references to one missing file would otherwise be compared with every file of the mesh."""
    searched: list[str] = []

    def search(name: str, known: Iterable[str]) -> str | None:
        searched.append(name)
        return nearest(name, known)

    monkeypatch.setattr(references, "nearest", search)
    mesh = mesh_of({path: text.encode() for path, text in FILES.items()})
    contract = next(each for each in mesh.contracts if each.fact.id == "plays")
    missing = [resolve("plaise.odcs.yaml#/schema/plays", contract, mesh) for _ in range(50)]

    assert all(isinstance(each, UnresolvedReference) for each in missing)
    assert {near(each, mesh) for each in missing if isinstance(each, UnresolvedReference)} == {
        "plays.odcs.yaml"
    }
    assert searched == ["plaise.odcs.yaml"]
