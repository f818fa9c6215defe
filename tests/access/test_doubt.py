# ruff: noqa: E501 - documents in one line
"""Doubt grants nothing: neither does a duplicate, nor a name that is nearly right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinic import files
from mesh_of import mesh_of, report_on
from meshwright.analysis.access.atoms import Access
from meshwright.analysis.access.identities import group
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 22)
CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
ROLES = "governance/roles.yaml"
NURSE_FILTER = "- {property: rowFilter, value: ward in wards}"
DIAGNOSIS = "{name: diagnosis, logicalType: string, classification: clinical}"
RESEARCHER = "- {role: researcher, access: read}"


def edited(path: str, old: str, new: str) -> Access:
    found = files()
    text = found[path].decode()
    assert old in text
    return Access(mesh_of({**found, path: text.replace(old, new).encode()}))


def readers(granted: Access, field: str = "stays/diagnosis") -> dict[str, str]:
    """Return who reads a field, and how; the crisis team uses break-glass access."""
    return {
        str(row.identity): row.visibility.name.lower()
        for row in granted.table(DAY)
        if row.identity.name != "crisis-team"
        and row.contract.fact.fields.name(row.field, row.contract.fact.objects) == field
    }


def test_the_clinic_has_these_readers() -> None:
    """Without them, the other tests would prove nothing."""
    assert readers(edited(ROLES, "clearance: open", "clearance: open")) == {
        "nurses": "clear",
        "researchers": "masked",
    }


@pytest.mark.parametrize(
    ("path", "old", "new", "left"),
    [
        (CONTRACT, NURSE_FILTER, f"{NURSE_FILTER}\n      - {{property: rowFilter, value: stay_id in stays}}", {"researchers": "masked"}),
        (CONTRACT, NURSE_FILTER, "- {property: rowfilter, value: ward in wards}", {"researchers": "masked"}),
        (CONTRACT, NURSE_FILTER, "- {property: row-filters, value: ward in wards}", {"researchers": "masked"}),
        (CONTRACT, NURSE_FILTER, "- {property: Columns, value: [stays/ward]}", {"researchers": "masked"}),
        (CONTRACT, NURSE_FILTER, '- {property: contractVersion, value: "1.0.0"}', {"nurses": "clear", "researchers": "masked"}),
        (CONTRACT, DIAGNOSIS, "{name: diagnosis, logicalType: string, classification: open, classification: clinical}", {}),
        (CONTRACT, DIAGNOSIS, "{name: diagnosis, logicalType: string, classification: open, customProperties: [{property: dataCategory, value: user.none}, {property: dataCategory, value: user.name}]}", {}),
        (ROLES, "clearance: open\n", "clearance: locked\nclearance: open\n", {"nurses": "clear"}),
    ],
)  # fmt: skip
def test_duplicates_and_misspelt_names_grant_nothing(
    path: str, old: str, new: str, left: dict[str, str]
) -> None:
    granted = edited(path, old, new)

    assert readers(granted) == left


TWICE = f"{NURSE_FILTER}\n      - {{property: rowFilter, value: stay_id in stays}}"
SERVER_ROLE = "{role: billing, access: read}"


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (CONTRACT, NURSE_FILTER, TWICE, "cannot read `rowFilter` of role `nurse`: no value, or conflicting values"),
        (CONTRACT, NURSE_FILTER, "- {property: rowFilter, value: ward like wards}", "cannot read `rowFilter` of role `nurse`; use `<field> = <attribute>` or `<field> in <attribute>`"),
        (CONTRACT, NURSE_FILTER, "- {property: rowFilter, value: [ward in wards]}", "cannot read `rowFilter` of role `nurse`; use `<field> = <attribute>` or `<field> in <attribute>`"),
        (CONTRACT, NURSE_FILTER, "- {property: rowFilter, value: unit in wards}", "`rowFilter` of role `nurse` names `unit`, which is not a field of the contract"),
        (CONTRACT, NURSE_FILTER, "- {property: columns, value: stays/ward}", "cannot read `columns` of role `nurse`; use a list"),
        (CONTRACT, NURSE_FILTER, "- {property: columns, value: [stays/wards]}", "`stays` of `care/ward/stays@1` has no field `wards`; did you mean `ward`?"),
        (CONTRACT, NURSE_FILTER, '- {property: contractVersion, value: "1.0.0"}', "cannot read `contractVersion` of role `nurse`: no value, or conflicting values"),
        (CONTRACT, SERVER_ROLE, "{role: billing, access: read, customProperties: [{property: rowFilter, value: nothing}]}", "cannot read `rowFilter` of role `billing`; use `<field> = <attribute>` or `<field> in <attribute>`"),
        (CONTRACT, SERVER_ROLE, "{role: billing, access: read, customProperties: [{property: row_filter, value: ward in wards}]}", "`row_filter` of a role has no effect; did you mean `rowFilter`?"),
        (CONTRACT, DIAGNOSIS, "{name: diagnosis, logicalType: string, classification: open, customProperties: [{property: dataCategory, value: user.none}, {property: dataCategory, value: user.name}]}", "cannot read `dataCategory` of `stays/diagnosis`: no value, or conflicting values"),
        ("products/care/study/product.odps.yaml", "value: study-runner}", "value: study-runner}\n  - {property: serviceAccount, value: other}", "cannot read `serviceAccount` of `care/study`: no value, or conflicting values"),
    ],
)  # fmt: skip
def test_unreadable_grants_are_reported(tmp_path: Path, path: str, old: str, new: str, words: str) -> None:
    found = files()
    text = found[path].decode()
    assert old in text
    before = {each.message for each in report_on(tmp_path / "before", found).diagnostics}
    after = report_on(tmp_path / "after", {**found, path: text.replace(old, new).encode()}).diagnostics

    assert words not in before
    assert [each.message for each in after].count(words) == 1


def test_a_category_that_is_registered_twice_has_the_higher_minimum() -> None:
    twice = (
        "  - {key: user.name, minimumLevel: person, personal: true}\n  - {key: user.name, minimumLevel: open}"
    )
    found = files()
    levels = found["governance/classifications.yaml"].decode()
    once = "  - {key: user.name, minimumLevel: person, personal: true}"
    stated = "classification: open, customProperties: [{property: dataCategory, value: user.name}]}"
    found["governance/classifications.yaml"] = levels.replace(once, twice).encode()
    found[CONTRACT] = found[CONTRACT].replace(b"{name: ward, logicalType: string, classification: open}", f"{{name: ward, logicalType: string, {stated}".encode())  # fmt: skip
    granted = Access(mesh_of(found))

    assert readers(granted, "stays/ward") == {"nurses": "masked"}


def test_two_contracts_with_the_same_id_and_version_grant_nothing() -> None:
    """It is unknown which of them the port means."""
    found = files()
    opened = found[CONTRACT].replace(b"classification: locked", b"classification: open")
    granted = Access(mesh_of({**found, "products/care/ward/contracts/other.odcs.yaml": opened}))

    assert readers(granted) == {}
    assert {"several contracts have the id `ward.stays` and the version `1.1.0`"} <= {
        each.reason for each in granted.withheld
    }


def test_an_agreement_does_not_rename_the_group_of_a_role() -> None:
    """Only a role states the id of its group; otherwise the author of an agreement could redefine who has the role."""
    found = files()
    found["products/care/ward/agreements/new.yaml"] = b"""\
apiVersion: meshwright/v1
kind: AccessAgreement
port: care/ward/stays@1
consumer: {team: ward-squad, use: a study}
purpose: research
role: researcher
principal: {kind: group, name: researchers, id: g-99}
expires: 2027-01-31
"""
    granted = Access(mesh_of(found))
    grants = {str(each.cause): each.identity for each in granted.grants}

    assert grants["role researcher"] == group("researchers")
    assert grants["agreement new"] == group("researchers", "g-99")


@pytest.mark.parametrize("last", ["9999-12-31", "9999-12-30"])
def test_the_last_day_of_the_calendar_is_accepted(last: str) -> None:
    found = files()
    path = next(each for each in found if b"AccessAgreement" in found[each])
    text = found[path].decode()
    start = text.index("expires: ") + len("expires: ")
    found[path] = (text[:start] + last + text[start + len(last) :]).encode()

    assert Access(mesh_of(found)).days()


@pytest.mark.parametrize(
    ("path", "edit", "words"),
    [
        ("governance/classifications.yaml", lambda _: None, "the classification cannot be read"),
        ("governance/more.yaml", lambda found: found["governance/classifications.yaml"].replace(b"name: care", b"name: other"), "governance/classifications.yaml, governance/more.yaml"),
        ("governance/more.yaml", lambda _: b"apiVersion: meshwright/v1\nkind: Role\nname: nurse\ngroup: others\nclearance: open\npurposes: [care]\n", "governance/more.yaml, governance/roles.yaml"),
        (CONTRACT, lambda found: found[CONTRACT].replace(b"status: active", b"status: active\nstatus: retired"), "stays.v1.odcs.yaml"),
    ],
)  # fmt: skip
def test_no_script_revokes_access_by_mistake(
    path: str, edit: object, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without `--accept-broken`."""
    found = {"governance/mesh.yaml": b"apiVersion: meshwright/v1\nkind: Mesh\nname: clinic\n", **files()}
    changed = edit(found)  # type: ignore[operator]
    found = {name: each for name, each in {**found, path: changed}.items() if each is not None}
    for name, content in found.items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    arguments = ["access", "compile", "--target", "postgresql", "--mesh", str(tmp_path), "--on", str(DAY)]

    assert main(arguments) == 2
    assert words in capsys.readouterr().err
    assert main([*arguments, "--accept-broken"]) == 0
