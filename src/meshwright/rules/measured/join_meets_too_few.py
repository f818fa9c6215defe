"""
Identifiers of an entity are missing from its registry or crosswalk.

A join silently loses such rows: according to their contracts, two ports describe the same entity, but their data does
not match. The rule compares identifiers with up to 3 objects of other ports in which they are unique, as
`meshwright join` would, and prefers the entity's crosswalks. It is an error if no row has a match, and a warning if
fewer than half of the rows do. `meshwright measure` runs this rule.

```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: isni
#             ^^^^ none of 9,000 rows has a match for its `isni` in `payments/royalties/statements@1/statements`
        logicalType: string
```
```yaml bad other_contract
schema:
  - name: statements
    physicalType: file
    properties:
      - {name: isni, logicalType: string, unique: true, transformSourceObjects: [billing]}
```
```yaml bad entity
name: artist
```
```yaml bad meaning
schemes:
  - scheme: isni
    columns: ["plays/isni"]
```
```yaml bad other_meaning
relation: exactMatch
schemes:
  - scheme: isni
    columns: ["statements/isni"]
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"#join/null/isni": 1000, "#join/isni/payments/royalties/statements@1/statements": 70, "#join/isni/payments/royalties/statements@1/statements/rows": 9000}}
```
```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: isni
#             ^^^^ 5,001 of 10,000 rows have no match for their `isni` in `payments/royalties/statements@1/statements`
        logicalType: string
```
```yaml bad other_contract
schema:
  - name: statements
    physicalType: file
    properties:
      - {name: isni, logicalType: string, unique: true, transformSourceObjects: [billing]}
```
```yaml bad entity
name: artist
```
```yaml bad meaning
schemes:
  - scheme: isni
    columns: ["plays/isni"]
```
```yaml bad other_meaning
relation: exactMatch
schemes:
  - scheme: isni
    columns: ["statements/isni"]
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"#join/isni/payments/royalties/statements@1/statements": 70, "#join/isni/payments/royalties/statements@1/statements/rows": 5001}}
```
```yaml good contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: isni
        logicalType: string
```
```yaml good other_contract
schema:
  - name: statements
    physicalType: file
    properties:
      - {name: isni, logicalType: string, unique: true, transformSourceObjects: [billing]}
```
```yaml good entity
name: artist
```
```yaml good meaning
schemes:
  - scheme: isni
    columns: ["plays/isni"]
```
```yaml good other_meaning
relation: exactMatch
schemes:
  - scheme: isni
    columns: ["statements/isni"]
```
```jsonl good raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"#join/isni/payments/royalties/statements@1/statements": 70, "#join/isni/payments/royalties/statements@1/statements/rows": 5000}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.measuring.judgement import Measurement
from meshwright.measuring.meetings import JOIN, NULLS
from meshwright.measuring.wording import at, listed
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule(
    "join-meets-too-few",
    on=Measurement,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Entity",),
    is_measuring=True,
)
def join_meets_too_few(measurement: Measurement, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for each object in which too few identifiers are found."""
    if not measurement.is_comparable:
        return
    probe, seen = measurement.probe, measurement.observation
    figures = {key: each for key, each in seen.figures.items() if isinstance(each, int)}
    for each in probe.references:
        lacking = figures.get(f"{each.key}/rows", 0)
        if not each.key.startswith(JOIN) or not lacking:
            continue
        names = [probe.columns[column].name for column in each.columns]
        rows = (seen.rows or 0) - max(figures.get(f"{NULLS}{name}", 0) for name in names)
        if 2 * lacking <= rows:
            continue
        where = f"{listed(names, 3)} in `{each.target}`"
        is_none = lacking >= rows
        yield Finding(
            f"none of {rows:,} rows has a match for its {where}"
            if is_none
            else f"{lacking:,} of {rows:,} rows have no match for their {where}",
            at(probe, *each.path, "name"),
            discriminator=f"join:{','.join(names)}:{each.target}",
            severity=Severity.ERROR if is_none else None,
        )
