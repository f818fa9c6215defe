"""Joins by which readers may find the person behind a pseudonym."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from mesh_of import mesh_of
from meshwright.analysis.access.atoms import Access
from meshwright.analysis.access.identities import group
from meshwright.analysis.access.reidentification import quasi_identifiers, reidentifications

DAY = date(2026, 11, 22)
CARE, LAB = group("care"), group("lab")


def own(kind: str, **values: object) -> dict[str, Any]:
    return {"apiVersion": "meshwright/v1", "kind": kind, **values}


def field(name: str, category: str = "", **more: object) -> dict[str, Any]:
    custom = [{"property": "dataCategory", "value": category}] if category else []
    if name.endswith("key"):
        custom.append({"property": "deidentification", "value": {"method": "keyed-hash", "keyOwner": "care"}})
    return {
        "name": name,
        "logicalType": "string",
        "classification": "open",
        "customProperties": custom,
        **more,
    }


def contract(name: str, fields: list[dict[str, Any]], roles: tuple[str, ...]) -> dict[str, Any]:
    return {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": name, "version": "1.0.0", "status": "active",
        "domain": "ward", "schema": [{"name": name, "properties": fields}],
        "roles": [{"role": each, "access": "read"} for each in roles],
    }  # fmt: skip


def made(
    contracts: dict[str, tuple[list[dict[str, Any]], tuple[str, ...]]], expected: tuple[str, ...] = ()
) -> Access:
    """Return the access of contracts that identify patients by number and by key."""
    categories = [
        {"key": "p.name", "personal": True, "identifying": True, "expectedFor": list(expected)},
        *(
            {"key": f"p.{each}", "personal": True, "quasiIdentifying": True}
            for each in ("born", "sex", "town")
        ),
    ]
    documents: list[dict[str, Any]] = [
        own("Classification", name="levels", levels=[{"name": "open"}], pseudonymisedFloor="open",
            aggregatedLevel="open", dataCategories=categories),
        *(own("Role", name=each, group=each, clearance="open", purposes=["care"]) for each in ("care", "lab")),
        own("Domain", name="ward"),
        own("Entity", name="patient", definition="A person.", steward="care",
            identifier={"scheme": "number", "logicalType": "string", "examples": ["1"]}),
        own("Meaning", domain="ward", entity="patient", means="a patient", relation="exactMatch", schemes=[
            {"scheme": "number", "columns": ["*/number"]},
            {"name": "key", "logicalType": "string", "pattern": "^k", "examples": ["k"], "columns": ["*/key"]},
            {"scheme": "number", "columns": ["*/doctor"], "role": "doctor"},
        ]),
        *(contract(name, fields, roles) for name, (fields, roles) in contracts.items()),
    ]  # fmt: skip
    return Access(mesh_of({f"{at}.yaml": json.dumps(each).encode() for at, each in enumerate(documents)}))


def found(granted: Access, *readers: object) -> list[tuple[str, list[str]]]:
    """Return the category at the end of each path, with its objects."""
    return [
        (each.category, [step.contract.fact.id for step in each.steps])
        for each in reidentifications(granted, readers, DAY)  # type: ignore[arg-type]
    ]


KEYED, NAMED = [field("key"), field("name", "p.name")], [field("number"), field("name", "p.name")]
BOTH, PLAIN = [field("key"), field("number")], [field("key"), field("value")]


def test_a_pseudonym_next_to_a_name_leads_to_the_person() -> None:
    """If the reader also sees the pseudonym in another port."""
    assert found(made({"a": (KEYED, ("lab",)), "b": (PLAIN, ("lab",))}), LAB) == [("p.name", ["a"])]
    assert found(made({"a": (KEYED, ("lab",))}), LAB) == []
    assert found(made({"a": (KEYED, ("care",)), "b": (PLAIN, ("lab",))}), LAB) == []


def test_a_path_may_lead_through_another_identifier() -> None:
    ways = {"a": (BOTH, ("lab",)), "b": (NAMED, ("lab",)), "c": (PLAIN, ("lab",))}

    assert found(made(ways), LAB) == [("p.name", ["a", "b"])]
    assert found(made({**ways, "a": (BOTH, ("care",))}), LAB) == []


def test_groups_together_see_more_than_each_alone() -> None:
    granted = made({"a": (BOTH, ("lab",)), "b": (NAMED, ("care",)), "c": (PLAIN, ("lab",))})

    assert found(granted, LAB) == found(granted, CARE) == []
    assert found(granted, LAB, CARE) == [("p.name", ["a", "b"])]


def test_identifiers_of_other_roles_belong_to_other_persons() -> None:
    other = [field("key"), field("doctor")]
    granted = made({"a": (other, ("lab",)), "b": (NAMED, ("lab",)), "c": (PLAIN, ("lab",))})

    assert found(granted, LAB) == []


def test_expected_identification_is_not_reported() -> None:
    """Unless another role shows it as well."""
    ports = {"a": (KEYED, ("lab", "care")), "b": (PLAIN, ("lab", "care"))}

    assert found(made(ports, expected=("care",)), CARE) == []
    assert found(made(ports, expected=("care",)), LAB) == [("p.name", ["a"])]
    assert found(made(ports, expected=("care",)), LAB, CARE) == [("p.name", ["a"])]


def test_three_quasi_identifiers_next_to_a_pseudonym_single_out() -> None:
    three = [field("key"), *(field(each, f"p.{each}") for each in ("born", "sex", "town"))]

    assert len(list(quasi_identifiers(made({"a": (three, ("lab",))}), (LAB,), DAY))) == 1
    assert list(quasi_identifiers(made({"a": (three[:3], ("lab",))}), (LAB,), DAY)) == []
    assert list(quasi_identifiers(made({"a": (three[1:], ("lab",))}), (LAB,), DAY)) == []
