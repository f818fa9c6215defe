"""Data follows lineage into regions, and the platform declares its servers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mesh_of import mesh_of
from meshwright.rules.secure.leaves_region import leaves_region
from meshwright.rules.secure.server_not_offered import server_not_offered
from meshwright.rules.secure.unencrypted import unencrypted
from meshwright.rules.secure.unmet_requirement import unmet_requirement

REGIONS = {
    "apiVersion": "meshwright/v1", "kind": "Regions", "name": "regions",
    "jurisdictions": [{"name": "eu", "regions": ["eu-1"]}, {"name": "us", "regions": ["us-1"]}],
    "residency": [
        {"dataCategory": "p", "jurisdictions": ["eu"]},
        {"dataCategory": "p.public", "jurisdictions": ["eu", "us"]},
    ],
}  # fmt: skip
PLATFORM = {
    "apiVersion": "meshwright/v1", "kind": "Platform", "name": "cloud",
    "servers": [
        {"type": "s3", "hidesColumns": True, "regions": ["eu-1"], "encryptedAtRest": True},
        {"type": "s3", "hidesColumns": True, "regions": ["us-1"], "encryptedAtRest": False},
    ],
}  # fmt: skip


PLACES: dict[str, Any] = {"s3": {"location": "s3://b/p"}, "local": {"path": "p", "format": "csv"}}


def contract(
    name: str, custom: dict[str, Any], server: dict[str, Any], source: str = "", kind: str = "s3"
) -> Any:
    stated = [{"property": key, "value": value} for key, value in server.items()]
    column: dict[str, Any] = {"name": "c", "logicalType": "string"}
    column["customProperties"] = [{"property": key, "value": value} for key, value in custom.items()]
    if source:
        column["transformSourceObjects"] = [source]
    return {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": name, "version": "1.0.0", "status": "active",
        "servers": [{"server": "s", "type": kind, **PLACES[kind], "customProperties": stated}],
        "schema": [{"name": "t", "properties": [column]}],
    }  # fmt: skip


def found(rule: Any, *documents: Any) -> list[str]:
    mesh = mesh_of({f"{at}.yaml": json.dumps(each).encode() for at, each in enumerate(documents)})
    return [each.message for each in rule.check(mesh, mesh)]


HASH = {"deidentification": {"method": "keyed-hash", "keyOwner": "t"}}
COUNT = {"deidentification": {"method": "count", "minGroupSize": 20}}


def test_data_keeps_its_category_along_lineage() -> None:
    """Also as a keyed hash, but not in a figure about a group."""
    origin = contract("a", {"dataCategory": "p.name"}, {"region": "eu-1"})
    copies = [contract("b", each, {"region": "us-1"}, "-/a@1/t/c") for each in ({}, HASH, COUNT)]

    assert found(leaves_region, REGIONS, origin, copies[2]) == []
    for each in copies[:2]:
        assert found(leaves_region, REGIONS, origin, each) == [
            "`t/c` is p.name from `-/a@1/t/c` and must stay in eu, but region us-1 of server `s` is in us"
        ]


@pytest.mark.parametrize("server", [{}, {"region": "mars-1"}, {"region": 3}])
def test_an_unknown_region_is_unknown(server: dict[str, Any]) -> None:
    (message,) = found(leaves_region, REGIONS, contract("a", {"dataCategory": "p.name"}, server))

    assert "it is unknown whether it does" in message


def test_the_longest_category_decides_and_synthetic_data_may_be_anywhere() -> None:
    assert (
        found(leaves_region, REGIONS, contract("a", {"dataCategory": "p.public.x"}, {"region": "us-1"})) == []
    )
    assert found(leaves_region, REGIONS, contract("a", {"dataCategory": "person"}, {"region": "us-1"})) == []
    made_up = {"region": "us-1", "synthetic": True}
    assert found(leaves_region, REGIONS, contract("a", {"dataCategory": "p.name"}, made_up)) == []


def test_offers_are_by_type_and_region() -> None:
    claim = {"encryptedAtRest": True}

    assert found(server_not_offered, PLATFORM, contract("a", {}, {"region": "eu-1"})) == []
    assert len(found(server_not_offered, PLATFORM, contract("a", {}, {"region": "mars-1"}))) == 1
    assert len(found(server_not_offered, PLATFORM, contract("a", {}, {}, kind="local"))) == 1
    assert found(server_not_offered, contract("a", {}, {}, kind="local")) == []
    assert found(unencrypted, PLATFORM, contract("a", {}, {"region": "eu-1", **claim})) == []
    assert len(found(unencrypted, PLATFORM, contract("a", {}, {"region": "us-1", **claim}))) == 1
    assert found(unencrypted, PLATFORM, contract("a", {}, claim)) == []  # one of the two offers encrypts


def platform(**stated: Any) -> Any:
    return {**PLATFORM, "servers": [{"type": "s3", "hidesColumns": True, **stated}]}


def of_shape(shape: str, *kinds: str, **server: Any) -> Any:
    found = contract("a", {}, server)
    found["schema"][0]["physicalType"] = shape
    found["servers"] = [
        {**found["servers"][0], "server": f"s{at}", "type": kind} if kind == "s3" else
        {"server": f"s{at}", "type": kind, **PLACES[kind], "customProperties": []}
        for at, kind in enumerate(kinds)
    ]  # fmt: skip
    return found


@pytest.mark.parametrize(("shape", "count"), [("Topic ", 1), ("table", 0), ("materialized view", 0)])
def test_a_server_serves_the_shapes_that_the_platform_states(shape: str, count: int) -> None:
    """A shape that the platform does not know is not compared, and neither is synthetic data."""
    tables = platform(shapes=["table", "file"])

    assert len(found(server_not_offered, tables, of_shape(shape, "s3"))) == count
    assert found(server_not_offered, tables, of_shape(shape, "s3", synthetic=True)) == []
    assert found(server_not_offered, platform(), of_shape(shape, "s3")) == []


def test_one_server_that_may_serve_an_object_is_enough() -> None:
    tables, files = ({"type": "s3", "hidesColumns": True, "shapes": [each]} for each in ("table", "file"))
    local = {"type": "local", "hidesColumns": False, "shapes": ["topic"]}
    both = of_shape("topic", "s3", "local")

    assert found(server_not_offered, {**PLATFORM, "servers": [tables, files]}, both) == [
        "the platform offers no servers of type local; it offers s3"
    ]
    assert found(server_not_offered, {**PLATFORM, "servers": [tables, local]}, both) == []
    assert found(
        server_not_offered, {**PLATFORM, "servers": [tables, {**local, "shapes": ["view"]}]}, both
    ) == ["the platform serves table, view on servers of type s3 or local, not topic"]


def levels(*requires: Any) -> Any:
    return {
        "apiVersion": "meshwright/v1", "kind": "Classification", "name": "levels",
        "levels": [{"name": "internal"}, {"name": "secret", "requires": list(requires)}],
        "pseudonymisedFloor": "internal", "aggregatedLevel": "internal",
    }  # fmt: skip


def classified(level: str, **server: Any) -> Any:
    made = contract("a", {}, server)
    made["schema"][0]["properties"][0]["classification"] = level
    return made


REQUIREMENTS = [({"log": "reads"}, "logsReads"), ({"server": "encryptedAtRest"}, "encryptedAtRest")]


@pytest.mark.parametrize(("requirement", "key"), REQUIREMENTS)
def test_a_level_requires_protections_of_the_platform(requirement: Any, key: str) -> None:
    """Only a platform that states their absence lacks them."""
    register = levels("in words", requirement)

    assert len(found(unmet_requirement, register, platform(**{key: False}), classified("secret"))) == 1
    for each in (platform(**{key: True}), platform()):
        assert found(unmet_requirement, register, each, classified("secret")) == []
    assert found(unmet_requirement, register, platform(**{key: False}), classified("internal")) == []
    assert found(unmet_requirement, levels("in words"), platform(**{key: False}), classified("secret")) == []
    made_up = classified("secret", synthetic=True)
    assert found(unmet_requirement, register, platform(**{key: False}), made_up) == []


def test_a_false_claim_of_encryption_is_reported_once() -> None:
    plain, register = platform(encryptedAtRest=False), levels({"server": "encryptedAtRest"})
    claim = classified("secret", encryptedAtRest=True)

    assert found(unmet_requirement, register, plain, claim) == []
    assert len(found(unencrypted, register, plain, claim)) == 1
