"""
A declared source of a column does not exist in this mesh.

Lineage ends here: this consumer is not listed when the actual column changes, and the classification is not
inherited. Until the entry is resolved, the column is assumed to read any column of the port's inputs, and access to
these inputs is granted only for columns in other entries. Entries are addresses
(`domain/product/port@1/object/field`), files, or physical names of an input's tables. A single word, such as
`raw_orders`, is a table outside the mesh.

```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects: [daily.play_id]
#                                ^^^^^^^^^^^^^ cannot resolve `daily.play_id`; did you mean `player/play-events/daily@1/plays/play_id`?
```
```yaml fixed other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player/play-events/daily@1/plays/play_id]
```
```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player/play-events/daily/plays]
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cannot resolve `player/play-events/daily/plays`; did you mean `player/play-events/daily@1/plays`?
```
```yaml fixed other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player/play-events/daily@1/plays]
```
```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects: [lake.settlements.id]
#                                ^^^^^^^^^^^^^^^^^^^ cannot resolve `lake.settlements.id`; state the address of the source
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects: [plays.play_id, settlement_runs, "s3://bucket/settlements"]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.unresolved import unresolved
from meshwright.finding.finding import Finding, Fix, Related, Replace, Severity, did_you_mean
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.flow.unresolved import Unresolved


@rule("unresolved-lineage", on=Mesh, severity=Severity.WARNING, since="0.1")
def unresolved_lineage(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each unresolved entry once per contract, even if several columns contain it."""
    together: dict[tuple[str, str], list[Unresolved]] = {}
    for each in mesh.derived(unresolved):
        together.setdefault((each.contract.address, each.source.text), []).append(each)
    for found in together.values():
        first = found[0]
        places = [
            each.contract.home.at(
                *each.contract.fact.fields.path(each.source.field),
                "transformSourceObjects",
                each.source.position,
            )
            for each in found
        ]
        fix = None
        if first.meant is not None:
            edits = tuple(Replace(at, written(first.meant)) for at in places)
            fix = Fix(edits, safe=False, title=f"write `{first.meant}`")
        action = did_you_mean(first.meant) if first.meant else "; state the address of the source"
        yield Finding(
            f"cannot resolve `{first.source.text}`{action}",
            places[0],
            tuple(Related("in this column as well", at) for at in places[1:]),
            fix,
            discriminator=first.source.text,
        )
