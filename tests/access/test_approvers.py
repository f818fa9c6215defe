"""A wider grant needs an approval: by the role's approver, or else the owner, and by governance for its levels."""

from __future__ import annotations

from datetime import date

from clinic import LEVELS, files
from mesh_of import mesh_of
from meshwright.analysis.access.atoms import Access
from meshwright.analysis.access.plan import plan
from meshwright.changes.access_approvers import access_approvers

CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
AGREEMENT = "products/care/ward/agreements/bed-board.yaml"
MESH = b"apiVersion: meshwright/v1\nkind: Mesh\nname: clinic\nowner: data-office\n"
RENEWED = (AGREEMENT, "2027-02-28", "2027-06-30")
APPROVED = (CONTRACT, "role: nurse\n", "role: nurse\n    firstLevelApprovers: head-nurses\n")


def made(*edits: tuple[str, str, str]) -> Access:
    found = files() | {"governance/mesh.yaml": MESH}
    for path, old, new in edits:
        text = found[path].decode()
        assert old in text
        found[path] = text.replace(old, new).encode()
    return Access(mesh_of(found))


def approvers(base: Access, head: Access) -> set[str]:
    """Return the approvers of everything that a change grants."""
    changes = plan(base, head, date(2026, 11, 22))
    assert changes
    return {each.words for change in changes for each in access_approvers(change, base, head)}


def test_the_owner_approves_if_the_role_names_no_approver() -> None:
    assert approvers(made(), made(RENEWED)) == {
        "`ward-squad` (owner of `care/ward/stays@1`)",
        "`data-office` (governance)",
    }


def test_the_approver_of_the_role_replaces_the_owner() -> None:
    """The base names the approver: a change cannot appoint its own."""
    base = made(APPROVED)
    other = (CONTRACT, "head-nurses", "anybody")

    assert approvers(base, made(APPROVED, other, RENEWED)) == {
        "`head-nurses` (approver of role `nurse`)",
        "`data-office` (governance)",
    }


def test_governance_approves_from_its_level_on() -> None:
    """Levels above the one with the key are included."""
    lower = ("governance/classifications.yaml", "{name: person,", "{name: person, approver: governance,")
    columns = (AGREEMENT, "[stays/ward, stays/patient]", "[stays/ward]")
    wide = (AGREEMENT, "[stays/ward, stays/patient]", "[stays/ward, stays/patient/surname]")

    assert approvers(made(columns), made(columns, RENEWED)) == {"`ward-squad` (owner of `care/ward/stays@1`)"}
    assert "`data-office` (governance)" not in approvers(made(wide), made(wide, RENEWED))
    assert "`data-office` (governance)" in approvers(made(wide, lower), made(wide, lower, RENEWED))


def test_a_level_that_is_lowered_by_the_same_change_is_still_governed() -> None:
    """The same applies to a level whose `approver` it removes."""
    lowered = (
        CONTRACT,
        "insured_no, logicalType: string, classification: locked",
        "insured_no, classification: open",
    )
    removed = ("governance/classifications.yaml", ", approver: governance", "")

    assert ", approver: governance" in LEVELS
    assert "`data-office` (governance)" in approvers(made(), made(lowered))
    assert "`data-office` (governance)" in approvers(made(), made(lowered, removed))


def test_a_new_field_of_a_level_that_the_base_governs_is_governed() -> None:
    """Although the change removes the `approver` of the level."""
    ward = "      - {name: ward, logicalType: string, classification: open}\n"
    added = (CONTRACT, ward, ward + "      - {name: note, logicalType: string, classification: locked}\n")
    removed = ("governance/classifications.yaml", ", approver: governance", "")

    assert "`data-office` (governance)" in approvers(made(), made(added, removed))


def test_a_revocation_needs_no_approval() -> None:
    assert approvers(made(RENEWED), made()) == set()
