"""Random meshes for tests of access: a few ports with nested fields, roles, agreements, inputs, and dates around a day."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from mesh_of import mesh_of

if TYPE_CHECKING:
    from meshwright.mesh.mesh import Mesh

DAY = date(2026, 11, 22)
LEVELS = ("public", "internal", "confidential", "restricted")
Documents = dict[str, dict[str, Any]]
"""Documents by their path, before they are written."""

_MASKS: list[dict[str, Any]] = [
    {"kind": "nullify"},
    {"kind": "constant", "value": "x"},
    {"kind": "first", "length": 2},
    {"kind": "year"},
    {"kind": "keyed-hash"},
]
_TYPES = ("string", "integer", "number", "boolean", "date")
_ROLES = ("analyst", "auditor", "care")
_PURPOSES = ("reporting", "audit")
_ATTRIBUTES = ("k = country", "k in countries", "k = country and a in teams")


def mesh(documents: Documents) -> Mesh:
    """Compile and link documents."""
    return mesh_of({path: json.dumps(each).encode() for path, each in documents.items()})


@st.composite
def documents(draw: st.DrawFn, group_names: st.SearchStrategy[str] | None = None) -> Documents:
    """Generate the documents of a mesh that declares access."""
    groups = group_names or st.sampled_from(("g-one", "g-two", "g-three"))
    found: Documents = {"governance/classifications.yaml": draw(_classification())}
    for role in _ROLES:
        found[f"governance/roles/{role}.yaml"] = _own(
            "Role",
            name=role,
            group=draw(groups),
            clearance=draw(st.sampled_from(LEVELS)),
            purposes=draw(st.lists(st.sampled_from(_PURPOSES), min_size=1, unique=True)),
        )
    ports = draw(st.integers(1, 2))
    for number in range(ports):
        found[f"products/d/p{number}/contract.odcs.yaml"] = draw(_contract(number))
        found[f"products/d/p{number}/product.odps.yaml"] = draw(_product(number, ports))
    for number in range(draw(st.integers(0, 3))):
        found[f"products/d/agreement{number}.yaml"] = draw(_agreement(ports, groups))
    if draw(st.booleans()):
        found["governance/emergency.yaml"] = _own(
            "BreakGlass",
            port=f"d/p{draw(st.integers(0, ports - 1))}/out@1",
            principal=draw(_principal(groups)),
            reason="The store is down.",
            ticket="INC-1",
            approvedBy="amara",
            startDate=draw(_days()),
            days=draw(st.integers(1, 3)),
        )
    return found


def _own(kind: str, **values: object) -> dict[str, Any]:
    return {"apiVersion": "meshwright/v1", "kind": kind, **values}


def _days() -> st.SearchStrategy[str]:
    return st.integers(-3, 3).map(lambda days: (DAY + timedelta(days=days)).isoformat())


@st.composite
def _classification(draw: st.DrawFn) -> dict[str, Any]:
    levels = []
    for name in LEVELS:
        level: dict[str, Any] = {"name": name, "grants": draw(st.sampled_from(("role", "agreement")))}
        if draw(st.booleans()):
            level["mask"] = draw(st.sampled_from(_MASKS))
        levels.append(level)
    found = _own(
        "Classification", name="levels", levels=levels, pseudonymisedFloor="internal", aggregatedLevel="internal",
        dataCategories=[{"key": "user.mail", "minimumLevel": "restricted", "personal": True}],
    )  # fmt: skip
    for key in ("defaultLevel", "defaultOpenLevel"):
        if draw(st.booleans()):
            found[key] = draw(st.sampled_from(LEVELS))
    return found


@st.composite
def _field(draw: st.DrawFn, name: str, depth: int) -> dict[str, Any]:
    inner = draw(st.integers(0, 2)) if depth < 2 else 0
    found: dict[str, Any] = {
        "name": name,
        "logicalType": "object" if inner else draw(st.sampled_from(_TYPES)),
    }
    if draw(st.integers(0, 3)):
        found["classification"] = draw(st.sampled_from(LEVELS))
    if not draw(st.integers(0, 5)):
        found["customProperties"] = [{"property": "dataCategory", "value": "user.mail"}]
    if inner:
        found["properties"] = [draw(_field(part, depth + 1)) for part in ("a", "b")[:inner]]
    return found


@st.composite
def _contract(draw: st.DrawFn, number: int) -> dict[str, Any]:
    objects = [
        {"name": name, "properties": [draw(_field(column, 0)) for column in ("k", "a", "n")]}
        for name in ("t", "u")[: draw(st.integers(1, 2))]
    ]
    statuses = st.sampled_from(("active", "active", "active", "deprecated", "draft", "retired"))
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"c{number}",
        "version": "1.1.0",
        "status": draw(statuses),
        "schema": objects,
        "servers": [{"server": "lake", "type": "local", "path": "x", "format": "csv"}],
        "roles": draw(st.lists(_role(), max_size=3)),
    }


@st.composite
def _role(draw: st.DrawFn) -> dict[str, Any]:
    custom: list[dict[str, Any]] = []
    if draw(st.booleans()):
        columns = st.lists(
            st.sampled_from(("t/k", "t/a", "t/n", "t/n/a", "u/k", "t/gone")), min_size=1, unique=True
        )
        custom.append({"property": "columns", "value": draw(columns)})
    elif draw(st.booleans()):
        custom.append({"property": "contractVersion", "value": draw(st.sampled_from(("1.1.0", "1.0.0")))})
    if not draw(st.integers(0, 3)):
        custom.append({"property": "rowFilter", "value": draw(st.sampled_from(_ATTRIBUTES))})
    access = draw(st.sampled_from(("read", "read", "read", "write")))
    return {"role": draw(st.sampled_from(_ROLES)), "access": access, "customProperties": custom}


@st.composite
def _product(draw: st.DrawFn, number: int, ports: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": f"p{number}",
        "name": f"p{number}",
        "version": "1.0.0",
        "status": "active",
        "domain": "d",
        "outputPorts": [{"name": "out", "version": "1.1.0", "contractId": f"c{number}"}],
    }
    if ports > 1 and draw(st.booleans()):
        other = 1 - number
        found["inputPorts"] = [{"name": "in", "version": "1.1.0", "contractId": f"c{other}"}]
    if draw(st.booleans()):
        found["customProperties"] = [{"property": "serviceAccount", "value": f"sa-{number}"}]
    return found


def _principal(groups: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    account = st.just({"kind": "serviceAccount", "name": "sa-dashboard"})
    return st.one_of(groups.map(lambda name: {"kind": "group", "name": name}), account)


@st.composite
def _agreement(draw: st.DrawFn, ports: int, groups: st.SearchStrategy[str]) -> dict[str, Any]:
    found = _own(
        "AccessAgreement", port=f"d/p{draw(st.integers(0, ports - 1))}/out@1",
        consumer={"team": "shop", "use": "report"}, purpose=draw(st.sampled_from(_PURPOSES)),
        role=draw(st.sampled_from(_ROLES)), expires=draw(_days()),
    )  # fmt: skip
    if draw(st.booleans()):
        found["startDate"] = draw(_days())
    if draw(st.booleans()):
        found["principal"] = draw(_principal(groups))
    if draw(st.booleans()):
        found["columns"] = draw(
            st.lists(st.sampled_from(("t/k", "t/a", "t/n/a", "u/a")), min_size=1, unique=True)
        )
    return found


def without(found: Documents, path: str) -> Documents:
    """Return documents without one of them."""
    return {name: each for name, each in found.items() if name != path}


def replaced(found: Documents, path: str, keys: tuple[str | int, ...], value: object) -> Documents:
    """Return documents in which one has another value."""
    changed = deepcopy(found)
    inner: Any = changed[path]
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return changed
