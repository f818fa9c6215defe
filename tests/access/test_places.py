"""The plan shows a field that is read from another location: under its old name, a reader would get other data."""

from __future__ import annotations

from datetime import date

import pytest

from clinic import files
from mesh_of import mesh_of
from meshwright.analysis.access.atoms import Access, Visibility
from meshwright.analysis.access.identities import service_account
from meshwright.analysis.access.plan import AccessChange, plan
from meshwright.changes.access_approvers import access_approvers

DAY = date(2026, 11, 22)
CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
WARD = "products/care/ward/product.odps.yaml"
STAYS = "  - name: stays\n"
DIAGNOSIS = "{name: diagnosis, logicalType"
ROLES = "schema: stays, roles: [\n      {role: billing, access: read}]}\n"


def made(path: str, old: str, new: str) -> Access:
    found = files()
    text = found[path].decode()
    assert old in text
    return Access(mesh_of(found | {path: text.replace(old, new).encode()}))


def planned(old: str, new: str, path: str = CONTRACT) -> tuple[AccessChange, ...]:
    return plan(Access(mesh_of(files())), made(path, old, new), DAY)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (STAYS, f"{STAYS}    physicalName: payroll\n", "the table changes from stays to payroll"),
        ("schema: stays", "schema: payroll", "schema of server prod changes from stays to payroll"),
        ("database: ward", "database: hr", "database of server prod changes from ward to hr"),
        ("host: db", "host: elsewhere", "host of server prod changes from db to elsewhere"),
        ("server: prod", "server: test", "server test is new"),
        (
            "database: ward, schema: stays,",
            "database: ward, schema: stays, customProperties: [{property: topic, value: pay}],",
            "topic of server prod changes from nothing to pay",
        ),
    ],
)
def test_another_location_of_a_port_is_planned_for_each_reader(old: str, new: str, reason: str) -> None:
    changes = planned(old, new)

    assert {"nurses", "researchers"} <= {each.identity.name for each in changes}
    moved = [each for each in changes if each.before == each.after]
    assert all(reason in each.reasons and each.is_widening for each in moved)


def test_another_server_is_planned() -> None:
    further = "  - {server: copy, type: postgresql, host: db, port: 5432, database: hr, schema: stays}\n"
    changes = planned(ROLES, ROLES + further)

    assert {each.reasons for each in changes} == {("server copy is new",)}
    assert {each.server for each in changes} == {""}


def test_another_column_is_planned_for_those_who_see_it() -> None:
    changes = planned(
        "{name: admitted_on, logicalType", "{name: admitted_on, physicalName: born_on, logicalType"
    )

    assert {each.fields for each in changes} == {("stays/admitted_on",)}
    assert {each.reasons for each in changes} == {("the column changes from admitted_on to born_on",)}
    assert {str(each.identity) for each in changes} >= {"nurses", "service account study-runner"}


def test_another_column_around_a_nested_field_is_planned() -> None:
    changes = planned("      - name: patient\n", "      - name: patient\n        physicalName: kin\n")

    assert "stays/patient/surname" in {field for each in changes for field in each.fields}
    assert any("the column changes from patient/surname to kin/surname" in each.reasons for each in changes)


def test_another_column_of_a_row_filter_is_planned_for_all_filtered_fields() -> None:
    changes = planned("{name: ward, logicalType", "{name: ward, physicalName: region, logicalType")

    filtered = [each for each in changes if each.identity.name == "nurses"]
    assert "stays/stay_id" in {field for each in filtered for field in each.fields}
    reason = "the rows are filtered by column region instead of ward"
    assert all(reason in each.reasons for each in filtered)


def test_a_physical_name_that_repeats_the_name_changes_nothing() -> None:
    assert planned(DIAGNOSIS, "{name: diagnosis, physicalName: diagnosis, logicalType") == ()
    assert planned("type: postgresql, host: db", "type: postgresql, description: new, host: db") == ()


def test_another_notation_of_a_server_changes_nothing() -> None:
    assert planned("type: postgresql, host: db", "type: postgres, host: db") == ()
    assert planned("port: 5432", "port: '5432'") == ()


def test_any_custom_property_of_a_custom_server_may_be_its_location() -> None:
    """It may also be a note; a reader of the plan decides."""

    def at(value: str) -> Access:
        own = f"type: custom, customProperties: [{{property: volume, value: {value}}}]"
        return made(CONTRACT, "type: postgresql", own)

    reason = "volume of server prod changes from wards to pay"
    assert any(reason in each.reasons for each in plan(at("wards"), at("pay"), DAY))


def test_a_change_of_location_needs_an_approval() -> None:
    base, head = Access(mesh_of(files())), made(CONTRACT, "schema: stays", "schema: payroll")

    changes = plan(base, head, DAY)
    assert changes
    assert all(access_approvers(each, base, head) for each in changes)


def test_the_account_of_an_owner_is_planned_because_nothing_is_revoked_from_it() -> None:
    own = "customProperties: [{property: serviceAccount, value: ward-loader}]\n"
    base, head = Access(mesh_of(files())), made(WARD, "domain: care\n", f"domain: care\n{own}")

    (gained,) = plan(base, head, DAY)
    assert (gained.identity, gained.is_widening) == (service_account("ward-loader"), True)
    assert (gained.before.visibility, gained.after.visibility) == (Visibility.ABSENT, Visibility.CLEAR)
    assert "stays/patient/insured_no" in gained.fields
    assert {each.part for each in access_approvers(gained, base, head)} == {"owner", "governance"}

    (lost,) = plan(head, base, DAY)
    assert (lost.identity, lost.is_widening) == (service_account("ward-loader"), False)
    assert access_approvers(lost, head, base) == ()
