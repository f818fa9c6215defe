"""The small mesh of policy tests, and the merging of a test's documents into it.

`given` lists partial documents. If the small mesh has a document of the same kind and name (or id), both are
merged: mappings by key, lists by the names of their items; `null` removes a key. Any other document is added.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from meshwright.facts.compile import LocalResult, compile_unit
from meshwright.facts.unit import LocalFinding
from meshwright.finding.finding import At, Finding
from meshwright.mesh.link import link
from meshwright.relational.source import MeshSource
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules
from meshwright.source.problem import Problem
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.facts.unit import Unit

TODAY = date(2026, 1, 1)
"""The as-of date of tests, which is fixed so that results do not change over time."""

SMALL_MESH = """\
apiVersion: meshwright/v1
kind: Mesh
name: small
owner: governance
---
apiVersion: meshwright/v1
kind: Team
name: governance
members: [{username: gina, role: owner}]
---
apiVersion: meshwright/v1
kind: Team
name: player-squad
members: [{username: pia, role: owner}]
support: [{channel: "#player", url: "https://chat.example/player", scope: interactive}]
---
apiVersion: meshwright/v1
kind: Team
name: payments-squad
members: [{username: paul, role: owner}]
support: [{channel: "#payments", url: "https://chat.example/payments", scope: interactive}]
---
apiVersion: meshwright/v1
kind: Domain
name: player
purpose: Plays audio.
owner: player-squad
---
apiVersion: meshwright/v1
kind: Domain
name: payments
purpose: Pays royalties.
owner: payments-squad
---
apiVersion: meshwright/v1
kind: System
name: player-backend
type: operational
---
apiVersion: meshwright/v1
kind: Classification
name: sensitivity
levels:
  - {name: public, description: For everyone.}
  - {name: internal, description: For staff.}
  - {name: confidential, description: For those who need it.}
  - {name: restricted, description: For named roles.}
pseudonymisedFloor: internal
aggregatedLevel: internal
---
apiVersion: meshwright/v1
kind: Role
name: analyst
group: analysts
clearance: confidential
purposes: [service-improvement]
---
apiVersion: v1.1.0
kind: DataProduct
id: play-events
name: play-events
version: 1.0.0
status: active
domain: player
type: sourceAligned
team: {name: player-squad}
customProperties:
  - {property: origin, value: {system: player-backend, kind: operational}}
  - {property: tier, value: 2}
outputPorts:
  - {name: daily, type: table, version: 1.0.0, contractId: plays}
---
apiVersion: v3.2.0
kind: DataContract
id: plays
name: plays
version: 1.0.0
status: active
description: {purpose: What was played.}
servers:
  - {server: lake, type: s3, environment: prod, location: "s3://lake/plays/*.parquet", format: parquet}
schema:
  - name: plays
    physicalType: table
    properties:
      - {name: play_id, logicalType: string, primaryKey: true, required: true, classification: internal}
      - {name: played_at, logicalType: timestamp, classification: internal}
roles:
  - {role: analyst, access: read}
---
apiVersion: v1.1.0
kind: DataProduct
id: royalties
name: royalties
version: 1.0.0
status: active
domain: payments
type: aggregate
team: {name: payments-squad}
customProperties:
  - {property: tier, value: 1}
inputPorts:
  - {name: plays, version: 1.0.0, contractId: plays}
outputPorts:
  - {name: statements, type: table, version: 1.0.0, contractId: statements}
---
apiVersion: v3.2.0
kind: DataContract
id: statements
name: statements
version: 1.0.0
status: active
description: {purpose: What was paid to whom.}
servers:
  - {server: warehouse, type: snowflake, environment: prod, account: example, database: PAYMENTS, schema: PUBLIC}
schema:
  - name: statements
    physicalType: table
    properties:
      - {name: statement_id, logicalType: string, primaryKey: true, required: true, classification: internal}
      - name: payee_email
        logicalType: string
        classification: confidential
        customProperties: [{property: dataCategory, value: user.contact.email}]
      - {name: amount, logicalType: number, classification: internal}
      - {name: currency, logicalType: string, classification: internal}
roles:
  - {role: analyst, access: read}
"""
"""The documents of the small mesh, which has two ports: `payments/royalties/statements@1`, with personal data, reads
`player/play-events/daily@1`.
"""

_NAMES = ("name", "property", "server", "role", "username", "channel", "contractId", "id")


class GivenError(ValueError):
    """The documents of a test cannot be read; the message is for users."""


def source_of(given: str) -> MeshSource:
    """Return the small mesh with a test's documents merged in; raises GivenError."""
    documents: list[dict[str, Any]] = list(_small_mesh())
    places = {_identity(each): at for at, each in enumerate(documents)}
    for position, each in enumerate(_documents(given), 1):
        if not isinstance(each, dict) or not isinstance(each.get("kind"), str):
            raise GivenError(f"document {position} of `given` has no `kind`")
        at = places.setdefault(_identity(each), len(documents))
        if at == len(documents):
            documents.append(_completed(each))
        else:
            documents[at] = _merged(documents[at], each)
    units: dict[str, Unit] = {}
    own = _small_mesh()
    for position, document in enumerate(documents):
        is_own = position < len(own) and document is own[position]
        units[f"{position:04}.json"] = _small_units()[position] if is_own else _compiled(_json(document))
    mesh = link(units, TODAY)
    broken = next((file for file, unit in units.items() if unit.findings), None)
    if broken is None and mesh.broken:
        broken = mesh.broken[0].file
    if broken is not None:
        raise GivenError(_mistake(documents[int(broken[:4])]["kind"], units[broken]))
    return MeshSource(mesh, lambda file, document: units[file].details().bodies[document])


def _mistake(kind: str, unit: Unit) -> str:
    """Describe the mistake in a document."""
    found = unit.findings[0].finding if unit.findings else None
    where = f" at `{'/'.join(map(str, found.at.path))}`" if found and found.at.path else ""
    said = f": {found.message}" if found and found.message else "; check it as a document first"
    return f"the {kind} of `given` has a mistake{where}{said}"


def _identity(document: Mapping[str, Any]) -> tuple[str, str]:
    kind = document["kind"]
    name = document.get("id" if kind in ("DataContract", "DataProduct") else "name")
    return kind, repr(name)


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """Add a missing format version to a document."""
    versions = {"DataContract": "v3.2.0", "DataProduct": "v1.1.0"}
    return {"apiVersion": versions.get(document["kind"], "meshwright/v1"), **document}


@lru_cache(maxsize=1)
def _small_mesh() -> tuple[dict[str, Any], ...]:
    """Return the documents of the small mesh; they are never modified, only merged into others."""
    return tuple(_documents(SMALL_MESH))


@lru_cache(maxsize=1)
def _small_units() -> tuple[Unit, ...]:
    return tuple(_compiled(_json(document)) for document in _small_mesh())


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True)


@lru_cache(maxsize=64)
def _compiled(data: str) -> Unit:
    """Compile a document; the result is cached, because the tests of one policy often share documents."""
    return compile_unit(data.encode(), _mistakes, "json")


def _mistakes(subject: object, document: int) -> LocalResult:
    """Return the finding for a problem in a document; there is none for any other subject."""
    if not isinstance(subject, Problem):
        return LocalResult([], [])
    found = _problem_rules()(subject, document)
    if found.findings:
        return found
    return LocalResult([LocalFinding("given", Finding("", At(subject.path, document=document)))], [])


@lru_cache(maxsize=1)
def _problem_rules() -> LocalRules:
    """Return the rules that report problems; they are imported only if there is a mistake."""
    return LocalRules(all_rules())


def _documents(text: str) -> list[Any]:
    tree = parse(text)
    if not tree.is_whole or tree.problems:
        raise GivenError("`given` cannot be read as YAML")
    return [each.value for each in tree.documents if each.value is not None]


def _merged(old: Any, new: Any) -> Any:  # noqa: ANN401 - YAML values
    if isinstance(old, dict) and isinstance(new, dict):
        found = {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}
        return {key: value for key, value in found.items() if value is not None}
    if isinstance(old, list) and isinstance(new, list) and _have_names(old) and _have_names(new):
        items = list(old)
        places = {_named(each): at for at, each in reversed([*enumerate(items)])}
        for each in new:
            at = places.setdefault(_named(each), len(items))
            if at == len(items):
                items.append(each)
            else:
                items[at] = _merged(items[at], each)
        return items
    return new


def _have_names(items: list[Any]) -> bool:
    return all(_named(each) is not None for each in items)


def _named(item: Any) -> tuple[str, str] | None:  # noqa: ANN401 - a YAML value
    """Return the key and the value of a list item's name; None if the item has no name."""
    if isinstance(item, dict):
        for key in _NAMES:
            if isinstance(item.get(key), str):
                return key, item[key]
    return None
