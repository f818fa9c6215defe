"""
Fields of a contract have no logical type.

A physical type states how one technology stores a value; the logical type states what the value is, independently of
the technology. Examples, samples and other contracts are checked against it.

```yaml bad contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: string
        classification: internal
      - name: listened_ms
#             ^^^^^^^^^^^ 1 of 2 fields has no logical type
        physicalType: bigint
        description: Time that sound came out.
        classification: internal
```
```yaml fixed contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: string
        classification: internal
      - name: listened_ms
        physicalType: bigint
        description: Time that sound came out.
        classification: internal
        logicalType: integer
```
```yaml good contract
status: active
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Fix, Insert, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.quantities.physical import family
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

NEVER_PARTIAL = frozenset({"array", "object", "map"})
"""Types that the fix does not write, because they require nested fields as well."""


@rule("missing-logical-type", on=Contract, severity=Severity.WARNING, since="0.1")
def missing_logical_type(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for all fields of the contract; the fix writes the types that the physical types imply."""
    fact, fields = contract.fact, contract.fact.fields
    lacking = [
        index
        for index, kind in enumerate(fields.logical_types)
        if kind is None and fact.is_sound(*fields.path(index), "logicalType")
    ]
    if not lacking:
        return
    count = len(fields)
    places = [contract.home.name(*fields.path(index)) for index in lacking]
    edits = []
    for index in lacking:
        known = family(fields.physical_types[index])
        if known is not None and known.natural not in NEVER_PARTIAL:
            edits.append(Insert(contract.home.at(*fields.path(index)), "logicalType", known.natural))
    verb = "has" if len(lacking) == 1 else "have"
    yield Finding(
        f"{len(lacking)} of {count} field{'s' if count != 1 else ''} {verb} no logical type",
        places[0],
        tuple(
            Related(f"`{fields.name(index, fact.objects)}`", at)
            for index, at in zip(lacking[1:], places[1:], strict=True)
        ),
        fix=Fix(tuple(edits), safe=False, title="write the types that the physical types imply")
        if edits
        else None,
    )
