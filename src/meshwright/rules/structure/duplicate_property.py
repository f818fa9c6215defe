"""
Two properties of one object have the same name.

A reference to the name resolves to the first of the two, and no check, query or comparison uses the second.
In engines that ignore case (Snowflake, BigQuery, Spark and most other SQL engines), names that differ only in case
denote the same column; this is a warning unless a `physicalName` distinguishes the columns. Two properties with the
same
`physicalName` are also the same column.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: country
        logicalType: string
      - name: country
#             ^^^^^^^ duplicate property `country`; remove or rename one of them
        logicalType: string
```
```yaml bad contract
servers:
  - server: lake
    type: snowflake
    account: watergarden
    database: player
    schema: plays
    # no location
    # no format
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: playedIn
        logicalType: string
      - name: playedin
#             ^^^^^^^^ `playedin` and `playedIn` are the same column on snowflake; rename one of them
        logicalType: string
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: device
        logicalType: object
        properties:
          - name: play_id
            logicalType: string
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.rulekit.duplicates import Named, duplicates
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.walk import each_property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding
    from meshwright.source.place import Path


@rule("duplicate-property", on=DataContract, severity=Severity.ERROR, since="0.1", preset="essential")
def duplicate_property(contract: DataContract) -> Iterator[Finding]:
    """Compare the properties within each object, and within each nested property."""
    lists: dict[Path, list[Named]] = {}
    for field, path in each_property(contract.schema_):
        if isinstance(path[-1], int):
            lists.setdefault(path[:-1], []).append(Named(field.name, field.physical_name, path))
    for siblings in lists.values():
        yield from duplicates("property", "column", siblings, contract.servers)
