"""The mesh of a veterinary clinic: every kind of grant, mask and reader, once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from access_meshes import mesh
from access_server import Held, attributes, compiled, people, persons, tables, value
from meshwright.analysis.access.atoms import Access, access
from meshwright.enforcement.relations import Column

if TYPE_CHECKING:
    from access_meshes import Documents
    from access_server import Person

DAY = date(2026, 11, 22)
"""The recall's agreement is in force; that of the vets starts a day later."""
SERVER = "clinic-db"
LOADER = "clinic-loader"
"""The service account of the product, which owns its data."""


def _own(kind: str, **values: object) -> dict[str, Any]:
    return {"apiVersion": "meshwright/v1", "kind": kind, **values}


def _column(name: str, level: str, logical_type: str = "string", **more: object) -> dict[str, Any]:
    return {"name": name, "logicalType": logical_type, "classification": level, **more}


def _role(name: str, clearance: str) -> dict[str, Any]:
    return _own("Role", name=name, group=f"{name}-group", clearance=clearance, purposes=["care"])


def _named(role: str, **custom: object) -> dict[str, Any]:
    listed = [{"property": key, "value": each} for key, each in custom.items()]
    return {"role": role, "access": "read", "customProperties": listed}


def clinic() -> Documents:
    """Return its documents."""
    return {
        "governance/levels.yaml": _own(
            "Classification", name="levels", pseudonymisedFloor="internal", aggregatedLevel="internal",
            levels=[
                {"name": "open"},
                {"name": "internal"},
                {"name": "dated", "mask": {"kind": "year"}},
                {"name": "personal", "mask": {"kind": "first", "length": 1}},
                {"name": "linked", "grants": "agreement", "mask": {"kind": "keyed-hash"}},
                {"name": "sealed", "grants": "agreement"},
            ],
        ),
        "governance/roles/vet.yaml": _role("vet", "sealed"),
        "governance/roles/desk.yaml": _role("desk", "internal"),
        "governance/roles/billing.yaml": _role("billing", "personal"),
        "governance/roles/research.yaml": _role("research", "internal"),
        "products/care/visits/contract.odcs.yaml": {
            "apiVersion": "v3.1.0", "kind": "DataContract", "id": "visits", "version": "1.0.0", "status": "active",
            "schema": [
                {"name": "visits", "properties": [
                    _column("visit_id", "open"),
                    _column("branch", "open"),
                    _column("keeper", "personal"),
                    _column("phone", "sealed"),
                    _column("chip", "linked"),
                    _column("fee", "personal", "integer"),
                    _column("paid_at", "dated", "timestamp", physicalType="timestamptz"),
                    _column("notes", "internal", "object", properties=[_column("text", "sealed")]),
                ]},
                {"name": "animals", "properties": [_column("chip", "linked"), _column("branch", "internal")]},
            ],
            "servers": [{"server": SERVER, "type": "postgresql", "host": "h", "port": 5432, "database": "held", "schema": "care"}],
            "roles": [
                _named("vet"), _named("desk", rowFilter="branch = branch"),
                _named("billing", columns=["visits/visit_id", "visits/keeper", "visits/fee"]), _named("research"),
            ],
        },
        "products/care/visits/product.odps.yaml": _product("visits", LOADER),
        "products/care/outcomes/product.odps.yaml": {
            **_product("outcomes", "outcomes-pipeline"),
            "inputPorts": [{"name": "visits", "version": "1.0.0", "contractId": "visits"}],
            "outputPorts": [],
        },
        "products/care/recall.yaml": _agreement(
            "vet", "2026-11-20", "2026-11-25",
            principal={"kind": "serviceAccount", "name": "recall"}, columns=["visits/phone", "visits/chip"],
        ),
        "products/care/vets.yaml": _agreement("vet", "2026-11-23", "2026-11-27"),
    }  # fmt: skip


def _product(name: str, account: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1.0.0", "kind": "DataProduct", "id": name, "name": name, "version": "1.0.0",
        "status": "active", "domain": "care",
        "outputPorts": [{"name": "current", "version": "1.0.0", "contractId": name}],
        "customProperties": [{"property": "serviceAccount", "value": account}],
    }  # fmt: skip


def _agreement(role: str, start: str, end: str, **more: object) -> dict[str, Any]:
    return _own(
        "AccessAgreement", port="care/visits/current@1", consumer={"team": "care", "use": "recall"},
        purpose="care", role=role, startDate=start, expires=end, **more,
    )  # fmt: skip


def granted(documents: Documents | None = None) -> Access:
    return access(mesh(documents or clinic()))


def branch(login: str, name: str) -> frozenset[str]:
    """Return the branches of a login: one, or two, which is too many for `=`."""
    column = Column("branch", 0, "string", "", None)
    number = int(login.split()[1])
    rows = {number % 2, 1 if number % 5 else 0} if name == "branch" else set()
    return frozenset(value(column, row) for row in rows)


def opened(into: Held) -> tuple[Access, list[Person]]:
    """Create the clinic's tables, roles and logins in a database; no script is applied yet."""
    found = granted()
    everybody = persons(found.identities())
    tables(into, compiled(found, into.database, DAY)[0])
    people(into, everybody)
    into.run(f'CREATE ROLE "{LOADER}" LOGIN')
    return found, everybody


def write_branches(into: Held, everybody: list[Person]) -> None:
    rows = [(each.login, "branch", own) for each in everybody for own in branch(each.login, "branch")]
    attributes(into, rows)
