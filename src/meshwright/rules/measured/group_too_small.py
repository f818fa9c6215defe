"""
A group of aggregated data is smaller than the contract allows.

A figure about a few people reveals what each of them did. `minGroupSize` in a `deidentification` prevents this, so a
field may have a lower classification than its sources. For a `count`, the field itself contains the size of the
group; for a `sum` or `avg`, `groupSize` next to `minGroupSize` names the column that contains the size.
`meshwright measure` runs this rule.

```yaml bad contract
schema:
  - name: plays
    physicalType: view
    properties:
      - name: average_ms
#             ^^^^^^^^^^ `average_ms` has groups of fewer than 20 in 3 of 10,000 rows, according to `listeners`
        logicalType: integer
        customProperties:
          - property: deidentification
            value:
              method: avg
              minGroupSize: 20
              groupSize: listeners
      - name: listeners
        logicalType: integer
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"average_ms#minGroupSize": 3}}
```
```yaml good contract
schema:
  - name: plays
    physicalType: view
    properties:
      - name: listeners
        logicalType: integer
        customProperties:
          - property: deidentification
            value:
              method: count
              minGroupSize: 20
```
```jsonl good raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.measuring.judgement import Measurement, small_groups
from meshwright.measuring.secrecy import GROUP
from meshwright.measuring.wording import at, of_rows
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("group-too-small", on=Measurement, severity=Severity.ERROR, since="0.1", is_measuring=True)
def group_too_small(measurement: Measurement, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for each field with groups that are too small."""
    probe = measurement.probe
    for check, rows in small_groups(measurement):
        name, size = check.key.removesuffix(GROUP), probe.columns[check.column].name
        by = "" if size == name else f", according to `{size}`"
        yield Finding(
            f"`{name}` has groups of fewer than {check.operand[0]} {of_rows(rows, measurement.observation)}{by}",
            at(probe, *check.path, "name"),
            discriminator=f"group:{name}",
        )
