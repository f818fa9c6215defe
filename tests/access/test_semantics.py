"""The meaning of documents about access, one sentence per test, on the mesh of a clinic."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinic import files
from mesh_of import mesh_of, report_on
from meshwright.analysis.access.atoms import Access, Visibility
from meshwright.analysis.access.identities import group, service_account
from meshwright.analysis.access.levels import Mask, MaskKind, fitting

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.analysis.access.identities import Identity

DAY = date(2026, 11, 22)
PORT = "care/ward/stays@1"
CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
NURSES, RESEARCHERS = group("nurses", "g-17"), group("researchers")
BILLING, CRISIS, BOARD = group("billing"), group("crisis-team"), service_account("bed-board")


def edited(*edits: tuple[str, str, str]) -> Access:
    """Return the access of the clinic after edits: a file, a text in it, its replacement."""
    found = files()
    for path, old, new in edits:
        text = found[path].decode()
        assert old in text
        found[path] = text.replace(old, new).encode()
    return Access(mesh_of(found))


def seen(granted: Access, *identities: Identity, day: date = DAY, server: str = "") -> dict[str, str]:
    """Return the visibility of each field of the stays, by name without the object's."""
    contract = granted.mesh.contract_at[PORT]
    fields, objects = contract.fact.fields, contract.fact.objects
    return {
        fields.name(field, objects).partition("/")[2]: granted.decide(
            identities, contract, field, day, server
        ).name.lower()
        for field in range(len(fields))
    }


def test_levels_decide_between_clear_masked_and_absent() -> None:
    """A role alone is not enough for levels that need an agreement; an enclosing field shows the minimum of its parts."""
    assert seen(edited(), NURSES) == {
        "stay_id": "clear",
        "ward": "clear",
        "admitted_on": "clear",
        "diagnosis": "clear",
        "patient": "absent",
        "patient/surname": "masked",
        "patient/insured_no": "absent",
    }
    assert seen(edited(), RESEARCHERS) == {
        "stay_id": "clear",
        "ward": "clear",
        "admitted_on": "masked",
        "diagnosis": "masked",
        "patient": "absent",
        "patient/surname": "absent",
        "patient/insured_no": "absent",
    }


def test_an_agreement_grants_its_columns_to_its_principal_on_its_days() -> None:
    """The first and last day are included, in UTC; the group of its role gets nothing more."""
    granted = edited()
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2027, 2, 28), date(2027, 3, 1)]
    shown = [seen(granted, BOARD, day=day)["patient/insured_no"] for day in days]

    assert shown == ["absent", "clear", "clear", "absent"]
    assert seen(granted, BOARD, day=days[1])["patient"] == "clear"
    assert seen(granted, BOARD, day=days[1])["diagnosis"] == "absent"
    assert seen(granted, NURSES, day=days[1])["patient/insured_no"] == "absent"
    assert {date(2026, 12, 1), date(2027, 3, 1)} <= set(granted.days())


def test_an_agreement_reads_the_rows_that_its_role_may_read() -> None:
    """The contract limits the role, and an agreement admits only those whom the contract makes eligible."""
    atoms = [each for each in edited().atoms() if each.identity == BOARD]

    assert {str(each.rows) for each in atoms} == {"ward in wards"}


def test_a_role_of_a_server_reads_only_at_that_server() -> None:
    """An `access` other than `read` grants nothing, whichever role has it."""
    granted = edited()

    assert set(seen(granted, BILLING).values()) == {"absent"}
    assert seen(granted, BILLING, server="prod")["diagnosis"] == "clear"
    assert [(str(each.cause), each.reason) for each in granted.withheld] == [
        ("role billing", "expected `access: read`, found `write`")
    ]


def test_a_product_reads_what_its_lineage_names() -> None:
    """It reads as its service account; without one, its input grants nothing."""
    reader = service_account("study-runner")
    shown = seen(edited(), reader)
    without = edited(
        ("products/care/study/product.odps.yaml", "serviceAccount", "account"),
    )

    assert [name for name, each in shown.items() if each == "clear"] == ["admitted_on"]
    assert "product `care/study` has no `serviceAccount`" in [each.reason for each in without.withheld]


def test_an_input_without_lineage_covers_the_port() -> None:
    granted = edited(
        (
            "products/care/study/contracts/counts.v1.odcs.yaml",
            "transformSourceObjects: [care/ward/stays@1/stays/admitted_on]",
            "description: The month.",
        )
    )

    assert set(seen(granted, service_account("study-runner")).values()) == {"clear"}


@pytest.mark.parametrize("status", ["proposed", "draft", "retired", "live"])
def test_ports_that_are_not_active_have_no_readers(status: str) -> None:
    granted = edited((CONTRACT, "status: active", f"status: {status}"))

    assert list(granted.table(DAY, granted.mesh.contract_at[PORT])) == []


WARD = "products/care/ward/product.odps.yaml"


@pytest.mark.parametrize("status", ["proposed", "draft", "retired", "live"])
def test_ports_of_a_product_that_is_not_active_have_no_readers(status: str) -> None:
    """Even if the contract states that it is active; agreements, inputs and break-glass access grant nothing either."""
    granted = edited((WARD, "status: active", f"status: {status}"))

    assert list(granted.table(DAY, granted.mesh.contract_at[PORT])) == []
    assert [each for each in granted.grants if each.contract.address == PORT] == []


def test_a_deprecated_product_keeps_the_readers_of_its_ports() -> None:
    granted = edited((WARD, "status: active", "status: deprecated"))

    assert seen(granted, NURSES) == seen(edited(), NURSES)


def test_a_contract_that_no_product_exposes_is_open_by_its_own_status() -> None:
    granted = edited((WARD, "contractId: ward.stays", "contractId: ward.other"))

    assert {str(each.identity) for each in granted.grants if each.contract.fact.id == "ward.stays"} >= {
        "researchers"
    }


@pytest.mark.parametrize(("other", "is_open"), [("active", True), ("draft", False)])
def test_a_contract_is_open_while_any_product_offers_it(other: str, is_open: bool) -> None:
    """But not to those who were admitted at the port of the retired product."""
    found = files()
    successor = found[WARD].replace(b"id: ward\nname: ward\n", b"id: wing\nname: wing\n")
    found["products/care/wing/product.odps.yaml"] = successor.replace(
        b"status: active", f"status: {other}".encode()
    )
    found[WARD] = found[WARD].replace(b"status: active", b"status: retired")
    granted = Access(mesh_of(found))
    kinds = {each.cause.kind.value for each in granted.grants if each.contract.fact.id == "ward.stays"}

    assert kinds == ({"role", "input"} if is_open else set())


@pytest.mark.parametrize(
    "deprecated",
    [
        (CONTRACT, "status: active", "status: deprecated"),
        (WARD, "status: active", "status: deprecated"),
        (WARD, "status: active", "status: active\ndeprecated: true"),
        (WARD, "contractId: ward.stays}", "contractId: ward.stays, deprecated: true}"),
    ],
    ids=["contract", "product", "product-flag", "port"],
)
def test_deprecated_ports_keep_the_readers_of_the_base(deprecated: tuple[str, str, str]) -> None:
    """The contract or the product may state it, even if the other contradicts. Without a base, all readers are kept."""
    more = ("governance/roles.yaml", "clearance: open", "clearance: clinical")
    base = edited()
    head = Access(edited(deprecated, more).mesh, base=base)

    assert seen(head, RESEARCHERS) == seen(base, RESEARCHERS)
    assert seen(edited(deprecated, more), RESEARCHERS)["diagnosis"] == "clear"


def test_a_port_with_another_active_offer_accepts_new_readers() -> None:
    """A contract that two products expose is deprecated only if both are."""
    found = files()
    found["products/care/wing/product.odps.yaml"] = found[WARD].replace(
        b"id: ward\nname: ward\n", b"id: wing\nname: wing\n"
    )
    base = Access(mesh_of(found))
    found["governance/roles.yaml"] = found["governance/roles.yaml"].replace(
        b"clearance: open", b"clearance: clinical"
    )
    shown = []
    for path in (WARD, "products/care/wing/product.odps.yaml"):
        found[path] = found[path].replace(b"status: active", b"status: deprecated")
        head = Access(mesh_of(found), base=base)
        contract = next(each for each in head.mesh.contracts if each.fact.id == "ward.stays")
        fields = contract.fact.fields
        field = next(
            each
            for each in range(len(fields))
            if fields.name(each, contract.fact.objects) == "stays/diagnosis"
        )
        shown.append(head.decide([RESEARCHERS], contract, field, DAY).name.lower())

    assert shown == ["clear", "masked"]


def test_an_input_whose_lineage_names_an_object_covers_only_that_object() -> None:
    beds = "  - name: beds\n    properties: [{name: bed_id, logicalType: string, classification: open}]\n"
    granted = edited(
        (CONTRACT, "schema:\n", f"schema:\n{beds}"),
        ("products/care/study/contracts/counts.v1.odcs.yaml", "stays@1/stays/admitted_on]", "stays@1/stays]"),
    )
    shown = seen(granted, service_account("study-runner"))

    assert (shown["bed_id"], shown["stay_id"], shown["admitted_on"]) == ("absent", "clear", "clear")


@pytest.mark.parametrize("path", [CONTRACT, WARD])
def test_break_glass_at_a_retired_port_is_reported(path: str, tmp_path: Path) -> None:
    """Also if only its product is retired."""
    found = files()
    found[path] = found[path].replace(b"status: active", b"status: retired")
    messages = {each.rule: each.message for each in report_on(tmp_path, found).diagnostics}

    assert messages["grant-of-retired-port"] == f"`{PORT}` is retired and has no readers"


@pytest.mark.parametrize("path", [CONTRACT, WARD])
def test_an_agreement_at_a_retired_port_is_reported(path: str, tmp_path: Path) -> None:
    """Also if only its product is retired and the contract has no status."""
    found = files()
    found[path] = found[path].replace(b"status: active", b"status: retired")
    reported = [
        each for each in report_on(tmp_path, found).diagnostics if each.rule == "retired-with-consumers"
    ]

    assert [(each.message, each.range.path if each.range else "") for each in reported] == [
        (f"`{PORT}` is retired, but an agreement to use it is still valid", path)
    ]


def test_break_glass_opens_everything_for_whole_days() -> None:
    granted = edited()

    assert set(seen(granted, CRISIS).values()) == {"clear"}
    assert set(seen(granted, CRISIS, day=date(2026, 11, 23)).values()) == {"absent"}


def test_later_columns_are_included_up_to_the_open_level() -> None:
    """A role without a version has only these; so does one with an unknown version."""
    unpinned = edited((CONTRACT, '      - {property: contractVersion, value: "1.1.0"}\n', ""))
    unknown = edited((CONTRACT, 'value: "1.1.0"', 'value: "1.0.0"'))

    for granted in (unpinned, unknown):
        assert seen(granted, NURSES)["patient/surname"] == "absent"
        assert seen(granted, NURSES)["diagnosis"] == "clear"


def test_columns_of_a_known_earlier_version_are_kept() -> None:
    found = files()
    found[CONTRACT] = found[CONTRACT].replace(b'value: "1.1.0"', b'value: "1.0.0"')
    earlier = {("ward.stays", "1.0.0"): frozenset({"stays/patient/surname"})}
    granted = Access(mesh_of(found), lambda *version: earlier.get(version))

    assert seen(granted, NURSES)["patient/surname"] == "masked"


def test_objects_without_a_field_of_the_row_filter_are_absent() -> None:
    granted = edited((CONTRACT, "ward in wards", "site in wards"))

    assert set(seen(granted, NURSES).values()) == {"absent"}


def test_a_group_is_identified_by_its_id() -> None:
    """A renamed group is the same reader."""
    granted = edited(("governance/roles.yaml", "group: nurses", "group: ward-nurses"))

    assert seen(granted, NURSES)["diagnosis"] == "clear"


def test_a_name_without_an_id_is_the_group_with_the_declared_id() -> None:
    """A principal need not repeat the id that a role declares for its group."""
    principal = "principal: {kind: serviceAccount, name: bed-board}"
    granted = edited(
        ("products/care/ward/agreements/bed-board.yaml", principal, "principal: {kind: group, name: nurses}")
    )

    assert seen(granted, NURSES, day=date(2026, 12, 1))["patient/insured_no"] == "clear"


def test_undeclared_levels_are_inherited_or_the_default() -> None:
    """The default is the highest level unless the classification sets one; a category raises it."""
    undeclared = (CONTRACT, "diagnosis, logicalType: string, classification: clinical", "diagnosis")
    of_category = "customProperties: [{property: dataCategory, value: user.name}]"
    category = (CONTRACT, "ward, logicalType: string", f"ward, {of_category}, logicalType: string")
    unknown = (*category[:2], category[2].replace("user.name", "user.unknown"))

    assert seen(edited(undeclared), RESEARCHERS)["diagnosis"] == "absent"
    assert seen(edited(category), NURSES)["ward"] == "masked"
    assert seen(edited(unknown), NURSES)["ward"] == "absent"


def test_duplicate_roles_and_addresses_grant_nothing() -> None:
    twice = ("governance/roles.yaml", "name: researcher", "name: nurse")

    assert set(seen(edited(twice), NURSES, RESEARCHERS).values()) == {"absent"}


@pytest.mark.parametrize(
    ("mask", "logical_type", "is_kept"),
    [
        (Mask(MaskKind.FIRST, length=1), "string", True),
        (Mask(MaskKind.FIRST, length=1), "integer", False),
        (Mask(MaskKind.YEAR), "date", True),
        (Mask(MaskKind.YEAR), "string", False),
        (Mask(MaskKind.KEYED_HASH), "string", True),
        (Mask(MaskKind.KEYED_HASH), "date", False),
        (Mask(MaskKind.CONSTANT, value=0), "number", True),
        (Mask(MaskKind.CONSTANT, value=0), "boolean", False),
        (Mask(MaskKind.CONSTANT, value=False), "integer", False),
        (Mask(MaskKind.CONSTANT, value="x"), None, False),
    ],
)
def test_masks_keep_the_type(mask: Mask, logical_type: str | None, *, is_kept: bool) -> None:
    """A mask that does not fit the type shows no value, and neither does one of a field with parts."""
    assert (fitting(mask, logical_type, has_parts=False) == mask) is is_kept
    assert fitting(mask, logical_type, has_parts=True).kind is MaskKind.NULLIFY
    assert Visibility.ABSENT < Visibility.MASKED < Visibility.CLEAR


AGREEMENT = "products/care/ward/agreements/bed-board.yaml"


def test_an_agreement_reads_no_column_that_its_role_may_not() -> None:
    pin = '{property: contractVersion, value: "1.1.0"}'
    granted = edited((CONTRACT, pin, "{property: columns, value: [stays/ward]}"))
    shown = seen(granted, BOARD, day=date(2026, 12, 1))

    assert [name for name, each in shown.items() if each != "absent"] == ["ward"]


def test_an_agreement_with_an_unreadable_start_grants_nothing() -> None:
    """A start that was repaired so that other rules run does not count as absent."""
    granted = edited((AGREEMENT, 'startDate: "2026-12-01"', "startDate: soon"))

    assert set(seen(granted, BOARD, day=date(2026, 12, 1)).values()) == {"absent"}


def test_fields_with_the_same_name_are_absent() -> None:
    twice = "{name: ward, logicalType: string, classification: open}"
    granted = edited((CONTRACT, twice, f"{twice}\n      - {twice.replace('open', 'clinical')}"))

    assert seen(granted, CRISIS)["ward"] == "absent"
