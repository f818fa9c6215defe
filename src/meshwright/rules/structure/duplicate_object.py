"""
Two objects in one contract have the same name.

A reference to the name resolves to the first of the two, so the fields of the second cannot be referenced.
In engines that ignore case, names that differ only in case denote the same table; this is a warning unless a
`physicalName` distinguishes the tables. Two objects with the same `physicalName` are also the same table.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
  - name: plays
#         ^^^^^ duplicate object `plays`; remove or rename one of them
    properties:
      - name: play_id
        transformSourceObjects: [player_backend_events]
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.rulekit.duplicates import Named, duplicates
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding


@rule("duplicate-object", on=DataContract, severity=Severity.ERROR, since="0.1", preset="essential")
def duplicate_object(contract: DataContract) -> Iterator[Finding]:
    """Compare a contract's objects with each other."""
    objects = [
        Named(each.name, each.physical_name, ("schema", number))
        for number, each in enumerate(contract.schema_)
    ]
    yield from duplicates("object", "table", objects, contract.servers)
