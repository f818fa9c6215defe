"""
An object lacks a field that a standard of the mesh requires in every object.

Rows with the same metadata can be measured and traced in the same way, regardless of the product that serves them.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: common-metadata
title: Metadata of every row
commonMetadata:
  - name: published_at
    objects: [plays]
    logicalType: timestamp
    why: the age of any row can be measured
```
```yaml bad contract
schema:
  - name: plays
#         ^^^^^ `plays` has no field `published_at`, required by standard `common-metadata`
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
```
```yaml good raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: common-metadata
title: Metadata of every row
commonMetadata:
  - name: published_at
    objects: [plays]
    logicalType: timestamp
    why: the age of any row can be measured
```
```yaml good contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: published_at
        logicalType: timestamp
        logicalTypeOptions:
          timezone: true
        description: When the row was published.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.quantities.glob import is_like_any
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.standard import CommonField


@rule(
    "missing-common-metadata",
    on=Contract,
    severity=Severity.WARNING,
    since="0.1",
    preset="standard",
    needs=("Standard",),
    is_lenient=True,
)
def missing_common_metadata(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Report each missing field of each object; an object without fields is not checked."""
    for standard in mesh.standards:
        for common in standard.common_metadata:
            for number in _lacking(contract, common):
                name = contract.fact.objects[number].name
                kind = f" of type {common.logical_type}" if _is_there(contract, number, common.name) else ""
                yield Finding(
                    f"`{name}` has no field `{common.name}`{kind}, required by standard `{standard.name}`",
                    contract.home.name("schema", number),
                    related=(Related(common.why or "the standard", standard.home.name()),),
                    discriminator=f"{standard.name} {common.name}",
                    severity=standard.severity(Severity.WARNING, mesh.today),
                )


def _lacking(contract: Contract, common: CommonField) -> Iterator[int]:
    columns = contract.fact.fields
    for number, each in enumerate(contract.fact.objects):
        if -1 - number not in columns.parents or not is_like_any(common.objects, each.name):
            continue
        field = columns.child(-1 - number, common.name)
        kind = columns.logical_types[field] if field is not None else None
        if field is None or (common.logical_type and kind and kind != common.logical_type):
            yield number


def _is_there(contract: Contract, number: int, name: str) -> bool:
    return contract.fact.fields.child(-1 - number, name) is not None
