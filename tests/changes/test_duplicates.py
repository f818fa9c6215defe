"""Of two things with the same name, the first one counts, in addresses and in comparisons."""

from __future__ import annotations

from mesh_of import PLACES, mesh_of, scaffold
from meshwright.analysis.meaning.identifier_links import columns_of
from meshwright.mesh.resolve import resolve
from revisions import assessed, fields, replaced

ONE = "{name: x, logicalType: string}"
OTHER = "{name: x, logicalType: integer}"


def mesh_with(*items: str) -> dict[str, bytes]:
    files = scaffold()
    files[PLACES["contract"]] = replaced(files[PLACES["contract"]].decode(), fields(*items))
    return files


def rules(before: dict[str, bytes], after: dict[str, bytes]) -> list[str | None]:
    return [each.verdict.row for each in assessed(before, after)]


def test_second_property_in_front_of_the_first_is_a_change() -> None:
    """The name now means the integer, although the string is still there."""
    assert rules(mesh_with(ONE), mesh_with(OTHER, ONE)) == ["type-changed", "field-added"]
    assert rules(mesh_with(ONE, OTHER), mesh_with(OTHER, ONE)) == ["type-changed", "type-changed"]


def test_contradictory_second_property_is_compared() -> None:
    """Its readers are unknown, so neither adding nor removing it passes a gate."""
    assert rules(mesh_with(ONE), mesh_with(ONE, OTHER)) == ["field-added"]
    assert rules(mesh_with(ONE, OTHER), mesh_with(ONE)) == ["field-removed"]


def test_removing_an_equal_second_property_changes_nothing() -> None:
    """This fixes `duplicate-property`, and needs no new major version."""
    assert rules(mesh_with(ONE, ONE), mesh_with(ONE)) == []
    assert rules(mesh_with(ONE), mesh_with(ONE, ONE)) == []


def test_address_of_a_duplicate_name_is_the_first() -> None:
    """For objects, fields and registered documents."""
    files = mesh_with(ONE, OTHER)
    files["governance/teams2.yaml"] = files[PLACES["teams"]]
    mesh = mesh_of(files)
    named = resolve(mesh, "player/play-events/daily@1/plays/x")
    contract = named.contract

    assert contract is not None
    assert named.path == ("schema", 0, "properties", 1)
    assert columns_of(contract, 0)["x"] == named.field
    assert resolve(mesh, "team:player-squad").home.file == PLACES["teams"]


def test_address_of_a_duplicate_object_is_the_first() -> None:
    """Its fields are found only there."""
    files = scaffold()
    second = "  - name: plays\n    properties:\n      - {name: y}\n"
    files[PLACES["contract"]] = replaced(files[PLACES["contract"]].decode(), fields(ONE) + second)

    assert resolve(mesh_of(files), "player/play-events/daily@1/plays").path == ("schema", 0)
